const SPECIAL = /[\\^$.|?+()[\]{}]/g;

/**
 * A regular expression of PostgreSQL for `'.' || identifier`: a label `*` stands for any number of labels, none
 * included, a `*` inside a label for any characters of it; everything else for itself.
 */
export function identifierPattern(wanted: string): string {
  const labels = wanted.split('.').map((label) => {
    if (label === '*') return '([.][^.]+)*';
    return `[.]${label.replace(SPECIAL, String.raw`\$&`).replaceAll('*', '[^.]*')}`;
  });
  return `^${labels.join('')}$`;
}
