import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { createExampleVersion, type ExampleOptions, type TestExample } from '../../factories/example.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const LIMITS = { maxUnpackedBytes: 1e8, maxFileBytes: 1e8, maxEntries: 5000, maxNameBytes: 1024 };
const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('examples of contents as tutors read them', () => {
  let t: TestApplication;
  let course: TestCourse;
  let contentId: string;
  let tutor: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    tutor = await addMember(t, course.id, '_tutor');
  });
  beforeEach(async () => {
    contentId = await createContent(t, course);
  });
  afterAll(() => t.close());

  const url = (what: string) => `/tutors/course-contents/${contentId}/${what}`;
  const filesOf = async (answer: Answer) =>
    Object.fromEntries(
      (await readArchive(answer.raw, LIMITS)).map((file) => [file.path, file.content.toString()]),
    );
  async function assigned(options: ExampleOptions = {}): Promise<TestExample> {
    const example = await createExampleVersion(t, options);
    const answer = await t.admin.post(`/lecturers/course-contents/${contentId}/assign-example`, {
      example_id: example.exampleId,
      version_tag: 'latest',
    });
    expect(answer.status).toBe(200);
    return example;
  }

  it('give the solution and what students get, and nothing else', async () => {
    await assigned({ files: { 'data/deep/more.txt': 'more', 'database.txt': 'not named' } });
    const answer = await tutor.client.get(url('reference'));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/zip']);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename=".*\.zip"$/);
    expect(answer.headers['content-length']).toBe(String(answer.raw.length));
    expect(await filesOf(answer)).toEqual({
      'add.py': 'total = 2 + 3\n',
      'data/numbers.txt': '2 3\n',
      'data/deep/more.txt': 'more',
    });
  });

  it('give what the example needs below its identifier, when asked', async () => {
    const needed = await createExampleVersion(t);
    await assigned({
      repositoryId: needed.repositoryId,
      properties: [
        '  executionBackend: { slug: lectern.python, version: "1" }',
        `  testDependencies: [${needed.identifier}]`,
      ],
    });
    expect(Object.keys(await filesOf(await tutor.client.get(url('reference')))).sort()).toEqual([
      'add.py',
      'data/numbers.txt',
    ]);
    const all = await filesOf(await tutor.client.get(`${url('reference')}?with_dependencies=true`));
    expect(Object.keys(all).sort()).toEqual(
      [
        'add.py',
        'data/numbers.txt',
        `${needed.identifier}/add.py`,
        `${needed.identifier}/data/numbers.txt`,
      ].sort(),
    );
  });

  it('give the description without its folder', async () => {
    await assigned({ files: { 'content/index_de.md': '# Summe\n', 'content/mediaFiles/a.txt': 'a' } });
    const answer = await tutor.client.get(url('description'));
    expect(answer.status).toBe(200);
    expect(await filesOf(answer)).toEqual({
      'index.md': '# Addition\n\nCompute 2 + 3.\n',
      'index_de.md': '# Summe\n',
      'mediaFiles/a.txt': 'a',
    });
    const etag = answer.headers['etag'] ?? '';
    expect((await tutor.client.get(url('description'), { 'if-none-match': etag })).status).toBe(304);
  });

  it('are missing when nothing is assigned or described', async () => {
    expect(refusal(await tutor.client.get(url('reference')))).toEqual([404, 'DEPLOY_001']);
    expect((await tutor.client.get(url('description'))).status).toBe(404);
    await assigned({ files: { 'content/index.md': null } });
    expect(refusal(await tutor.client.get(url('description')))).toEqual([404, 'NF_001']);
  });

  it('are for tutors of the course', async () => {
    await assigned();
    const student = await addMember(t, course.id, '_student');
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    for (const what of ['reference', 'description']) {
      expect(refusal(await student.client.get(url(what)))).toEqual([403, 'AUTHZ_004']);
      expect(refusal(await stranger.client.get(url(what)))).toEqual([404, 'CONTENT_001']);
      expect((await t.anonymous.get(url(what))).status).toBe(401);
      const nowhere = await tutor.client.get(`/tutors/course-contents/${NOBODY}/${what}`);
      expect(refusal(nowhere)).toEqual([404, 'CONTENT_001']);
    }
    expect(refusal(await tutor.client.get(`${url('reference')}?with_dependencies=maybe`))).toEqual([
      400,
      'VAL_003',
    ]);
    expect(refusal(await tutor.client.get('/tutors/course-contents/x/reference'))).toEqual([400, 'VAL_003']);
  });
});
