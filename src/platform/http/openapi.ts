import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { VERSION } from '../config/version.js';
import { ERROR_CODES } from './error-codes.js';
import { exampleOf } from './openapi-example.js';
import { summaryOf } from './operation-summary.js';

const errorBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    message: z.string(),
    error_code: z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]),
    details: z.record(z.string(), z.unknown()).optional(),
    request_id: z.string(),
    maintenance: z.literal(true).optional(),
  })
  .meta({ id: 'Error' });

type JsonSchema = Record<string, unknown>;

/** Marks operations that need no credentials; what is left of the mark in the document is their `security`. */
export const PUBLIC_OPERATION = 'x-public';

interface JsonContent {
  schema: JsonSchema & { $ref?: string };
  example?: unknown;
}

interface Operation {
  [PUBLIC_OPERATION]?: boolean;
  responses?: Record<string, unknown>;
  requestBody?: { required?: boolean; content: Record<string, JsonContent> };
  security?: unknown;
  summary?: string;
  operationId?: string;
}

const COMPONENTS = '#/components/schemas/';

/** JSON Schema of a zod schema; schemas with an id become components. A field's `meta({ override })` replaces its schema. */
function toOpenApi(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const document = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const override = (zodSchema as unknown as z.ZodType).meta()?.['override'] as JsonSchema | undefined;
      if (override === undefined) return;
      const { description } = jsonSchema as JsonSchema;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as JsonSchema)[key];
      Object.assign(jsonSchema, override);
      if (description !== undefined) jsonSchema.description = description as string;
    },
  }) as JsonSchema;
  const { $defs = {}, $schema: _dialect, ...own } = asComponents(document) as JsonSchema;
  const components = $defs as Record<string, JsonSchema>;
  const id = schema.meta()?.id;
  if (id === undefined) return { schema: own, components };
  return { schema: { $ref: `${COMPONENTS}${id}` }, components: { [id]: own, ...components } };
}

/** zod refers to `#/$defs/…` and repeats the id in each schema; in the document all of them are components. */
function asComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asComponents);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, item]) => key !== 'id' || typeof item !== 'string')
    .map(([key, item]) => [key, key === '$ref' ? componentOf(item) : asComponents(item)]);
  return Object.fromEntries(entries);
}

function componentOf(reference: unknown): unknown {
  return typeof reference === 'string' ? reference.replace(/^#\/\$defs\//, COMPONENTS) : reference;
}

/** The OpenAPI 3.1 document, from the schemas that validate. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Lectern')
    .setDescription(
      'The backend for university programming courses. Press Authorize and sign in with name and password.',
    )
    .setVersion(VERSION)
    .setOpenAPIVersion('3.1.0')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'User name and password' }, 'password')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'access_token of POST /auth/login' },
      'bearer',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Token' }, 'api-token')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: toOpenApi as never,
    operationIdFactory: (controller: string, method: string) =>
      `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return completed(document);
}

const CREDENTIALS = [{ password: [] }, { bearer: [] }, { 'api-token': [] }];

/** Every operation may answer with the one error shape, and takes one of the credentials; public ones none as well. */
function completed(document: OpenAPIObject): OpenAPIObject {
  const errors = toOpenApi(errorBody, { schemaType: 'output' });
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, ...(errors?.components as object) };
  const answer = {
    description: 'An error, always in this shape',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path as Record<string, Operation>)) {
      if (operation.responses === undefined) continue;
      operation.responses['default'] = answer;
      if (method === 'get') operation.responses['304'] = { description: 'The caller has it already (ETag)' };
      operation.security = operation[PUBLIC_OPERATION] === true ? [{}, ...CREDENTIALS] : CREDENTIALS;
      delete operation[PUBLIC_OPERATION];
      describeBody(operation, document);
      operation.summary ||= summaryOf(operation.operationId ?? '');
    }
  }
  return document;
}

/** Where every field may be left out, the body may be; and it begins with an example instead of all fields. */
function describeBody({ requestBody }: Operation, document: OpenAPIObject): void {
  const content = requestBody?.content['application/json'];
  if (requestBody === undefined || content === undefined) return;
  const components = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  content.example = exampleOf(content.schema, components);
  const schema = components[content.schema.$ref?.slice(COMPONENTS.length) ?? ''];
  if (schema?.['type'] === 'object') requestBody.required = schema['required'] !== undefined;
}

/** Swagger UI on `/docs`, the document on `/docs-json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => buildOpenApi(app), {
    customSiteTitle: 'Lectern',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', filter: true, tryItOutEnabled: true },
  });
}
