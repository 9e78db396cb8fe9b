import type { ActorName } from '../access/actors.js';
import { EXPECTATIONS } from '../access/expectations.js';
import type { Operation } from './operations.js';
import { addressOf, type Stage, startStage } from './stage.js';

const READERS: ActorName[] = ['student', 'tutor', 'lecturer'];
const VIEWS = /^\/(students|tutors|lecturers)\//;
/** Reads that people of several roles share, and what they show of others. */
const SHARED = [
  'GET /user',
  'GET /courses/{id}',
  'GET /course-contents',
  'GET /course-contents/{id}',
  'GET /course-members',
  'GET /course-members/{id}',
  'GET /course-member-comments',
  'GET /course-member-gradings',
  'GET /course-member-gradings/{course_member_id}',
  'GET /submission-groups/{id}',
  'GET /submissions/artifacts',
  'GET /submissions/artifacts/{id}',
  'GET /submissions/artifacts/{id}/tests',
  'GET /submissions/grades',
  'GET /results',
  'GET /results/{id}',
  'GET /service-accounts',
];
/** Objects whose keys belong to a client or to an example. */
const FREE = new Set(['result_json', 'late_policy', 'config', 'meta', 'deployment_metadata']);

/** The sorted keys of an answer, with their path; `[]` stands for every row of a list. */
function keysOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((row) => keysOf(row, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = at === '' ? key : `${at}.${key}`;
    return FREE.has(key) ? [path] : [path, ...keysOf(inner, path)];
  });
}

/** Contract 00 to 05: who reads which field. A key that appears for a role is read against the contract before it is kept. */
describe('the keys that each role reads', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  const views = (): Operation[] =>
    stage.operations.filter(
      ({ route, method, path, file }) =>
        method === 'GET' && file === null && (VIEWS.test(path) || SHARED.includes(route)),
    );

  const keysFor = async (operation: Operation): Promise<Record<string, string[]>> => {
    const byKeys = new Map<string, ActorName[]>();
    for (const reader of READERS) {
      const answer = await stage.world.clients[reader].get(addressOf(stage, operation));
      const keys = [...new Set(keysOf(answer.body))].sort().join(' ');
      const told = answer.status === 200 ? keys || 'nothing' : `refused ${answer.status}`;
      byKeys.set(told, [...(byKeys.get(told) ?? []), reader]);
    }
    return Object.fromEntries([...byKeys].map(([keys, readers]) => [readers.join(' '), keys.split(' ')]));
  };

  it('are these', async () => {
    expect(Object.keys(EXPECTATIONS).length).toBeGreaterThan(0);
    const told: Record<string, Record<string, string[]>> = {};
    for (const operation of views()) told[operation.route] = await keysFor(operation);
    expect(told).toMatchSnapshot();
  });

  it('hide from students what is for teachers', async () => {
    const seen: string[] = [];
    for (const operation of views()) {
      const answer = await stage.world.clients.student.get(addressOf(stage, operation));
      if (answer.status !== 200) continue;
      const keys = keysOf(answer.body).filter((key) =>
        /(^|\.|\])(password|hash|secret|config|token|transmitter|meta|test_files|expected|hidden|execution_backend|storage_path|full_path_assignments)/.test(
          key,
        ),
      );
      if (keys.length > 0) seen.push(`${operation.route}: ${keys.join(' ')}`);
      if (answer.raw.includes('"seen"')) seen.push(`${operation.route}: the comment of the tutor`);
    }
    expect(seen).toEqual([]);
  });
});
