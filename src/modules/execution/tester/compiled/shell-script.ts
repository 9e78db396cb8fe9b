import { quoted } from '../../sandbox/start-script.js';

/** A POSIX shell script that runs the argument vectors one after another as long as each succeeds. */
export function shellScript(steps: readonly (readonly string[])[]): string {
  const lines = steps.map((step) => step.map(quoted).join(' '));
  // The last one takes the shell's place, so that the box sees its end and not the shell's word for it.
  return [...lines.slice(0, -1), `exec ${lines.at(-1) ?? 'true'}`].join(' && ');
}
