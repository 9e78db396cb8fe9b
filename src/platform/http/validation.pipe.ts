import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { type AppError, type FieldProblem, invalidRequest } from './app-error.js';

type Issue = z.core.$ZodIssue;

/** Checks bodies, queries and parameters against the zod schema of the route (`@Body({ schema })`). */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const schema = (metadata as { schema?: z.ZodType }).schema;
    if (schema === undefined) return value;
    const place = metadata.type === 'param' ? 'path' : metadata.type;
    const input = value === undefined && metadata.type === 'body' ? {} : value;
    const result = schema.safeParse(metadata.data !== undefined && input === undefined ? undefined : input, {
      reportInput: true,
    });
    if (result.success) return result.data;
    throw toError(result.error.issues, metadata.data === undefined ? [place] : [place, metadata.data]);
  }
}

/** Checks a value that did not come as a whole body, e.g. the JSON of one form field; 400 with paths below `body -> field`. */
export function parseField<T extends z.ZodType>(schema: T, value: unknown, field: string): z.infer<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw toError(result.error.issues, ['body', field]);
}

function toError(issues: readonly Issue[], prefix: string[]): AppError {
  const problems = issues.map((issue) => toProblem(issue, prefix));
  const malformed = issues.find(
    (issue) => prefix[0] !== 'body' && issue.code !== 'custom' && !isMissing(issue),
  );
  if (malformed !== undefined) return invalidRequest(problems, 'VAL_003');
  if (prefix[0] === 'query' && issues.every(isMissing)) return invalidRequest(problems, 'VAL_002');
  return invalidRequest(problems);
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.input === undefined;
}

function toProblem(issue: Issue, prefix: string[]): FieldProblem {
  return {
    field: [...prefix, ...issue.path.map(String)].join(' -> '),
    message: isMissing(issue) ? 'This field is required.' : issue.message,
    type: isMissing(issue) ? 'missing' : issue.code,
  };
}
