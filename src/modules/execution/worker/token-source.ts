import { readFile } from 'node:fs/promises';

/** Where the token of a worker comes from; asked for every request, so that a new one is used at once. */
export type TokenSource = () => Promise<string>;

/** The first line of a file; a missing or empty file throws an error that names it. */
export function tokenInFile(path: string): TokenSource {
  return async () => {
    const token = (await readFile(path, 'utf8')).trim();
    if (token === '') throw new Error(`The file ${path} with the token is empty.`);
    return token;
  };
}

/** One that was given, and stays. */
export function fixedToken(token: string): TokenSource {
  return () => Promise.resolve(token);
}
