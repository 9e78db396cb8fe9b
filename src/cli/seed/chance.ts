/** Chance that falls the same way for the same start value, so that two seeded databases can be compared. */
export class Chance {
  private state: number;

  constructor(start: number) {
    this.state = start >>> 0;
  }

  /** Evenly spread in [0, 1); the generator is mulberry32 (public domain, Tommy Ettinger). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [from, to]. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the values; throws when there is none. */
  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.next() * values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  }

  /** `count` of the values, in a random order. */
  sample<T>(values: readonly T[], count: number): T[] {
    const left = [...values];
    for (let at = 0; at < Math.min(count, left.length); at += 1) {
      const other = this.whole(at, left.length - 1);
      [left[at], left[other]] = [left[other] as T, left[at] as T];
    }
    return left.slice(0, count);
  }
}
