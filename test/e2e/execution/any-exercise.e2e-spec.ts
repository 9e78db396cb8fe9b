import type { ChildProcess } from 'node:child_process';
import { createExampleVersion, type TestExample, uploadExample } from '../../factories/example.js';
import { createAssignment, handedIn, type TestAssignment } from '../../factories/hand-in.js';
import { GitClient, cloneUrl, gitToken } from '../../factories/git.js';
import { assignExample, releaseTemplate } from '../../factories/release.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';
import {
  buildEntryPoints,
  killProcess,
  LONG_MS,
  startWorkerProcess,
  until,
} from '../../setup/worker-process.js';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** Half the points for half of the primes; the others of its four tests are for later, for tutors, and for the last. */
const GRADER = `
import json, subprocess

print('the log of the grading program')
found = subprocess.run(['lectern-run', 'python3', 'add.py'], capture_output=True, text=True).stdout.split()
right = len(set(found) & {'2', '3', '5', '7'})
json.dump({'tests': [
    {'name': 'primes below 10', 'score': right / 2, 'max_score': 2, 'output': 'there are ' + str(right)},
    {'name': 'nothing else', 'status': 'passed' if len(found) == right else 'failed', 'max_score': 1},
    {'name': 'in their order', 'status': 'passed', 'max_score': 1, 'visibility': 'hidden'},
]}, open('results/results.json', 'w'))
`;
const EXERCISE = {
  'test.yaml': null,
  'grader.yaml': [
    'name: Primes',
    'grade: { command: [python3, grade.py] }',
    'results:',
    '  visibility:',
    '    - { test: nothing else, when: after_due }',
    '',
  ].join('\n'),
  'grader/grade.py': GRADER,
};

interface Report {
  summary: { total: number; passed: number };
  properties?: Record<string, unknown>;
  tests: { tests: { name: string }[] }[];
}

let t: TestApplication;
let service: TestService;
let example: TestExample;
let a: TestAssignment;
let origin: string;
let worker: ChildProcess;

beforeAll(async () => {
  buildEntryPoints();
  t = await startTestApplication({ WORKER_SLOTS: '1' });
  await t.app.listen(0, '127.0.0.1');
  origin = await t.app.getUrl();
  // Nothing but its slug says that it grades with the programs of exercises.
  service = await createService(t, { slug: 'faculty.any', service_type: 'testing.worker', config: {} });
  a = await createAssignment(t, { due_at: inDays(1), max_test_runs: 20 });
  example = await createExampleVersion(t, {
    files: EXERCISE,
    properties: ['  executionBackend:', '    slug: faculty.any', '    settings: { timeout: 120 }'],
  });
  await assignExample(a.lecturer.client, a.contentId, example.identifier);
  const { task } = await releaseTemplate(t, a.lecturer.client, a.course.id);
  expect(task).toMatchObject({ status: 'finished' });
  worker = startWorkerProcess(t, origin);
}, LONG_MS);
afterAll(async () => {
  await killProcess(worker);
  await t.close();
}, LONG_MS);

/** Hands in and tests as a student does; the result when it has ended. */
async function tested(program: string) {
  const { client } = a.student;
  const files = { 'hand-in/add.py': program };
  const artifactId = await handedIn(client, a.groupId, { files, submit: true });
  const asked = await client.post('/tests', { artifact_id: artifactId });
  expect(asked.status).toBe(200);
  return until(async () => {
    const { body } = await client.get(`/results/${asked.body.id}`);
    return ['finished', 'failed'].includes(body.status as string) ? body : null;
  });
}

async function reportFor(client: TestClient, resultId: string): Promise<Report> {
  const answer = await client.get(`/results/${resultId}`);
  expect(answer.status).toBe(200);
  return answer.body.result_json as Report;
}

const namesIn = (report: Report) => report.tests.flatMap(({ tests }) => tests.map(({ name }) => name));

