import { InvalidConstraintError, InvalidVersionError } from '../examples.errors.js';

type Operator = '==' | '>=' | '>' | '<=' | '<' | '^' | '~';

interface Condition {
  operator: Operator;
  version: Version;
}

interface Version {
  numbers: readonly [number, number, number];
  suffix: string;
}

const DEFAULT_VERSION = '1.0.0';
const MAX_TAG_LENGTH = 64;
const VERSION =
  /^(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.\d{1,9})?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const CONDITION = /^(==|>=|<=|>|<|\^|~)?\s*(\S+)$/;

/**
 * A version as three numbers with an optional `-suffix`: "1" gives "1.0.0", absent or empty gives "1.0.0"; a fourth
 * number and build metadata (`+...`) are left out. @throws InvalidVersionError, also for results over 64 characters
 */
export function normaliseVersion(text: string | undefined): string {
  const given = text?.trim() ?? '';
  const version = readVersion(given === '' ? DEFAULT_VERSION : given);
  const tag = version && version.numbers.join('.') + (version.suffix && `-${version.suffix}`);
  if (tag === undefined || tag.length > MAX_TAG_LENGTH) {
    throw new InvalidVersionError(`"${given.slice(0, 80)}" is not a version such as 1.0 or 1.2.3-beta.`);
  }
  return tag;
}

/** Order of semantic versioning, for sorting: negative when `a` is older. What is no version comes before all others. */
export function compareVersions(a: string, b: string): number {
  const left = readVersion(a);
  const right = readVersion(b);
  if (left && right) return compare(left, right);
  return Number(left !== undefined) - Number(right !== undefined);
}

/** The stored tags that a person may mean by `tag`: as written, and normalised when it is a version (`1.0`: `1.0.0`). */
export function sameVersions(tag: string): string[] {
  const version = readVersion(tag);
  return version === undefined ? [tag] : [...new Set([tag, normaliseVersion(tag)])];
}

/**
 * The newest of `tags` that fits the constraint (contract 06, section 2), or undefined when none does. A version
 * alone or after `==` fits exactly, `^1.2` means at least that and the same major number, `~1.2` at least that and the
 * same major and minor numbers, conditions joined by commas must all hold, and an empty constraint takes the newest.
 * @throws InvalidConstraintError
 */
export function pickVersion(
  tags: readonly string[],
  constraint: string | null | undefined,
): string | undefined {
  const conditions = readConstraint(constraint);
  const fitting = tags.filter((tag) => {
    const version = readVersion(tag);
    return version ? conditions.every((condition) => fits(version, condition)) : conditions.length === 0;
  });
  return fitting.sort(compareVersions).at(-1);
}

/** Throws InvalidConstraintError unless `pickVersion` understands the constraint. */
export function checkConstraint(constraint: string | null | undefined): void {
  readConstraint(constraint);
}

function readConstraint(constraint: string | null | undefined): Condition[] {
  const text = constraint?.trim() ?? '';
  if (text === '') return [];
  return text.split(',').map((part) => {
    const [, operator = '==', operand = ''] = CONDITION.exec(part.trim()) ?? [];
    const version = readVersion(operand);
    if (!version) {
      throw new InvalidConstraintError(
        `"${text.slice(0, 100)}" is not a version constraint such as ">=1.0,<2.0".`,
      );
    }
    return { operator: operator as Operator, version };
  });
}

function readVersion(text: string): Version | undefined {
  const match = VERSION.exec(text.trim());
  if (!match) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)],
    suffix: match[4] ?? '',
  };
}

const FITS: Record<Operator, (order: number, version: Version, wanted: Version) => boolean> = {
  '==': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '<': (order) => order < 0,
  '^': (order, version, wanted) => order >= 0 && version.numbers[0] === wanted.numbers[0],
  '~': (order, version, wanted) =>
    order >= 0 && [0, 1].every((i) => version.numbers[i] === wanted.numbers[i]),
};

function fits(version: Version, { operator, version: wanted }: Condition): boolean {
  return FITS[operator](compare(version, wanted), version, wanted);
}

function compare(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    const difference = a.numbers[index] - b.numbers[index];
    if (difference !== 0) return difference;
  }
  return compareSuffixes(a.suffix, b.suffix);
}

/** semver.org, item 11: a version without suffix is the newer one; numbers before words; the longer list wins a tie. */
function compareSuffixes(a: string, b: string): number {
  if (a === '' || b === '') return Number(b !== '') - Number(a !== '');
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = compareIdentifiers(left[index] ?? '', right[index] ?? '');
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = /^\d+$/.test(a);
  const bIsNumber = /^\d+$/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (aIsNumber && BigInt(a) !== BigInt(b)) return BigInt(a) < BigInt(b) ? -1 : 1;
  if (aIsNumber || a === b) return 0;
  return a < b ? -1 : 1;
}
