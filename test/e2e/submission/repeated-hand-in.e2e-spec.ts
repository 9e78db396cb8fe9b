import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { countRows, createAssignment, handIn, zipOf } from '../../factories/hand-in.js';
import type { Answer, TestClient } from '../../setup/test-client.js';
import { worldOfEach } from '../../setup/world-of-each.js';

const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('hand-ins with an Idempotency-Key', () => {
  const here = worldOfEach(createAssignment);

  const rows = () =>
    countRows(here.t, 'submission_artifacts', sql`submission_group_id = ${here.world.groupId}`);
  const send = (client: TestClient, key: string, zip: Buffer, submit = true) =>
    handIn(client, here.world.groupId, { zip, submit, headers: { 'idempotency-key': key } });

  it('become one row when they come 50 times at once; everybody gets the one answer in the end', async () => {
    const zip = await zipOf({ 'main.py': randomBytes(8).toString('hex') });
    const { client } = here.world.student;
    const accepted: Answer[] = [];
    // Once one of a round was accepted, the next round finds its answer.
    for (let round = 0; accepted.length < 50 && round < 3; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 50 - accepted.length }, () => send(client, 'same', zip)),
      );
      for (const answer of answers.filter(({ status }) => status !== 201)) {
        // The first one is still at work: come again in a second.
        expect([...refusal(answer), answer.headers['retry-after']]).toEqual([409, 'CONFLICT_004', '1']);
      }
      accepted.push(...answers.filter(({ status }) => status === 201));
    }
    expect(accepted).toHaveLength(50);
    expect(new Set(accepted.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(accepted.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await rows()).toBe(1);
  });

  it('are refused when the key was used for something else, and are another call for somebody else', async () => {
    const { student, lecturer } = here.world;
    const zip = await zipOf({ 'main.py': '1' });
    const first = await send(student.client, 'k', zip);
    expect(first.status).toBe(201);
    expect(first.headers['location']).toBe(`/submissions/artifacts/${first.body.artifacts[0]}`);
    expect(refusal(await send(student.client, 'k', await zipOf({ 'main.py': '2' })))).toEqual([
      409,
      'CONFLICT_004',
    ]);
    expect(refusal(await send(student.client, 'k', zip, false))).toEqual([409, 'CONFLICT_004']);
    expect((await send(lecturer.client, 'k', zip)).body.artifacts[0]).not.toBe(first.body.artifacts[0]);
    expect((await send(student.client, 'other', zip)).body.artifacts[0]).not.toBe(first.body.artifacts[0]);
    expect(await rows()).toBe(3);
  });

  it('keep nothing of what failed, and refuse keys that are none', async () => {
    const { client } = here.world.student;
    expect((await send(client, 'f', Buffer.from('no zip'))).status).toBe(400);
    expect((await send(client, 'f', await zipOf({ 'main.py': '1' }))).status).toBe(201);
    for (const key of ['', 'a b', 'x'.repeat(256)]) {
      expect(refusal(await send(client, key, await zipOf({ 'main.py': '1' })))).toEqual([400, 'VAL_003']);
    }
    expect(await rows()).toBe(1);
  });
});
