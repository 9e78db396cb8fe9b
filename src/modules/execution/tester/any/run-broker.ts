import { PassThrough } from 'node:stream';
import type { BoxOutcome } from '../../sandbox/box.js';
import { BoxLimitError, BoxRequestError } from '../../sandbox/sandbox.errors.js';
import { endOf, type StudentRuns, wishSchema } from './student-runs.js';

/** The longest wish and the most of all wishes of one grading, bytes. */
export const WISH_BYTES = 32 * 1024 * 1024;
export const WISHES_BYTES = 128 * 1024 * 1024;
const MAX_RUNS = 1_000;
const NEWLINE = 0x0a;

/** The worker's end of `lectern-run`: reads wishes from a grader's box, runs them one by one and answers. */
export class RunBroker {
  /** What the first program of the grader's box reads. */
  readonly answers = new PassThrough();
  private pieces: Buffer[] = [];
  private work: Promise<void> = Promise.resolve();
  private count = 0;
  private closed = false;
  /** The box broke or the work was cancelled: the grading cannot stand. */
  private failure: Error | null = null;

  constructor(
    private readonly runs: StudentRuns,
    first: object,
  ) {
    this.answer(first);
  }

  /** Takes what came through the grader's channel. */
  hear(piece: Buffer): void {
    let rest = piece;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const line = Buffer.concat([...this.pieces, rest.subarray(0, end)]);
      this.pieces = [];
      rest = rest.subarray(end + 1);
      this.work = this.work.then(() => this.serve(line));
    }
    if (rest.length > 0) this.pieces.push(rest);
  }

  /** To be called when the grader's box is over; throws what broke a run behind the grader's back. */
  async close(): Promise<void> {
    this.closed = true;
    this.answers.end();
    await this.work;
    if (this.failure) throw this.failure;
  }

  private async serve(line: Buffer): Promise<void> {
    if (this.closed || this.failure) return;
    try {
      this.answer(await this.run(line));
    } catch (error) {
      if (!(error instanceof BoxRequestError || error instanceof BoxLimitError))
        this.failure = error as Error;
      this.answer({ error: (error as Error).message });
    }
  }

  private async run(line: Buffer): Promise<object> {
    if ((this.count += 1) > MAX_RUNS) throw new BoxRequestError(`There are at most ${MAX_RUNS} runs.`);
    const wish = wishSchema.safeParse(parsed(line));
    if (!wish.success)
      throw new BoxRequestError(`The run cannot be meant: ${wish.error.issues[0]?.message}.`);
    const bytes = (text: string) => Buffer.from(text, 'base64');
    const outcome = await this.runs.run(
      {
        ...wish.data,
        stdin: bytes(wish.data.stdin),
        files: wish.data.files.map((file) => ({ ...file, content: bytes(file.content) })),
      },
      true,
    );
    return answerOf(outcome);
  }

  private answer(message: object): void {
    if (!this.answers.writableEnded) this.answers.write(`${JSON.stringify(message)}\n`);
  }
}

function answerOf(outcome: BoxOutcome): object {
  return {
    ...endOf(outcome),
    stdout: outcome.stdout.toString('base64'),
    stderr: outcome.stderr.toString('base64'),
    files: outcome.files.map((file) => ({ ...file, content: file.content.toString('base64') })),
  };
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
