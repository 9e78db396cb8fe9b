import fc from 'fast-check';
import semver from 'semver';
import { InvalidConstraintError, InvalidVersionError } from '../examples.errors.js';
import { checkConstraint, compareVersions, normaliseVersion, pickVersion } from './version-tag.js';

describe('normaliseVersion', () => {
  it.each([
    [undefined, '1.0.0'],
    ['', '1.0.0'],
    ['  ', '1.0.0'],
    ['1', '1.0.0'],
    ['1.10', '1.10.0'],
    ['0.2.3', '0.2.3'],
    ['1.2.3.4', '1.2.3'],
    ['01.02', '1.2.0'],
    ['1-beta', '1.0.0-beta'],
    ['1.2-rc.1', '1.2.0-rc.1'],
    ['1.2.3-a-b+build.7', '1.2.3-a-b'],
    [' 2.0 ', '2.0.0'],
  ])('%j gives %s', (text, tag) => {
    expect(normaliseVersion(text)).toBe(tag);
  });

  it.each([
    'v1',
    '1.',
    '.1',
    '1..2',
    '1.2.3.4.5',
    'latest',
    '1.0.0-',
    '1.0.0-a..b',
    '1.0.0-ü',
    '-1',
    '1,0',
    '1'.repeat(10),
    `1-${'a'.repeat(60)}`,
  ])('%j is refused', (text) => {
    expect(() => normaliseVersion(text)).toThrow(InvalidVersionError);
  });
});

describe('order', () => {
  it('is that of semver.org', () => {
    const sorted = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
  });

  const number = fc.nat({ max: 12 });
  const identifier = fc.oneof(number.map(String), fc.stringMatching(/^[a-zA-Z-][0-9a-zA-Z-]{0,3}$/));
  const version = fc
    .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }))
    .map(([a, b, c, suffix]) => `${a}.${b}.${c}${suffix.length > 0 ? `-${suffix.join('.')}` : ''}`);

  it('agrees with npm for any two versions, and normalising changes nothing', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(semver.compare(a, b));
        expect(normaliseVersion(a)).toBe(a);
      }),
      { numRuns: 1000 },
    );
  });

  it('picks what fits, and nothing that fits is newer', () => {
    const operator = fc.constantFrom('==', '>=', '>', '<=', '<');
    fc.assert(
      fc.property(fc.array(version), operator, version, (tags, sign, wanted) => {
        const picked = pickVersion(tags, sign + wanted);
        const fitting = tags.filter((tag) => semver.cmp(tag, sign as semver.Operator, wanted));
        if (picked === undefined) expect(fitting).toEqual([]);
        else expect(semver.compare(picked, semver.rsort(fitting)[0] ?? '')).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('pickVersion', () => {
  const tags = ['0.1.0', '0.2.0', '1.0.0', '1.2.0', '1.2.5', '1.10.0', '2.0.0-beta', '2.0.0'];

  it.each([
    ['', '2.0.0'],
    [undefined, '2.0.0'],
    [null, '2.0.0'],
    ['1.2.0', '1.2.0'],
    ['1.2', '1.2.0'],
    ['==1.2.0', '1.2.0'],
    ['== 1', '1.0.0'],
    ['>=1.2.0', '2.0.0'],
    ['>2.0.0', undefined],
    ['<=1.2.4', '1.2.0'],
    ['<1.0.0', '0.2.0'],
    ['<2.0.0', '2.0.0-beta'],
    ['^1.0.0', '1.10.0'],
    ['^1.11', undefined],
    ['^0.1.0', '0.2.0'],
    ['^2.0.0', '2.0.0'],
    ['~1.2.0', '1.2.5'],
    ['~1', '1.0.0'],
    ['~1.2.6', undefined],
    ['>=1.0, <1.10', '1.2.5'],
    ['>=1.0,<1.0', undefined],
    ['9.9.9', undefined],
  ])('%j takes %s', (constraint, picked) => {
    expect(pickVersion(tags, constraint)).toBe(picked);
    expect(pickVersion([...tags].reverse(), constraint)).toBe(picked);
  });

  it('passes over tags that are no versions, unless there is nothing else', () => {
    expect(pickVersion(['draft', '1.0.0'], '')).toBe('1.0.0');
    expect(pickVersion(['draft'], '')).toBe('draft');
    expect(pickVersion(['draft'], '>=0')).toBeUndefined();
    expect(pickVersion([], '')).toBeUndefined();
  });

  it.each(['=1.0', '!=1.0', '>=', '>=1.0,', ',', '1.0 2.0', '1.x', '*', 'latest', '=>1'])(
    '%j is refused',
    (constraint) => {
      expect(() => checkConstraint(constraint)).toThrow(InvalidConstraintError);
      expect(() => pickVersion(tags, constraint)).toThrow(InvalidConstraintError);
    },
  );
});
