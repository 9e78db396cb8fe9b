import type { BoxLimits } from '../sandbox/box.js';
import type { BoxedRuns } from './boxed-runs.js';
import { TesterError } from './tester.errors.js';
import { requireTool } from './toolchain.js';

export interface PatternFlags {
  ignoreCase?: boolean;
  multiline?: boolean;
  dotMatchesNewline?: boolean;
}

/** Number of non-overlapping matches, or why there is none to be had, as a sentence. */
export type PatternAnswer = { count: number } | { problem: string };

/** The 5 s are of computing, which is all a search does: on a busy machine no pattern may fail that is quick. */
const LIMITS: BoxLimits = {
  cpuSeconds: 5,
  wallSeconds: 120,
  memoryMb: 512,
  processes: 8,
  diskMb: 8,
  outputKb: 64,
};

/**
 * Patterns are Python's, so Python itself answers: no translation, hence no difference in meaning. It runs in a box
 * without any file of the student, for 5 s of computing at most; -I keeps the environment and the working folder out.
 */
const PROGRAM = `
import json, re, sys
job = json.load(sys.stdin)
flags = 0
for name in job["flags"]:
    flags |= getattr(re, name)
try:
    pattern = re.compile(job["pattern"], flags)
except (re.error, RecursionError, OverflowError) as problem:
    print(json.dumps({"invalid": str(problem)}))
else:
    limit = job["limit"]
    count = 0
    for match in pattern.finditer(job["text"]):
        count += 1
        if limit and count >= limit:
            break
    print(json.dumps({"count": count}))
`;

/** Evaluates regular expressions of exercises against texts of students. */
export class PatternSearch {
  constructor(private readonly boxes: BoxedRuns) {}

  /** Whether the pattern matches anywhere: count is 0 or 1. */
  search(pattern: string, text: string, flags: PatternFlags = {}): Promise<PatternAnswer> {
    return this.ask(pattern, text, flags, 1);
  }

  /** How often the pattern matches, without overlaps. */
  count(pattern: string, text: string, flags: PatternFlags = {}): Promise<PatternAnswer> {
    return this.ask(pattern, text, flags, 0);
  }

  private async ask(
    pattern: string,
    text: string,
    flags: PatternFlags,
    limit: number,
  ): Promise<PatternAnswer> {
    const names = [
      ...(flags.ignoreCase ? ['IGNORECASE'] : []),
      ...(flags.multiline ? ['MULTILINE'] : []),
      ...(flags.dotMatchesNewline ? ['DOTALL'] : []),
    ];
    const outcome = await this.boxes.run({
      command: [await requireTool('python3'), '-I', '-S', '-c', PROGRAM],
      stdin: JSON.stringify({ pattern, text, flags: names, limit }),
      limits: LIMITS,
    });
    if (outcome.end === 'time') return { problem: 'The search for the pattern took longer than 5 s.' };
    if (outcome.end === 'memory') return { problem: 'The search for the pattern used too much memory.' };
    const answer = readAnswer(outcome.stdout.toString('utf8'));
    if (!answer) {
      throw new TesterError(
        'BOX_FAILED',
        `The search for a pattern broke: ${outcome.stderr.toString('utf8').slice(-500)}`,
      );
    }
    return answer;
  }
}

function readAnswer(text: string): PatternAnswer | undefined {
  try {
    const answer = JSON.parse(text) as { count?: unknown; invalid?: unknown };
    if (typeof answer.invalid === 'string')
      return { problem: `The pattern is not valid: ${answer.invalid}.` };
    return typeof answer.count === 'number' ? { count: answer.count } : undefined;
  } catch {
    return undefined;
  }
}
