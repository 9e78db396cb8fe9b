/** Times of requests in milliseconds, sorted, and how many ended in a second. */
export interface Load {
  times: number[];
  perSecond: number;
}

/** Keeps `count` calls under way for so many seconds, and at least three for each; the first one is not counted. */
export async function inFlight(
  count: number,
  seconds: number,
  call: (worker: number) => Promise<unknown>,
): Promise<Load> {
  await call(0);
  const times: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1000;
  await Promise.all(
    Array.from({ length: count }, async (_, worker) => {
      for (let round = 0; round < 3 || performance.now() < end; round += 1) {
        const before = performance.now();
        await call(worker);
        times.push(performance.now() - before);
      }
    }),
  );
  const elapsed = (performance.now() - begin) / 1000;
  return { times: times.sort((a, b) => a - b), perSecond: times.length / elapsed };
}

/** The value below which `part` (0..1) of the sorted times lie. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
