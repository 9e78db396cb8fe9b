import { DataSource } from 'typeorm';
import {
  createExampleRepository,
  createExampleVersion,
  ensureService,
  exampleFiles,
  type ExampleOptions,
  uploadExample,
} from '../../factories/example.js';
import { addMember, createCourse, unique } from '../../factories/course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { writeArchive } from '../../../src/platform/storage/archive/write-archive.js';

describe('uploads of examples', () => {
  let t: TestApplication;
  let repositoryId: string;
  beforeAll(async () => {
    t = await startTestApplication();
    repositoryId = await createExampleRepository(t);
  });
  afterAll(() => t.close());

  const upload = (directory: string, options: ExampleOptions = {}) =>
    uploadExample(t, { repositoryId, directory, ...options });
  const count = async (table: string) =>
    (await t.get(DataSource).query(`SELECT count(*)::int AS n FROM ${table}`))[0].n as number;

  it('become a version with the service that tests it', async () => {
    const answer = await upload('week-1_sum');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      version_tag: '1.0.0',
      version_number: 1,
      storage_path: `${repositoryId}/week-1_sum/1.0.0`,
      title: 'Addition',
      language: 'python',
      execution_backend: { slug: 'lectern.python', version: '1', settings: { timeout: 120 } },
      student_submission_files: ['add.py'],
      additional_files: ['data'],
      student_templates: ['studentTemplates/add.py'],
      test_files: [],
      testing_service_id: await ensureService(t, 'lectern.python'),
      created_by: t.admin.userId,
    });
    const example = await t.admin.get(`/examples/${answer.body.example_id}`);
    expect(example.body).toMatchObject({
      directory: 'week-1_sum',
      identifier: 'week.1.sum',
      title: 'Addition',
      tags: ['numbers', 'first'],
      repository: { id: repositoryId, access_credentials: null },
      versions: [{ id: answer.body.id }],
      dependencies: [],
    });
  });

  it('come as a zip with one top folder, too, and give the same files back', async () => {
    const files = exampleFiles({ files: { 'media/dot.png': 'data:image/png;base64,iVBORw0KGgo=' } });
    const packed = await writeArchive(
      Object.entries(files).map(([path, text]) => ({
        path: `sum/${path}`,
        content: path.endsWith('.png') ? Buffer.from('iVBORw0KGgo=', 'base64') : Buffer.from(text),
      })),
    );
    const answer = await t.admin.post('/examples/upload', {
      repository_id: repositoryId,
      directory: 'zipped',
      files: { 'sum.zip': packed.toString('base64') },
    });
    expect(answer.status).toBe(200);
    const download = await t.admin.get(`/examples/download/${answer.body.id}`);
    expect(download.body.files).toEqual(files);
  });

  it('count versions up, refuse one that exists, and replace it only when asked and unused', async () => {
    const first = await upload('counted');
    const second = await upload('counted', { version: '1.1' });
    expect([second.body.version_tag, second.body.version_number]).toEqual(['1.1.0', 2]);
    const again = await upload('counted');
    expect([again.status, again.body.error_code]).toEqual([409, 'VERSION_001']);
    const replaced = await upload('counted', {
      meta: ['update_existing: true'],
      files: { 'add.py': 'total = 5\n', 'data/numbers.txt': null },
    });
    expect(replaced.body).toMatchObject({ id: first.body.id, version_number: 1 });
    const download = await t.admin.get(`/examples/download/${first.body.id}`);
    expect(download.body.files['add.py']).toBe('total = 5\n');
    expect(Object.keys(download.body.files)).not.toContain('data/numbers.txt');
  });

  it('leave nothing behind when something is wrong, and say where', async () => {
    const before = [await count('example.examples'), await count('example.example_versions')];
    const cases: [ExampleOptions, string, RegExp][] = [
      [{ files: { 'meta.yaml': null } }, 'VAL_001', /meta\.yaml/],
      [{ meta: ['authors: 7'] }, 'VAL_001', /line 6, authors/],
      [{ files: { 'test.yaml': 'properties:\n  wrong: 1\n' } }, 'VAL_001', /line 2, properties\.wrong/],
      [{ files: { '../evil': 'x' } }, 'VAL_004', /\.\./],
      [{ properties: ['  testFiles: []'] }, 'EXAMPLE_VERSION_NO_BACKEND', /executionBackend/],
      [
        { properties: ['  executionBackend: { slug: no.such }'] },
        'EXAMPLE_VERSION_UNKNOWN_BACKEND',
        /no\.such/,
      ],
      [{ properties: backend('[no.such.example]') }, 'VAL_001', /no\.such\.example/],
      [{ properties: backend('[bad]') }, 'VAL_001', /itself/],
    ];
    for (const [options, code, text] of cases) {
      const answer = await upload('bad', options);
      expect([answer.status, answer.body.error_code]).toEqual([400, code]);
      expect(answer.body.detail).toMatch(text);
    }
    expect([await count('example.examples'), await count('example.example_versions')]).toEqual(before);
  });

  it('name line and key of a problem in the details', async () => {
    const answer = await upload('bad', { meta: ['authors: 7'] });
    expect(answer.body.details.validation_errors).toEqual([
      expect.objectContaining({ field: 'body -> files -> meta.yaml', line: 6, key: 'authors' }),
    ]);
  });

  it('refuse an identifier that another directory has, disabled services and strange directories', async () => {
    await upload('taken', { meta: ['identifier: same.name'] });
    const taken = await upload('other', { meta: ['identifier: same.name'] });
    expect([taken.status, taken.body.error_code]).toEqual([409, 'CONFLICT_001']);
    await ensureService(t, 'lectern.off');
    await t.get(DataSource).query("UPDATE execution.services SET enabled = false WHERE slug = 'lectern.off'");
    const off = await upload('off', { properties: ['  executionBackend: { slug: lectern.off }'] });
    expect([off.status, off.body.error_code]).toEqual([400, 'EXAMPLE_VERSION_UNKNOWN_BACKEND']);
    for (const directory of ['a/b', '..', '']) expect((await upload(directory)).status).toBe(400);
  });

  it('record dependencies, replace them, and refuse a circle', async () => {
    const library = await createExampleVersion(t, { repositoryId, directory: 'library' });
    const user = await createExampleVersion(t, {
      repositoryId,
      directory: 'user',
      properties: backend('[{ slug: library, version: ">=1.0" }]'),
    });
    const shown = await t.admin.get(`/examples/${user.exampleId}`);
    expect(shown.body.dependencies).toMatchObject([
      { depends_id: library.exampleId, version_constraint: '>=1.0', dependency: { identifier: 'library' } },
    ]);
    const circle = await upload('library', { version: '2', properties: backend('[user]') });
    expect([circle.status, circle.body.error_code]).toEqual([400, 'VAL_001']);
    await upload('user', { version: '2', properties: backend('[]') });
    expect((await t.admin.get(`/examples/${user.exampleId}`)).body.dependencies).toEqual([]);
  });

  it('give parallel uploads of one example different numbers', async () => {
    const directory = unique('parallel');
    const answers = await Promise.all(
      ['1.0', '2.0', '3.0', '4.0'].map((version) => upload(directory, { version })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(answers.map((answer) => answer.body.version_number as number).sort()).toEqual([1, 2, 3, 4]);
    const same = await Promise.all(['5.0', '5.0'].map((version) => upload(directory, { version })));
    expect(same.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it('may be larger than other bodies, up to 32 MiB', async () => {
    const large = await upload('large', { files: { 'data/large.txt': 'x'.repeat(3 << 20) } });
    expect(large.status).toBe(200);
    const tooLarge = await upload('large', { files: { 'data/large.txt': 'x'.repeat(33 << 20) } });
    expect([tooLarge.status, tooLarge.body.error_code]).toEqual([413, 'VAL_005']);
  });

  it('are for lecturers of the organization and, in shared repositories, of any course', async () => {
    const [course, other] = [await createCourse(t), await createCourse(t)];
    const lecturer = await addMember(t, course.id, '_lecturer');
    const tutor = await addMember(t, course.id, '_tutor');
    const stranger = await addMember(t, other.id, '_lecturer');
    const own = await createExampleRepository(t, course.organizationId);
    const statuses = async (id: string) =>
      Promise.all(
        [lecturer, tutor, stranger].map(
          async ({ client }) =>
            (await uploadExample(t, { repositoryId: id, directory: unique('mine'), as: client })).status,
        ),
      );
    expect(await statuses(own)).toEqual([200, 404, 404]);
    expect(await statuses(repositoryId)).toEqual([200, 404, 200]);
    const missing = await t.admin.post('/examples/upload', { directory: 'x', files: {} });
    expect([missing.status, missing.body.error_code]).toEqual([400, 'VAL_001']);
  });
});

function backend(dependencies: string): string[] {
  return [`  testDependencies: ${dependencies}`, '  executionBackend: { slug: lectern.python }'];
}
