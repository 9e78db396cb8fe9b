import { PreparedStatements, type Preparing } from './prepared-statements.js';

describe('hot statements', () => {
  const called = (hot: PreparedStatements, text: string, times: number) => {
    const names = Array.from({ length: times }, () => hot.nameOf(text));
    return names.map((name) => name !== undefined);
  };

  it('are prepared after so many calls', () => {
    expect(called(new PreparedStatements(3), 'SELECT 1', 5)).toEqual([false, false, false, true, true]);
  });

  it('are counted one by one', () => {
    const hot = new PreparedStatements(2);
    called(hot, 'SELECT 1', 2);
    expect(called(hot, 'SELECT 2', 1)).toEqual([false]);
    expect(called(hot, 'SELECT 1', 1)).toEqual([true]);
  });

  it('are no more than a connection can hold', () => {
    const hot = new PreparedStatements(1, 1);
    called(hot, 'SELECT 1', 2);
    expect(called(hot, 'SELECT 2', 4)).toEqual([false, false, false, false]);
  });

  it.each([
    'SELECT a.* FROM a',
    'SELECT a.*, b.id FROM a',
    'INSERT INTO a VALUES ($1) RETURNING *',
    'SELECT *\nFROM a',
  ])('never are those whose columns a migration may change: %s', (text) => {
    expect(called(new PreparedStatements(1), text, 5)).toEqual(Array(5).fill(false));
  });

  it.each(['SELECT count(*) FROM a', 'SELECT a * 2 FROM b'])('may count and multiply: %s', (text) => {
    expect(called(new PreparedStatements(1), text, 3)).toEqual([false, true, true]);
  });
});

describe('statements prepared with their first call', () => {
  it.each(['at once', 'while few'] as const)('keep the name that they have then: %s', (preparing) => {
    const statements = new PreparedStatements();
    const name = statements.nameOf('SELECT 1', preparing);
    expect(name).toEqual(expect.any(String));
    expect(statements.nameOf('SELECT 1', preparing)).toBe(name);
  });

  it('take no place of a hot one', () => {
    const statements = new PreparedStatements(1, 1);
    statements.nameOf('SELECT 1', 'at once');
    statements.nameOf('SELECT 2', 'while few');
    statements.nameOf('SELECT 3');
    expect(statements.nameOf('SELECT 3')).toEqual(expect.any(String));
  });

  it('are all of those that are fixed, and so many of those put together for a request', () => {
    const statements = new PreparedStatements();
    const named = (preparing: Preparing) =>
      Array.from({ length: 1000 }, (_, i) => statements.nameOf(`SELECT ${i}`, preparing)).filter(Boolean);
    expect(named('while few')).toHaveLength(200);
    expect(named('at once')).toHaveLength(1000);
  });
});