describe('an exercise with a grading program of its own', () => {
  it('finds its service by its slug, and its grading program does not reach students', async () => {
    expect(example.serviceId).toBe(service.id);
    const content = await a.student.client.get(`/students/course-contents/${a.contentId}`);
    expect(content.body).toMatchObject({ testing_service_id: service.id });
    const git = await GitClient.open();
    const url = cloneUrl(origin, `${a.course.fullPath}/student-template`, await gitToken(a.student.client));
    await git.must('.', 'clone', url, 'work');
    const files = (await git.must('work', 'ls-files')).split('\n');
    const folder = content.body.directory as string;
    expect(files).toContain(`${folder}/add.py`);
    expect(files.filter((file) => file.includes('grade'))).toEqual([]);
  });

  it(
    'gives partial points, shows a student what is his to see, tutors all, and the rest after the due date',
    async () => {
      const result = await tested('print(2, 3, 7, 9)\n');
      expect(result).toMatchObject({ status: 'finished', result: 2.5 / 4 });
      const id = result.id as string;
      const before = await reportFor(a.student.client, id);
      expect(namesIn(before)).toEqual(['primes below 10']);
      expect(before).toMatchObject({
        result_value: 2.5 / 4,
        properties: { points: { earned: 2.5, possible: 4 }, withheld: 2 },
      });
      expect(JSON.stringify(before)).toContain('there are 3');
      expect(JSON.stringify(before)).not.toMatch(/log of the grading|nothing else|in their order/);
      const all = await reportFor(a.tutor.client, id);
      expect(namesIn(all)).toEqual(['primes below 10', 'nothing else', 'in their order']);
      expect(all.summary.passed / all.summary.total).toBe(2.5 / 4);
      expect(JSON.stringify(all)).toContain('the log of the grading program');

      const over = await a.lecturer.client.patch(`/course-contents/${a.contentId}`, { due_at: inDays(-1) });
      expect(over.status).toBe(200);
      expect(namesIn(await reportFor(a.student.client, id))).toEqual(['primes below 10', 'nothing else']);
    },
    LONG_MS,
  );

  it(
    'gives nothing, and no report of its own, to a hand-in that brings one along',
    async () => {
      const forged = JSON.stringify({ tests: [{ name: 'mine', score: 9, max_score: 9 }] });
      const program = [
        'import os',
        'for folder in ["results", "/work/results", "/grade/results", "/autograder/results"]:',
        '    try:',
        '        os.makedirs(folder, exist_ok=True)',
        `        open(folder + "/results.json", "w").write(${JSON.stringify(forged)})`,
        '    except OSError: pass',
        `print(${JSON.stringify(forged)})`,
        '',
      ];
      const result = await tested(program.join('\n'));
      const report = await reportFor(a.tutor.client, result.id as string);
      expect(result).toMatchObject({ status: 'finished', result: 1 / 4 });
      expect(namesIn(report)).toEqual(['primes below 10', 'nothing else', 'in their order']);
    },
    LONG_MS,
  );

  it('is refused when it is uploaded without a description of its grading program, or with a wrong one', async () => {
    const properties = ['  executionBackend:', '    slug: lectern.any'];
    const { repositoryId } = example;
    const refusal = async (yaml: string | null) => {
      const files = { ...EXERCISE, 'grader.yaml': yaml };
      const answer = await uploadExample(t, { repositoryId, directory: 'wrong', files, properties });
      return [answer.status, answer.body.error_code, JSON.stringify(answer.body.details)];
    };
    const named = expect.stringContaining('grader.yaml');
    expect(await refusal(null)).toEqual([400, 'VAL_001', named]);
    expect(await refusal('grade: { command: [sh] }\nsurprise: 1\n')).toEqual([400, 'VAL_001', named]);
    expect(await refusal('grade: { command: [sh] }\n')).toEqual([200, undefined, undefined]);
  });

  it('has a service from the first start where its tools are', async () => {
    const { body } = await t.admin.get('/service-accounts?slug=lectern.any');
    expect(body).toMatchObject([{ service_type_path: 'testing.worker', config: { language: 'any' } }]);
  });
});
