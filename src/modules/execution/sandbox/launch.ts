import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';

import type { RunPipes } from './run-pipes.js';
import type { SandboxTools } from './tools.js';

/** Below the stage: what the first process starts, written by us before it is told to. */
export const START_FILE = 'start';

/**
 * Runs as first process of a pid and mount namespace of its own: whatever the program started dies with it, and
 * so do the mounts. It mounts the sized work folder and waits, perhaps for long. Once a program is wanted it gives
 * the folder another size if that is not the right one; the supervisor fills it; on its word the first process builds
 * the box, and reports the end and the CPU time of everything that ran.
 */
const SCRIPT = `
umask 022
# When the machine runs out of memory, programs in boxes are the first to go, whatever protects the worker.
echo 1000 > /proc/self/oom_score_adj
mount=$1 stage=$2 options=$3
"$mount" -t tmpfs -o "$options" lectern-box "$stage" || exit 70
read -r me rest < /proc/self/stat
echo "ready $me" >&4
read -r word options <&4 || exit 71
if [ "$word" = size ]; then
  "$mount" -t tmpfs -o "remount,$options" lectern-box "$stage" || exit 70
  echo sized >&4
  read -r word options <&4 || exit 71
fi
[ "$word" = go ] || exit 71
. "$stage/${START_FILE}" || exit 71
if [ "$input" = - ]; then exec <&6 6<&-; else exec 6<&- <"$input"; fi || exit 72
[ -n "$channel" ] || exec 9>&-
"$@" >&7 2>&8 7>&- 8>&-
code=$?
echo "end $code" >&4
times >&4
exit 0
`;

/** How to start the first process. */
export interface LaunchPlan {
  tools: SandboxTools;
  /** Host user of the program; null keeps our own in a user namespace. */
  user: number | null;
  stage: string;
  /** Options of the tmpfs mount. */
  stageOptions: string;
  /** Descriptors that whoever started us left open; the program must not get them. */
  strays: readonly number[];
}

function outerCommand({ tools, user }: LaunchPlan): string[] {
  const mapped = user === null ? ['--user', '--map-current-user', '--keep-caps'] : [];
  return [
    // The first process dies with us, and with it everything in its namespaces.
    ...[tools.setpriv, '--pdeathsig', 'KILL', tools.unshare, ...mapped],
    ...['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--'],
  ];
}

/** The last words of the first process. */
export interface Ending {
  /** Exit code of the program; null when the box never came to start it or was killed. */
  code: number | null;
  /** User and system time of everything that was waited for, in seconds; 0 when it was killed. */
  cpuSeconds: number;
}

/** Where bubblewrap and the script find what; the program gets none of these but the channel. */
const DESCRIPTORS = {
  filter: 3,
  control: 4,
  options: 5,
  stdin: 6,
  stdout: 7,
  stderr: 8,
  channel: 9,
} as const;

/**
 * The tools around the box have an output of their own (`ignore`, `pipe`), so that no word of theirs gets into
 * the program's. A stray descriptor is overlaid by one that leads nowhere.
 */
function descriptors(pipes: RunPipes, strays: readonly number[], nowhere: number): StdioOptions {
  const { filter, control, options, ...theirs } = DESCRIPTORS;
  const list: ('ignore' | 'pipe' | number)[] = ['ignore', 'ignore', 'pipe'];
  const last = Math.max(DESCRIPTORS.channel, ...strays);
  for (let index = list.length; index <= last; index += 1) list.push('ignore');
  for (const index of [filter, control, options]) list[index] = 'pipe';
  for (const name of ['stdin', 'stdout', 'stderr', 'channel'] as const)
    list[theirs[name]] = pipes.theirs(name);
  for (const stray of strays) list[stray] = nowhere;
  return list;
}

/** Building takes milliseconds; a machine where it takes this long is in trouble. */
const BUILD_TIMEOUT_MS = 60_000;

