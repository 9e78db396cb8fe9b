import pg from 'pg';

export const MODULE_SCHEMAS = [
  'auth',
  'organization',
  'execution',
  'example',
  'course',
  'submission',
  'git',
  'messaging',
  'maintenance',
];

/** Everything of a database's schema that a migration can make, as sorted lines of text. */
export async function schemaFacts(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ fact: string }>(
      `SELECT 'column ' || table_schema || '.' || table_name || '.' || column_name || ' ' || udt_name || ' '
              || is_nullable || ' ' || coalesce(column_default, '') AS fact
         FROM information_schema.columns WHERE table_schema = ANY($1)
       UNION ALL
       SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
         FROM pg_constraint WHERE connamespace::regnamespace::text = ANY($1)
       UNION ALL
       SELECT 'index ' || schemaname || '.' || indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname = ANY($1)
       UNION ALL
       SELECT 'trigger ' || tgrelid::regclass || ' ' || pg_get_triggerdef(t.oid)
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE NOT tgisinternal AND c.relnamespace::regnamespace::text = ANY($1)
       UNION ALL
       SELECT 'function ' || p.oid::regprocedure || ' ' || md5(prosrc) FROM pg_proc p
         WHERE pronamespace::regnamespace::text = ANY($1)
       ORDER BY 1`,
      [[...MODULE_SCHEMAS, 'platform']],
    );
    return rows.map((row) => row.fact);
  } finally {
    await client.end();
  }
}
