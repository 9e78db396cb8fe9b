import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { LocalNetwork } from './local-network.js';
import { NamespaceNetwork } from './namespace-network.js';
import type { WorkerNetwork } from './worker-site.js';

/** Why workers cannot have network namespaces here; null when they can. */
function lackOfNamespaces(): string | null {
  if (process.env['LECTERN_TEST_NETWORK'] === 'proxies') return 'LECTERN_TEST_NETWORK=proxies';
  if (process.getuid?.() !== 0) return 'not root';
  for (const tool of ['/usr/sbin/ip', '/usr/bin/nsenter']) if (!existsSync(tool)) return `no ${tool}`;
  const name = `lectern-probe-${process.pid}`;
  const made = spawnSync('/usr/sbin/ip', ['netns', 'add', name], { encoding: 'utf8' });
  spawnSync('/usr/sbin/ip', ['netns', 'delete', name]);
  return made.status === 0 ? null : `ip netns add: ${made.stderr.trim()}`;
}

/** Network namespaces and veth pairs where the machine lets us, else proxies on loopback; says which and why. */
export async function openWorkerNetwork(): Promise<WorkerNetwork> {
  const lack = lackOfNamespaces();
  if (lack === null) return NamespaceNetwork.open();
  process.stderr.write(`workers behind proxies on loopback instead of network namespaces: ${lack}\n`);
  return new LocalNetwork();
}
