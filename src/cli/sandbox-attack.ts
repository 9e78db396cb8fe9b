import { spawn, type StdioOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ALL_ATTACKS } from '../modules/execution/attacks/all-attacks.js';
import { runAttackSuite, type SuiteReport } from '../modules/execution/attacks/attack-suite.js';

/** Where the careless parent tells its child the words that must not come out. */
const WORDS = { environment: 'LECTERN_ATTACK_WORKER_WORD', file: 'LECTERN_ATTACK_FILE_WORD' } as const;
/** The first of two descriptor numbers that Node does not close in its children by itself. */
const FIRST_STRAY = 40;
const WORD_BYTES = 16;
const OPEN_FOLDER = 0o755;
const NAME_WIDTH = 22;

const newWord = (): string => randomBytes(WORD_BYTES).toString('hex');

/** Whether this process was started by startCarelessly. */
const isCarelesslyStarted = (): boolean => process.env[WORDS.environment] !== undefined;

/**
 * Starts this command again as a careless parent would: with a secret and open files handed on. What it makes lies
 * in a folder that we remove, also when it is interrupted.
 */
async function startCarelessly(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-attack-'));
  chmodSync(folder, OPEN_FOLDER);
  const word = newWord();
  writeFileSync(join(folder, 'open'), word, { mode: 0o600 });
  const [file, directory] = [openSync(join(folder, 'open'), 'r'), openSync(folder, 'r')];
  try {
    const gap = Array.from({ length: FIRST_STRAY - 3 }, () => 'ignore' as const);
    const stdio: StdioOptions = ['inherit', 'inherit', 'inherit', ...gap, file, directory];
    const env = { ...process.env, [WORDS.environment]: newWord(), [WORDS.file]: word, TMPDIR: folder };
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { env, stdio });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
    const [code] = (await once(child, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
  } finally {
    for (const descriptor of [file, directory]) closeSync(descriptor);
    rmSync(folder, { recursive: true, force: true });
  }
}

const MARKS = { held: 'held   ', escaped: 'ESCAPED', idle: 'NOTHING', absent: 'absent ' } as const;

/** Words of programs may hold anything; a terminal gets letters. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');

function print({ level, why, attacks, afterwards, observers }: SuiteReport): void {
  console.log(`level ${level}: ${why}`);
  for (const { name, works, found } of observers) {
    if (!works) console.log(`BLIND    ${name}: it reported ${plain(JSON.stringify(found))}`);
  }
  for (const { name, verdict, escapes, detail } of attacks) {
    const { tries = '' } = ALL_ATTACKS.find((attack) => attack.name === name) ?? {};
    console.log(`${MARKS[verdict]}  ${name.padEnd(NAME_WIDTH)}${tries}  [${plain(detail)}]`);
    for (const escape of escapes) console.log(`         ! ${plain(escape)}`);
  }
  for (const fact of afterwards) console.log(`ESCAPED  ${plain(fact)}`);
}

/** The last lines: what was tried, and what it comes to. */
function summarize({ level, attacks, afterwards, observers }: SuiteReport): boolean {
  const count = (verdict: keyof typeof MARKS): number =>
    attacks.filter((each) => each.verdict === verdict).length;
  const [tried, idle, absent] = [count('held') + count('escaped'), count('idle'), count('absent')];
  const escapes = count('escaped') + afterwards.length;
  const seeing = observers.filter(({ works }) => works).length;
  if (absent > 0) console.log(`${absent} attacks need programs that this machine has not`);
  if (idle > 0) console.log(`${idle} attacks did not do their work, so that nothing was shown`);
  console.log(`${level}: ${seeing} of ${observers.length} observers see what they must`);
  console.log(`${level}: ${tried} attacks, ${escapes} escapes`);
  return escapes === 0 && idle === 0 && seeing === observers.length;
}

/** The suite as a page in Markdown: what `--list` prints, and docs/sandbox-attacks.md. */
export function attacksPage(): string {
  const rows = ALL_ATTACKS.map(
    ({ name, tries, escape, heldBy }) => `| \`${name}\` | ${tries} | ${escape} | ${heldBy} |`,
  );
  return [
    '# What is tried on the sandbox',
    '',
    `${ALL_ATTACKS.length} attacks of \`lectern sandbox attack\`, generated from \`src/modules/execution/attacks\` by \`npm run docs\`; how they are`,
    'observed is told in [sandbox.md](sandbox.md).',
    '',
    '| attack | what it tries | an escape would be, besides what is observed for all | held by |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** `lectern sandbox attack`: exit code 1 at an escape, at an attack that did nothing and at a blind observer. */
export async function attackHere({ list }: { list?: boolean }): Promise<void> {
  if (list) {
    process.stdout.write(attacksPage());
    return;
  }
  if (!isCarelesslyStarted()) {
    await startCarelessly();
    return;
  }
  const report = await runAttackSuite({
    'the environment of the worker': String(process.env[WORDS.environment]),
    'a file the worker was started with': String(process.env[WORDS.file]),
  });
  print(report);
  process.exitCode = summarize(report) ? 0 : 1;
}
