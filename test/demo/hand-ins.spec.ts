import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EXERCISES, exerciseOf } from '../../demo/exercises.js';
import { HAND_INS } from '../../demo/hand-ins.js';
import { exerciseFolder, handInFolder, projectRoot } from '../../demo/paths.js';
import { aim } from '../../demo/steps/hand-in.js';
import { readFiles } from '../../demo/archive.js';
import { STUDENTS } from '../../demo/students.js';

interface Suite {
  properties: {
    tests: {
      name: string;
      id: string;
      type: string;
      successDependency?: string | string[];
      tests: { name: string }[];
    }[];
  };
}

interface Meta {
  identifier: string;
  properties: {
    studentSubmissionFiles: string[];
    additionalFiles: string[];
    studentTemplates: string[];
    executionBackend: { slug: string };
  };
}

function yamlOf<T>(directory: string, file: string): T {
  return parse(readFileSync(join(exerciseFolder(directory), file), 'utf8')) as T;
}

describe.each(EXERCISES)('exercise $directory', (exercise) => {
  const collections = yamlOf<Suite>(exercise.directory, 'test.yaml').properties.tests;
  const meta = yamlOf<Meta>(exercise.directory, 'meta.yaml');

  it('lists the collections of its test.yaml and what the score counts', () => {
    expect(collections.map((collection) => collection.name)).toEqual(exercise.collections);
    const tests = collections.reduce((sum, collection) => sum + collection.tests.length, 0);
    expect(exercise.points).toBe(exercise.language === 'Python' ? collections.length : tests);
  });

  it('depends only on collections that exist', () => {
    const ids = collections.map((collection) => collection.id);
    for (const { successDependency = [] } of collections) {
      expect(ids).toEqual(expect.arrayContaining([successDependency].flat()));
    }
  });

  it('names files that exist, and a template for each file that students hand in', async () => {
    const files = [...(await readFiles(exerciseFolder(exercise.directory))).keys()];
    const { studentSubmissionFiles, additionalFiles, studentTemplates, executionBackend } = meta.properties;
    expect(files).toEqual(
      expect.arrayContaining([...studentSubmissionFiles, ...additionalFiles, ...studentTemplates]),
    );
    expect(files).toEqual(expect.arrayContaining(['content/index.md', 'content/index_de.md']));
    expect(studentTemplates).toEqual(studentSubmissionFiles.map((file) => `studentTemplates/${file}`));
    expect(meta.identifier).toBe(`lectern.demo.${exercise.directory}`);
    expect(executionBackend.slug).toBe(`lectern.${exercise.language.toLowerCase()}`);
  });

  it('is met by at least 14 kinds of hand-ins, among them one with all points and one with next to none', () => {
    const points = HAND_INS.filter((kind) => kind.exercise === exercise.directory).map((kind) => kind.points);
    expect(points.length).toBeGreaterThanOrEqual(14);
    expect(Math.max(...points)).toBe(exercise.points);
    expect(Math.min(...points)).toBe(0);
  });
});

describe.each(HAND_INS)('hand-in $id', (kind) => {
  it('promises the points of exactly the collections that pass', () => {
    const exercise = exerciseOf(kind.exercise);
    const collections = yamlOf<Suite>(kind.exercise, 'test.yaml').properties.tests;
    const passing = collections.filter((collection) => kind.passes.includes(collection.name));
    expect(passing).toHaveLength(kind.passes.length);
    const points = passing.map((collection) => (exercise.language === 'C' ? collection.tests.length : 1));
    expect(kind.points).toBe(points.reduce((sum, count) => sum + count, 0));
  });

  it('passes no collection whose dependency fails', () => {
    const collections = yamlOf<Suite>(kind.exercise, 'test.yaml').properties.tests;
    const nameOf = new Map(collections.map((collection) => [collection.id, collection.name]));
    for (const collection of collections.filter(({ name }) => kind.passes.includes(name))) {
      const needed = [collection.successDependency ?? []].flat().map((id) => nameOf.get(id));
      expect(kind.passes).toEqual(expect.arrayContaining(needed));
    }
  });

  it('has files that survive the upload, with every target filled in', async () => {
    const files = aim(await readFiles(handInFolder(kind.id)), { serverPort: '8123', home: '/srv/lectern' });
    expect(files.size).toBeGreaterThan(0);
    for (const [path, content] of files) {
      expect(path).toMatch(/^(?!readme)[a-z-]+\.(py|c|md)$/i);
      expect(content.length).toBeGreaterThan(0);
      expect(content.toString('utf8')).not.toMatch(/@[A-Z_]+@/);
    }
  });
});

describe('the roster', () => {
  it('has every kind exactly where a folder is, and hands each of them in', () => {
    const ids = HAND_INS.map((kind) => kind.id).sort();
    expect(new Set(ids).size).toBe(ids.length);
    expect(readdirSync(join(projectRoot(), 'demo', 'hand-ins')).sort()).toEqual(ids);
    expect([...new Set(STUDENTS.flatMap((student) => student.handIns))].sort()).toEqual(ids);
  });

  it('has thirty students who hand in one kind an exercise at most', () => {
    expect(STUDENTS).toHaveLength(30);
    expect(new Set(STUDENTS.map((student) => student.email)).size).toBe(30);
    for (const student of STUDENTS) {
      const exercises = student.handIns.map((id) => HAND_INS.find((kind) => kind.id === id)?.exercise);
      expect(exercises.length).toBeGreaterThan(0);
      expect(new Set(exercises).size).toBe(exercises.length);
    }
  });
});
