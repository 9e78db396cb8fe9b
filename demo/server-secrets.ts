import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const LARGEST = 16 * 1024;
const SHORTEST = 12;

/**
 * The texts of the small files directly in the server's home folder (passwords, signing keys), to be looked
 * for in reports. Empty when the demo runs on another machine or may not read the folder.
 */
export async function serverSecrets(home: string): Promise<string[]> {
  const secrets: string[] = [];
  for (const name of await readdir(home).catch(() => [])) {
    const path = join(home, name);
    const about = await stat(path).catch(() => undefined);
    if (about === undefined || !about.isFile() || about.size > LARGEST) continue;
    const text = (await readFile(path, 'utf8').catch(() => '')).trim();
    if (text.length >= SHORTEST) secrets.push(text);
  }
  return secrets;
}
