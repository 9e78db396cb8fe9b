import type { SuiteCollection } from '../../formats/test-suite.js';
import type { BoxFile } from '../../sandbox/box.js';
import type { RunEnd, Side } from '../boxed-runs.js';
import type { TaggedValue } from '../comparison/tagged-value.js';
import type { CollectionVerdict, TestSession } from '../language.js';
import type { FolderView } from '../student-files/folder-view.js';

/** An expression to be read after a run; `figure`: an attribute of the current figure, not a variable. */
export interface Question {
  text: string;
  figure: boolean;
}

/** What is to be run and read, code in the order in which it runs. */
export interface ScriptJob {
  before: readonly string[];
  /** Path of the script inside its folder; null runs nothing (an empty solution). */
  main: string | null;
  after: readonly string[];
  inputAnswers: readonly string[];
  questions: readonly Question[];
  /** Whether the open figures are to be brought out as PNG files. */
  keepFigures: boolean;
  timeoutSeconds: number;
}

/** A value read out of a run, or why there is none (follows the name in a sentence). */
export type ScriptValue = { value: TaggedValue } | { missing: string };

/** One finished run of one side. */
export interface ScriptRun extends RunEnd {
  stdout: string;
  stderr: string;
  /** null when the program did not come to its end. */
  exitCode: number | null;
  wallSeconds: number;
  values: readonly ScriptValue[];
  /** What may be PNG files of the figures, not looked at yet. */
  figures: readonly BoxFile[];
}

/** The script of a side: null where a language does without; or the sentence that says it is missing. */
export type MainFile = { path: string | null } | { missing: string };

/** A language whose tests run a script and read its variables. */
export interface ScriptEngine {
  /** As in "do not exist for Python". */
  readonly label: string;
  readonly setUpFirst: boolean;
  /** Output is compared trimmed, and `matches` searches like `regexp` (R, Julia). */
  readonly looseOutput: boolean;
  /** Whether there are tests of type graphics. */
  readonly hasFigures: boolean;
  mainFileOf(collection: SuiteCollection, folder: FolderView): Promise<MainFile>;
  run(job: ScriptJob, side: Side, session: TestSession): Promise<ScriptRun>;
  /** An author's plain value as a value of this language. */
  given(value: unknown): TaggedValue;
  judgeStructure(collection: SuiteCollection, session: TestSession): Promise<CollectionVerdict>;
  judgeLinting(collection: SuiteCollection, session: TestSession): Promise<CollectionVerdict>;
}
