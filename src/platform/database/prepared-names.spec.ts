import { PreparedNames } from './prepared-names.js';

describe('names of prepared statements', () => {
  it('gives a text one name, and another text another', () => {
    const names = new PreparedNames(10);
    expect(names.nameOf('SELECT 1')).toBe(names.nameOf('SELECT 1'));
    expect(names.nameOf('SELECT 1')).not.toBe(names.nameOf('SELECT 2'));
  });

  it('gives the same names in every process', () => {
    expect(new PreparedNames(1).nameOf('SELECT 1')).toBe(new PreparedNames(5).nameOf('SELECT 1'));
  });

  it('fits into a name of the database, which cuts after 63 bytes', () => {
    expect(new PreparedNames(1).nameOf('x'.repeat(10_000))!.length).toBeLessThan(63);
  });

  it('names no more texts than it was told, and keeps to those it named', () => {
    const names = new PreparedNames(1);
    const first = names.nameOf('SELECT 1');
    expect(names.nameOf('SELECT 2')).toBeUndefined();
    expect(names.nameOf('SELECT 1')).toBe(first);
  });
});
