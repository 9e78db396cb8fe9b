import sql from 'sql-template-tag';
import { createContent } from '../../factories/course.js';
import { graded, tested } from '../../factories/graded-course.js';
import { countRows, createAssignment, groupOf, handedIn, handIn, zipOf } from '../../factories/hand-in.js';
import type { Answer } from '../../setup/test-client.js';
import { worldOfEach } from '../../setup/world-of-each.js';

const LIST = '/submissions/artifacts';
const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('handed in artifacts', () => {
  const here = worldOfEach(createAssignment);

  const hand = (version: string, submit = false) =>
    handedIn(here.world.student.client, here.world.groupId, {
      version,
      submit,
      files: { 'main.py': version },
    });

  it('are listed newest first with their newest result, by the filters of the contract', async () => {
    const { course, student, other, tutor, groupId, contentId } = here.world;
    const [one, two] = [await hand('v1', true), await hand('v2')];
    const second = await createContent(here.t, course);
    const secondGroup = await groupOf(here.t, student.memberId, second);
    const three = await handedIn(student.client, secondGroup, { version: 'v3' });
    await tested(here.t, one, { memberId: student.memberId, result: 0.25 });
    const run = await tested(here.t, one, { memberId: student.memberId, result: 0.5 });
    const found = async (query: string, client = tutor.client) => {
      const answer = await client.get(`${LIST}?${query}`);
      expect(answer.status).toBe(200);
      return answer.body.map((row: { id: string }) => row.id) as string[];
    };
    expect(await found(`id=${one}&id=${two}&id=${three}`)).toEqual([three, two, one]);
    expect(await found('', student.client)).toEqual([three, two, one]);
    expect(await found('', other.client)).toEqual([]);
    expect(await found(`submission_group_id=${groupId}`)).toEqual([two, one]);
    expect(await found(`submission_group_id=${groupId}&latest=true`)).toEqual([two]);
    expect(await found(`submission_group_id=${groupId}&submit=true&latest=1`)).toEqual([one]);
    expect(await found(`course_content_id=${contentId}&submit=false`)).toEqual([two]);
    expect(await found(`uploaded_by_course_member_id=${student.memberId}&version_identifier=v3`)).toEqual([
      three,
    ]);
    expect(await found(`course_content_id=${contentId}&content_type=text/plain`)).toEqual([]);
    const { body, headers } = await tutor.client.get(`${LIST}?submission_group_id=${groupId}&limit=1&skip=1`);
    expect(headers['x-total-count']).toBe('2');
    expect(body[0]).toMatchObject({ id: one, latest_result: { id: run, result: 0.5, status: 'finished' } });
    expect(body[0]).not.toHaveProperty('result');
    const without = await tutor.client.get(`${LIST}?id=${one}&with_latest_result=false`);
    expect(without.body[0].latest_result).toBeNull();
    for (const bad of ['submit=maybe', 'id=7', 'sort=file_size', 'version_identifier=%00']) {
      expect([bad, (await tutor.client.get(`${LIST}?${bad}`)).status]).toEqual([bad, 400]);
    }
  });

  it('are downloaded by group, or by content and member, the newest that fits', async () => {
    const { student, other, tutor, groupId, contentId } = here.world;
    await hand('v1', true);
    await hand('v2', true);
    await hand('v3');
    const named = async (query: string, client = tutor.client) => {
      const answer = await client.get(`${LIST}/download?${query}`);
      return answer.status === 200
        ? /filename="(.*)"/.exec(answer.headers['content-disposition'] ?? '')?.[1]
        : refusal(answer);
    };
    const member = `course_content_id=${contentId}&course_member_id=${student.memberId}`;
    expect(await named(`submission_group_id=${groupId}`)).toBe('submission-v2.zip');
    expect(await named(member)).toBe('submission-v2.zip');
    expect(await named(`${member}&submit_only=false`, student.client)).toBe('submission-v3.zip');
    expect(await named(`${member}&version_identifier=v1`)).toBe('submission-v1.zip');
    expect(await named(`${member}&version_identifier=v3`)).toEqual([404, 'SUBMIT_001']);
    expect(await named(member, other.client)).toEqual([404, 'SUBMIT_001']);
    for (const bad of ['', `course_content_id=${contentId}`, `${member}&submission_group_id=${groupId}`]) {
      expect(await named(bad)).toEqual([400, 'VAL_001']);
    }
  });

  it('become official within the limit, once, and final for students', async () => {
    const { student, other, tutor, lecturer, groupId, contentId } = here.world;
    await lecturer.client.patch(`/course-contents/${contentId}`, { max_submissions: 1 });
    const [one, two] = [await hand('v1'), await hand('v2')];
    const mark = (id: string, submit: boolean, client = student.client) =>
      client.patch(`${LIST}/${id}`, { submit });
    const marked = await mark(one, true);
    expect([marked.status, marked.body.submit, marked.headers['etag']]).toEqual([200, true, '"2"']);
    expect((await mark(one, true)).headers['etag']).toBe('"2"');
    expect(refusal(await mark(two, true))).toEqual([409, 'SUBMIT_010']);
    expect(refusal(await mark(one, false))).toEqual([403, 'AUTHZ_004']);
    expect(refusal(await mark(one, false, other.client))).toEqual([404, 'SUBMIT_001']);
    expect((await mark(one, false, tutor.client)).body.submit).toBe(false);
    expect((await mark(two, true)).status).toBe(200);
    await graded(tutor, two, 1);
    expect(refusal(await mark(two, false, tutor.client))).toEqual([409, 'SUBMIT_012']);
    expect(refusal(await student.client.patch(`${LIST}/${one}`, { submit: null }))).toEqual([400, 'VAL_001']);
    expect(
      await countRows(here.t, 'submission_artifacts', sql`submission_group_id = ${groupId} AND submit`),
    ).toBe(1);
  });

  it('stop exactly at the limit when many are marked at once', async () => {
    const { student, lecturer, groupId, contentId } = here.world;
    await lecturer.client.patch(`/course-contents/${contentId}`, { max_submissions: 2 });
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await hand(`v${n}`));
    const answers = await Promise.all([
      ...ids.map((id) => student.client.patch(`${LIST}/${id}`, { submit: true })),
      ...[1, 2, 3].map((n) => handIn(student.client, groupId, { version: `u${n}`, submit: true })),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(2);
    expect(answers.filter((answer) => refusal(answer)[1] === 'SUBMIT_010')).toHaveLength(13);
    expect(
      await countRows(here.t, 'submission_artifacts', sql`submission_group_id = ${groupId} AND submit`),
    ).toBe(2);
  });

  it("keep the client's properties beside the server's, and their version", async () => {
    const { student } = here.world;
    const id = await hand('v1');
    const change = (properties: object, headers = {}) =>
      student.client.patch(`${LIST}/${id}`, { properties }, headers);
    const first = await change({ editor: 'vim', note: 1, late: true, sha256: 'mine' });
    expect(first.body.properties).toMatchObject({ editor: 'vim', note: 1, late: false, files_count: 1 });
    expect(first.body.properties.sha256).toMatch(/^[0-9a-f]{64}$/);
    const second = await change({ note: null }, { 'if-match': first.headers['etag'] });
    expect([second.status, second.body.properties.editor]).toEqual([200, 'vim']);
    expect(second.body.properties).not.toHaveProperty('note');
    expect(refusal(await change({ a: 1 }, { 'if-match': first.headers['etag'] }))).toEqual([
      412,
      'CONFLICT_002',
    ]);
    expect(refusal(await change({ a: 'x'.repeat(4100) }))).toEqual([400, 'VAL_001']);
  });

  it('have pages of tests, and are hidden from strangers', async () => {
    const { student, other, tutor } = here.world;
    const id = await hand('v1');
    const runs = [];
    for (const result of [0.1, 0.2, 0.3]) {
      runs.push(await tested(here.t, id, { memberId: student.memberId, result }));
    }
    const page = await tutor.client.get(`${LIST}/${id}/tests?limit=1&skip=1`);
    expect([page.body.length, page.body[0].id, page.headers['x-total-count']]).toEqual([1, runs[1], '3']);
    for (const path of [id, `${id}/tests`, `${id}/download`, `${id}/grades`, NOBODY]) {
      expect([path, ...refusal(await other.client.get(`${LIST}/${path}`))]).toEqual([
        path,
        404,
        'SUBMIT_001',
      ]);
    }
    expect((await here.t.anonymous.get(LIST)).status).toBe(401);
  });

  it('come in the form of a script, too: the file first, JSON as a Blob of its own type', async () => {
    const { student, groupId } = here.world;
    const file = new Blob([new Uint8Array(await zipOf({ 'main.py': '1' }))]);
    const send = async (json: string, files = [file]) => {
      const form = new FormData();
      files.forEach((one) => form.append('file', one, 'solution.zip'));
      form.append('submission_create', new Blob([json], { type: 'application/json' }));
      const encoded = new Response(form);
      const type = encoded.headers.get('content-type') ?? '';
      const body = Buffer.from(await encoded.arrayBuffer());
      return student.client.send('POST', LIST, body, { 'content-type': type });
    };
    const answer = await send(JSON.stringify({ submission_group_id: groupId, version_identifier: 'v1' }));
    expect([answer.status, answer.body.version_identifier]).toEqual([201, 'v1']);
    expect(refusal(await send('{'))).toEqual([400, 'VAL_001']);
    expect(refusal(await send('"\u0000"'))).toEqual([400, 'VAL_001']);
    expect(refusal(await send(JSON.stringify('x'.repeat(70_000))))).toEqual([413, 'VAL_005']);
    expect(refusal(await send('{}', [file, file]))).toEqual([400, 'VAL_004']);
  });

  it('carry the file name that was sent, whatever it is', async () => {
    const { student, groupId } = here.world;
    const answer = await handIn(student.client, groupId, { version: 'a"b\r\nx: y/ü', submit: true });
    expect(answer.status).toBe(201);
    const download = await student.client.get(`${LIST}/${answer.body.artifacts[0]}/download`);
    expect(download.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+"$/);
    expect(refusal(await handIn(student.client, groupId, { version: 'a\u0000' }))).toEqual([400, 'VAL_001']);
    expect(refusal(await handIn(student.client, groupId, { version: '' }))).toEqual([400, 'VAL_001']);
    expect(refusal(await handIn(student.client, groupId, { version: 'x'.repeat(256) }))).toEqual([
      400,
      'VAL_001',
    ]);
  });
});
