import type { z } from 'zod';
import { type TestYaml, testYamlSchema } from './test-yaml-schema.js';
import { readYamlTree, type YamlPath, type YamlProblem, type YamlTree } from './yaml-tree.js';

/** What `parseTestYaml` found: the parsed file, or everything that is wrong with it. */
export type TestYamlResult = { ok: true; file: TestYaml } | { ok: false; problems: YamlProblem[] };

/**
 * Parses a test.yaml (08 section 3) strictly; never throws. Problems carry the line (from 1) and the key as a path
 * such as `properties.tests[0].tests[2].pattern`.
 */
export function parseTestYaml(text: string): TestYamlResult {
  const read = readYamlTree(text);
  if ('problems' in read) return { ok: false, problems: read.problems };
  const parsed = testYamlSchema.safeParse(read.tree.value);
  if (parsed.success) return { ok: true, file: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, read.tree)) };
}

function problemsOf(issue: z.core.$ZodIssue, tree: YamlTree): YamlProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problemAt('unknown key', [...issue.path, key], tree));
  }
  return [problemAt(messageOf(issue), issue.path, tree)];
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')} expected`;
  if (issue.code === 'invalid_type') return TYPE_MESSAGES[issue.expected] ?? 'required';
  return issue.message;
}

const TYPE_MESSAGES: Record<string, string> = { array: 'a list expected', object: 'a map expected' };

function problemAt(message: string, path: YamlPath, tree: YamlTree): YamlProblem {
  const line = tree.lineOf(path);
  const key = path.reduce<string>((sofar, step) => {
    if (typeof step === 'number') return `${sofar}[${step}]`;
    return sofar === '' ? String(step) : `${sofar}.${String(step)}`;
  }, '');
  return { message, ...(line === undefined ? {} : { line }), ...(key === '' ? {} : { key }) };
}
