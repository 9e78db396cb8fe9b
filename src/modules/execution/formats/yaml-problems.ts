import type { z } from 'zod';
import { writtenPath, type YamlPath, type YamlProblem } from '../../../platform/yaml/yaml-document.js';

type LineOf = (path: YamlPath) => number | undefined;

/** What zod found wrong with a YAML file, with the line (from 1) and the key as a path of each fault. */
export function problemsIn(error: z.ZodError, lineOf: LineOf): YamlProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, lineOf));
}

function problemsOf(issue: z.core.$ZodIssue, lineOf: LineOf): YamlProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problemAt('unknown key', [...issue.path, key], lineOf));
  }
  return [problemAt(messageOf(issue), issue.path, lineOf)];
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')} expected`;
  if (issue.code === 'invalid_type') return TYPE_MESSAGES[issue.expected] ?? 'required';
  return issue.message;
}

const TYPE_MESSAGES: Record<string, string> = {
  array: 'a list expected',
  object: 'a map expected',
  string: 'text expected',
  boolean: 'true or false expected',
  number: 'a whole number from 0 expected',
  int: 'a whole number from 0 expected',
};

function problemAt(message: string, path: YamlPath, lineOf: LineOf): YamlProblem {
  const line = lineOf(path);
  const key = writtenPath(path);
  return { message, ...(line === undefined ? {} : { line }), ...(key === '' ? {} : { key }) };
}
