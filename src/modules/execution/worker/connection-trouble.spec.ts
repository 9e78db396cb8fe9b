import { connectionTrouble } from './connection-trouble.js';

const caused = (code: string, message = 'it says') =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(message), { code }) });

describe('why a request got no answer', () => {
  it.each([
    ['ECONNREFUSED', 'nobody listens there (ECONNREFUSED)'],
    ['ENOTFOUND', 'there is no host of this name (ENOTFOUND)'],
    ['UND_ERR_CONNECT_TIMEOUT', 'no answer in time (UND_ERR_CONNECT_TIMEOUT)'],
    ['SOMETHING_ELSE', 'it says'],
  ])('%s', (code, why) => {
    expect(connectionTrouble(caused(code))).toEqual({ tls: false, why });
  });

  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s is a matter of certificates', (code) => {
    expect(connectionTrouble(caused(code))).toEqual({ tls: true, why: `TLS: it says (${code})` });
  });

  it('looks into one error for each address', () => {
    const each = new AggregateError([caused('ECONNREFUSED').cause, caused('ENETUNREACH').cause]);
    expect(connectionTrouble(Object.assign(new TypeError('fetch failed'), { cause: each })).why).toBe(
      'nobody listens there (ECONNREFUSED)',
    );
  });

  it('knows a time-out, and what is no error', () => {
    expect(connectionTrouble(new DOMException('late', 'TimeoutError')).why).toBe(
      'no answer in time (TimeoutError)',
    );
    expect(connectionTrouble('odd')).toEqual({ tls: false, why: 'odd' });
  });
});
