import { DiskCache } from './modules/execution/cache/disk-cache.js';
import { RunMemory } from './modules/execution/tester/run-memory.js';
import { DownloadCache } from './modules/execution/worker/download-cache.js';
import { Worker, type WorkerOptions } from './modules/execution/worker/worker.js';

const SHUTDOWN_MS = 9_500;
const MB = 1024 * 1024;

/** One line of JSON on standard output, as the server logs. */
export function logOfWorker(message: string): void {
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), context: 'Worker', msg: message })}\n`,
  );
}

/**
 * What a worker of the server at `url` keeps in `folder`: downloads, compiled programs and results of references, up to
 * so many megabytes, 0 for nothing. A worker without it is only slower.
 */
export function cacheIn(
  folder: string,
  megabytes: number,
  url: string,
): { downloads?: DownloadCache; memory?: RunMemory } {
  if (megabytes === 0) return {};
  try {
    const cache = DiskCache.open(folder, megabytes * MB);
    return { downloads: new DownloadCache(cache, url), memory: new RunMemory(cache) };
  } catch (error) {
    logOfWorker(`nothing is cached: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

/**
 * Runs a worker as this process until SIGTERM or SIGINT, or until `stdin` closes if that is given: then its jobs are
 * handed back and the promise resolves, or the process ends by force (exit code 1) after 9.5 s. `beforehand` is
 * awaited first, with a signal that aborts at the same moment.
 */
export async function runWorker(
  options: Omit<WorkerOptions, 'log'>,
  { beforehand, stdin }: { beforehand?: (signal: AbortSignal) => Promise<void>; stdin?: NodeJS.ReadStream },
): Promise<void> {
  const worker = new Worker({ ...options, log: logOfWorker });
  const stopping = new AbortController();
  const stop = () => {
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    stopping.abort();
    worker.stop();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  stdin?.once('close', stop).resume();
  await beforehand?.(stopping.signal);
  if (!stopping.signal.aborted) await worker.run();
}
