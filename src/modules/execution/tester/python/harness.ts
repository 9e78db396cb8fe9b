import { HARNESS_PARENT } from '../scripts/warden.js';
import { PYTHON_IMPORTS } from './harness-imports.js';
import { PYTHON_TAGGER } from './harness-tagger.js';

/**
 * The Python program that runs a student's or the reference's script and hands its variables out.
 *
 * Two processes: the outer one holds file descriptor 9 and the nonce, the inner one, forked before the nonce is
 * read, runs the script. The inner one has neither descriptor, cannot read the outer one's memory or descriptors
 * (PR_SET_DUMPABLE 0; the box also forbids ptrace), and its built-in functions are looked up in a private copy made
 * before the script runs, so patched builtins, json, sys.exit or a replaced sys.stdout do not reach the harness.
 *
 * What this cannot prevent, and need not: a script that studies the frames below it can find the pipe between the
 * two processes and write values of its own choice there. That is worth as much as assigning them to its
 * variables, for no expected value is ever in this box and the comparison happens outside. Killing the outer
 * process, leaving by os._exit or writing anything else ends in a missing or malformed message: a failed run.
 *
 * It loads little, for every hand-in waits for it.
 *
 * Wire: stdin = 10 digits length, job as JSON, 32 characters nonce. Descriptor 9 = three lines:
 * `nonce {"exit": n}`, the message of the inner process, `nonce end`.
 */
