/** No embedded server can run here; the message says why and that DATABASE_URL is the way out. */
export class EmbeddedPostgresUnavailableError extends Error {
  override readonly name = 'EmbeddedPostgresUnavailableError';

  constructor(reason: string) {
    super(
      `The embedded PostgreSQL cannot run here: ${reason}\n` +
        'Set DATABASE_URL to a PostgreSQL server (15 or newer) to do without it.',
    );
  }
}

/** The embedded server did not come up; the message ends with the last lines of the server's own log. */
export class EmbeddedPostgresStartError extends Error {
  override readonly name = 'EmbeddedPostgresStartError';

  constructor(
    reason: string,
    readonly serverLog: string,
  ) {
    super(serverLog ? `${reason}\nLast lines of the server's log:\n${serverLog}` : reason);
  }
}
