/** Path of the content above, or null for a root: `week1` of `week1.sheet2`. */
export function parentPath(path: string): string | null {
  const cut = path.lastIndexOf('.');
  return cut < 0 ? null : path.slice(0, cut);
}

/** True when `path` lies below `ancestor` (not when it is the same). */
export function liesBelow(path: string, ancestor: string): boolean {
  return path.startsWith(`${ancestor}.`);
}

interface Dates {
  opens_at?: string | null | undefined;
  due_at?: string | null | undefined;
  closes_at?: string | null | undefined;
}

/** opens_at <= due_at <= closes_at, whichever of them are set (ISO texts in UTC). */
export function datesInOrder(dates: Dates): boolean {
  const set = [dates.opens_at, dates.due_at, dates.closes_at].filter((date) => date != null);
  return set.every((date, index) => index === 0 || Date.parse(set[index - 1] as string) <= Date.parse(date));
}
