import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const LARGEST = 16 * 1024;
const SHORTEST = 12;

/**
 * The texts of the small files in the server's home folder and its folder of secrets (passwords, signing
 * keys), to be looked for in reports. Empty when the demo runs on another machine or may not read them.
 */
export async function serverSecrets(home: string): Promise<string[]> {
  return [...(await smallTexts(home)), ...(await smallTexts(join(home, 'secrets')))];
}

async function smallTexts(folder: string): Promise<string[]> {
  const secrets: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const about = await stat(path).catch(() => undefined);
    if (about === undefined || !about.isFile() || about.size > LARGEST) continue;
    const text = (await readFile(path, 'utf8').catch(() => '')).trim();
    if (text.length >= SHORTEST) secrets.push(text);
  }
  return secrets;
}
