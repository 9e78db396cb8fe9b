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

interface Operation {
  requestBody?: { content: Record<string, { schema: JsonSchema; example?: unknown }> };
  responses?: Record<string, unknown>;
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
  return withExamples(withErrors(document));
}

/** Every operation may answer with the one error shape, and takes one of the credentials unless it is public. */
function withErrors(document: OpenAPIObject): OpenAPIObject {
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
      operation.security ??= [{ password: [] }, { bearer: [] }, { 'api-token': [] }];
      operation.summary ||= summaryOf(operation.operationId ?? '');
    }
  }
  return document;
}

/** Every JSON body begins with an example, so that trying an operation does not begin with a body of all fields. */
function withExamples(document: OpenAPIObject): OpenAPIObject {
  const components = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      const body = operation.requestBody?.content['application/json'];
      if (body !== undefined) body.example ??= exampleOf(body.schema, components);
    }
  }
  return document;
}

/** Swagger UI on `/docs`, the document on `/docs-json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => buildOpenApi(app), {
    customSiteTitle: 'Lectern',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', filter: true, tryItOutEnabled: true },
  });
}
