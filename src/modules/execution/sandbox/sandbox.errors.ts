/** A limit that is missing, not a number, not positive or absurdly high; `limit` names the field. */
export class BoxLimitError extends Error {
  readonly code = 'sandbox_limit_refused';

  constructor(
    readonly limit: string,
    message: string,
  ) {
    super(message);
    this.name = 'BoxLimitError';
  }
}

/** A request that no box can be built from: an empty command, a forbidden mount point, a NUL in an argument. */
export class BoxRequestError extends Error {
  readonly code = 'sandbox_request_refused';

  constructor(message: string) {
    super(message);
    this.name = 'BoxRequestError';
  }
}

/** No box of the wanted level can be had on this machine; the message says why and names the command that helps. */
export class SandboxUnavailableError extends Error {
  readonly code = 'sandbox_unavailable';

  constructor(readonly reasons: readonly string[]) {
    super(
      `Programs cannot be run safely on this machine: ${reasons.join('; ')}. ` +
        'Run `sudo scripts/setup-system.sh` to install what is missing.',
    );
    this.name = 'SandboxUnavailableError';
  }
}
