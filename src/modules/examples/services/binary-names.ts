/** The endings whose values may be base64 (contract 06, section 2, rule 1), with their media types for downloads. */
const MEDIA_TYPES = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['bmp', 'image/bmp'],
  ['ico', 'image/x-icon'],
  ['webp', 'image/webp'],
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
  ['gz', 'application/gzip'],
  ['tar', 'application/x-tar'],
  ['7z', 'application/x-7z-compressed'],
  ['mat', 'application/octet-stream'],
  ['npy', 'application/octet-stream'],
  ['npz', 'application/octet-stream'],
  ['pkl', 'application/octet-stream'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['ppt', 'application/vnd.ms-powerpoint'],
  ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['wav', 'audio/wav'],
  ['ttf', 'font/ttf'],
  ['woff', 'font/woff'],
]);

/** Whether a file of this name may come as base64 without a data URI. */
export function isBinaryName(path: string): boolean {
  return MEDIA_TYPES.has(endingOf(path));
}

/** Media type by the ending; `application/octet-stream` when unknown. */
export function mediaTypeOf(path: string): string {
  return MEDIA_TYPES.get(endingOf(path)) ?? 'application/octet-stream';
}

function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
}
