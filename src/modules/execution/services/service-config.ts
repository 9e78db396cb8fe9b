import { z } from 'zod';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/**
 * What is wrong with a config by the JSON Schema of its service type, null when nothing is; `unusable` when the
 * schema itself cannot be used.
 */
export function configProblem(
  schema: Record<string, unknown> | null,
  config: Record<string, unknown>,
): 'unusable' | { path: string[]; message: string } | null {
  if (schema === null) return null;
  let checker: z.ZodType;
  try {
    checker = z.fromJSONSchema(schema as JsonSchema);
  } catch {
    return 'unusable';
  }
  const [issue] = checker.safeParse(config).error?.issues ?? [];
  return issue === undefined ? null : { path: issue.path.map(String), message: issue.message };
}
