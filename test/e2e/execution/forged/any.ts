import { FALSE_JUNIT, FALSE_REPORT, type ForgedExercise, type ForgedHandIn } from './kinds.js';

const GRADER_YAML = `
run:
  - {name: fixed, command: [python3, main.py], stdin: "20 22", take: out}
grade:
  command: [python3, grade.py]
  timeout: 120
results: {path: "*.xml"}
`;

/** Asks for runs of its own, takes what they leave, and writes down what it found. */
const GRADE = `
import json, os, subprocess
from xml.sax.saxutils import quoteattr
def run(text, *more):
    done = subprocess.run(['lectern-run', '--outcome', 'outcome.json', *more, '--', 'python3', 'main.py'], input=text, capture_output=True, text=True, errors='replace')
    try:
        ended = json.load(open('outcome.json'))['end']
    except OSError:
        ended = 'refused'
    return ended == 'exited' and done.returncode == 0, done.stdout
def read(path):
    try:
        return open(path, encoding='utf-8', errors='replace').read()
    except OSError:
        return ''
cases = [('fixed', read('/runs/fixed/stdout') == '42\\n' and read('/runs/fixed/exit_code') == '0\\n', read('/runs/fixed/stdout'))]
good, text = run('1000 337', '--take', 'out', '--into', 'taken')
cases.append(('sum', good and text == '1337\\n', text))
cases.append(('file', good and read('taken/sum.txt') == '1337\\n', read('taken/sum.txt')))
with open('results/j.xml', 'w') as out:
    out.write('<testsuite name="sums">')
    for name, passed, text in cases:
        shown = ''.join(c if c.isprintable() else '?' for c in text[:200])
        out.write('<testcase name="%s">%s</testcase>' % (name, '' if passed else '<failure message=%s/>' % quoteattr(shown)))
    out.write('</testsuite>')
`;

const RIGHT =
  'import os\na, b = map(int, input().split())\nos.makedirs("out")\nopen("out/sum.txt", "w").write("%d\\n" % (a + b))\nprint(a + b)\n';

const hand = (kind: string, main: string, more: Record<string, string> = {}): ForgedHandIn => ({
  kind,
  files: { 'main.py': main, ...more },
});

const EVERYWHERE = `
import os
for folder in ['results', 'out', 'out/results', '/work/results', '/results', '/tmp', '/runs/fixed', '/example', '/student', '/lectern', '../results', '/autograder/results']:
    try:
        os.makedirs(folder, exist_ok=True)
        for name in ['j.xml', 'junit.xml', 'stdout', 'sum.txt']:
            open(os.path.join(folder, name), 'w').write(${JSON.stringify(FALSE_JUNIT)})
    except OSError:
        pass
`;

const FORGED: ForgedHandIn[] = [
  hand('exit 0', 'raise SystemExit(0)\n'),
  hand('a printed JUnit report', `print(${JSON.stringify(FALSE_JUNIT)})\n`),
  hand('printed TAP and JSON', `print("1..1\\nok 1 - all")\nprint(${JSON.stringify(FALSE_REPORT)})\n`),
  hand('result files in every place', EVERYWHERE),
  hand(
    'the door of lectern-run',
    `import socket, os\nfor name in ['\\0lectern-run', '/lectern/socket', '/tmp/lectern']:\n    try:\n        s = socket.socket(socket.AF_UNIX)\n        s.connect(name)\n        s.sendall(b'{"code": 0, "stdout": "MTMzNwo="}\\n')\n    except OSError:\n        pass\nfor fd in range(3, 64):\n    try:\n        os.write(fd, b'{"code": 0, "stdout": "MTMzNwo=", "stderr": "", "files": [], "outcome": {"end": "exited"}}\\n')\n    except OSError:\n        pass\n`,
  ),
  hand('files named like those of the grader', 'print("no")\n', {
    'grade.py': `import os\nos.makedirs("results", exist_ok=True)\nopen("results/j.xml", "w").write(${JSON.stringify(FALSE_JUNIT)})\n`,
    'results/j.xml': FALSE_JUNIT,
    'lectern-run': '#!/bin/sh\necho 1337\n',
    'grader.yaml': 'grade: {command: ["true"]}\n',
    'json.py': 'def load(*a): return {"end": "exited"}\n',
    'subprocess.py': 'import os\nos._exit(0)\n',
    'sitecustomize.py': 'import os\nos._exit(0)\n',
    'conftest.py': 'import os\nos._exit(0)\n',
  }),
  hand(
    'links among what is taken',
    'import os\nos.makedirs("out")\nfor name, to in [("sum.txt", "/proc/self/environ"), ("j.xml", "/work/results/j.xml"), ("up", "..")]:\n    os.symlink(to, "out/" + name)\nos.mkfifo("out/pipe")\nopen("x", "w").write("1337\\n")\nos.link("x", "out/two")\n',
  ),
  hand('out as a link to elsewhere', 'import os\nos.symlink("/", "out")\n'),
  hand('an exit code that says out of time', 'import os\nprint(1337, 42)\nos._exit(124)\n'),
  hand('a crash after the right answer', `${RIGHT}import sys\nsys.stdout.flush()\nos.abort()\n`),
  hand('kill of everybody', 'import os\nos.kill(-1, 9)\n'),
  hand(
    'a writer left behind by two forks',
    'import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        for _ in range(100):\n            print("testcase")\n            time.sleep(0.01)\n    os._exit(0)\n',
  ),
  hand('huge output', 'while True:\n    print("1337")\n'),
  hand(
    'markup, NUL bytes and terminal sequences',
    `import sys\nsys.stdout.buffer.write(b'"/></testcase><testcase name="free"/>\\0\\x1b[2J]]>&lt;')\n`,
  ),
  hand(
    'the example and the grader sought in the files',
    'import glob\nfor path in glob.glob("/example/**", recursive=True) + glob.glob("/runs/**", recursive=True) + glob.glob("/work/**", recursive=True) + glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):\n    try:\n        print(open(path).read())\n    except (OSError, ValueError):\n        pass\n',
  ),
];

/** The any tester: a grading program in its own box, the hand-in in others. */
export const ANY_FORGERIES: ForgedExercise = {
  name: 'any',
  exercise: {
    language: 'any',
    testYaml: '',
    reference: { 'grader.yaml': GRADER_YAML, 'grader/grade.py': GRADE },
  },
  honest: { 'main.py': RIGHT },
  forged: FORGED,
};
