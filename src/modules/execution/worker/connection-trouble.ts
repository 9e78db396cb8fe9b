/** Codes with which OpenSSL and Node refuse a certificate or a handshake. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

const MEANINGS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  TimeoutError: 'no answer in time',
};

/** Why a request got no answer. */
export interface ConnectionTrouble {
  /** The certificate or the handshake was refused: waiting does not mend that. */
  tls: boolean;
  /** A few words for people. */
  why: string;
}

/** What an error of `fetch`, or of reading the token before it, means. */
export function connectionTrouble(error: unknown): ConnectionTrouble {
  const cause = causeOf(error);
  const code = (cause as { code?: unknown }).code;
  const name = typeof code === 'string' ? code : cause.name;
  if (TLS_CODE.test(name)) return { tls: true, why: `TLS: ${cause.message} (${name})` };
  const meaning = MEANINGS[name];
  return { tls: false, why: meaning === undefined ? cause.message : `${meaning} (${name})` };
}

interface Cause {
  name: string;
  message: string;
}

/** `fetch` wraps what happened, and that may be one error for each address that was tried. */
function causeOf(error: unknown): Cause {
  if (!isError(error)) return { name: '', message: String(error) };
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  if (isError(cause)) return causeOf(cause);
  return Array.isArray(errors) && errors.length > 0 ? causeOf(errors[0]) : error;
}

/** By its look: errors may be of another realm, and a DOMException is none by class in all versions of Node. */
function isError(value: unknown): value is Cause {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}
