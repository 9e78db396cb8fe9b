import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { LocalNetwork } from './local-network.js';
import { NamespaceNetwork } from './namespace-network.js';

/** Where one worker runs: its own way to the server, which can be cut and mended. */
export interface WorkerSite {
  /** The server as seen from there. */
  url: string;
  /** Words before the command of the worker. */
  enter: readonly string[];
  /** From now on nothing passes, and neither end is told. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A network of worker sites around the server on this machine. */
export interface WorkerNetwork {
  kind: 'namespaces' | 'proxies';
  /** Addresses on which the server must listen. */
  listenOn: string;
  /** A new site; with `delayMs` every piece of data takes so much longer, in both directions. */
  site(port: number, delayMs?: number): Promise<WorkerSite>;
  close(): Promise<void>;
}

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
