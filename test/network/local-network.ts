import { TestProxy } from './test-proxy.js';
import type { WorkerNetwork, WorkerSite } from './worker-site.js';

/** Each worker reaches the server through a proxy of its own on loopback. */
export class LocalNetwork implements WorkerNetwork {
  readonly kind = 'proxies';
  readonly listenOn = '127.0.0.1';
  private readonly proxies: TestProxy[] = [];

  async site(port: number, delayMs = 0): Promise<WorkerSite> {
    const proxy = await TestProxy.start('127.0.0.1', port, delayMs);
    this.proxies.push(proxy);
    return {
      url: `http://127.0.0.1:${proxy.port}`,
      enter: [],
      cut: async () => proxy.cut(),
      mend: async () => proxy.mend(),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }
}