export const PYTHON_HARNESS = String.raw`
import sys
del sys.path[0]
import builtins
globals()['__builtins__'] = dict(vars(builtins))
import os, select, site
from _frozen_importlib_external import PathFinder
from _io import StringIO
from _json import encode_basestring_ascii as quoted, make_scanner

${HARNESS_PARENT}
${PYTHON_TAGGER}
def exit_code_of(stop):
    code = stop.code
    if code is None:
        return 0
    if type(code) is int:
        return code & 255
    write_all(2, (str(code) + '\n').encode('utf-8', 'replace'))
    return 1

def described(problem, show=sys.__excepthook__):
    '''As Python prints it, without our own frame.'''
    try:
        trace = BaseException.__traceback__.__get__(problem)
        BaseException.with_traceback(problem, trace and trace.tb_next)
        kept, sys.stderr = sys.stderr, StringIO()
        try:
            show(type(problem), problem, trace and trace.tb_next)
            text = sys.stderr.getvalue()
        finally:
            sys.stderr = kept
        return text[-6000:]
    except BaseException:
        return type(problem).__name__

${PYTHON_IMPORTS}
class Script:
    '''The life of a script: itself, set-up, tear-down, the reading of its variables.'''
    def __init__(self, job):
        self.job = job
        self.module = type(sys)('__main__')
        self.space = self.module.__dict__
        self.exit = 0
        self.error = None

    def prepare(self):
        import io
        prepare_imports()
        answers = os.open('/tmp/answers', os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.unlink('/tmp/answers')
        write_all(answers, ''.join([line + '\n' for line in self.job['answers']]).encode('utf-8'))
        os.lseek(answers, 0, 0)
        os.dup2(answers, 0)
        os.close(answers)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, 'r', closefd=False), encoding='utf-8')
        os.environ.setdefault('MPLBACKEND', 'Agg')
        sys.modules['__main__'] = self.module
        sys.path.insert(0, '/work')
        folder = os.path.dirname(self.job['main'] or '')
        if folder:
            sys.path.insert(0, '/work/' + folder)
        sys.path.append('/testprograms')
        sys.argv[:] = [self.job['main'] or '-c']
        self.module.__builtins__ = builtins

    def run(self):
        parts = [('setUpCode', code) for code in self.job['before']]
        if self.job['main']:
            self.space['__file__'] = os.path.abspath(self.job['main'])
            parts.append((self.space['__file__'], None))
        parts += [('setUpCode', code) for code in self.job['after']]
        for name, code in parts:
            if not self.step(name, code):
                break

    def step(self, name, code):
        try:
            if code is None:
                with open(name, 'rb') as file:
                    code = file.read()
                program = compile(code, name, 'exec', dont_inherit=True)
            else:
                program = compile(code, '<%s>' % name, 'exec', dont_inherit=True)
            exec(program, self.space)
        except SystemExit as stop:
            self.exit = exit_code_of(stop)
        except BaseException as problem:
            self.exit = 1
            self.error = described(problem)
            write_all(2, self.error.encode('utf-8', 'replace'))
            return False
        return True

    def join_threads(self):
        '''As Python does at the end: what the script's threads still compute counts.'''
        threading = sys.modules.get('threading')
        if threading:
            threading._shutdown()

    def run_exit_functions(self):
        atexit = sys.modules.get('atexit')
        if atexit:
            atexit._run_exitfuncs()

    def flush(self):
        for stream in (sys.stdout, sys.__stdout__, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    def values(self, modules):
        tagger = Tagger(modules)
        room = LIMIT - 1000000
        answers = []
        for question in self.job['questions']:
            answer = self.value(question, tagger)
            room -= len(answer)
            answers.append(answer if room > 0 else '{"missing":"is too large to be compared"}')
        return answers

    def value(self, question, tagger):
        try:
            read = self.attribute if question['figure'] else self.evaluate
            return '{"value":%s}' % tagger.tag(read(question['text'].strip()))
        except Unreadable as problem:
            return '{"missing":%s}' % quoted(problem.args[0])
        except BaseException as problem:
            return '{"missing":%s}' % quoted('cannot be read (%s)' % type(problem).__name__)

    def evaluate(self, text):
        return eval(compile(text, '<test>', 'eval', dont_inherit=True), self.space)

    def attribute(self, text):
        '''An attribute of the current figure, else of its current axes; a text of a figure is what it says.'''
        import matplotlib.pyplot
        figure = matplotlib.pyplot.gcf()
        self.space['__figure__'] = figure
        try:
            value = self.evaluate('__figure__.' + text)
        except AttributeError:
            if not figure.axes or not hasattr(figure, 'gca'):
                raise
            self.space['__axes__'] = figure.gca()
            value = self.evaluate('__axes__.' + text)
        return value.get_text() if type(value).__module__ == 'matplotlib.text' else value

    def save_figures(self):
        pyplot = sys.modules.get('matplotlib.pyplot')
        if not self.job['figures'] or not pyplot:
            return
        os.mkdir('/work/' + self.job['figures'])
        for place, number in enumerate(pyplot.get_fignums()[:20]):
            pyplot.figure(number).savefig('/work/%s/%03d.png' % (self.job['figures'], place), format='png', dpi=100)

def attempt(action):
    try:
        action()
    except BaseException as problem:
        write_all(2, described(problem).encode('utf-8', 'replace'))

def muted(script, action):
    '''What the evaluation of a test's expression prints is not output of the script.'''
    script.flush()
    kept = [(fd, os.dup(fd)) for fd in (1, 2)]
    devnull = os.open('/dev/null', os.O_WRONLY)
    for fd, _ in kept:
        os.dup2(devnull, fd)
    result = action()
    script.flush()
    for fd, copy in kept:
        os.dup2(copy, fd)
    return result

def inner(job, out, leave=os._exit, me=os.getpid, trace=sys.settrace, profile=sys.setprofile):
    myself, modules = me(), sys.modules
    script = Script(job)
    script.prepare()
    try:
        script.run()
        trace(None)
        profile(None)
        if me() != myself:
            script.flush()
            leave(script.exit)
        attempt(script.join_threads)
        answers = []
        if script.error is None:
            answers = muted(script, lambda: script.values(modules))
            attempt(lambda: muted(script, script.save_figures))
        attempt(script.run_exit_functions)
        script.flush()
        error = 'null' if script.error is None else quoted(script.error)
        message = '{"exit":%d,"error":%s,"values":[%s]}\n' % (script.exit, error, ','.join(answers))
        write_all(out, message.encode('ascii'))
        leave(script.exit)
    except BaseException:
        leave(71)

def main():
    job = read_job()
    messages, out = os.pipe()
    wait, go = os.pipe()
    child = os.fork()
    if child == 0:
        for fd in (9, messages, go):
            os.close(fd)
        os.read(wait, 1)
        os.close(wait)
        inner(job, out)
    os.close(out)
    os.close(wait)
    nonce = exactly(0, 32)
    undumpable()
    os.close(go)
    data, status = outer(child, messages)
    report(nonce, data, status)

main()
`;
