import { createHash, randomBytes, randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const API_TOKEN = /^ct[ps]_[A-Za-z0-9]{32,}$/;

/** `ctp_` and 32 random letters and digits (190 bits). */
export function newApiToken(prefix: 'ctp_' | 'cts_' = 'ctp_'): string {
  let token = prefix as string;
  for (let count = 0; count < 32; count += 1) token += ALPHABET[randomInt(ALPHABET.length)];
  return token;
}

/** An opaque refresh token, 256 random bits in base64url. */
export function newRefreshToken(): string {
  return `ctr_${randomBytes(32).toString('base64url')}`;
}

/** The token of an invite link: 256 random bits in base64url, 43 characters. */
export function newInviteToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a token, the only form in which it is stored; tokens are random, so no salt is needed. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** True when the text has the form of an API or set-up token. */
export function looksLikeApiToken(text: string): boolean {
  return API_TOKEN.test(text);
}
