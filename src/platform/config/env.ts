import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Injection token of the parsed environment. */
export const ENV = Symbol('ENV');

const seconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

/** Every variable the product reads; `.env.example` documents each of them. */
const environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
  DATABASE_STATEMENT_TIMEOUT_SECONDS: seconds(30),
  LECTERN_HOME: z.string().min(1).default('./.lectern'),
  LECTERN_SETUP: z.enum(['auto', 'never']).default('auto'),
  LECTERN_URL: z.url({ protocol: /^https?$/ }).optional(),
  LECTERN_WORKER_TOKEN_FILE: z.string().min(1).optional(),
  LECTERN_WORK_DIR: z.string().min(1).optional(),
  ADMIN_USERNAME: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,50}$/, 'must be 3 to 50 letters, digits, _ - .')
    .default('admin'),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').max(128).optional(),
  WORKER_SLOTS: z.coerce.number().int().min(0).max(64).default(cpus().length),
  WORKER_CACHE_MB: z.coerce.number().int().min(0).max(1_048_576).default(512),
  LEASE_SECONDS: z.coerce.number().int().min(3).max(3600).default(60),
  RUNS_PER_COURSE: z.coerce.number().int().min(1).default(8),
  SANDBOX_MIN_LEVEL: z.enum(['L2', 'L3']).default('L2'),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  KEPT_ANSWERS_MB: z.coerce.number().int().min(0).max(1_048_576).default(64),
  KEPT_ANSWERS_CHECK: flag.default(false),
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000')
    .transform((value) =>
      value
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((origin) => new URL(origin).origin))),
  ACCESS_TOKEN_SECONDS: seconds(3600),
  RATE_LIMITS: flag.default(true),
  REQUESTS_PER_SECOND: count(100),
  LIST_LIMIT: count(1000),
  UPLOADS_PER_MINUTE: count(30),
  TESTS_PER_SECOND: count(1),
  LOGIN_FAILURES_PER_MINUTE: count(5),
  LOGIN_FAILURES_PER_HOUR: count(50),
  LOGIN_FAILURES_PER_ADDRESS: count(30),
  TRUST_PROXY: flag.default(false),
});

export type Env = Omit<z.infer<typeof environment>, 'PUBLIC_URL'> & { PUBLIC_URL: string };

/** The environment cannot be used; `problems` has one line for each variable that is missing or wrong. */
export class EnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * Reads the environment once. An empty variable counts as unset; a wrong value throws EnvironmentError with
 * one line per problem. PUBLIC_URL defaults to the port of this server on localhost; LECTERN_HOME becomes absolute.
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    throw new EnvironmentError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const { PUBLIC_URL, LECTERN_HOME, ...rest } = parsed.data;
  return {
    ...rest,
    LECTERN_HOME: resolve(LECTERN_HOME),
    PUBLIC_URL: (PUBLIC_URL ?? `http://localhost:${rest.PORT}`).replace(/\/+$/, ''),
  };
}
