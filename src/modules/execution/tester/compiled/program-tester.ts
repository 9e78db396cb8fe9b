import type { SuiteTest } from '../../formats/test-suite.js';
import { judgeExist } from '../exist-tests.js';
import {
  type CollectionTask,
  type CollectionVerdict,
  failed,
  type Language,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { isFactType, judgeFacts } from '../run-facts.js';
import { judgeOutput, type OutputCase } from './output-tests.js';
import type { ProgramLanguage } from './program-language.js';
import { type ProgramRun, ProgramRuns } from './program-runs.js';
import { judgeStructure } from './structure-tests.js';

/** The tester of a language whose hand-ins are programs, from its description. */
export function testerOf(language: ProgramLanguage): Language {
  const { name, aliases, tools } = language;
  return {
    ...{ name, aliases },
    // Patterns follow Python's syntax and are answered by Python.
    tools: [...tools, 'python3'],
    reportFamily: 'tests',
    inheritance: 'inherit',
    firstIndex: 0,
    gatesEveryType: false,
    judge: (task, session) => judge(language, task, session),
  };
}

async function judge(
  language: ProgramLanguage,
  task: CollectionTask,
  session: TestSession,
): Promise<CollectionVerdict> {
  const { collection } = task;
  switch (collection.type) {
    case 'exist':
      return judgeExist(collection, session, false);
    case 'structural':
      return judgeStructure(language, collection, session);
    case 'compile':
      return judgeCompile(language, task, session);
    case 'stdout':
    case 'stdio':
    case 'stderr':
      return judgeRuns(language, task, session, (test, run, reference) =>
        judgeWritten(task, test, run, reference, session),
      );
    default:
      return judgeOthers(language, task, session);
  }
}

async function judgeOthers(
  language: ProgramLanguage,
  task: CollectionTask,
  session: TestSession,
): Promise<CollectionVerdict> {
  const { type, tests } = task.collection;
  if (isFactType(type))
    return judgeRuns(language, task, session, async (test, run) => judgeFacts(test, type, run));
  const message = `Tests of type ${type} do not exist for ${language.title}.`;
  return { status: 'SKIPPED', statusMessage: message, tests: tests.map(() => skipped(message)) };
}

async function judgeCompile(
  language: ProgramLanguage,
  { collection }: CollectionTask,
  session: TestSession,
): Promise<CollectionVerdict> {
  const compilation = await new ProgramRuns(language, collection, 'student', session).compile();
  const tests = collection.tests.map((test) => {
    // A missing file or an interrupted compiler is no "does not compile" an author could have asked for.
    if (!compilation.compiled && compilation.output === '')
      return failed(compilation.message, compilation.status);
    const complaint = compilation.compiled ? 'The program compiles.' : compilation.message;
    if (compilation.compiled !== (test.value !== false)) return verdictOf(test, complaint);
    const fits = test.pattern === null || compilation.output.includes(test.pattern);
    return verdictOf(test, fits ? undefined : 'The compiler does not say what is asked for.');
  });
  return { status: compilation.status, statusMessage: compilation.message, tests };
}

type RunJudge = (test: SuiteTest, run: ProgramRun, reference: ProgramRuns) => Promise<TestVerdict>;

async function judgeRuns(
  language: ProgramLanguage,
  task: CollectionTask,
  session: TestSession,
  judge: RunJudge,
): Promise<CollectionVerdict> {
  const { collection } = task;
  const student = new ProgramRuns(language, collection, 'student', session);
  const reference = new ProgramRuns(language, collection, 'reference', session);
  const tests: TestVerdict[] = [];
  let worst: ProgramRun | undefined;
  for (const test of collection.tests) {
    const run = await student.run(test.stdin);
    if (!worst || worst.status === 'COMPLETED') worst = run;
    tests.push(await judge(test, run, reference));
  }
  return { status: worst?.status ?? 'COMPLETED', statusMessage: worst?.message ?? '', tests };
}

async function judgeWritten(
  { collection }: CollectionTask,
  test: SuiteTest,
  run: ProgramRun,
  reference: ProgramRuns,
  session: TestSession,
): Promise<TestVerdict> {
  if (run.status !== 'COMPLETED') return failed(run.message, run.status);
  const stream = collection.type === 'stderr' ? 'stderr' : 'stdout';
  const found: OutputCase = {
    output: run[stream],
    exitCode: run.exitCode,
    given: test.valueText ?? (stream === 'stderr' ? test.expectedStderr : test.expectedStdout),
    fromReference: async () => {
      const model = await reference.run(test.stdin);
      return model.status === 'COMPLETED' ? model[stream] : null;
    },
  };
  return judgeOutput(test, found, session.patterns);
}
