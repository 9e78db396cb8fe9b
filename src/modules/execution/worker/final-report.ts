const LOWEST_TEXT_LIMIT = 64;
const HIGHEST_TEXT_LIMIT = 65_536;
const MAX_DEPTH = 28;

/**
 * A report as the server takes it: no NUL and no broken Unicode, which programs may print but databases refuse, not
 * nested beyond reason, and at most `maxBytes` of JSON, for which the longest texts are cut as far as needed.
 */
export function presentable(report: object, maxBytes: number): Record<string, unknown> {
  let limit = HIGHEST_TEXT_LIMIT;
  for (;;) {
    const clean = cleaned(report, limit, 0) as Record<string, unknown>;
    if (limit <= LOWEST_TEXT_LIMIT || Buffer.byteLength(JSON.stringify(clean)) <= maxBytes) return clean;
    limit /= 4;
  }
}

function cleaned(value: unknown, limit: number, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value, limit);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, limit, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key, limit), cleaned(item, limit, depth + 1)]),
  );
}

/** Texts without what cannot be stored, cut at `limit` characters. */
export function cleanText(text: string, limit: number): string {
  const whole = text.replaceAll('\0', '\uFFFD');
  const cut = whole.length > limit ? `${whole.slice(0, limit - 1)}…` : whole;
  return cut.toWellFormed();
}
