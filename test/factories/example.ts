import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';
import { unique } from './course.js';

export type Language = 'python' | 'c';

export interface ExampleOptions {
  /** Also decides the service, `lectern.python` or `lectern.c`; python when absent. */
  language?: Language;
  /** Replaces or adds files of the little exercise; `null` leaves one out. */
  files?: Record<string, string | null>;
  /** Further lines of meta.yaml, e.g. `['update_existing: true']`. */
  meta?: readonly string[];
  /** Further lines of meta.yaml below `properties`. */
  properties?: readonly string[];
  version?: string;
  /** A shared repository made by the admin when absent. */
  repositoryId?: string;
  directory?: string;
  /** Who uploads; the admin when absent. */
  as?: TestClient;
}

export interface TestExample {
  repositoryId: string;
  directory: string;
  identifier: string;
  exampleId: string;
  versionId: string;
  versionTag: string;
  serviceId: string;
}

const SOLUTIONS = {
  python: { name: 'add.py', text: 'total = 2 + 3\n' },
  c: {
    name: 'add.c',
    text: '#include <stdio.h>\n\nint main(void)\n{\n    printf("%d\\n", 2 + 3);\n    return 0;\n}\n',
  },
} as const;

const TESTS = {
  python: ['type: variable', 'name: sum', 'entryPoint: add.py', 'tests:', '  - name: total', '    value: 5'],
  c: ['type: stdout', 'name: output', 'entryPoint: add.c', 'tests:', '  - name: printed', '    value: "5"'],
} as const;

/** The files of a little exercise with one test: compute 2 + 3. */
export function exampleFiles(options: ExampleOptions = {}): Record<string, string> {
  const { language = 'python', version = '1.0.0' } = options;
  const solution = SOLUTIONS[language];
  const meta = [
    `version: ${version}`,
    'title: Addition',
    'description: Adds two numbers.',
    `language: ${language}`,
    'tags: [numbers, first]',
    ...(options.meta ?? []),
    'properties:',
    `  studentSubmissionFiles: [${solution.name}]`,
    '  additionalFiles: [data]',
    `  studentTemplates: [studentTemplates/${solution.name}]`,
    ...(options.properties ?? [
      '  executionBackend:',
      `    slug: lectern.${language}`,
      '    version: "1"',
      '    settings: { timeout: 120 }',
    ]),
  ];
  const test = TESTS[language].map((line, index) => `    ${index === 0 ? '- ' : '  '}${line}`);
  const files: Record<string, string | null> = {
    'meta.yaml': `${meta.join('\n')}\n`,
    'test.yaml': `properties:\n  tests:\n${test.join('\n')}\n`,
    [solution.name]: solution.text,
    [`studentTemplates/${solution.name}`]: '',
    'content/index.md': '# Addition\n\nCompute 2 + 3.\n',
    'data/numbers.txt': '2 3\n',
    ...options.files,
  };
  return Object.fromEntries(
    Object.entries(files).filter((file): file is [string, string] => file[1] !== null),
  );
}

/** The id of the service, which is made when the database has none of this slug. */
export async function ensureService(t: TestApplication, slug: string): Promise<string> {
  const source = t.get(DataSource);
  const [found] = await source.query<{ id: string }[]>('SELECT id FROM execution.services WHERE slug = $1', [
    slug,
  ]);
  if (found !== undefined) return found.id;
  const [typeId, userId, id] = [uuidv7(), uuidv7(), uuidv7()];
  await source.query(
    `INSERT INTO execution.service_types (id, path, name, category) VALUES ($1, $2, 'Tests', 'testing')`,
    [typeId, unique('testing')],
  );
  await source.query('INSERT INTO auth.users (id, username, is_service) VALUES ($1, $2, true)', [
    userId,
    unique('service'),
  ]);
  await source.query(
    'INSERT INTO execution.services (id, slug, name, service_type_id, user_id) VALUES ($1, $2, $2, $3, $4)',
    [id, slug, typeId, userId],
  );
  return id;
}

/** A repository made by the admin: of an organization, or shared. */
export async function createExampleRepository(
  t: TestApplication,
  organizationId: string | null = null,
): Promise<string> {
  const answer = await t.admin.post('/example-repositories', {
    name: unique('library'),
    source_url: 'https://git.example.org/examples',
    organization_id: organizationId,
  });
  if (answer.status !== 201) throw new Error(`no repository: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.id as string;
}

/** Uploads a version through HTTP and returns the bare answer; for tests of uploads. */
export async function uploadExample(
  t: TestApplication,
  options: ExampleOptions & { repositoryId: string; directory: string },
) {
  const { language = 'python', repositoryId, directory, as = t.admin } = options;
  await ensureService(t, `lectern.${language}`);
  return as.post('/examples/upload', {
    repository_id: repositoryId,
    directory,
    files: exampleFiles(options),
  });
}

/** A version of an example, uploaded through HTTP; a second call with the same directory adds a version. */
export async function createExampleVersion(
  t: TestApplication,
  options: ExampleOptions = {},
): Promise<TestExample> {
  const repositoryId = options.repositoryId ?? (await createExampleRepository(t));
  const directory = options.directory ?? unique('example');
  const answer = await uploadExample(t, { ...options, repositoryId, directory });
  if (answer.status !== 200) throw new Error(`not uploaded: ${answer.status} ${answer.raw.toString()}`);
  const example = await t.admin.get(`/examples/${answer.body.example_id}`);
  return {
    repositoryId,
    directory,
    identifier: example.body.identifier,
    exampleId: answer.body.example_id,
    versionId: answer.body.id,
    versionTag: answer.body.version_tag,
    serviceId: answer.body.testing_service_id,
  };
}
