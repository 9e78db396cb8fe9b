import { connectionTrouble } from './connection-trouble.js';
import { jittered, pauseBefore, RETRY_FIRST_MS, RETRY_LONGEST_MS } from './pause.js';
import { type Answer, readError, type ServerClient } from './server-client.js';
import type { ServerReach } from './server-reach.js';

/** The worker was given something that no waiting mends; the message says what, for people. */
export class WorkerConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WorkerConfigurationError';
  }
}

/**
 * Makes sure that a Lectern server listens at the URL and knows the token as that of a service. Waits as long as the
 * server is away; throws WorkerConfigurationError when URL, token or certificate are wrong. Resolves early when
 * `signal` ends it.
 */
export async function firstContact(
  server: ServerClient,
  reach: ServerReach,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = RETRY_FIRST_MS; !signal.aborted; pause = Math.min(pause * 2, RETRY_LONGEST_MS)) {
    const answer = await server.greet(signal).catch((error: unknown) => {
      if (!signal.aborted) judgeSilence(error, reach);
      return null;
    });
    if (answer !== null && isWelcome(answer)) return reach.answered();
    if (answer !== null) reach.failed(`it answers ${answer.status}`);
    await pauseBefore(Math.max(jittered(pause), answer?.retryAfterMs ?? 0), signal);
  }
}

function judgeSilence(error: unknown, reach: ServerReach): void {
  const { tls, why } = connectionTrouble(error);
  if (!tls) return reach.failed(why);
  throw new WorkerConfigurationError(
    `No safe connection to the server. ${why}. A certificate of your own authority is made known with NODE_EXTRA_CA_CERTS=FILE.`,
  );
}

/** False: not now. */
function isWelcome(answer: Answer): boolean {
  const { status, location } = answer;
  if (status === 200 && isService(answer)) return true;
  if (status >= 500 || status === 429) return false;
  const { message = '', error_code = '' } = readError(answer.body);
  const said = `${status} ${error_code} ${message}`.trim();
  if (status === 401) throw new WorkerConfigurationError(`The server does not accept the token (${said}).`);
  if (status === 403) {
    throw new WorkerConfigurationError(
      `The token is accepted, but not as that of a service account that may take jobs (${said}).`,
    );
  }
  const where = location === null ? '' : ` It sends us to ${location}: give that address.`;
  throw new WorkerConfigurationError(`At this URL there is no Lectern server (it answers ${said}).${where}`);
}

function isService({ body }: Answer): boolean {
  try {
    const { id, slug } = JSON.parse(body.toString('utf8')) as { id?: unknown; slug?: unknown };
    return typeof id === 'string' && typeof slug === 'string';
  } catch {
    return false;
  }
}
