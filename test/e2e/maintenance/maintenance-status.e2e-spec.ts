import sql from 'sql-template-tag';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('the state of maintenance', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('is told to everybody with an account, field by field', async () => {
    const user = await createUser(t);
    const nothing = await user.client.get('/system/maintenance/status');
    expect([nothing.status, nothing.body]).toEqual([
      200,
      {
        active: false,
        message: '',
        activated_at: null,
        activated_by: null,
        activated_by_name: null,
        scheduled_at: null,
        scheduled_by: null,
        scheduled_by_name: null,
      },
    ]);
    await t.get(Transaction).execute(sql`
      UPDATE maintenance.maintenance_state SET active = true, message = 'New disks', activated_at = '2026-02-01T08:00:00Z',
        activated_by = ${t.admin.userId}, scheduled_at = '2026-02-02T08:00:00Z', scheduled_by = ${user.id}`);
    expect((await user.client.get('/system/maintenance/status')).body).toEqual({
      active: true,
      message: 'New disks',
      activated_at: '2026-02-01T08:00:00.000Z',
      activated_by: t.admin.userId,
      activated_by_name: expect.stringMatching(/.+/) as string,
      scheduled_at: '2026-02-02T08:00:00.000Z',
      scheduled_by: user.id,
      scheduled_by_name: 'Ada Test',
    });
    expect((await t.anonymous.get('/system/maintenance/status')).status).toBe(401);
  });

  it('is one row', async () => {
    const another = t.get(Transaction).execute(sql`
      INSERT INTO maintenance.maintenance_state (id) VALUES (gen_random_uuid())`);
    await expect(another).rejects.toThrow(/unique/);
  });
});