/** A started first process: its host pid once the work folder is mounted, and how it ended. */
export class Launch {
  private readonly child: ChildProcess;
  private readonly control: Socket;
  private heard = '';
  private complaint = '';
  private over = false;
  private listener: () => void = () => undefined;
  /** Host pid of the first process; rejects when the work folder could not be mounted. */
  readonly ready: Promise<number>;
  /** Resolves when every process of the run is dead. */
  readonly ended: Promise<Ending>;

  constructor(plan: LaunchPlan, pipes: RunPipes, filter: Buffer) {
    const [program = '', ...rest] = [
      ...outerCommand(plan),
      ...[plan.tools.sh, '-c', SCRIPT, 'lectern-box'],
      ...[plan.tools.mount, plan.stage, plan.stageOptions],
    ];
    const nowhere = openSync('/dev/null', 'r');
    try {
      const stdio = descriptors(pipes, plan.strays, nowhere);
      this.child = spawn(program, rest, { env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }, cwd: '/', stdio });
    } finally {
      closeSync(nowhere);
    }
    this.child.stderr?.on('data', (piece: Buffer) => (this.complaint += piece.toString('utf8')));
    this.control = this.ownPipe('control');
    const exited = new Promise<void>((resolve) =>
      this.child.once('close', () => resolve()).once('error', () => resolve()),
    );
    this.control.on('data', (piece: Buffer) => {
      this.heard += piece.toString('latin1');
      this.listener();
    });
    this.ended = exited.then(() => {
      this.over = true;
      this.listener();
      return this.ending();
    });
    this.ready = this.word(/^ready (\d+)$/mu).then(Number);
    this.ready.catch(() => undefined);
    this.sendFilter(filter);
  }

  /** Host pid of the process we started, the parent of the first process. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Whether the first process is gone, however that came. */
  get isOver(): boolean {
    return this.over;
  }

  /** Gives the mounted work folder another size; once, and only before `go`. */
  async resize(stageOptions: string): Promise<void> {
    this.control.write(`size ${stageOptions}\n`);
    await this.word(/^sized()$/mu);
  }

  /** Starts what the start file says, in a box with these options of bubblewrap. */
  go(options: readonly string[]): void {
    this.ownPipe('options').end(options.map((option) => `${option}\0`).join(''));
    this.control.write('go\n');
  }

  /**
   * Ends a launch whose first process is not known yet: our child is killed, and with it the one it may have forked.
   * That one dies of its parent's death only from a moment after the fork on; before it, of hearing no more from us.
   */
  abandon(): void {
    this.child.kill('SIGKILL');
    this.control.destroy();
  }

  /** The types of Node know only the first five. */
  private ownPipe(name: 'filter' | 'control' | 'options'): Socket {
    return (this.child.stdio as readonly unknown[])[DESCRIPTORS[name]] as Socket;
  }

  private sendFilter(filter: Buffer): void {
    for (const name of ['filter', 'control', 'options'] as const)
      this.ownPipe(name).on('error', () => undefined);
    this.ownPipe('filter').end(filter);
  }

  /** Waits until the first process has said this, and returns the group of the pattern; one such wait at a time. */
  private word(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('The box was not built in time.')), BUILD_TIMEOUT_MS);
      this.listener = () => {
        const match = pattern.exec(this.heard);
        if (match === null && !this.over) return;
        clearTimeout(late);
        if (match !== null) resolve(match[1] ?? '');
        else reject(new Error(`The work folder of the box could not be mounted. ${this.complaint}`.trim()));
      };
      this.listener();
    });
  }

  private ending(): Ending {
    const started = /"exit-code"/u.test(this.heard);
    const code = /^end (\d+)$/mu.exec(this.heard);
    const children = /^end \d+\n.*\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s/mu.exec(this.heard);
    const figure = (index: number): number => Number(children?.[index] ?? 0);
    return {
      code: started && code ? Number(code[1]) : null,
      cpuSeconds: figure(1) * 60 + figure(2) + figure(3) * 60 + figure(4),
    };
  }
}
