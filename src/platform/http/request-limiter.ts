import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

interface Bucket {
  /** Requests that may come at once. */
  left: number;
  /** When `left` was true, ms. */
  at: number;
  /** Requests since `takenSince` was last asked. */
  taken: number;
}

const BURST_SECONDS = 3;
/** Letters of six bits: nobody meets another's by chance. */
const HASH_LENGTH = 22;
const COOKIE = /(?:^|;\s*)ct_access_token=([^;]+)/;

/**
 * The limit of contract 00, section 9 for everything: so many requests a second for each credential, and three times
 * as many at once. Counted in this process, because a question to the database would cost more than it saves; what
 * others counted is charged from time to time (`SharedLimits`).
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
    const bucket = this.bucketOf(caller);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    bucket.taken += 1;
    return true;
  }

  /** Counts requests of the caller that another server answered; what he has left may become less than nothing. */
  charge(caller: string, requests: number): void {
    const bucket = this.bucketOf(caller);
    bucket.left = Math.max(-this.burst, bucket.left - requests);
  }

  /** Callers with at least `least` requests since this was last asked, most first; the others go on being counted. */
  takeCounts(least: number): [caller: string, requests: number][] {
    const counts: [string, number][] = [];
    for (const [caller, bucket] of [...this.old, ...this.young]) {
      if (bucket.taken < least) continue;
      counts.push([caller, bucket.taken]);
      bucket.taken = 0;
    }
    return counts.sort(([, a], [, b]) => b - a);
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.young.size + this.old.size;
  }

  private get burst(): number {
    return this.perSecond * BURST_SECONDS;
  }

  private bucketOf(caller: string): Bucket {
    const now = this.clock();
    this.turn(now);
    const known = this.young.get(caller) ?? this.old.get(caller);
    this.old.delete(caller);
    const bucket = known ?? { left: this.burst, at: now, taken: 0 };
    bucket.left = Math.min(this.burst, bucket.left + ((now - bucket.at) / 1000) * this.perSecond);
    bucket.at = now;
    this.young.set(caller, bucket);
    return bucket;
  }

  private turn(now: number): void {
    const age = now - this.turned;
    if (age < BURST_SECONDS * 1000) return;
    this.old = age < 2 * BURST_SECONDS * 1000 ? this.young : new Map();
    this.young = new Map();
    this.turned = now;
  }
}

/**
 * Who is calling as far as headers tell: the credential that will decide (contract 00, section 3), else the address.
 * A hash of it, so that nothing secret is kept or told to other servers.
 */
export function callerOf(headers: IncomingHttpHeaders, ip: string): string {
  const token = headers['x-api-token'] ?? headers.authorization?.split(' ').at(-1);
  const credential = token ?? COOKIE.exec(headers.cookie ?? '')?.[1];
  const caller = credential === undefined ? `address ${ip}` : `credential ${String(credential)}`;
  return createHash('sha256').update(caller).digest('base64url').slice(0, HASH_LENGTH);
}
