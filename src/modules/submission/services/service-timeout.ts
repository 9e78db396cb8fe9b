const DEFAULT_SECONDS = 300;
const LONGEST_SECONDS = 3600;

/** Time a test run may take, whole seconds: `timeout_seconds` of the service's config (contract 05), 1 to 3600. */
export function timeoutOf(config: Readonly<Record<string, unknown>> | null): number {
  const sent = config?.['timeout_seconds'];
  if (typeof sent !== 'number' || !Number.isFinite(sent) || sent < 1) return DEFAULT_SECONDS;
  return Math.min(Math.floor(sent), LONGEST_SECONDS);
}
