import type { ChildProcess } from 'node:child_process';
import { createExampleVersion } from '../../factories/example.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import { EventClient } from '../../setup/event-client.js';
import { LiveClient, type ReceivedFrame } from '../../setup/live-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { buildEntryPoints, killProcess, LONG_MS, startWorkerProcess } from '../../setup/worker-process.js';

interface Progress {
  phase: string;
  collection: { number: number; total: number; name: string; state: string } | null;
  output: { stream: string; text: string } | null;
}

/** Prints a line, then waits long after the next heartbeat must have come. */
const PAUSED = {
  'add.py': [
    'import sys, time',
    'for word in ("one", "two", "three"):',
    '    print(word)',
    '    print("\\x1b[31m" + word.upper(), file=sys.stderr)',
    '    time.sleep(4)',
    '',
  ].join('\n'),
};
const REFERENCE = 'print("SECRET of the reference")\n';
const TEST_YAML = [
  'properties:',
  '  tests:',
  '    - type: stdout',
  '      name: Printing',
  '      entryPoint: add.py',
  '      timeout: 60',
  '      tests:',
  '        - name: printed',
  '    - type: exist',
  '      name: Files',
  '      tests:',
  '        - name: add.py',
  '',
].join('\n');

let t: TestApplication;
let url: string;
let worker: ChildProcess;

beforeAll(async () => {
  buildEntryPoints();
  t = await startTestApplication({ WORKER_SLOTS: '1' });
  await t.app.listen(0, '127.0.0.1');
  url = await t.app.getUrl();
  worker = startWorkerProcess(t, url);
}, LONG_MS);

afterAll(async () => {
  await killProcess(worker);
  await t.close();
}, LONG_MS);

const progressOf = (frame: ReceivedFrame) => frame['data'] as unknown as Progress;
const textOf = (news: readonly Progress[], stream: string) =>
  news.flatMap(({ output }) => (output?.stream === stream ? output.text : [])).join('');

async function assignmentWith(settings: string, reference = REFERENCE): Promise<TestAssignment> {
  const world = await createAssignment(t);
  const example = await createExampleVersion(t, {
    properties: [
      '  executionBackend:',
      '    slug: lectern.python',
      `    settings: { timeout: 60${settings} }`,
    ],
    files: { 'test.yaml': TEST_YAML, 'add.py': reference },
  });
  await makeTestable(t, world.contentId, example.serviceId, example);
  return world;
}

async function start(world: TestAssignment, files: Record<string, string>): Promise<string> {
  const artifact = await handedIn(world.student.client, world.groupId, { files });
  const answer = await world.student.client.post('/tests', { artifact_id: artifact });
  if (answer.status !== 200) throw new Error(`POST /tests: ${answer.raw.toString()}`);
  return answer.body.id as string;
}

const isEnd = (frame: ReceivedFrame) =>
  ['finished', 'failed'].includes((frame['data'] as { status: string }).status);

it(
  'shows the student what his program prints while it runs, on WebSocket and stream alike',
  async () => {
    const world = await assignmentWith('');
    const channel = `submission_group:${world.groupId}`;
    const socket = await LiveClient.as(url.replace('http:', 'ws:') + '/ws', world.student.client);
    await socket.subscribe(channel);
    const stream = await EventClient.open(url, world.student.client, channel);
    const id = await start(world, PAUSED);

    const first = await stream.next('result:progress', (frame) => progressOf(frame).output !== null);
    // The program itself ends 8 s after the last word, of which nothing has come: it is at work.
    expect(JSON.stringify(first)).not.toContain('three');
    expect((await world.student.client.get(`/tests/status/${id}`)).body.status).toBe('started');
    const end = await stream.next('result:updated', isEnd);
    expect(end.frame).toMatchObject({ data: { result_id: id, status: 'finished' } });

    const rest = stream.left.filter(({ frame }) => frame.type === 'result:progress');
    const events = [first, ...rest].map(({ frame }) => frame);
    expect(events.every((frame) => Number(frame['event_id']) < Number(end.id))).toBe(true);
    const news = rest.length > 0 ? [first, ...rest].map(({ frame }) => progressOf(frame)) : [];
    expect(textOf(news, 'stdout')).toBe('one\ntwo\nthree\n');
    expect(textOf(news, 'stderr')).toBe('ONE\nTWO\nTHREE\n');
    expect(news.filter(({ output }) => output !== null).length).toBeGreaterThan(2);
    const turns = news.flatMap(({ collection }) => collection ?? []);
    expect(turns).toContainEqual({ number: 1, total: 2, name: 'Printing', state: 'started' });
    expect(turns.at(-1)).toEqual({ number: 2, total: 2, name: 'Files', state: 'finished' });
    expect(JSON.stringify(stream.left)).not.toContain('SECRET');
    await socket.next('result:updated', isEnd);
    const same = (await socket.rest()).filter(({ type }) => type === 'result:progress');
    expect(same).toHaveLength(events.length);
    await stream.close();
    await socket.close();
  },
  LONG_MS,
);

it.each([
  ['its exercise', ', streamOutput: false', {}],
  ['its service', '', { stream_output: false }],
])(
  'shows no output where %s does not want it, but how far the run is',
  async (_who, settings, config) => {
    const world = await assignmentWith(settings);
    const [service] = (await t.admin.get('/service-accounts?slug=lectern.python')).body as { id: string }[];
    await t.admin.patch(`/service-accounts/${service?.id}`, { config: { language: 'python', ...config } });
    const stream = await EventClient.open(url, world.student.client, `submission_group:${world.groupId}`);
    await start(world, { 'add.py': 'print("hidden")\n' });
    await stream.next('result:updated', isEnd);
    const news = stream.left.map(({ frame }) => progressOf(frame));
    expect(news.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['queued', 'started', 'collection']),
    );
    expect(JSON.stringify(stream.left)).not.toContain('hidden');
    await stream.close();
  },
  LONG_MS,
);
