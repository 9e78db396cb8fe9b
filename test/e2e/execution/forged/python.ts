import { indented } from '../test-yaml.js';
import { FALSE_JUNIT, FALSE_REPORT, type ForgedExercise, type ForgedHandIn } from './kinds.js';

const WRONG = 'number = 0\ntext = ""\nitems = []\ndef f(x):\n    return 0\n';

const testYaml = `
properties:
  tests:
    - {name: number, tests: [{name: number, value: 31415926}]}
    - {name: text, tests: [{name: text}]}
    - {name: items, tests: [{name: items}]}
    - {name: call, tests: [{name: f(12)}]}
    - {name: output, type: stdout, tests: [{name: all of it}]}
`;

const REFERENCE =
  'number = 31415926\ntext = "canary of the reference"\nitems = [2, 71, 828]\ndef f(x):\n    return x * 7 + 3\nprint("the output of the reference", f(4))\n';

const WRITE_REPORTS = `
import os
report = ${JSON.stringify(FALSE_REPORT)}
for folder in ['.', 'output', 'artifacts', 'results', '/tmp', '/work', '/work/output', '/dev/shm', '/testprograms', '/', '..']:
    for name in ['testSummary.json', 'results.json', 'report.json', 'junit.xml', 'results.tap']:
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), 'w') as out:
                out.write(report if name.endswith('json') else ${JSON.stringify(FALSE_JUNIT)})
        except OSError:
            pass
`;

/** What the harness would say of a run with the right values, but for the nonce. */
const MESSAGE = `
import json, os
values = [{'value': {'t': 'float', 'v': 31415926}}]
body = json.dumps({'exit': 0, 'error': None, 'values': values})
def message(nonce):
    return ('%s {"exit": 0}\\n%s\\n%s end\\n' % (nonce, body, nonce)).encode()
`;

const hand = (kind: string, main: string, more: Record<string, string> = {}): ForgedHandIn => ({
  kind,
  files: { 'main.py': main, ...more },
});

const EXITS: ForgedHandIn[] = [
  hand('exit 0 at once', 'import sys\nsys.exit(0)\n'),
  hand('os._exit at import', 'import os\nos._exit(0)\n'),
  hand('SystemExit with a text', `raise SystemExit(${JSON.stringify(FALSE_REPORT)})\n`),
  hand('death by its own signal', `${WRONG}import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n`),
  hand(
    'a killed harness',
    `${WRONG}import os, signal\nfor pid in [os.getppid(), 1, 2, 3]:\n    try:\n        os.kill(pid, signal.SIGKILL)\n    except OSError:\n        pass\n`,
  ),
  hand('kill of everybody', `${WRONG}import os\nos.kill(-1, 9)\n`),
  hand(
    'signal handlers that say it is well',
    `${WRONG}import os, signal\ndef well(*_):\n    print('passed')\n    os._exit(0)\nfor n in range(1, 32):\n    try:\n        signal.signal(n, well)\n    except (OSError, ValueError):\n        pass\nsignal.alarm(1)\nwhile True:\n    pass\n`,
  ),
];

const WORDS: ForgedHandIn[] = [
  hand('the word passed', `${WRONG}print('passed')\nprint('All tests passed')\nprint('OK')\n`),
  hand(
    'a printed report',
    `${WRONG}print(${JSON.stringify(FALSE_REPORT)})\nimport sys\nprint(${JSON.stringify(FALSE_JUNIT)}, file=sys.stderr)\n`,
  ),
  hand('report files in every place', `${WRONG}${WRITE_REPORTS}`),
  hand(
    'report files left by atexit',
    `${WRONG}import atexit\ndef late():\n${indented(WRITE_REPORTS)}\n    os._exit(0)\natexit.register(late)\n`,
  ),
  hand(
    'symlinked outputs',
    `${WRONG}import os\nfor name in ['testSummary.json', 'output', 'artifacts', 'results']:\n    os.symlink('/proc/self/environ', name)\n`,
  ),
  hand(
    'huge output to break the reader',
    `${WRONG}import sys\nwhile True:\n    sys.stdout.write('{"result": "PASSED"}\\n' * 10000)\n`,
  ),
  hand(
    'NUL bytes and terminal sequences',
    'number = "\\0"\ntext = "\\x1b[2J\\x1b[H passed\\0"\nitems = ["\\0"]\nf = print\nprint("\\0\\x1b[8m")\n',
  ),
  hand(
    'lone surrogates and deep values',
    'text = "\\ud800"\nitems = []\nfor _ in range(100000):\n    items = [items]\nnumber = items\n',
  ),
];

