/**
 * The first program in a grader's box (Python). It starts the exercise's command and, as long as that runs, carries
 * the wishes of `lectern-run` to the worker, one at a time: a line of JSON out through descriptor 9, a line of JSON
 * back through standard input. Neither descriptor is handed on to the command.
 */
export const GRADER_SHELL = `
import json, os, socket, subprocess, sys, threading

job = json.loads(sys.stdin.buffer.readline())
os.set_inheritable(9, False)
wishes = os.fdopen(9, 'wb')
server = socket.socket(socket.AF_UNIX)
server.bind(job['socket'])
server.listen(64)
turn = threading.Lock()

def serve(connection):
    with connection, connection.makefile('rb') as asked:
        wish = asked.readline(job['limit'])
        if not wish.endswith(b'\\n'):
            return
        with turn:
            wishes.write(wish)
            wishes.flush()
            answer = sys.stdin.buffer.readline()
        connection.sendall(answer)

def accept():
    while True:
        connection, _ = server.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()

threading.Thread(target=accept, daemon=True).start()
try:
    code = subprocess.run(job['command'], stdin=subprocess.DEVNULL, cwd=job['folder']).returncode
except OSError as problem:
    sys.stderr.write('%s cannot be started: %s\\n' % (job['command'][0], problem.strerror))
    code = 127
sys.stdout.flush()
os._exit(code if code >= 0 else 128 - code)
`;

const RUN_PROGRAM = `
import argparse, base64, json, os, socket, sys
USAGE = '''lectern-run [--timeout S] [--give PATH]... [--take FOLDER] [--into DIR] [--outcome FILE] [--] COMMAND [ARGUMENT]...

Runs COMMAND in a box of its own whose working folder holds the hand-in, and passes on standard input, output and
error. Exit code: the command's; 124 out of time, 137 out of memory, 153 too much output, 125 it could not be run.
'''

def words():
    read = argparse.ArgumentParser(prog='lectern-run', usage=USAGE, allow_abbrev=False)
    read.add_argument('--timeout', type=float)
    read.add_argument('--give', action='append', default=[])
    read.add_argument('--take')
    read.add_argument('--into')
    read.add_argument('--outcome')
    read.add_argument('command', nargs=argparse.REMAINDER)
    found = read.parse_args()
    if found.command[:1] == ['--']:
        del found.command[0]
    if not found.command:
        read.error('there is no COMMAND')
    return found

def packed(paths):
    for path in paths:
        if os.path.isdir(path):
            below = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names]
        else:
            below = [path]
        for name in below:
            with open(name, 'rb') as file:
                content = base64.b64encode(file.read()).decode('ascii')
            yield {'path': os.path.normpath(name), 'content': content, 'executable': os.access(name, os.X_OK)}

def ask(wish):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(SOCKET)
        connection.sendall(json.dumps(wish).encode('utf-8') + b'\\n')
        with connection.makefile('rb') as answer:
            line = answer.readline()
    if not line.endswith(b'\\n'):
        return {'error': 'the run was refused: it is too large'}
    return json.loads(line)

def lay_down(files, folder):
    for file in files:
        place = os.path.join(folder, file['path'])
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, 'wb') as out:
            out.write(base64.b64decode(file['content']))
        os.chmod(place, 0o755 if file['executable'] else 0o644)

def main():
    wanted = words()
    answer = ask({
        'command': wanted.command,
        'stdin': base64.b64encode(sys.stdin.buffer.read()).decode('ascii') if sys.stdin else '',
        'files': list(packed(wanted.give)),
        'take': wanted.take,
        'timeout': wanted.timeout,
    })
    if 'error' in answer:
        sys.stderr.write('lectern-run: %s\\n' % answer['error'])
        sys.exit(125)
    if wanted.take:
        lay_down(answer.pop('files'), wanted.into or wanted.take)
    for name, stream in (('stdout', sys.stdout), ('stderr', sys.stderr)):
        stream.buffer.write(base64.b64decode(answer.pop(name)))
        stream.flush()
    if wanted.outcome:
        with open(wanted.outcome, 'w') as out:
            json.dump(answer['outcome'], out)
    sys.exit(answer['code'])

main()
`;

/** `lectern-run`: what a grading program calls to have a command run with the hand-in, in a box of its own. */
export function runCommand(python: string, socket: string): string {
  return `#!${python} -I\nSOCKET = ${JSON.stringify(socket)}\n${RUN_PROGRAM}`;
}
