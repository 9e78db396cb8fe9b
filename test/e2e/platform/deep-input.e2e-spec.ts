import { createAssignment, zipOf } from '../../factories/hand-in.js';
import { createExampleRepository, ensureService, exampleFiles } from '../../factories/example.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const DEEP = 10_000;
const list = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const object = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('input that is nested 10,000 times or as large as a body may be', () => {
  let t: TestApplication;
  let repositoryId: string;
  beforeAll(async () => {
    t = await startTestApplication();
    repositoryId = await createExampleRepository(t);
    await ensureService(t, 'lectern.python');
  });
  afterAll(() => t.close());

  const send = async (path: string, body: string): Promise<Answer> => {
    const headers = { ...t.admin.headers, 'content-type': 'application/json' };
    const response = await t.app.inject({ method: 'POST', url: path as '/', headers, payload: body });
    const { statusCode: status, rawPayload: raw } = response;
    return { status, body: JSON.parse(response.body) as unknown, raw, headers: {} };
  };

  it.each([
    ['a list', list(DEEP)],
    ['an object', object(DEEP)],
    ['a list without an end', '['.repeat(1_000_000)],
    [
      'properties of an organization',
      `{"path":"deep","organization_type":"organization","title":"x","properties":${object(DEEP)}}`,
    ],
    ['a list of 1 MiB', list(520_000)],
  ])('is refused as %s', async (_name, body) => {
    for (const path of ['/organizations', '/service-accounts', '/messages', '/courses', '/jobs/claim'])
      expect([(await send(path, body)).status, (await send(path, body)).body]).toMatchObject([
        400,
        { error_code: 'VAL_001' },
      ]);
  });

  it('is refused as large properties', async () => {
    const wide = {
      path: 'wide',
      organization_type: 'organization',
      title: 'x',
      properties: { a: 'x'.repeat(900_000) },
    };
    expect((await t.admin.post('/organizations', wide)).status).toBe(400);
    const larger = { ...wide, properties: { a: 'x'.repeat(1_100_000) } };
    expect((await t.admin.post('/organizations', larger)).body).toMatchObject({
      status: 413,
      error_code: 'VAL_005',
    });
    const keys = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1]));
    expect((await t.admin.post('/organizations', { ...wide, properties: keys })).status).toBe(400);
  });

  it.each([list(DEEP), object(DEEP)])('is refused as a field of a form', async (field) => {
    const { student, contentId, tutor } = await createAssignment(t);
    const file = { field: 'file', name: 'a.zip', content: await zipOf({ 'a.py': '1' }) };
    const upload = await student.client.upload('/submissions/artifacts', {
      fields: { submission_create: field },
      file,
    });
    expect(upload.status).toBe(400);
    const test = await tutor.client.upload(`/tutors/course-contents/${contentId}/test`, {
      fields: { config: field },
      file,
    });
    expect([400, 404]).toContain(test.status);
  });

  it.each([
    ['lists', list(DEEP)],
    ['lists without an end', '['.repeat(DEEP)],
    ['objects', object(DEEP)],
    ['indented objects', Array.from({ length: 3000 }, (_, i) => `\n${' '.repeat(i + 1)}a:`).join('')],
    ['lists of lists', `\n  ${'- '.repeat(DEEP)}x`],
  ])('is refused in the YAML of an example, as %s', async (_name, value) => {
    for (const name of ['meta.yaml', 'test.yaml']) {
      const files = exampleFiles({});
      const answer = await t.admin.post('/examples/upload', {
        repository_id: repositoryId,
        directory: 'deep',
        files: { ...files, [name]: `${files[name] ?? ''}\nodd: ${value}\n` },
      });
      expect([name, answer.status, answer.body.error_code]).toEqual([name, 400, 'VAL_001']);
    }
  });

  it.each([
    { $ref: '#' },
    { type: 'object', properties: { a: { $ref: '#' } } },
    { $ref: '#/definitions/none' },
    { pattern: '(' },
    { type: 7 },
  ])('is refused, or not, as the schema %j of a service type', async (schema) => {
    const path = `custom.odd${JSON.stringify(schema).length}`;
    const made = await t.admin.post('/service-types', { path, name: 'x', category: 'custom', schema });
    expect([200, 400]).toContain(made.status);
    const service = {
      slug: `odd.${path.length}${JSON.stringify(schema).length}`,
      name: 'x',
      service_type: path,
      config: { a: { a: {} } },
    };
    expect([201, 400]).toContain((await t.admin.post('/service-accounts', service)).status);
  });
});
