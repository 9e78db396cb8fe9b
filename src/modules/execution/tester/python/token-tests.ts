import type { SuiteCollection, SuiteTest } from '../../formats/test-suite.js';
import type { BoxLimits } from '../../sandbox/box.js';
import { type CollectionVerdict, type TestSession, verdictOf } from '../language.js';
import { TesterError } from '../tester.errors.js';
import { requireTool } from '../toolchain.js';
import { entryOrFirst } from '../scripts/script-job.js';
import { allFailed } from '../scripts/value-tests.js';
import type { FolderView } from '../student-files/folder-view.js';

const LIMITS: BoxLimits = {
  cpuSeconds: 10,
  wallSeconds: 10,
  memoryMb: 512,
  processes: 8,
  diskMb: 8,
  outputKb: 256,
};

/**
 * Counts tokens with Python's own tokenizer. The student's source is data here: nothing of it is executed, and -I
 * keeps his folder out of the search path. A token counts under its type (NAME, OP, ...) and its exact type (PLUS).
 */
const PROGRAM = `
import io, json, sys, token, tokenize
job = json.load(sys.stdin)
counts = [0] * len(job["wanted"])
problem = None
try:
    for found in tokenize.tokenize(io.BytesIO(job["source"].encode("utf-8")).readline):
        if found.type == token.ERRORTOKEN and not found.string.isspace():
            raise SyntaxError
        kinds = (token.tok_name[found.type], token.tok_name[found.exact_type])
        for index, (text, kind) in enumerate(job["wanted"]):
            if found.string == text and kind in kinds:
                counts[index] += 1
except (tokenize.TokenError, SyntaxError, ValueError) as error:
    problem = type(error).__name__
print(json.dumps({"counts": counts, "problem": problem}))
`;

/** The script of a folder: entryPoint, else the first `*.py` in byte order; or the sentence that says it is missing. */
export function pythonFileOf(
  collection: SuiteCollection,
  folder: FolderView,
): Promise<{ path: string } | { missing: string }> {
  return entryOrFirst(collection, folder, ['.py'], 'Python');
}

/** Judges a structural collection: how often a token stands in the student's file. */
export async function judgeTokens(
  collection: SuiteCollection,
  session: TestSession,
): Promise<CollectionVerdict> {
  const main = collection.file ?? (await pythonFileOf(collection, session.student));
  const path = typeof main === 'string' ? main : 'path' in main ? main.path : null;
  if (path === null) return allFailed(collection.tests, 'COMPLETED', 'There is no Python file.');
  const source = await session.student.readText(path);
  if (source === undefined) return allFailed(collection.tests, 'COMPLETED', `The file ${path} is missing.`);
  const { counts, problem } = await countTokens(source, collection.tests, session);
  if (problem !== null) {
    return allFailed(collection.tests, 'COMPLETED', `The file ${path} is not valid Python (${problem}).`);
  }
  const tests = collection.tests.map((test, index) => {
    const [min, max] = test.range ?? [0, 0];
    const count = counts[index] ?? 0;
    const fits = count >= min && (max === 0 || count <= max);
    return verdictOf(test, fits ? undefined : `${test.name} is used ${count} times`);
  });
  return { status: 'COMPLETED', statusMessage: '', tests };
}

async function countTokens(
  source: string,
  tests: readonly SuiteTest[],
  session: TestSession,
): Promise<{ counts: number[]; problem: string | null }> {
  const outcome = await session.boxes.run({
    command: [await requireTool('python3'), '-I', '-S', '-c', PROGRAM],
    stdin: JSON.stringify({ source, wanted: tests.map((test) => [test.name, test.occurrenceType]) }),
    limits: LIMITS,
  });
  if (outcome.end !== 'exited') return { counts: [], problem: outcome.end };
  try {
    return JSON.parse(outcome.stdout.toString('utf8')) as { counts: number[]; problem: string | null };
  } catch {
    throw new TesterError(
      'BOX_FAILED',
      `Counting tokens broke: ${outcome.stderr.toString('utf8').slice(-500)}`,
    );
  }
}
