import { PassThrough } from 'node:stream';

import type { BoxOutcome } from '../sandbox/box.js';
import { ATTACK_LIMITS, MARK } from './attack.js';
import type { RunProgram } from './attempt.js';

const LONGEST_SECONDS = 1_800;

/** An honest run that goes on beside the attacks, with a word of its own, and tells what was done to it. */
export class Neighbour {
  private constructor(
    private readonly input: PassThrough,
    private readonly outcome: Promise<BoxOutcome>,
  ) {}

  /** Starts it and waits until it listens; `programs` is the folder of the compiled attacks. */
  static async start(run: RunProgram, programs: string, word: string, mark: string): Promise<Neighbour> {
    const input = new PassThrough();
    let here = (): void => undefined;
    const ready = new Promise<void>((resolve) => (here = resolve));
    const outcome = run({
      command: ['./attacks', 'neighbour', word],
      workFrom: programs,
      env: { [MARK]: mark },
      stdin: input,
      onOutput: () => here(),
      limits: { ...ATTACK_LIMITS, wallSeconds: LONGEST_SECONDS },
    });
    await Promise.race([ready, outcome]);
    return new Neighbour(input, outcome);
  }

  /** Ends it: what was done to it, or nothing. */
  async end(): Promise<string[]> {
    this.input.end();
    const { end, stdout, stderr, detail } = await this.outcome;
    const said = stdout.toString('utf8');
    if (end === 'exited' && said === 'here\nintact\n') return [];
    return [
      `neighbour: it ended by ${end} and said ${JSON.stringify(said + stderr.toString('utf8'))} ${detail ?? ''}`,
    ];
  }
}
