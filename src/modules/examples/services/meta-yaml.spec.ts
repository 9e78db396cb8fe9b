import fc from 'fast-check';
import { parseMetaYaml, type ExampleMeta, type MetaResult } from './meta-yaml.js';

function metaOf(text: string): ExampleMeta {
  const result = parseMetaYaml(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.meta;
}

function problemsOf(text: string | Buffer): Extract<MetaResult, { ok: false }>['problems'] {
  const result = parseMetaYaml(text);
  if (result.ok) throw new Error('was accepted');
  return result.problems;
}

const OLDER = `
slug: itp.pgph.mat.euler
version: "1.0"
title: Euler's number
description: []
language: en
license: Not specified
authors:
  - name: Ada
    email: ada@example.org
    affiliation: []
maintainers: []
links:
  - description: Series
    url: https://example.org/series
supportingMaterial:
  - url: https://example.org/book
keywords: [limit, 2024]
properties:
  studentSubmissionFiles: [euler.py]
  additionalFiles: [data/]
  testFiles: []
  studentTemplates: [studentTemplates/euler.py]
  testDependencies:
    - itp.pgph.mat.base
    - slug: itp.pgph.mat.plot
      version: ^1.2
  executionBackend:
    slug: itpcp.exec.py
    version: 1.10
    settings: []
`;

const NEWER = `
identifier: pgph.euler_2
version: 2.1.0-beta
title: 42
somethingNew: {a: 1}
courseMaterials:
  - {name: Series, url: https://example.org/series}
supportingMaterials: []
content:
  types: [exercise]
  disciplines: [physics]
  topics: [series]
  tools: [python]
  tags: [easy]
update_existing: true
properties:
  studentSubmissionFiles: [./src/euler.c]
  testDependencies: [pgph.base]
  executionBackend:
    slug: itpcp.exec.c
    settings: {timeout: 30, compileTimeout: 10.5, memoryLimitMB: 256, cpuLimit: 1, maxProcesses: 20, env: ["A=1", "B="], compiler: gcc, flags: [-O2]}
`;

describe('both formats', () => {
  it('the older one', () => {
    expect(metaOf(OLDER)).toEqual({
      identifier: 'itp.pgph.mat.euler',
      version: '1.0.0',
      title: "Euler's number",
      language: 'en',
      license: 'Not specified',
      authors: [{ name: 'Ada', email: 'ada@example.org' }],
      maintainers: [],
      courseMaterials: [{ name: 'Series', url: 'https://example.org/series' }],
      supportingMaterials: [{ name: 'https://example.org/book', url: 'https://example.org/book' }],
      keywords: ['limit', '2024'],
      tags: [],
      content: { types: [], disciplines: [], topics: [], tools: [] },
      updateExisting: false,
      studentSubmissionFiles: ['euler.py'],
      additionalFiles: ['data'],
      testFiles: [],
      studentTemplates: ['studentTemplates/euler.py'],
      testDependencies: [
        { identifier: 'itp.pgph.mat.base' },
        { identifier: 'itp.pgph.mat.plot', versionConstraint: '^1.2' },
      ],
      executionBackend: { slug: 'itpcp.exec.py', version: '1.10', settings: { env: [], flags: [] } },
    });
  });

  it('the newer one', () => {
    expect(metaOf(NEWER)).toMatchObject({
      identifier: 'pgph.euler_2',
      version: '2.1.0-beta',
      title: '42',
      courseMaterials: [{ name: 'Series', url: 'https://example.org/series' }],
      tags: ['easy'],
      content: { types: ['exercise'], disciplines: ['physics'], topics: ['series'], tools: ['python'] },
      updateExisting: true,
      studentSubmissionFiles: ['src/euler.c'],
      testDependencies: [{ identifier: 'pgph.base' }],
      executionBackend: {
        slug: 'itpcp.exec.c',
        settings: {
          timeout: 30,
          compileTimeout: 10.5,
          memoryLimitMB: 256,
          cpuLimit: 1,
          maxProcesses: 20,
          env: ['A=1', 'B='],
          compiler: 'gcc',
          flags: ['-O2'],
        },
      },
    });
  });

  it('gives the file as it was, too', () => {
    const result = parseMetaYaml(NEWER);
    expect(result.ok && result.raw).toMatchObject({
      title: 42,
      somethingNew: { a: 1 },
      version: '2.1.0-beta',
    });
  });

  it('an empty set of keys is enough', () => {
    expect(metaOf('{}')).toMatchObject({
      version: '1.0.0',
      tags: [],
      testDependencies: [],
      updateExisting: false,
      language: 'en',
      license: 'Not specified',
    });
  });
});

describe('values', () => {
  it.each([
    ['version: 1.10', '1.10.0'],
    ['version: 1', '1.0.0'],
    ['version: 1.2.3.4', '1.2.3'],
    ['version: []', '1.0.0'],
    ['version: ', '1.0.0'],
    ['version: "01.2"', '1.2.0'],
  ])('%s', (text, version) => {
    expect(metaOf(text).version).toBe(version);
  });

  it('numbers keep their spelling as texts, and yes is a text in YAML 1.2', () => {
    expect(metaOf('title: 007.50\ndescription: 0x1F\nlicense: yes')).toMatchObject({
      title: '007.50',
      description: '0x1F',
      license: 'yes',
    });
  });

  it('tags come before content.tags, identifier before slug', () => {
    expect(metaOf('{tags: [a], content: {tags: [b]}, identifier: x.y, slug: z}')).toMatchObject({
      tags: ['a'],
      identifier: 'x.y',
    });
    expect(metaOf('{tags: [], content: {tags: [b]}, slug: Z.z}')).toMatchObject({
      tags: ['b'],
      identifier: 'Z.z',
    });
  });

  it('aliases are followed', () => {
    const meta = metaOf('authors: [&a {name: Ada}]\nmaintainers: [*a]\ntags: &t [x]\nkeywords: *t');
    expect(meta).toMatchObject({ maintainers: [{ name: 'Ada' }], keywords: ['x'] });
    expect(metaOf('title: &x one\nlicense: &x two\nlanguage: *x').language).toBe('two');
  });
});

describe('problems name key and line', () => {
  it.each([
    ['title: {a: b}', 'title', 1],
    ['a: 1\ntitle: true', 'title', 2],
    ['tags: x', 'tags', 1],
    ['tags:\n  - x\n  - [y]', 'tags[1]', 3],
    ['authors:\n  - Ada', 'authors[0]', 2],
    ['authors:\n  - name: Ada\n    email: [x]', 'authors[0].email', 3],
    ['version: latest', 'version', 1],
    ['identifier: Upper', 'identifier', 1],
    ['identifier: a..b', 'identifier', 1],
    ['slug: a b', 'slug', 1],
    ['courseMaterials:\n  - name: x', 'courseMaterials[0].url', 2],
    ['properties: 3', 'properties', 1],
    ['properties:\n  executionBackend:\n    version: 1', 'properties.executionBackend.slug', 2],
    [
      'properties:\n  testDependencies:\n    - slug: x\n      version: ">>1"',
      'properties.testDependencies[0].version',
      4,
    ],
    [
      'properties: {executionBackend: {slug: a, settings: {timeout: 0}}}',
      'properties.executionBackend.settings.timeout',
      1,
    ],
    [
      'properties: {executionBackend: {slug: a, settings: {timeout: .inf}}}',
      'properties.executionBackend.settings.timeout',
      1,
    ],
    [
      'properties: {executionBackend: {slug: a, settings: {maxProcesses: 1.5}}}',
      'properties.executionBackend.settings.maxProcesses',
      1,
    ],
    [
      'properties: {executionBackend: {slug: a, settings: {memoryLimitMB: "64"}}}',
      'properties.executionBackend.settings.memoryLimitMB',
      1,
    ],
    [
      'properties: {executionBackend: {slug: a, settings: {streamOutput: maybe}}}',
      'properties.executionBackend.settings.streamOutput',
      1,
    ],
    [
      'properties: {executionBackend: {slug: a, settings: {env: [PATH]}}}',
      'properties.executionBackend.settings.env[0]',
      1,
    ],
  ])('%j', (text, key, line) => {
    const problems = problemsOf(text);
    expect(problems).toEqual([{ key, line, message: expect.stringMatching(/^[A-Z"].{5,}\.$/) as string }]);
  });

  it.each(['../x', '/etc/passwd', 'a/../../b', 'c:/x', 'a\\b', '..', '/', '""', '"a\\tb"'])(
    'path %s',
    (path) => {
      for (const key of ['studentSubmissionFiles', 'additionalFiles', 'testFiles', 'studentTemplates']) {
        expect(problemsOf(`properties:\n  ${key}:\n    - ${path}`)).toMatchObject([
          { key: `properties.${key}[0]`, line: 3 },
        ]);
      }
    },
  );

  it('all of them at once', () => {
    expect(problemsOf('title: []\ntags: x\nversion: y').map((problem) => problem.key)).toEqual([
      'version',
      'tags',
    ]);
  });

  it.each(['', '[]', 'text', '3', '- a'])('a file that is %j', (text) => {
    expect(problemsOf(text)[0]?.message).toBe('meta.yaml must consist of keys with values.');
  });
});

describe('any text', () => {
  it('is read or refused with messages', () => {
    const key = fc.constantFrom(
      'title',
      'version',
      'tags',
      'authors',
      'properties',
      'content',
      'links',
      'identifier',
    );
    const anything = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 })).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(anything, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const result = parseMetaYaml(text);
        if (result.ok) expect(result.meta.version).toMatch(/^\d+\.\d+\.\d+/);
        else expect(result.problems[0]?.message).toMatch(/./);
      }),
      { numRuns: 1000 },
    );
  });
});
