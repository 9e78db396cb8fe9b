import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, invalidRequest } from './app-error.js';
import { assertSafeValue } from './body-safety.js';

/** The file of a form, whole in memory. */
export interface FormFile {
  /** Name of the form field. */
  field: string;
  name: string;
  mediaType: string;
  content: Buffer;
  /** The file was longer than the limit of the route; `content` is its beginning. */
  tooLarge: boolean;
}

/** What a multipart request carried: plain fields (JSON parts already parsed) and at most one file. */
export interface MultipartForm {
  fields: ReadonlyMap<string, unknown>;
  file: FormFile | null;
}

/** Limit of a field that is no file. */
export const MAX_FIELD_BYTES = 64 * 1024;

const forms = new WeakMap<FastifyRequest, Promise<MultipartForm>>();

/** Reads the form of a request once; later calls give the same form. A file beyond `maxFileBytes` is cut and marked. */
export function readForm(request: FastifyRequest, maxFileBytes: number): Promise<MultipartForm> {
  let form = forms.get(request);
  if (form === undefined) {
    form = parseForm(request, maxFileBytes).catch((error: unknown) => {
      throw isForeseen(error) ? error : unreadable(error);
    });
    forms.set(request, form);
  }
  return form;
}

/** Refusals of this application and of the parser's limits; whatever else the parser throws is about broken bytes. */
function isForeseen(error: unknown): boolean {
  return error instanceof AppError || /^FST_/.test(String((error as { code?: unknown } | null)?.code));
}

function unreadable(cause: unknown): AppError {
  const problem = { field: 'body', message: 'is no complete multipart/form-data', type: 'unreadable' };
  return new AppError('VAL_001', 'The form could not be read: it is cut off, or its boundary is wrong.', {
    details: { validation_errors: [problem] },
    cause,
  });
}

async function parseForm(request: FastifyRequest, maxFileBytes: number): Promise<MultipartForm> {
  const fields = new Map<string, unknown>();
  let file: FormFile | null = null;
  // One byte more than allowed tells a file of exactly the limit from a longer one.
  const options = { limits: { fileSize: maxFileBytes + 1, files: 2 }, throwFileSizeLimit: false };
  for await (const part of request.parts(options)) {
    if (part.type === 'field') {
      assertSafeValue(part.value);
      fields.set(part.fieldname, part.value);
      continue;
    }
    const found = await readFile(part, maxFileBytes);
    if (isField(found)) {
      fields.set(found.field, fieldText(found));
    } else if (file === null) {
      file = found;
    } else {
      throw new AppError('VAL_004', 'The form has more than one file.');
    }
  }
  return { fields, file };
}

async function readFile(part: MultipartFile, maxFileBytes: number): Promise<FormFile> {
  const chunks: Buffer[] = [];
  for await (const chunk of part.file) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks);
  return {
    field: part.fieldname,
    name: part.filename ?? '',
    mediaType: part.mimetype,
    content,
    tooLarge: content.length > maxFileBytes,
  };
}

/** Scripts send JSON of their own media type as a Blob, which the form calls a file. */
function isField({ mediaType }: FormFile): boolean {
  return mediaType === 'application/json';
}

function fieldText({ field, content }: FormFile): string {
  if (content.length > MAX_FIELD_BYTES) {
    throw new AppError('VAL_005', `${field} is larger than this endpoint accepts.`);
  }
  const text = content.toString();
  assertSafeValue(text);
  return text;
}

/** The JSON in the form field `name`. @throws 400 when it is missing or no JSON */
export function jsonField(form: MultipartForm, name: string): unknown {
  const value = form.fields.get(name);
  if (value === undefined) {
    throw invalidRequest([{ field: `body -> ${name}`, message: 'This field is required.', type: 'missing' }]);
  }
  if (typeof value !== 'string') return value;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw invalidRequest([{ field: `body -> ${name}`, message: 'must be JSON', type: 'json' }]);
  }
  assertSafeValue(parsed);
  return parsed;
}

/** The uploaded file. @throws 400 VAL_004 when the form has none under `field`, 413 VAL_005 when it is too long */
export function formFile(form: MultipartForm, field: string): FormFile {
  const { file } = form;
  if (file?.field !== field) throw new AppError('VAL_004', `The form has no file in the field "${field}".`);
  if (file.tooLarge)
    throw new AppError('VAL_005', `${file.name || 'The file'} is larger than this endpoint accepts.`);
  return file;
}
