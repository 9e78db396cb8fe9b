import type { IncomingHttpHeaders } from 'node:http';
import { looksLikeApiToken } from './secret-token.js';

// A signed JWT begins with `{"`; git clients can send it only as a password.
const ACCESS_TOKEN = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

/** What a request presents as proof of identity; `cookie` tells browsers, whose origin is checked. */
export type PresentedCredential =
  | { kind: 'none' }
  | { kind: 'api-token'; token: string }
  | { kind: 'access-token'; token: string; cookie: boolean }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'unreadable' };

/** What of a request can carry a credential. */
export interface CredentialSource {
  headers: IncomingHttpHeaders;
  cookies?: Readonly<Record<string, string | undefined>>;
}

/** The first credential in the order of contract 00 section 3; a bad one is never replaced by a later one. */
export function presentedCredential(request: CredentialSource): PresentedCredential {
  const apiToken = request.headers['x-api-token'];
  if (apiToken !== undefined) return { kind: 'api-token', token: String(apiToken) };
  const authorization = request.headers.authorization;
  if (authorization !== undefined) return fromAuthorization(authorization);
  const cookie = request.cookies?.['ct_access_token'];
  if (cookie) return { kind: 'access-token', token: cookie, cookie: true };
  return { kind: 'none' };
}

function fromAuthorization(header: string): PresentedCredential {
  const [scheme, value] = header.split(/ +/, 2);
  if (value === undefined || value === '') return { kind: 'unreadable' };
  if (scheme?.toLowerCase() === 'bearer') {
    return looksLikeApiToken(value)
      ? { kind: 'api-token', token: value }
      : { kind: 'access-token', token: value, cookie: false };
  }
  if (scheme?.toLowerCase() !== 'basic') return { kind: 'unreadable' };
  return fromBasic(value);
}

function fromBasic(value: string): PresentedCredential {
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0 || decoded.includes('\0')) return { kind: 'unreadable' };
  const password = decoded.slice(colon + 1);
  if (looksLikeApiToken(password)) return { kind: 'api-token', token: password };
  if (ACCESS_TOKEN.test(password)) return { kind: 'access-token', token: password, cookie: false };
  return { kind: 'basic', username: decoded.slice(0, colon), password };
}
