import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { availableLanguages } from '../modules/execution/tester/languages.js';

const INSTALLER = fileURLToPath(new URL('../../../scripts/setup-languages.sh', import.meta.url));

/** Installing is the script's work, which says itself what it cannot do. */
async function listLanguages({ install }: { install?: boolean }): Promise<void> {
  if (install) spawnSync('sh', [INSTALLER], { stdio: 'inherit' });
  for (const { language, available, missing } of await availableLanguages()) {
    console.log(`${language.padEnd(12)}${available ? 'ready' : `missing below /usr: ${missing.join(', ')}`}`);
  }
}

/** `lectern sandbox languages`. */
export function languagesCommand(): Command {
  return new Command('languages')
    .description('tell which languages can be tested on this machine, and what the others lack')
    .option('--install', "install the languages' tools from Debian's packages first, where this user may")
    .action(listLanguages);
}
