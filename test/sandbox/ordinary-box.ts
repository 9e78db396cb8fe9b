import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BoxOutcome, BoxRequest } from '../../src/modules/execution/sandbox/box.js';
import type { BoxRunner } from '../../src/modules/execution/tester/tester-input.js';
import { PortableSandbox } from './portable-sandbox.js';
import { type PlainRequest, SandboxProcess } from './sandbox-process.js';

/**
 * Runs the boxes of a tester at level L2 as an ordinary user, whoever runs the test. What only the tester's user may
 * read is copied to where the other user may.
 */
export class OrdinaryBox implements BoxRunner {
  private readonly copies = new Map<string, string>();

  constructor(
    private readonly portable: PortableSandbox,
    private readonly sandbox: SandboxProcess,
    /** Host paths that last, below this folder, are copied once. */
    private readonly lasting: string,
  ) {}

  async run({ signal: _signal, onOutput: _onOutput, ...request }: BoxRequest): Promise<BoxOutcome> {
    const plain: PlainRequest = {
      ...request,
      stdin: typeof request.stdin === 'string' ? request.stdin : undefined,
      ...(request.workFrom === undefined ? {} : { workFrom: this.readable(request.workFrom) }),
      readOnly: request.readOnly?.map((entry) =>
        'files' in entry ? entry : { target: entry.target, source: this.readable(entry.source) },
      ),
    };
    return this.sandbox.run(plain);
  }

  private readable(path: string): string {
    const known = this.copies.get(path);
    if (known !== undefined && existsSync(known)) return known;
    const copy = join(mkdtempSync(join(this.portable.folder, 'shown-')), 'content');
    cpSync(path, copy, { recursive: true, verbatimSymlinks: true });
    execFileSync('/usr/bin/chmod', ['-R', 'a+rX', join(copy, '..')]);
    if (path.startsWith(this.lasting)) this.copies.set(path, copy);
    return copy;
  }
}
