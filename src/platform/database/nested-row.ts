/**
 * A row that came as JSON inside another one (`to_jsonb(o) AS organization`), with its times (`…_at`) in the form that
 * the contract and plain columns have; null stays null.
 */
export function nestedRow<T>(json: unknown): T | null {
  if (json === null || json === undefined) return null;
  const row: Record<string, unknown> = { ...json };
  for (const key in row) {
    const value = row[key];
    if (key.endsWith('_at') && typeof value === 'string') row[key] = isoMoment(value);
  }
  return row as T;
}

const MILLISECONDS = 23;

/** `2026-02-01T08:00:00.123456+00:00`, as JSON of the database has it, becomes `2026-02-01T08:00:00.123Z`. */
function isoMoment(text: string): string {
  // Cutting the text costs a twentieth of making a Date, and views have thousands of times.
  if (!text.endsWith('+00:00')) return new Date(text).toISOString();
  const bare = text.slice(0, -'+00:00'.length);
  return `${(bare.includes('.') ? bare : `${bare}.`).padEnd(MILLISECONDS, '0').slice(0, MILLISECONDS)}Z`;
}
