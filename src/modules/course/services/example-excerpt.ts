const CONTENT = 'content/';

/** True for what a list of files and folders names: the file itself, or whatever lies in the folder. */
export function isNamedBy(names: readonly string[]): (path: string) => boolean {
  return (path) => names.some((name) => path === name || path.startsWith(`${name}/`));
}

/** True for what describes an exercise. */
export function isDescription(path: string): boolean {
  return path.startsWith(CONTENT);
}

/** The path without the folder `content/`. */
export function withoutContentFolder(path: string): string {
  return path.slice(CONTENT.length);
}
