import pg from 'pg';
import { createTestDatabase } from '../../setup/test-database.js';

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

describe('the test database', () => {
  it('gives every caller an own one, writable for the application role', async () => {
    const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(first.url, 'CREATE SCHEMA mine CREATE TABLE t (id int)');
    expect(first.url).not.toBe(second.url);
    const { rows } = await query(second.url, "SELECT to_regnamespace('mine') AS schema");
    expect(rows).toEqual([{ schema: null }]);
    await Promise.all([first.drop(), second.drop()]);
  });

  it('goes away with drop, even under an open session', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    const closed = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    expect(String(await closed)).toMatch(/terminat/i);
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});
