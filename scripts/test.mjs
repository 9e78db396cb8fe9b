import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureSystem } from './setup.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

// Some specs start the real server and worker, which run from dist/.
await ensureBuilt().catch((error) => {
  console.error(`lectern: ${error.message}`);
  process.exit(1);
});
await ensureSystem();

const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], {
  cwd: ROOT,
  env: { ...process.env, NODE_ENV: 'test' },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('close', (code, signal) => {
  process.exitCode = signal ? 1 : code;
});
