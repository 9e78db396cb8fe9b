import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { TestProxy } from './test-proxy.js';
import type { WorkerNetwork, WorkerSite } from './worker-site.js';

const run = promisify(execFile);
const ip = async (...words: string[]): Promise<string> => (await run('/usr/sbin/ip', words)).stdout;

const PREFIX = 'lectern-net-';
const OWNED = new RegExp(`^${PREFIX}(\\d+)-`);
/** Addresses for measuring networks (RFC 2544), which nobody uses: 198.18.0.0/15, four for each site. */
const BLOCKS = 2 * 256 * 64;
const LONGEST_LINK_NAME = 15;

/** Each worker has a network namespace of its own, joined to ours by a pair of virtual Ethernet devices. */
export class NamespaceNetwork implements WorkerNetwork {
  readonly kind = 'namespaces';
  readonly listenOn = '0.0.0.0';
  private readonly names: string[] = [];
  private readonly proxies: TestProxy[] = [];
  private readonly first = randomInt(BLOCKS - 256);

  /** Removes first what killed test runs have left. */
  static async open(): Promise<NamespaceNetwork> {
    for (const line of (await ip('netns', 'list')).split('\n')) {
      const name = line.split(' ')[0] ?? '';
      const owner = Number(OWNED.exec(name)?.[1]);
      if (owner > 0 && !isAlive(owner)) await ip('netns', 'delete', name).catch(() => undefined);
    }
    return new NamespaceNetwork();
  }

  async site(port: number, delayMs = 0): Promise<WorkerSite> {
    const number = this.names.length;
    const name = `${PREFIX}${process.pid}-${number}`;
    const link = `lx${process.pid}-${number}`.slice(-LONGEST_LINK_NAME);
    const [ours, theirs] = addressesOf(this.first + number);
    this.names.push(name);
    await ip('netns', 'add', name);
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    await ip('address', 'add', `${ours}/30`, 'dev', link);
    await ip('link', 'set', link, 'up');
    await ip('-n', name, 'address', 'add', `${theirs}/30`, 'dev', 'eth0');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await ip('-n', name, 'link', 'set', 'eth0', 'up');
    return {
      url: `http://${ours}:${delayMs > 0 ? await this.slowPort(ours, port, delayMs) : port}`,
      // Not `ip netns exec`, which mounts a new /sys and hides the cgroups with that.
      enter: ['/usr/bin/nsenter', `--net=/run/netns/${name}`, '--'],
      cut: async () => void (await ip('link', 'set', link, 'down')),
      mend: async () => void (await ip('link', 'set', link, 'up')),
    };
  }

  /** A pair of devices goes with the namespace that one of them is in. */
  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    for (const name of this.names) await ip('netns', 'delete', name).catch(() => undefined);
  }

  /** Not `tc netem`: many kernels come without it. */
  private async slowPort(host: string, port: number, delayMs: number): Promise<number> {
    const proxy = await TestProxy.start(host, port, delayMs);
    this.proxies.push(proxy);
    return proxy.port;
  }
}

/** Our address and that of the worker in a block of four. */
function addressesOf(block: number): [string, string] {
  const base = block * 4;
  const address = (offset: number): string => {
    const number = base + offset;
    return `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
  };
  return [address(1), address(2)];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
