/**
 * A row that came as JSON inside another one (`to_jsonb(o) AS organization`), with its times (`…_at`) in the form that
 * the contract and plain columns have; null stays null.
 */
export function nestedRow<T>(json: unknown): T | null {
  if (json === null || json === undefined) return null;
  const entries = Object.entries(json).map(([key, value]) =>
    key.endsWith('_at') && typeof value === 'string' ? [key, new Date(value).toISOString()] : [key, value],
  );
  return Object.fromEntries(entries) as T;
}
