import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { PgBoss } from 'pg-boss';
import { DataSource } from 'typeorm';
import { ClaimBell } from '../../../src/modules/execution/services/claim-bell.js';
import { startTestApplication } from '../../setup/test-application.js';

it('ends waiting claims, then HTTP, then the queue, then the connections', async () => {
  const t = await startTestApplication();
  await t.app.listen(0, '127.0.0.1');
  const order: string[] = [];
  const bell = t.get(ClaimBell);
  const server = t.app.getHttpServer() as unknown as { once(event: 'close', listener: () => void): void };
  server.once('close', () => order.push(bell.closing ? 'HTTP' : 'HTTP before the claims'));
  const stop = jest.spyOn(PgBoss.prototype, 'stop').mockImplementationOnce(async function (
    this: PgBoss,
    options,
  ) {
    stop.mockRestore();
    await this.stop(options);
    order.push('queue');
  });
  const destroy = jest.spyOn(DataSource.prototype, 'destroy').mockImplementationOnce(async function (
    this: DataSource,
  ) {
    order.push('connections');
    destroy.mockRestore();
    await this.destroy();
  });
  await t.close();
  expect(order).toEqual(['HTTP', 'queue', 'connections']);
});

it('waits for no connection that never asked anything', async () => {
  const t = await startTestApplication();
  await t.app.listen(0, '127.0.0.1');
  const server = t.app.getHttpServer() as unknown as { address(): AddressInfo } & NodeJS.EventEmitter;
  const arrived = once(server, 'connection');
  const silent = connect(server.address().port, '127.0.0.1');
  await arrived;
  const closed = once(silent, 'close');
  silent.on('error', () => undefined);
  silent.resume();
  await t.close();
  await closed;
});
