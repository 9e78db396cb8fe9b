import Module from 'node:module';
import type { RunServer } from './run-server.js';

declare global {
  // A property of globalThis can only be declared with var.
  var lecternRunServer: RunServer | undefined;
}

/** Starts the database server of this run of jest, with a migrated template that test databases are copied from. */
export default async function globalSetup(): Promise<void> {
  resolveTypeScript();
  const { startRunServer } = await import('./run-server.js');
  const { publishTestServer } = await import('./test-server.js');
  const server = await startRunServer();
  globalThis.lecternRunServer = server;
  publishTestServer(server);
}

type Resolve = (request: string, ...rest: unknown[]) => string;

/** Jest does not apply its moduleNameMapper here, so `./x.js` must be taught to mean `./x.ts`. */
function resolveTypeScript(): void {
  const loader = Module as unknown as { _resolveFilename: Resolve };
  const original = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) => {
    try {
      return original.call(loader, request, ...rest);
    } catch (error) {
      if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
      return original.call(loader, request.replace(/\.js$/, '.ts'), ...rest);
    }
  };
}
