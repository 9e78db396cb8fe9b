import type { z } from 'zod';
import {
  readYaml,
  writtenPath,
  type YamlPath,
  type YamlProblem,
} from '../../../platform/yaml/yaml-document.js';

type LineOf = (path: YamlPath) => number | undefined;

/** A file that holds what its schema wants, or everything that is wrong with it. */
export type StrictYaml<T> = { ok: true; file: T } | { ok: false; problems: YamlProblem[] };

/**
 * Reads YAML by a schema of readYaml's values; never throws. Problems carry the line (from 1) and the key as a path
 * such as `properties.tests[0].tests[2].pattern`.
 */
export function parseStrictYaml<T>(text: string | Buffer, schema: z.ZodType<T>): StrictYaml<T> {
  const read = readYaml(text);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return { ok: true, file: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, read.lineOf)) };
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

const TYPE_MESSAGES: Record<string, string> = { array: 'a list expected', object: 'a map expected' };

function problemAt(message: string, path: YamlPath, lineOf: LineOf): YamlProblem {
  const line = lineOf(path);
  const key = writtenPath(path);
  return { message, ...(line === undefined ? {} : { line }), ...(key === '' ? {} : { key }) };
}
