import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/** Boxes see /usr only. */
const FOLDERS = ['/usr/local/bin', '/usr/bin'];
const TOOLS: Readonly<Record<string, string>> = { python: 'python3', c: 'gcc' };

/** Languages that programs can be tested in on this machine. */
export async function installedLanguages(): Promise<string[]> {
  const languages: string[] = [];
  for (const [language, tool] of Object.entries(TOOLS)) {
    if (await isInstalled(tool)) languages.push(language);
  }
  return languages;
}

async function isInstalled(tool: string): Promise<boolean> {
  const tries = FOLDERS.map((folder) =>
    access(`${folder}/${tool}`, constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(tries)).includes(true);
}
