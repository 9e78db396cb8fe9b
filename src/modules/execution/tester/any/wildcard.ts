/** Whether a name fits a pattern in which `*` stands for any text; takes time proportional to both, never more. */
export function fitsWildcard(pattern: string, name: string): boolean {
  let [at, place] = [0, 0];
  let star = -1;
  let starPlace = 0;
  while (place < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      starPlace = place;
    } else if (pattern[at] === name[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      place = ++starPlace;
    } else return false;
  }
  return [...pattern.slice(at)].every((char) => char === '*');
}
