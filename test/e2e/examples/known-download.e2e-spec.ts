import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { addMember, createCourse } from '../../factories/course.js';
import { createExampleVersion } from '../../factories/example.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

let t: TestApplication;
beforeAll(async () => {
  t = await startTestApplication();
});
afterAll(() => t.close());

const get = (path: string, known?: string) =>
  t.admin.get(path, known === undefined ? {} : { 'if-none-match': known });

describe('the download of an example that the caller has already', () => {
  it('is answered with 304 and nothing else, by version and by example', async () => {
    const { versionId, exampleId } = await createExampleVersion(t);
    for (const path of [
      `/examples/download/${versionId}?with_dependencies=true`,
      `/examples/${exampleId}/download`,
    ]) {
      const first = await get(path);
      const etag = first.headers['etag'] as string;
      expect([first.status, etag]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{64}"$/)]);
      const again = await get(path, `"other", W/${etag}`);
      expect([again.status, again.raw.length, again.headers['etag']]).toEqual([304, 0, etag]);
      expect((await get(path, '"other"')).body).toEqual(first.body);
    }
  });

  it('is sent when a fitting dependency has got a newer version since', async () => {
    const needed = await createExampleVersion(t, { directory: 'needed-tools' });
    const main = await createExampleVersion(t);
    await t.get(Transaction).execute(sql`
      INSERT INTO example.example_dependencies (id, example_id, depends_id, version_constraint)
      VALUES (gen_random_uuid(), ${main.exampleId}, ${needed.exampleId}, '')`);
    const path = `/examples/download/${main.versionId}?with_dependencies=true`;
    const etag = (await get(path)).headers['etag'] as string;
    expect((await get(path, etag)).status).toBe(304);
    const { repositoryId, directory } = needed;
    await createExampleVersion(t, { repositoryId, directory, version: '2.0.0' });
    const newer = await get(path, etag);
    expect([newer.status, newer.body.dependencies[0].version_tag]).toEqual([200, '2.0.0']);
    const alone = `/examples/download/${main.versionId}`;
    expect((await get(alone, (await get(alone)).headers['etag'] as string)).status).toBe(304);
    expect((await get(alone, newer.headers['etag'] as string)).status).toBe(200);
  });

  it('is refused to who may not have it, whatever he says he has', async () => {
    const { versionId } = await createExampleVersion(t);
    const path = `/examples/download/${versionId}?with_dependencies=true`;
    const etag = (await get(path)).headers['etag'] as string;
    const course = await createCourse(t);
    const student = await addMember(t, course.id, '_student');
    const answer = await student.client.get(path, { 'if-none-match': etag });
    expect(answer.status).toBeGreaterThanOrEqual(403);
    expect((await t.anonymous.get(path, { 'if-none-match': etag })).status).toBe(401);
  });
});
