import type { INestApplication } from '@nestjs/common';
import { buildOpenApi } from '../../../src/platform/http/openapi.js';

/** JSON Schema as the OpenAPI document has it, references resolved where this folder looks. */
export interface Schema {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  $ref?: string;
}

/** One route of the OpenAPI document. */
export interface Operation {
  /** `METHOD /path/{id}` */
  route: string;
  method: string;
  path: string;
  pathParameters: { name: string; schema: Schema }[];
  queryParameters: { name: string; schema: Schema }[];
  /** Schema of the JSON body, or null. */
  body: Schema | null;
  /** Schema of the multipart body, or null. */
  form: Schema | null;
  /** Names of the fields of the answer, or of each row of it. */
  answerFields: string[];
  /** Media type of the answer when it is a file. */
  file: string | null;
}

interface RawOperation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

/** Every route of the application, from its OpenAPI document. */
export function operationsOf(app: INestApplication): Operation[] {
  const document = buildOpenApi(app);
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, RawOperation>).map(([method, operation]) =>
      toOperation(path, method.toUpperCase(), operation, schemas),
    ),
  );
}

function toOperation(
  path: string,
  method: string,
  operation: RawOperation,
  schemas: Record<string, Schema>,
): Operation {
  const parameters = (place: string) =>
    (operation.parameters ?? [])
      .filter((parameter) => parameter.in === place)
      .map(({ name, schema }) => ({ name, schema: resolved(schema, schemas) }));
  const bodyOf = (mediaType: string) => {
    const schema = operation.requestBody?.content[mediaType]?.schema;
    return schema === undefined ? null : resolved(schema, schemas);
  };
  const shown = Object.entries(operation.responses ?? {})
    .filter(([status]) => status.startsWith('2'))
    .map(([, answer]) => resolved(answer.content?.['application/json']?.schema ?? {}, schemas));
  const answers = Object.entries(operation.responses?.['200']?.content ?? {});
  return {
    route: `${method} ${path}`,
    method,
    path,
    pathParameters: parameters('path'),
    queryParameters: parameters('query'),
    body: bodyOf('application/json'),
    form: bodyOf('multipart/form-data'),
    answerFields: shown.flatMap((schema) => Object.keys((schema.items ?? schema).properties ?? {})),
    file: answers.find(([, { schema }]) => schema?.format === 'binary')?.[0] ?? null,
  };
}

/** The schema with its references followed, and `null` left out of what it may be. */
function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.replace('#/components/schemas/', '')];
    if (target === undefined) throw new Error(`the document has no ${schema.$ref}`);
    return resolved(target, schemas);
  }
  const choices = schema.anyOf?.filter((choice) => choice.type !== 'null');
  if (choices?.length === 1 && choices[0] !== undefined) return resolved(choices[0], schemas);
  const { items, properties } = schema;
  const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, resolved(field, schemas)]);
  return {
    ...schema,
    ...typeOf(schema),
    ...(items === undefined ? {} : { items: resolved(items, schemas) }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(fields) as Record<string, Schema> }),
  };
}

function typeOf({ type }: Schema): Pick<Schema, 'type'> {
  if (!Array.isArray(type)) return {};
  const [first, ...more] = type.filter((name) => name !== 'null');
  return first === undefined || more.length > 0 ? {} : { type: first };
}