const PATCHES: ForgedHandIn[] = [
  hand(
    'objects equal to everything',
    'class Any:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    def __hash__(self): return 0\n    def __float__(self): return 31415926.0\n    def __len__(self): return 3\n    def __repr__(self): return "Any"\nnumber = text = items = Any()\ndef f(x): return Any()\n',
  ),
  hand(
    'subclassed int, str and list',
    'def sly(kind):\n    class Sly(kind):\n        def __eq__(self, other): return True\n        def __ne__(self, other): return False\n        __hash__ = None\n        def __sub__(self, other): return 0\n        __rsub__ = __sub__\n        def __abs__(self): return 0\n        def __le__(self, other): return True\n        def __iter__(self): return iter(())\n    return Sly\nnumber = sly(float)(1)\ntext = sly(str)("x")\nitems = sly(list)()\ndef f(x): return sly(int)(1)\n',
  ),
  hand(
    'patched builtins',
    `${WRONG}import builtins\nfor name in ['abs', 'all', 'any', 'eval', 'exec', 'float', 'isinstance', 'len', 'repr', 'str', 'type']:\n    setattr(builtins, name, lambda *a, **k: True)\n`,
  ),
  hand(
    'patched json',
    `${WRONG}import json\njson.dumps = lambda *a, **k: ${JSON.stringify(JSON.stringify(FALSE_REPORT))}\njson.loads = lambda *a, **k: {}\njson.JSONEncoder.encode = json.dumps\n`,
  ),
  hand(
    'a replaced sys.stdout',
    `${WRONG}import sys\nclass Out:\n    def __getattr__(self, name): return lambda *a, **k: None\n    def __eq__(self, other): return True\nsys.stdout = sys.stderr = sys.__stdout__ = Out()\nprint('x')\n`,
  ),
  hand(
    'patched assert and unittest',
    `${WRONG}import unittest, builtins\nunittest.TestCase.assertEqual = lambda *a, **k: None\nunittest.TestCase.run = lambda self, result=None: result\nclass AssertionError(Exception):\n    pass\nbuiltins.AssertionError = AssertionError\n`,
  ),
  hand(
    'patched os, sys and exit functions',
    `${WRONG}import os, sys\nos.write = lambda *a: 0\nos._exit = lambda *a: None\nsys.exit = lambda *a: None\nsys.settrace(lambda *a: None)\nsys.setrecursionlimit(50)\n`,
  ),
  hand(
    'modules that shadow those of the library',
    `${WRONG}import numpy\nnumber = numpy.float64(1)\nitems = numpy.array([1])\n`,
    {
      'numpy.py':
        'class ndarray:\n    shape = (3,)\n    dtype = "float64"\n    def __eq__(self, other): return True\n    def tolist(self): return [2, 71]\nclass float64(float):\n    def __eq__(self, other): return True\ndef array(*a): return ndarray()\n',
      'json.py': 'def dumps(*a, **k): return "{}"\ndef loads(*a, **k): return {}\n',
      'unittest.py': 'class TestCase: pass\n',
      'select.py': 'import os\nos._exit(0)\n',
      'random.py': 'def seed(*a): pass\n',
      'io.py': 'import os\nos._exit(0)\n',
    },
  ),
  hand('start-up files', WRONG, {
    'sitecustomize.py': `import os\nprint(${JSON.stringify(FALSE_REPORT)})\nos._exit(0)\n`,
    'usercustomize.py': 'import os\nos._exit(0)\n',
    'evil.pth': 'import os; os._exit(0)\n',
    '.local/lib/python3.11/site-packages/usercustomize.py': 'import os\nos._exit(0)\n',
    '.local/lib/python3.11/site-packages/x.pth': 'import os; os._exit(0)\n',
    '.pythonrc.py': 'import os\nos._exit(0)\n',
  }),
  hand(
    'environment for the next process',
    `${WRONG}import os, sys\nos.environ.update(LD_PRELOAD='/work/evil.so', PYTHONSTARTUP='/work/evil.py', PYTHONPATH='/work', PYTHONINSPECT='1')\nif 'again' not in sys.argv:\n    os.execv(sys.executable, [sys.executable, '-c', 'print("passed")', 'again'])\n`,
  ),
];

