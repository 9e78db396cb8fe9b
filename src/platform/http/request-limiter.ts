import type { IncomingHttpHeaders } from 'node:http';

interface Bucket {
  /** Requests that may come at once. */
  left: number;
  /** When `left` was true, ms. */
  at: number;
}

const BURST_SECONDS = 3;
const COOKIE = /(?:^|;\s*)ct_access_token=([^;]+)/;

/**
 * The limit of contract 00, section 9 for everything: so many requests a second for each credential, and three times
 * as many at once. Counted in this process alone, because a question to the database would cost more than it saves.
 */
export class RequestLimiter {
  /** Whoever was not seen for as long as a bucket takes to fill has a full one, so two generations are enough. */
  private young = new Map<string, Bucket>();
  private old = new Map<string, Bucket>();
  private turned: number;

  /** `clock` tells milliseconds that never go back. */
  constructor(
    private readonly perSecond: number,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.turned = clock();
  }

  /** Counts one request of the caller; false: it is one too many. */
  admit(caller: string): boolean {
    const now = this.clock();
    this.turn(now);
    const burst = this.perSecond * BURST_SECONDS;
    const known = this.young.get(caller) ?? this.old.get(caller);
    const gained = known === undefined ? burst : ((now - known.at) / 1000) * this.perSecond;
    const left = Math.min(burst, (known?.left ?? 0) + gained);
    const admitted = left >= 1;
    this.young.set(caller, { left: admitted ? left - 1 : left, at: now });
    return admitted;
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.young.size + this.old.size;
  }

  private turn(now: number): void {
    const age = now - this.turned;
    if (age < BURST_SECONDS * 1000) return;
    this.old = age < 2 * BURST_SECONDS * 1000 ? this.young : new Map();
    this.young = new Map();
    this.turned = now;
  }
}

/** Who is calling as far as headers tell: the credential that will decide (contract 00, section 3), else the address. */
export function callerOf(headers: IncomingHttpHeaders, ip: string): string {
  const token = headers['x-api-token'] ?? headers.authorization?.split(' ').at(-1);
  const credential = token ?? COOKIE.exec(headers.cookie ?? '')?.[1];
  return credential === undefined ? `address ${ip}` : `credential ${String(credential)}`;
}
