import {
  gradedTest,
  type GradedOutcome,
  type GradedRun,
  type GradedTest,
  MAX_TESTS,
  type ResultFile,
  ResultsError,
} from '../graded-test.js';

const POINT = /^(not )?ok\b(?: +(\d+))?(?: +-)? *(.*)$/u;
const PLAN = /^1\.\.(\d+)(?: *# *(.*))?$/u;
const DIRECTIVE = /^(.*?)(?<!\\)# *(skip|todo)\b *(.*)$/iu;
const INDENT = 4;

/** The tests of one level: of the file, or of one subtest. */
interface Level {
  name: string;
  plan: number | null;
  /** A plan in the midst of the tests would let a cut-off end go unnoticed. */
  planAt: number;
  points: number;
  failed: number;
  tests: GradedTest[];
}

/**
 * Reads TAP 13 or 14: subtests become suites, YAML diagnostics become messages. A plan that is missing, late or does
 * not fit, `Bail out!` and a test that contradicts its subtests are ResultsErrors.
 */
export function readTap(file: ResultFile): GradedRun {
  const tests = new TapReader(file).read();
  if (tests.length === 0) throw new ResultsError(`${file.path} has no tests.`);
  return { format: 'tap', tests, total: null, message: '', logVisibility: null };
}

class TapReader {
  private readonly levels: Level[] = [levelOf('Tests')];
  private last: GradedTest | null = null;
  private yaml: string[] | null = null;
  /** What the subtest that just ended came to. */
  private ended: Level | null = null;
  private announced = '';

  constructor(private readonly file: ResultFile) {}

  read(): GradedTest[] {
    for (const line of this.file.text.split(/\r?\n/u)) this.take(line);
    if (this.yaml) this.refuse('a diagnostic does not end');
    while (this.levels.length > 1) this.leave();
    if (this.ended) this.refuse('a subtest has no result of its own');
    const [top] = this.levels;
    this.checkPlan(top!);
    return top!.tests;
  }

  private take(line: string): void {
    const text = line.trim();
    if (this.yaml) return this.takeYaml(text);
    if (text === '---') {
      this.yaml = [];
      return;
    }
    if (/^Bail out!/u.test(text)) this.refuse(`the tests were broken off (${text.slice(0, 200)})`);
    if (/^# *Subtest\b/u.test(text)) this.announced = text.replace(/^# *Subtest:? */u, '');
    const depth = (line.length - line.trimStart().length) / INDENT;
    if (Number.isInteger(depth) && (PLAN.test(text) || POINT.test(text))) this.takeAt(depth, text);
  }

  private takeYaml(text: string): void {
    if (text !== '...') {
      this.yaml?.push(text);
      return;
    }
    if (this.last)
      this.last.message = [this.last.message, ...(this.yaml ?? [])].filter((part) => part).join('\n');
    this.yaml = null;
  }

  private takeAt(depth: number, text: string): void {
    if (depth > this.levels.length || depth > INDENT * INDENT) this.refuse('a subtest is indented too far');
    while (this.levels.length - 1 > depth) this.leave();
    if (this.levels.length - 1 < depth) {
      if (this.ended) this.refuse('a subtest has no result of its own');
      this.levels.push(levelOf(this.announced));
      this.announced = '';
    }
    const level = this.levels.at(-1)!;
    const plan = PLAN.exec(text);
    if (plan) this.takePlan(level, Number(plan[1]), plan[2] ?? '');
    else this.takePoint(level, POINT.exec(text)!);
  }

  private takePlan(level: Level, plan: number, comment: string): void {
    if (level.plan !== null) this.refuse('there are two plans');
    if (plan > MAX_TESTS) this.refuse(`more than ${MAX_TESTS} tests are planned`);
    level.plan = plan;
    level.planAt = level.points;
    if (plan === 0 && this.levels.length === 1)
      this.refuse(`all tests are left out (${comment.slice(0, 200)})`);
  }

  private takePoint(level: Level, [, not, number, rest = '']: RegExpExecArray): void {
    level.points += 1;
    if (level.points > MAX_TESTS) this.refuse(`there are more than ${MAX_TESTS} tests`);
    if (number !== undefined && Number(number) !== level.points)
      this.refuse(`test ${level.points} is missing`);
    const { name, reason, outcome } = pointOf(not !== undefined, rest, level.points);
    if (outcome === 'failed') level.failed += 1;
    const inner = this.ended;
    this.ended = null;
    if (inner) return this.adopt(level, inner, name, outcome);
    const suite = this.levels.length === 1 ? 'Tests' : level.name;
    this.last = { ...gradedTest(suite, name), outcome, message: reason };
    level.tests.push(this.last);
  }

  /** The subtests stand for the test, unless it failed although none of them did, or was left out as a whole. */
  private adopt(level: Level, inner: Level, name: string, outcome: GradedOutcome): void {
    if (inner.failed > 0 && outcome === 'passed') this.refuse(`${name} is ok though its subtests are not`);
    const own =
      outcome === 'skipped' || inner.tests.length === 0 || (outcome === 'failed' && inner.failed === 0);
    const suite = this.levels.length === 1 ? 'Tests' : level.name;
    this.last = own ? { ...gradedTest(suite, name), outcome } : null;
    const tests = inner.tests.map((test) => ({
      ...test,
      suite: `${name}${test.suite === inner.name ? '' : ` › ${test.suite}`}`,
    }));
    level.tests.push(...(outcome === 'skipped' ? [] : tests), ...(this.last ? [this.last] : []));
  }

  private leave(): void {
    const level = this.levels.pop()!;
    this.checkPlan(level);
    this.ended = level;
  }

  private checkPlan({ plan, planAt, points }: Level): void {
    if (plan === null) this.refuse('there is no plan, so the end may be missing');
    if (planAt !== 0 && planAt !== points) this.refuse('the plan stands between the tests');
    if (plan !== points) this.refuse(`${plan} tests are planned and ${points} were run`);
  }

  private refuse(why: string): never {
    throw new ResultsError(`${this.file.path} is no complete TAP output: ${why}.`);
  }
}

function levelOf(name: string): Level {
  return { name, plan: null, planAt: 0, points: 0, failed: 0, tests: [] };
}

/** SKIP and TODO are both neither passed nor failed. */
function pointOf(
  not: boolean,
  rest: string,
  number: number,
): { name: string; reason: string; outcome: GradedOutcome } {
  const [, before, word, reason = ''] = DIRECTIVE.exec(rest) ?? [];
  const name = unescaped(before ?? rest).trim() || `Test ${number}`;
  if (word !== undefined) return { name, reason, outcome: 'skipped' };
  return { name, reason, outcome: not ? 'failed' : 'passed' };
}

function unescaped(text: string): string {
  return text.replace(/\\([\\#])/gu, '$1');
}