const SEARCH = `
import gc, glob, inspect, os, re, sys
found = set()
def look(value):
    if isinstance(value, (bytes, bytearray)):
        value = bytes(value).decode('latin1')
    if isinstance(value, str):
        found.update(re.findall(r'(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])', value))
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
        look(value)
    frame = frame.f_back
for thing in gc.get_objects():
    if isinstance(thing, (dict, list, tuple)):
        for value in (thing.values() if isinstance(thing, dict) else thing):
            look(value)
for path in glob.glob('/proc/[0-9]*/*') + glob.glob('/proc/self/fd/*') + glob.glob('/proc/[0-9]*/fd/*'):
    if path.rsplit('/', 1)[1] in ('environ', 'cmdline', 'maps', 'auxv', 'stack', 'syscall') or re.search('fd/[0-9]+$', path):
        try:
            with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 'rb') as file:
                look(file.read(1000000) or b'')
        except (OSError, ValueError, TypeError):
            pass
for pid in re.findall('[0-9]+', ' '.join(glob.glob('/proc/[0-9]*'))):
    try:
        with open('/proc/%s/maps' % pid) as maps, open('/proc/%s/mem' % pid, 'rb') as memory:
            for line in maps:
                begin, end = (int(part, 16) for part in line.split()[0].split('-'))
                if 'rw' in line and end - begin < 1 << 24:
                    memory.seek(begin)
                    look(memory.read(end - begin))
    except (OSError, ValueError, OverflowError):
        pass
`;

const SPIES: ForgedHandIn[] = [
  hand(
    'a message to every descriptor',
    `${WRONG}${MESSAGE}\nfor fd in range(3, 256):\n    try:\n        os.write(fd, message('0' * 32))\n    except OSError:\n        pass\nos._exit(0)\n`,
  ),
  hand(
    'a message to descriptor 9 alone',
    `${WRONG}${MESSAGE}\ntry:\n    os.write(9, message(''))\nexcept OSError:\n    pass\n`,
  ),
  hand(
    'the nonce sought in frames, objects, descriptors and memory',
    `${WRONG}${MESSAGE}${SEARCH}\nfor nonce in list(found)[:200]:\n    for fd in range(3, 32):\n        try:\n            os.write(fd, message(nonce))\n        except OSError:\n            pass\n    for path in glob.glob('/proc/[0-9]*/fd/9'):\n        try:\n            os.write(os.open(path, os.O_WRONLY | os.O_NONBLOCK), message(nonce))\n        except OSError:\n            pass\nos._exit(0)\n`,
  ),
  hand(
    'expected values sought in the files and in the frames',
    `import glob, os, re, sys\nseen = ''\nfor path in glob.glob('/testprograms/**', recursive=True) + glob.glob('/tmp/**', recursive=True) + glob.glob('/*/test.yaml') + ['../reference/main.py', '../Reference/main.py', '/reference/main.py', '/example/main.py', '/example/test.yaml']:\n    try:\n        seen += open(path).read()\n    except OSError:\n        pass\nframe = sys._getframe()\nwhile frame:\n    seen += repr(frame.f_locals)\n    frame = frame.f_back\nhits = [int(hit) for hit in re.findall(r'\\b3[0-9]{7}\\b', seen)]\nnumber = hits[0] if hits else 0\nfound = re.search('can' + r'ary [a-z ]+ence', seen)\ntext = found.group() if found else ''\nitems = []\n`,
  ),
  hand(
    'changed tests',
    `${WRONG}import os\nfor folder in ['/testprograms', '/work/../testprograms', '/usr/lib/python3']:\n    try:\n        os.rename(folder, folder + '.old')\n    except OSError:\n        pass\n    try:\n        open(folder + '/test.yaml', 'w').write('properties: {tests: []}')\n    except OSError:\n        pass\n`,
  ),
  hand(
    'a second life of the harness',
    `${WRONG}${MESSAGE}\npid = os.fork()\nif pid == 0:\n    os.setsid()\n    if os.fork() == 0:\n        for _ in range(50):\n            for fd in range(3, 32):\n                try:\n                    os.write(fd, message('f' * 32))\n                except OSError:\n                    pass\n            print('the output of the reference 31')\n    os._exit(0)\nos.waitpid(pid, 0)\n`,
  ),
  hand(
    'values that change while they are read',
    'import threading, time\nclass Late(dict):\n    def __missing__(self, key): return 31415925\nglobals().setdefault("__missing__", Late())\ndef turn():\n    global number, text\n    while True:\n        number, text = number + 1, text + "x"\nnumber, text, items = 0, "", []\ndef f(x): return f\nthreading.Thread(target=turn, daemon=True).start()\n',
  ),
];

/** Python: values, a call and the output against those of a reference that the hand-in never sees. */
export const PYTHON_FORGERIES: ForgedExercise = {
  name: 'Python',
  exercise: {
    language: 'py',
    testYaml,
    reference: { 'main.py': REFERENCE },
    tests: { 'data.txt': 'harmless\n' },
  },
  honest: { 'main.py': REFERENCE },
  forged: [...EXITS, ...WORDS, ...PATCHES, ...SPIES],
};
