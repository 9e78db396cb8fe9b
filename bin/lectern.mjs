#!/usr/bin/env node
import { ensureBuilt } from '../scripts/build.mjs';

try {
  await ensureBuilt({ quiet: true });
} catch (error) {
  console.error(`lectern: ${error.message}`);
  process.exit(1);
}
await import('../dist/src/cli.js');
