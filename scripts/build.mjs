import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.sources');
const LOCK = join(DIST, '.building');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const LONGEST_COMPILATION_MS = 180_000;
const SOURCES = ['src', 'migrations', 'demo', 'bench'];
const SETTINGS = [
  'tsconfig.json',
  'tsconfig.build.json',
  'node_modules/typescript/package.json',
  'scripts/build.mjs',
];

/**
 * Compiles the sources into dist/ unless dist/ was made from exactly these. Their content decides and not their
 * times, which a checkout or an image layer changes. Throws an Error when the compiler complains; what it says goes
 * to stderr.
 */
export async function ensureBuilt({ quiet = false } = {}) {
  if (isBuilt(fingerprint())) return;
  const release = await takeTurn();
  try {
    const sources = fingerprint();
    if (isBuilt(sources)) return;
    if (!quiet) console.error('lectern: compiling');
    // A failed compilation leaves a mixture, which no stamp may call built.
    rmSync(STAMP, { force: true });
    compile();
    removeOutputWithoutSource();
    writeFileSync(`${STAMP}.new`, sources);
    renameSync(`${STAMP}.new`, STAMP);
  } finally {
    release();
  }
}

function isBuilt(sources) {
  try {
    return readFileSync(STAMP, 'utf8') === sources;
  } catch {
    return false;
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const path of [...SETTINGS, ...SOURCES.flatMap((folder) => sourcesBelow(folder))]) {
    hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest('hex');
}

function sourcesBelow(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return isData(path) ? [] : sourcesBelow(path);
      return /(?<!\.spec)\.ts$/.test(entry.name) ? [path] : [];
    });
}

/** Exercises and hand-ins of the demo are its data. */
function isData(path) {
  return path === 'demo/exercises' || path === 'demo/hand-ins';
}

function compile() {
  // An emptied folder with an old .tsbuildinfo would stay empty: the compiler believes it emitted before.
  if (!existsSync(join(DIST, 'src'))) rmSync(join(DIST, '.tsbuildinfo'), { force: true });
  const { status, error } = spawnSync(process.execPath, [TSC, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (error) throw error;
  if (status !== 0) throw new Error('The sources do not compile.');
}

/** A migration that was renamed must not stay behind in dist/, where it would be run. */
function removeOutputWithoutSource(folder = '.') {
  for (const entry of readdirSync(join(DIST, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeOutputWithoutSource(path);
    else if (/\.js(\.map)?$/.test(path) && !existsSync(join(ROOT, path.replace(/\.js(\.map)?$/, '.ts')))) {
      rmSync(join(DIST, path));
    }
  }
}

/** Two commands started together compile once; a lock whose owner died, or is stuck, counts for nothing. */
async function takeTurn() {
  mkdirSync(DIST, { recursive: true });
  const draft = `${LOCK}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    for (let wait = 0; ; wait += 100) {
      try {
        linkSync(draft, LOCK);
        return () => rmSync(LOCK, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      if (wait >= LONGEST_COMPILATION_MS || !ownerLives()) rmSync(LOCK, { force: true });
      else await pause(100);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function ownerLives() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureBuilt().catch((error) => {
    console.error(`lectern: ${error.message}`);
    process.exitCode = 1;
  });
}
