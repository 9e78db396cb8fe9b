import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderOutsideError, prepareFolders } from './specification-folders.js';
import { parseSpecification, type Specification } from './specification-yaml.js';

function specification(source: string): Specification {
  const result = parseSpecification(source);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.specification;
}

describe('parseSpecification', () => {
  it('has defaults for every key, and takes what is written', () => {
    expect(specification('')).toEqual({
      executionDirectory: null,
      studentDirectory: 'student',
      referenceDirectory: 'reference',
      testDirectory: 'testprograms',
      outputDirectory: 'output',
      artifactDirectory: 'artifacts',
      outputName: 'testSummary.json',
      storeGraphicsArtifacts: null,
      studentTestCounter: null,
      testVersion: 'v1',
      isLocalUsage: false,
    });
    expect(
      specification(
        'studentDirectory: /work/s\noutputName: 1.10\nstoreGraphicsArtifacts: true\nstudentTestCounter: 3\ntestVersion: 2.0\nisLocalUsage: true\nother: x\nartifactDirectory: null\n',
      ),
    ).toMatchObject({
      studentDirectory: '/work/s',
      outputName: '1.10',
      storeGraphicsArtifacts: true,
      studentTestCounter: 3,
      testVersion: '2.0',
      isLocalUsage: true,
      artifactDirectory: 'artifacts',
    });
  });

  it.each([
    'outputName: a/b',
    'outputName: a\\b',
    'outputName: ..',
    'outputName: ""',
    'studentDirectory: ""',
    'studentDirectory: [a]',
    'studentTestCounter: -1',
    'studentTestCounter: 1.5',
    'isLocalUsage: maybe',
    '- a',
    'a: b: c',
  ])('refuses %j, with its line', (source) => {
    const result = parseSpecification(`# first line\n${source}\n`);
    expect(result).toMatchObject({ ok: false, problems: [expect.objectContaining({ line: 2 })] });
  });
});

describe('prepareFolders', () => {
  let area: string;
  let exercise: string;
  beforeEach(async () => {
    area = await realpath(await mkdtemp(join(tmpdir(), 'lectern-specification-')));
    exercise = join(area, 'exercise');
    await mkdir(exercise);
    await symlink('/usr', join(exercise, 'out'));
    await symlink(join(area), join(exercise, 'up'));
  });
  afterEach(() => rm(area, { recursive: true }));

  it('makes every folder, relative ones inside the exercise, absolute ones inside the working area', async () => {
    const made = await prepareFolders(
      specification(
        `studentDirectory: ${area}/job/student\nreferenceDirectory: .\nexecutionDirectory: deep/run\n`,
      ),
      exercise,
      area,
    );
    expect(made).toEqual({
      execution: join(exercise, 'deep/run'),
      student: join(area, 'job/student'),
      reference: exercise,
      tests: join(exercise, 'testprograms'),
      output: join(exercise, 'output'),
      artifacts: join(exercise, 'artifacts'),
    });
    expect((await readdir(exercise)).sort()).toEqual([
      'artifacts',
      'deep',
      'out',
      'output',
      'testprograms',
      'up',
    ]);
    expect(await readdir(join(area, 'job'))).toEqual(['student']);
  });

  it.each(['..', '../other', 'a/../../b', 'out/x', 'up/other', '/usr', '/', '/tmp'])(
    'refuses the folder %s and makes nothing',
    async (folder) => {
      const wanted = specification(`outputDirectory: ${folder}\n`);
      await expect(prepareFolders(wanted, exercise, join(area, 'job'))).rejects.toBeInstanceOf(
        FolderOutsideError,
      );
      expect((await readdir(exercise)).sort()).toEqual(['out', 'up']);
    },
  );

  it('does not take a folder for inside because its name begins alike', async () => {
    const wanted = specification(`outputDirectory: ${area}/job-other\n`);
    await expect(prepareFolders(wanted, exercise, join(area, 'job'))).rejects.toBeInstanceOf(
      FolderOutsideError,
    );
  });
});
