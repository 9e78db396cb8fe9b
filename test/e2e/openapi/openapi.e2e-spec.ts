import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin, { type FormatsPlugin } from 'ajv-formats';
import { submissionCreate } from '../../../src/modules/submission/schemas/submission-artifact.schema.js';
import { buildOpenApi } from '../../../src/platform/http/openapi.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { NOT_IN_CONTRACT, NOT_IN_DOCUMENT } from './contract-differences.js';
import { CONTRACT_ENDPOINTS } from './contract-endpoints.js';

interface Operation {
  summary?: string;
  parameters?: { name: string; description?: string }[];
  security?: object[];
  requestBody?: { required?: boolean; content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, unknown>;
}

/** Names of parameters are not part of what an endpoint is. */
const plain = (endpoint: string) => endpoint.replace(/\{[^}]+\}/g, '{}');
const isEmpty = (example: unknown) => Object.keys(example as object).length === 0;
/** Any report is one, so none is shown. */
const TAKES_NOTHING = ['POST /tutors/tests/{id}/results'];
const all = (endpoints: readonly string[]) => endpoints.map(plain).sort();

describe('the OpenAPI document', () => {
  let t: TestApplication;
  let document: OpenAPIObject;
  let operations: [string, Operation][];
  beforeAll(async () => {
    t = await startTestApplication();
    document = (await t.anonymous.get('/docs-json')).body as OpenAPIObject;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => t.close());

  const contract = Object.values(CONTRACT_ENDPOINTS).flat();

  it('names no endpoint of the contract twice', () => {
    expect(contract.length).toBe(new Set(all(contract)).size);
  });

  it('has every endpoint of the contract, and nothing else but the differences with their reasons', () => {
    const expected = [
      ...contract.filter((endpoint) => NOT_IN_DOCUMENT[endpoint] === undefined),
      ...Object.keys(NOT_IN_CONTRACT),
    ];
    expect(all(operations.map(([name]) => name))).toEqual(all(expected));
    const known = new Set(contract);
    expect(Object.keys(NOT_IN_DOCUMENT).filter((endpoint) => !known.has(endpoint))).toEqual([]);
  });

  it('says in a short sentence what each operation does, and that errors have the one shape', () => {
    const lacking = operations.filter(([, { summary = '', responses }]) => {
      const error = JSON.stringify(responses['default'] ?? {});
      return !/^[A-Z].{3,78}$/.test(summary) || !error.includes('#/components/schemas/Error');
    });
    expect(lacking.map(([name, { summary }]) => `${name}: ${summary}`)).toEqual([]);
  });

  it('lets no person guess from the name of a method', () => {
    const guessed = operations.filter(([, { summary = '' }]) => /\([^)]*\)$/.test(summary));
    expect(guessed.map(([name, { summary }]) => `${name}: ${summary}`)).toEqual([]);
  });

  it('begins every JSON body with an example that the schema of the body accepts', () => {
    const ajv = new Ajv2020({ strict: false, validateSchema: false });
    (formatsPlugin as unknown as FormatsPlugin)(ajv);
    const wrong = operations.flatMap(([name, { requestBody }]) => {
      const { schema, example } = requestBody?.content['application/json'] ?? {};
      if (schema === undefined) return [];
      const accepts = ajv.compile({ ...schema, components: document.components });
      const tells = typeof example === 'object' && (TAKES_NOTHING.includes(name) || !isEmpty(example));
      return tells && accepts(example) ? [] : [`${name}: ${JSON.stringify(example)}`];
    });
    expect(wrong).toEqual([]);
  });

  it('shows what forms carry beside the file', () => {
    const form = operations.find(([name]) => name === 'POST /submissions/artifacts')?.[1].requestBody;
    const { properties } = form?.content['multipart/form-data']?.schema as {
      properties: { submission_create: { example: string } };
    };
    expect(submissionCreate.safeParse(JSON.parse(properties.submission_create.example)).success).toBe(true);
  });

  it('says how each list is sorted and paged', () => {
    const described = (name: string) =>
      operations.flatMap(([operation, { parameters = [] }]) => {
        const found = parameters.find((parameter) => parameter.name === name);
        return found === undefined ? [] : [[operation, found.description ?? ''] as const];
      });
    const silent = (name: string, wanted: RegExp) =>
      described(name).filter(([, description]) => !wanted.test(description));
    expect(described('sort').length).toBeGreaterThan(20);
    expect(silent('sort', /^Comma list of .*created_at/)).toEqual([]);
    expect(silent('limit', /(all|100) when absent$/).map(([name]) => name)).toEqual(['GET /tasks']);
    expect(Object.fromEntries(described('limit'))['GET /students/course-contents']).toContain('all when');
  });

  it('asks for credentials and bodies where they are needed', async () => {
    const isOpen = ([, { security = [] }]: [string, Operation]) =>
      security.some((one) => Object.keys(one).length === 0);
    expect(operations.filter(isOpen).map(([name]) => name)).toEqual([
      'POST /auth/login',
      'POST /auth/refresh/local',
      'POST /auth/refresh',
      'POST /auth/logout',
      'GET /invites/{token}',
      'POST /invites/{token}/accept',
      'GET /api/v4/user',
      'GET /v4/user',
      'GET /health',
      'GET /health/ready',
    ]);
    const required = (name: string) => operations.find(([own]) => own === name)?.[1].requestBody?.required;
    expect(required('POST /auth/refresh')).toBe(false);
    expect(required('POST /auth/login')).toBe(true);
    expect(JSON.stringify(document)).not.toContain('x-public');
  });

  it('is what the server describes itself with', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document).toEqual(JSON.parse(JSON.stringify(buildOpenApi(t.app))));
  });
});
