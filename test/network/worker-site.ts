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
