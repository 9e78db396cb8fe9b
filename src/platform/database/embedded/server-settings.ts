import { totalmem } from 'node:os';

const MEGABYTE = 1024 * 1024;

/**
 * The server's settings. They go on the command line and not into postgresql.conf, so a new release of ours changes
 * them for old clusters too. `durable: false` is for tests: a power cut may then lose the cluster.
 */
export function serverSettings(port: number, durable: boolean): string[] {
  const sharedBuffers = Math.min(512, Math.max(64, Math.round(availableMemory() / MEGABYTE / 16)));
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: `${sharedBuffers}MB`,
    effective_cache_size: `${sharedBuffers * 6}MB`,
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and their values may be personal data; the log keeps the error alone.
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    logging_collector: 'off',
    log_destination: 'stderr',
    ...(durable ? {} : FORGETFUL),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  autovacuum_naptime: '1h',
};

function availableMemory(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  // Without a limit the kernel reports 0 or a number beyond all memory.
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
