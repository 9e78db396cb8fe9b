const WIDTH = 30;

export interface ProgressOutput {
  /** True when the output is a terminal whose last line may be rewritten. */
  readonly interactive: boolean;
  readonly log: (line: string) => void;
  readonly rewrite: (text: string) => void;
}

/** The text of a bar, such as `hand-ins [██████····]  60 %  27/45`. */
export function progressLine(label: string, done: number, total: number): string {
  const share = total === 0 ? 1 : done / total;
  const filled = Math.round(share * WIDTH);
  const bar = '█'.repeat(filled) + '·'.repeat(WIDTH - filled);
  return `  ${label} [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${done}/${total}`;
}

/** Shows how far a step is: a bar that is rewritten in a terminal, a plain line each quarter elsewhere. */
export class Progress {
  private done = 0;
  private announcedQuarter = 0;

  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly output: ProgressOutput,
  ) {
    this.draw();
  }

  /** Counts one more finished item. */
  advance(): void {
    this.done += 1;
    this.draw();
  }

  private draw(): void {
    const last = this.done === this.total;
    if (this.output.interactive) {
      this.output.rewrite(`\r${progressLine(this.label, this.done, this.total)}${last ? '\n' : ''}`);
      return;
    }
    const quarter = Math.floor((4 * this.done) / Math.max(this.total, 1));
    if (quarter > this.announcedQuarter) {
      this.announcedQuarter = quarter;
      this.output.log(`  ${this.label}: ${this.done} of ${this.total}`);
    }
  }
}
