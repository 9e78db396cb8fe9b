/** Letters, digits, `_`, `-`, `.` of a name in plain ASCII and lower case; `ß` and umlauts are spelled out. */
function plain(text: string): string {
  const spelled = text
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss');
  return spelled
    .normalize('NFKD')
    .replace(/[^a-z0-9_-]+/g, '.')
    .replace(/^\.+|\.+$/g, '')
    .replace(/\.{2,}/g, '.');
}

/** The beginning of a generated user name: `given.family`, else the local part of the e-mail, else `user`. */
export function usernameStem(names: {
  givenName: string | null;
  familyName: string | null;
  email: string | null;
}): string {
  const fromNames = plain([names.givenName, names.familyName].filter(Boolean).join(' '));
  const stem = fromNames || plain(names.email?.split('@', 1)[0] ?? '');
  return (stem.length >= 3 ? stem : `user${stem}`).slice(0, 44).replace(/\.+$/, '');
}

/** The stem, or the stem with the smallest number from 2 on that is free; `taken` is in lower case. */
export function freeUsername(stem: string, taken: readonly string[]): string {
  const used = new Set(taken);
  if (!used.has(stem)) return stem;
  let number = 2;
  while (used.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}
