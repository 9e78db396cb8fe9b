import sql from 'sql-template-tag';
import { DatabaseNotifications } from '../../../src/platform/database/notifications.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { runInContext } from '../../../src/platform/http/request-context.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const CHANNEL = 'transaction_spec';

describe('a transaction', () => {
  let t: TestApplication;
  let tx: Transaction;
  let news: DatabaseNotifications;
  let heard: string[];
  let heardAll: Promise<void>;
  let heardLast: () => void;

  beforeAll(async () => {
    t = await startTestApplication();
    [tx, news] = [t.get(Transaction), t.get(DatabaseNotifications)];
    await news.listen(CHANNEL, (payload) => {
      heard.push(payload);
      if (payload === 'end') heardLast();
    });
  });

  beforeEach(() => {
    heard = [];
    heardAll = new Promise((resolve) => (heardLast = resolve));
  });

  afterAll(() => t.close());

  it('tells its news when it commits, in their order and letter by letter; one that is undone tells nothing', async () => {
    const undone = tx.run(async () => {
      await news.notify(CHANNEL, 'never');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const texts = ["it's", String.raw`'); \ -- "\\' $1`, 'ümlaut €', '', 'end'];
    await tx.run(async () => {
      for (const text of texts) await news.notify(CHANNEL, text);
    });
    await heardAll;
    expect(heard).toEqual(texts);
  });

  it('is undone by news that are too long', async () => {
    const committed = jest.fn();
    const tooLong = tx.run(async () => {
      tx.afterCommit(committed);
      await news.notify(CHANNEL, 'early');
      await news.notify(CHANNEL, 'x'.repeat(9000));
    });
    await expect(tooLong).rejects.toThrow('payload string too long');
    expect(committed).not.toHaveBeenCalled();
    await news.notify(CHANNEL, 'end');
    await heardAll;
    expect(heard).toEqual(['end']);
  });

  it('lets the database know who writes, whatever the caller calls himself', async () => {
    const told = {
      requestId: "o'clock",
      ip: String.raw`1\2`,
      userAgent: String.raw`'; ROLLBACK; -- \'`,
    };
    const context = { ...told, actorId: null, expectedVersion: null };
    const read = (): Promise<unknown> =>
      tx.row(sql`
        SELECT current_setting('lectern.request') AS "requestId", current_setting('lectern.ip') AS ip,
          current_setting('lectern.user_agent') AS "userAgent", current_setting('lectern.actor') AS actor`);
    expect(await runInContext(context, () => tx.run(read))).toEqual({ ...told, actor: '' });
  });
});
