import { z } from 'zod';

interface ConfigProblem {
  path: string[];
  message: string;
}

const LONGEST_SECONDS = 86_400;
const MOST_MEGABYTES = 1_048_576;

/** What the server and its workers read of a tester's config; everything else belongs to whoever runs the service. */
const testerConfig = z.object({
  timeout_seconds: z.number().positive().max(LONGEST_SECONDS).nullish(),
  cpu_seconds: z.number().positive().max(LONGEST_SECONDS).nullish(),
  memory_mb: z.number().positive().max(MOST_MEGABYTES).nullish(),
  language: z.string().min(1).max(64).nullish(),
  languages: z.array(z.string().min(1).max(64)).nullish(),
});

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/**
 * What is wrong with a config by the JSON Schema of its service type, null when nothing is; `unusable` when the
 * schema itself cannot be used.
 */
export function configProblem(
  schema: Record<string, unknown> | null,
  config: Record<string, unknown>,
): 'unusable' | ConfigProblem | null {
  if (schema === null) return null;
  try {
    return firstProblem(z.fromJSONSchema(schema as JsonSchema), config);
  } catch {
    // A schema that refers to itself alone is only found out when something is held against it.
    return 'unusable';
  }
}

/**
 * What is wrong with the config of a service that tests, null when nothing is: limits are above 0, times at most a day
 * (seconds), memory at most 1 TiB (MiB). A wrong limit would otherwise fail every run, long after it was written.
 */
export function testerProblem(config: Record<string, unknown>): ConfigProblem | null {
  return firstProblem(testerConfig, config);
}

function firstProblem(checker: z.ZodType, config: Record<string, unknown>): ConfigProblem | null {
  const [issue] = checker.safeParse(config).error?.issues ?? [];
  return issue === undefined ? null : { path: issue.path.map(String), message: issue.message };
}
