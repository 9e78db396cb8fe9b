import type { ScriptJob } from './script-engine.js';

/** Where the warden puts files, inside the box. */
const HOME = '/tmp/lectern';

/**
 * The code of a job as files of their own: `steps` lists the paths of what runs, `questions` those of the
 * expressions, one a line.
 */
export function numberedFiles(job: ScriptJob, ending: string): Record<string, string> {
  const files: Record<string, string> = {};
  const put = (kind: string, texts: readonly string[]) =>
    texts.map((text, index) => {
      const name = `${kind}_${index + 1}.${ending}`;
      files[name] = `${text}\n`;
      return `${HOME}/${name}`;
    });
  const main = job.main === null ? [] : [`/work/${job.main}`];
  const steps = [...put('setUpCode', job.before), ...main, ...put('tearDownCode', job.after)];
  const questions = put(
    'question',
    job.questions.map(({ text }) => text.trim()),
  );
  const lines = (paths: readonly string[]) => paths.map((path) => `${path}\n`).join('');
  return { ...files, steps: lines(steps), questions: lines(questions) };
}
