import { z } from 'zod';

const count = z.number().int().min(0);
const reportShape = z.looseObject({
  summary: z
    .looseObject({ total: count, passed: count })
    .refine(({ passed, total }) => passed <= total, 'passed must not exceed total'),
});

/**
 * Score of a test report, 0 to 1: summary.passed / max(summary.total, 1) (contract 08, section 5); null when the
 * report has no usable summary.
 */
export function scoreOf(report: unknown): number | null {
  const parsed = reportShape.safeParse(report);
  if (!parsed.success) return null;
  const { passed, total } = parsed.data.summary;
  return passed / Math.max(total, 1);
}
