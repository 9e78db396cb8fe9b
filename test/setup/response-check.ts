import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsPlugin, { type FormatsPlugin } from 'ajv-formats';
import { buildOpenApi } from '../../src/platform/http/openapi.js';

interface DocumentedResponse {
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: unknown }>;
}

interface Operation {
  method: string;
  path: string;
  pattern: RegExp;
  responses: Record<string, DocumentedResponse>;
}

/** What is checked of an answer. */
export interface CheckedAnswer {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  body: unknown;
  raw: Buffer;
}

const DOCUMENT = 'lectern';
const addFormats = formatsPlugin as unknown as FormatsPlugin;
const checks = new WeakMap<NestFastifyApplication, ResponseCheck>();

/** The check of an application, made once. */
export function responseCheckOf(app: NestFastifyApplication): ResponseCheck {
  let check = checks.get(app);
  if (check === undefined) checks.set(app, (check = new ResponseCheck(buildOpenApi(app))));
  return check;
}

/** Holds answers against the OpenAPI document: status, media type, headers and body. */
export class ResponseCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  private readonly operations: Operation[];
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: OpenAPIObject) {
    addFormats(this.ajv);
    this.ajv.addSchema(document, DOCUMENT);
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { responses: Operation['responses'] }>).map(
        ([method, { responses }]) => ({ method, path, pattern: patternOf(path), responses }),
      ),
    );
    // Fixed paths before those with parameters, as the server chooses.
    this.operations.sort((a, b) => parametersOf(a.path) - parametersOf(b.path));
  }

  /** Throws when the document does not foresee the answer; answers of no operation (wrong paths) are errors or let be. */
  assertDocumented(method: string, url: string, answer: CheckedAnswer): void {
    const problem = this.problemOf(method, url, answer);
    if (problem === null) return;
    const body = answer.raw.toString('utf8').slice(0, 2000);
    throw new Error(`${method} ${url}: ${answer.status} is not as documented: ${problem}\n${body}`);
  }

  private problemOf(method: string, url: string, answer: CheckedAnswer): string | null {
    const path = (url.split('?', 1)[0] ?? '').replace(/(.)\/+$/, '$1');
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = this.operations.find((one) => one.method === wanted && one.pattern.test(path));
    if (operation === undefined) return null;
    const own = String(answer.status);
    const status = answer.status < 400 || own in operation.responses ? own : 'default';
    const response = operation.responses[status];
    if (response === undefined) return 'the status is not in the document';
    const missing = Object.keys(response.headers ?? {}).find(
      (name) => !(name.toLowerCase() in answer.headers),
    );
    if (missing !== undefined) return `the header ${missing} is missing`;
    return method === 'HEAD' ? null : this.problemOfBody(operation, status, answer);
  }

  private problemOfBody(operation: Operation, status: string, answer: CheckedAnswer): string | null {
    const content = operation.responses[status]?.content;
    if (content === undefined) return answer.raw.length > 0 ? 'there should be no body' : null;
    const type = mediaTypeOf(answer);
    if (content[type] === undefined) return `the media type ${type || '(none)'} is not in the document`;
    if (type !== 'application/json') return null;
    const { path, method } = operation;
    const pointer = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
    const validate = this.validatorOf(`${DOCUMENT}#/${pointer.map(escaped).join('/')}`);
    return validate(answer.body) === true ? null : toldOf(validate);
  }

  private validatorOf(reference: string): ValidateFunction {
    let validate = this.validators.get(reference);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: reference });
      this.validators.set(reference, validate);
    }
    return validate;
  }
}

function patternOf(path: string): RegExp {
  const text = path.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${text}$`);
}

function parametersOf(path: string): number {
  return path.split('{').length - 1;
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Errors have two media types, of which the document names the usual one. */
function mediaTypeOf(answer: CheckedAnswer): string {
  const sent = String(answer.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
  return sent === 'application/problem+json' ? 'application/json' : sent;
}

function toldOf({ errors }: ValidateFunction): string {
  const told = (errors ?? []).slice(0, 8);
  return told
    .map(({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`)
    .join('; ');
}
