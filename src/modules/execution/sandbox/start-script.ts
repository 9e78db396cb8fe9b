import type { SandboxTools } from './tools.js';

/** What the first process of a box is to start, known only once the box is there. */
export interface StartPlan {
  tools: SandboxTools;
  /** Host user of the program; null keeps our own in a user namespace. */
  user: number | null;
  /** The file the program reads, or `-` for the pipe. */
  input: string;
  /** Whether the program gets the channel. */
  channel: boolean;
  limits: readonly string[];
  command: readonly string[];
}

/** The filter, bubblewrap's word about the end and its options come through these descriptors. */
const BUBBLEWRAP = ['--seccomp', '3', '--args', '5', '--json-status-fd', '4', '--'];

function wordsOf({ tools, user, limits, command }: StartPlan): string[] {
  const identity =
    user === null
      ? ['--ambient-caps=-all', '--inh-caps=-all']
      : [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--inh-caps=-all'];
  return [
    ...[tools.setpriv, ...identity, '--no-new-privs', '--'],
    ...[tools.bwrap, ...BUBBLEWRAP],
    ...[tools.prlimit, ...limits, '--', ...command],
  ];
}

/** A word as a shell reads it back, whatever is in it; NUL cannot be. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Lines that the shell of the first process reads as its own: they set `input`, `channel` and its arguments. */
export function startScript(plan: StartPlan): string {
  return [
    `input=${quoted(plan.input)} channel=${plan.channel ? 'yes' : ''}`,
    `set -- ${wordsOf(plan).map(quoted).join(' ')}`,
    '',
  ].join('\n');
}
