/**
 * The outer half of every harness, Python: functions to read the job, to keep the inner process out of the outer
 * one's memory and descriptors, and to hear from it. Descriptor 9 is written by the outer process only.
 */
export const HARNESS_PARENT = String.raw`
LIMIT = 12 * 1024 * 1024

def exactly(fd, size):
    data = b''
    while len(data) < size:
        piece = os.read(fd, size - len(data))
        if not piece:
            raise SystemExit(70)
        data += piece
    return data

def write_all(fd, data, write=os.write):
    while data:
        data = data[write(fd, data):]

class PlainJson:
    '''What the scanner of the json module needs to know; the module itself is slow to load.'''
    strict, memo, object_hook, object_pairs_hook, array_hook = True, {}, None, None, None
    parse_float, parse_int, parse_constant = float, int, float

def read_job():
    return make_scanner(PlainJson)(exactly(0, int(exactly(0, 10))).decode('utf-8'), 0)[0]

def undumpable():
    try:
        # The package around it takes longer to load than all the rest of the parent.
        import _ctypes
        _ctypes.call_function(_ctypes.dlsym(_ctypes.dlopen(None, 0), 'prctl'), (4, 0, 0, 0, 0))
    except Exception:
        pass

def outer(child, messages):
    data = b''
    status = None
    while len(data) <= LIMIT:
        if select.select([messages], [], [], 0.05)[0]:
            piece = os.read(messages, 65536)
            if not piece:
                break
            data += piece
            if data.endswith(b'\n'):
                break
        elif status is None:
            done, state = os.waitpid(child, os.WNOHANG)
            status = state if done else None
        else:
            break
    if status is None:
        status = os.waitpid(child, 0)[1]
    return data, os.waitstatus_to_exitcode(status)

def report(nonce, data, status):
    body = data.rstrip(b'\n').replace(b'\n', b' ')
    write_all(9, nonce + b' {"exit": %d}\n' % status + body + b'\n' + nonce + b' end\n')
    # Nothing is left to be tidied up, for which the interpreter would take its time.
    os._exit(0)
`;

/**
 * Runs an interpreter and hands on what its own harness says through descriptor 8. The interpreter has neither
 * descriptor 9 nor the nonce, which is read from a standard input that is not its own; its standard input holds the
 * answers. What its script writes to descriptor 8 in the harness's place is worth as much as the variables it may
 * assign: no expected value is in this box.
 *
 * Wire: stdin = 10 digits length, job as JSON (files by name, command, answers), 32 characters nonce. Descriptor 9 =
 * three lines: `nonce {"exit": n}`, the message, `nonce end`.
 */
export const WARDEN = String.raw`
import os, select, sys
from _json import make_scanner
${HARNESS_PARENT}
def start(job, out):
    os.mkdir('/tmp/lectern')
    for name, text in job['files'].items():
        with open('/tmp/lectern/' + name, 'x', encoding='utf-8') as file:
            file.write(text)
    answers = os.open('/tmp/lectern/answers', os.O_RDWR)
    os.unlink('/tmp/lectern/answers')
    child = os.fork()
    if child == 0:
        os.dup2(answers, 0)
        os.dup2(out, 8)
        os.closerange(9, 256)
        os.closerange(3, 8)
        os.execv(job['command'][0], job['command'])
    os.close(answers)
    return child

def main():
    job = read_job()
    nonce = exactly(0, 32)
    undumpable()
    messages, out = os.pipe()
    child = start(job, out)
    os.close(out)
    data, status = outer(child, messages)
    report(nonce, data, status)

main()
`;
