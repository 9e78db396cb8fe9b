import { HotStatements } from './hot-statements.js';

describe('hot statements', () => {
  const called = (hot: HotStatements, text: string, times: number) => {
    const names = Array.from({ length: times }, () => hot.nameOf(text));
    return names.map((name) => name !== undefined);
  };

  it('are prepared after so many calls', () => {
    expect(called(new HotStatements(3), 'SELECT 1', 5)).toEqual([false, false, false, true, true]);
  });

  it('are counted one by one', () => {
    const hot = new HotStatements(2);
    called(hot, 'SELECT 1', 2);
    expect(called(hot, 'SELECT 2', 1)).toEqual([false]);
    expect(called(hot, 'SELECT 1', 1)).toEqual([true]);
  });

  it('are no more than a connection can hold', () => {
    const hot = new HotStatements(1, 1);
    called(hot, 'SELECT 1', 2);
    expect(called(hot, 'SELECT 2', 4)).toEqual([false, false, false, false]);
  });

  it.each([
    'SELECT a.* FROM a',
    'SELECT a.*, b.id FROM a',
    'INSERT INTO a VALUES ($1) RETURNING *',
    'SELECT *\nFROM a',
  ])('never are those whose columns a migration may change: %s', (text) => {
    expect(called(new HotStatements(1), text, 5)).toEqual(Array(5).fill(false));
  });

  it.each(['SELECT count(*) FROM a', 'SELECT a * 2 FROM b'])('may count and multiply: %s', (text) => {
    expect(called(new HotStatements(1), text, 3)).toEqual([false, true, true]);
  });
});
