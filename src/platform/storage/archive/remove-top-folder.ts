// What operating systems add beside the folder a person packed; it must not keep that folder from being found.
const BESIDE = /^(?:__MACOSX\/|\.DS_Store$|thumbs\.db$|desktop\.ini$)/i;

/**
 * Removes the one folder that all files lie in, if there is one; only the outermost. Droppings of operating systems
 * beside it (`__MACOSX/`, `.DS_Store`, `Thumbs.db`, `desktop.ini`) do not count and then go with it.
 */
export function removeTopFolder<T extends { path: string }>(files: readonly T[]): T[] {
  const counted = files.filter((file) => !BESIDE.test(file.path));
  const first = counted[0]?.path ?? '';
  const top = first.slice(0, first.indexOf('/') + 1);
  if (top === '' || !counted.every((file) => file.path.startsWith(top))) return [...files];
  return counted.map((file) => ({ ...file, path: file.path.slice(top.length) }));
}
