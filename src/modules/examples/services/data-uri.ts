// media type, parameters, ";base64", payload; the payload is examined without expressions, which overflow on megabytes.
const HEAD = /^data:(?:[\w!#$&^.+-]+\/[\w!#$&^.+-]+)?(?:;[\w!#$&^.+-]+=(?:[^;,"\s]*|"[^"]*"))*(;base64)?,/i;
const MAX_HEAD = 200;

/** The bytes of a data URI, or undefined when the text is not wholly a valid one. */
export function decodeDataUri(text: string): Buffer | undefined {
  const head = HEAD.exec(text.slice(0, MAX_HEAD));
  if (!head) return undefined;
  const payload = text.slice(head[0].length);
  return head[1] === undefined ? decodePercent(payload) : decodeBase64(payload);
}

/** The bytes of padded base64, which may be broken into lines; undefined when the text is anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  if (/[^A-Za-z0-9+/=\s]/.test(text)) return undefined;
  const dense = text.replace(/\s+/g, '');
  const bytes = Buffer.from(dense, 'base64');
  return bytes.toString('base64') === dense ? bytes : undefined;
}

function decodePercent(text: string): Buffer | undefined {
  if (/[^!-~]/.test(text) || /%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
