import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Env } from '../config/env.js';
import { currentContext } from '../http/request-context.js';

/* What Nest says of every module and route at each start is for those who look for it. */
const FRAMEWORK = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** Nest's log lines as JSON through pino, each with the id of the request it belongs to. */
class PinoLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, context?: string): void {
    this.pino[context !== undefined && FRAMEWORK.has(context) ? 'debug' : 'info'](
      { context },
      String(message),
    );
  }

  warn(message: unknown, context?: string): void {
    this.pino.warn({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    this.pino.error({ context, ...(rest.length > 1 ? { stack: rest[0] } : {}) }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.pino.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.pino.trace({ context }, String(message));
  }

  fatal(message: unknown, context?: string): void {
    this.pino.fatal({ context }, String(message));
  }
}

/** The logger of the process; writes JSON lines to standard output. */
export function createLogger(env: Pick<Env, 'LOG_LEVEL'>): LoggerService {
  const instance = pino({
    level: env.LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const context = currentContext();
      return context === null ? {} : { request_id: context.requestId };
    },
  });
  return new PinoLogger(instance);
}
