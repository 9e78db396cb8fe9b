import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { DataSource } from 'typeorm';
import { HandInRepository } from '../../../src/modules/submission/repositories/hand-in.repository.js';
import { readArchive } from '../../../src/platform/storage/archive/read-archive.js';
import { ObjectStore } from '../../../src/platform/storage/object-store.js';
import { createContent } from '../../factories/course.js';
import { createUser } from '../../factories/user.js';
import { countRows, createAssignment, groupOf, handedIn, handIn, zipOf } from '../../factories/hand-in.js';
import { deflatedZeros, hostileZip } from '../../factories/hostile-zip.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const LIMITS = { maxUnpackedBytes: 1e8, maxFileBytes: 1e8, maxEntries: 5000, maxNameBytes: 1024 };
const MINUTES = 60_000;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTES).toISOString();
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];
const statuses = (answers: Answer[]) =>
  Object.fromEntries(
    [...new Set(answers.map((a) => a.status))].map((s) => [s, answers.filter((a) => a.status === s).length]),
  );

describe('hand-ins', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  const objects = async () =>
    (
      await readdir(join(t.env.LECTERN_HOME, 'objects'), { recursive: true, withFileTypes: true }).catch(
        () => [],
      )
    ).filter((entry) => entry.isFile()).length;

  it('keep what counts, byte for byte, without the top folder', async () => {
    const { student, groupId } = await createAssignment(t);
    const text = `print('${randomBytes(8).toString('hex')}')\n`;
    const answer = await handIn(student.client, groupId, {
      version: 'v1',
      files: {
        'sums/main.py': text,
        'sums/my data.txt': 'x',
        'sums/README.md': 'hello',
        'sums/.env': 'secret',
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      artifacts: [expect.any(String)],
      submission_group_id: groupId,
      uploaded_by_course_member_id: student.memberId,
      total_size: text.length + 1,
      files_count: 2,
      uploaded_at: expect.any(String),
      version_identifier: 'v1',
    });
    const id = answer.body.artifacts[0] as string;
    const download = await student.client.get(`/submissions/artifacts/${id}/download`);
    expect(download.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="submission-v1.zip"',
      'content-length': String(download.raw.length),
      'x-content-type-options': 'nosniff',
    });
    const files = await readArchive(download.raw, LIMITS);
    expect(files.map((file) => [file.path, file.content.toString()])).toEqual([
      ['main.py', text],
      ['my_data.txt', 'x'],
    ]);
    const hash = createHash('sha256').update(download.raw).digest('hex');
    expect(download.headers['etag']).toBe(`"${hash}"`);
    const known = await student.client.get(`/submissions/artifacts/${id}/download`, {
      'if-none-match': `"${hash}"`,
    });
    expect([known.status, known.raw.length]).toEqual([304, 0]);
  });

  it('are described with what the server found', async () => {
    const { student, groupId } = await createAssignment(t);
    const id = await handedIn(student.client, groupId, { files: { 'a/main.py': 'x', 'a/b c/d.py': 'yz' } });
    const { body, headers } = await student.client.get(`/submissions/artifacts/${id}`);
    expect(headers['etag']).toBe('"1"');
    expect(body).toMatchObject({
      id,
      submission_group_id: groupId,
      uploaded_by_course_member_id: student.memberId,
      content_type: 'application/zip',
      file_size: 3,
      submit: false,
      version_identifier: expect.stringMatching(/^manual-[0-9a-f-]{36}$/),
      latest_result: null,
      test_results_count: 0,
      grades_count: 0,
      reviews_count: 0,
      average_grade: null,
      created_by: student.userId,
      properties: {
        files_count: 2,
        total_size: 3,
        original_filename: 'solution.zip',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        files_included: [
          { original_path: 'a/b c/d.py', sanitized_path: 'b_c/d.py', size: 2 },
          { original_path: 'a/main.py', sanitized_path: 'main.py', size: 1 },
        ],
        commit: null,
        late: false,
        late_seconds: null,
      },
    });
    expect(body).not.toHaveProperty('result');
  });

  it('are the same when repeated with one version, and a conflict with other content', async () => {
    const { student, groupId } = await createAssignment(t);
    const first = await handIn(student.client, groupId, { version: 'v', files: { 'm.py': '1' } });
    const again = await handIn(student.client, groupId, {
      version: 'v',
      files: { 'top/m.py': '1' },
      submit: true,
    });
    expect([again.status, again.body]).toEqual([201, first.body]);
    const read = await student.client.get(`/submissions/artifacts/${first.body.artifacts[0]}`);
    expect(read.body.submit).toBe(true);
    expect(refusal(await handIn(student.client, groupId, { version: 'v', files: { 'm.py': '2' } }))).toEqual([
      409,
      'SUBMIT_009',
    ]);
  });

  it('become one row when the same upload comes 50 times at once', async () => {
    const { student, groupId } = await createAssignment(t, { max_submissions: 1 });
    const zip = await zipOf({ 'm.py': randomBytes(8).toString('hex') });
    const before = await objects();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        handIn(student.client, groupId, { version: 'same', submit: true, zip }),
      ),
    );
    expect(statuses(answers)).toEqual({ 201: 50 });
    expect(new Set(answers.map((answer) => answer.body.artifacts[0])).size).toBe(1);
    expect(await countRows(t, 'submission_artifacts', sql`submission_group_id = ${groupId}`)).toBe(1);
    expect(await objects()).toBe(before + 1);
  });

  it('stop exactly at the limit: 100 official ones at once with 3 left', async () => {
    const { student, groupId } = await createAssignment(t, { max_submissions: 4 });
    await handedIn(student.client, groupId, { submit: true });
    await handedIn(student.client, groupId, { submit: false });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        handIn(student.client, groupId, { submit: true, version: `v${n}`, files: { 'm.py': String(n) } }),
      ),
    );
    expect(statuses(answers)).toEqual({ 201: 3, 409: 97 });
    expect(answers.find((answer) => answer.status === 409)?.body.error_code).toBe('SUBMIT_010');
    const official = sql`submission_group_id = ${groupId} AND submit`;
    expect(await countRows(t, 'submission_artifacts', official)).toBe(4);
    expect((await handIn(student.client, groupId, { submit: false, version: 'practice' })).status).toBe(201);
  });

  it('follow the limit live, the own value of the group first', async () => {
    const { student, lecturer, contentId, groupId } = await createAssignment(t, { max_submissions: 0 });
    const submit = (version: string) => handIn(student.client, groupId, { submit: true, version });
    expect(refusal(await submit('a'))).toEqual([409, 'SUBMIT_010']);
    await lecturer.client.patch(`/course-contents/${contentId}`, { max_submissions: 1 });
    expect((await submit('a')).status).toBe(201);
    expect(refusal(await submit('b'))).toEqual([409, 'SUBMIT_010']);
    await t
      .get(DataSource)
      .query('UPDATE submission.submission_groups SET max_submissions = 2 WHERE id = $1', [groupId]);
    expect((await submit('b')).status).toBe(201);
  });

  it('are possible for the group, and for lecturers on its behalf', async () => {
    const { student, other, tutor, lecturer, groupId } = await createAssignment(t);
    const stranger = await createUser(t);
    expect((await handIn(lecturer.client, groupId)).body.uploaded_by_course_member_id).toBe(
      lecturer.memberId,
    );
    expect(refusal(await handIn(tutor.client, groupId))).toEqual([403, 'SUBMIT_013']);
    const unrelated = await createAssignment(t);
    for (const client of [other.client, stranger.client, unrelated.lecturer.client]) {
      expect(refusal(await handIn(client, groupId))).toEqual([404, 'SUBMIT_002']);
    }
    const foreign = await createAssignment(t);
    await t
      .get(DataSource)
      .query('DELETE FROM course.course_members WHERE user_id = $1 AND course_id = $2', [
        t.admin.userId,
        foreign.course.id,
      ]);
    expect(refusal(await handIn(t.admin, foreign.groupId))).toEqual([403, 'SUBMIT_013']);
    expect((await handIn(t.anonymous, groupId)).status).toBe(401);
    expect((await handIn(student.client, groupId)).status).toBe(201);
  });

  it('are taken inside the window only, and marked when late', async () => {
    const unopened = await createAssignment(t, { opens_at: inMinutes(5) });
    expect(refusal(await handIn(unopened.student.client, unopened.groupId))).toEqual([409, 'SUBMIT_011']);
    const closed = await createAssignment(t, { due_at: inMinutes(-9), closes_at: inMinutes(-5) });
    const { student, lecturer, groupId } = closed;
    expect(refusal(await handIn(student.client, groupId, { submit: true }))).toEqual([409, 'SUBMIT_011']);
    const practice = await handedIn(student.client, groupId, { submit: false });
    const patched = await student.client.patch(`/submissions/artifacts/${practice}`, { submit: true });
    expect(refusal(patched)).toEqual([409, 'SUBMIT_011']);
    expect((await handIn(lecturer.client, groupId, { submit: true })).status).toBe(201);
    const late = await createAssignment(t, { due_at: inMinutes(-9), closes_at: inMinutes(5) });
    const id = await handedIn(late.student.client, late.groupId, { submit: true });
    const { properties } = (await late.student.client.get(`/submissions/artifacts/${id}`)).body;
    expect(properties.late).toBe(true);
    expect(properties.late_seconds).toBeGreaterThanOrEqual(9 * 60);
    expect(properties.late_seconds).toBeLessThan(11 * 60);
  });

  it('are closed below a unit that is not open, and in archived contents', async () => {
    const { course, student, lecturer, contentId, groupId } = await createAssignment(t);
    const unit = { course_content_type_id: course.unitTypeId, path: 'later', opens_at: inMinutes(5) };
    await createContent(t, course, unit);
    const below = await createContent(t, course, { path: 'later.task' });
    const group = await groupOf(t, student.memberId, below);
    expect(refusal(await handIn(student.client, group))).toEqual([409, 'SUBMIT_011']);
    await lecturer.client.patch(`/course-contents/${contentId}/archive`);
    expect(refusal(await handIn(student.client, groupId))).toEqual([409, 'SUBMIT_011']);
  });

  it('end for what is moved below an archived unit, until that is brought back', async () => {
    const { course, student, tutor, lecturer, contentId, groupId } = await createAssignment(t);
    const unit = { course_content_type_id: course.unitTypeId, path: 'old' };
    const old = await createContent(t, course, unit);
    const practice = await handedIn(student.client, groupId);
    const groups = `/tutors/submission-groups?course_id=${course.id}&course_content_id=${contentId}`;
    await lecturer.client.patch(`/course-contents/${old}/archive`);
    expect((await tutor.client.get(groups)).body).not.toEqual([]);
    const target = { path: 'old.task', position: 1 };
    expect((await lecturer.client.patch(`/course-contents/${contentId}/move`, target)).status).toBe(200);

    for (const submit of [false, true])
      expect(refusal(await handIn(student.client, groupId, { submit }))).toEqual([409, 'SUBMIT_011']);
    const official = await student.client.patch(`/submissions/artifacts/${practice}`, { submit: true });
    expect(refusal(official)).toEqual([409, 'SUBMIT_011']);
    expect((await tutor.client.get(groups)).body).toEqual([]);
    expect((await tutor.client.get(`/submission-groups/${groupId}`)).status).toBe(404);

    await lecturer.client.patch(`/course-contents/${old}/unarchive`);
    expect((await handIn(student.client, groupId, { submit: true })).status).toBe(201);
    expect((await tutor.client.get(groups)).body).not.toEqual([]);
  });

  it('need a content that is submittable', async () => {
    const { course, student, groupId, contentId } = await createAssignment(t);
    await t
      .get(DataSource)
      .query('UPDATE course.course_contents SET course_content_type_id = $1 WHERE id = $2', [
        course.unitTypeId,
        contentId,
      ]);
    expect(refusal(await handIn(student.client, groupId))).toEqual([400, 'CONTENT_003']);
  });

  describe('with a bad request', () => {
    it.each([
      ['no form field', {}, 'VAL_001'],
      ['no JSON', { submission_create: '{' }, 'VAL_001'],
      ['a malformed id', { submission_create: { submission_group_id: 'x' } }, 'VAL_001'],
    ])('are refused: %s', async (_case, fields, code) => {
      const { student } = await createAssignment(t);
      const file = { field: 'file', name: 'a.zip', content: await zipOf({ 'm.py': 'x' }) };
      expect(refusal(await student.client.upload('/submissions/artifacts', { fields, file }))).toEqual([
        400,
        code,
      ]);
    });

    it('are refused as JSON, without a file, and with the file in another field', async () => {
      const { student, groupId } = await createAssignment(t);
      const fields = { submission_create: { submission_group_id: groupId } };
      const json = await student.client.post('/submissions/artifacts', fields);
      expect(refusal(json)).toEqual([415, 'VAL_006']);
      const none = await student.client.upload('/submissions/artifacts', { fields });
      expect(refusal(none)).toEqual([400, 'VAL_004']);
      const file = { field: 'archive', name: 'a.zip', content: await zipOf({ 'm.py': 'x' }) };
      const elsewhere = await student.client.upload('/submissions/artifacts', { fields, file });
      expect(refusal(elsewhere)).toEqual([400, 'VAL_004']);
    });
  });

  describe('that are hostile', () => {
    const zeros = (size: number) => ({ packed: deflatedZeros(size), size });
    const cases: [string, () => Buffer, number][] = [
      ['no zip', () => Buffer.from('#!/bin/sh\n'.repeat(10)), 400],
      ['nothing', () => Buffer.alloc(0), 400],
      ['an empty zip', () => hostileZip([]), 400],
      [
        'only what is dropped',
        () =>
          hostileZip([
            { name: 'README.md', content: 'x' },
            { name: '.env', content: 'x' },
          ]),
        400,
      ],
      ['a parent folder', () => hostileZip([{ name: '../../etc/cron.d/x', content: 'x' }]), 400],
      ['an absolute path', () => hostileZip([{ name: '/etc/passwd', content: 'x' }]), 400],
      ['a drive letter', () => hostileZip([{ name: 'C:\\x.py', content: 'x' }]), 400],
      ['a link', () => hostileZip([{ name: 'l', content: '/etc/passwd', mode: 0o120777 }]), 400],
      ['a device', () => hostileZip([{ name: 'd', content: '', mode: 0o020666 }]), 400],
      ['an encrypted file', () => hostileZip([{ name: 'm.py', content: 'x', flags: 1 }]), 400],
      [
        'the same name twice',
        () =>
          hostileZip([
            { name: 'm.py', content: 'x' },
            { name: 'm.py', content: 'y' },
          ]),
        400,
      ],
      [
        'twins by case',
        () =>
          hostileZip([
            { name: 'm.py', content: 'x' },
            { name: 'M.py', content: 'y' },
          ]),
        400,
      ],
      [
        'two names that become one',
        () =>
          hostileZip([
            { name: 'a b.py', content: 'x' },
            { name: 'a_b.py', content: 'y' },
          ]),
        400,
      ],
      ['a bomb of 1 GiB', () => hostileZip([{ name: 'b.txt', ...zeros(2 ** 30) }]), 400],
      [
        'a bomb that lies',
        () => hostileZip([{ name: 'b.txt', packed: deflatedZeros(2 ** 26), size: 10 }]),
        400,
      ],
      [
        'too many entries',
        () => hostileZip(Array.from({ length: 5001 }, (_, n) => ({ name: `f${n}.py`, content: 'x' }))),
        400,
      ],
      [
        'more than 10 MiB packed',
        () => hostileZip([{ name: 'm.bin', content: randomBytes(11 * 2 ** 20), method: 0 }]),
        413,
      ],
    ];

    it.each(cases)('are refused and nothing is stored: %s', async (_case, build, status) => {
      const { student, groupId } = await createAssignment(t);
      const before = await objects();
      const answer = await handIn(student.client, groupId, { zip: build(), submit: true });
      expect(refusal(answer)).toEqual([status, status === 413 ? 'VAL_005' : 'VAL_004']);
      expect(await countRows(t, 'submission_artifacts', sql`submission_group_id = ${groupId}`)).toBe(0);
      expect(await objects()).toBe(before);
    });

    it('are looked at only after the rights of the caller', async () => {
      const { other, groupId } = await createAssignment(t);
      const answer = await handIn(other.client, groupId, { zip: Buffer.alloc(11 * 2 ** 20) });
      expect(refusal(answer)).toEqual([404, 'SUBMIT_002']);
    });
  });

  describe('when the server dies between file and row', () => {
    afterEach(() => jest.restoreAllMocks());

    it('leave nothing acknowledged without its file, and the repeated hand-in works', async () => {
      const { student, groupId } = await createAssignment(t);
      const store = t.get(ObjectStore);
      const durable: boolean[] = [];
      const insert = jest.spyOn(t.get(HandInRepository), 'insert');
      insert.mockImplementationOnce(async (_group, artifact) => {
        durable.push(await store.has(artifact.objectHash));
        throw new Error('killed before the commit');
      });
      const zip = await zipOf({ 'm.py': randomBytes(8).toString('hex') });
      expect((await handIn(student.client, groupId, { version: 'k', zip })).status).toBe(500);
      expect(durable).toEqual([true]);
      expect(await countRows(t, 'submission_artifacts', sql`submission_group_id = ${groupId}`)).toBe(0);
      const id = await handedIn(student.client, groupId, { version: 'k', zip });
      expect((await student.client.get(`/submissions/artifacts/${id}/download`)).status).toBe(200);
    });

    it('leave no row when the file could not be stored', async () => {
      const { student, groupId } = await createAssignment(t);
      jest.spyOn(t.get(ObjectStore), 'put').mockRejectedValueOnce(new Error('disk gone'));
      expect((await handIn(student.client, groupId)).status).toBe(500);
      expect(await countRows(t, 'submission_artifacts', sql`submission_group_id = ${groupId}`)).toBe(0);
    });
  });
});
