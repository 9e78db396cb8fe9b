import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One worked example of docs/any-tester.md. */
export interface DocumentedExample {
  title: string;
  exercise: Record<string, string>;
  handIn: Record<string, string>;
  /** What the text says it gets. */
  earned: number;
  possible: number;
}

const HAND_IN = 'hand-in/';
const BLOCK = /^`([^`]+)`:\n\n```\w+\n(.*?)^```$/gmsu;
const SCORE = /gets ([\d.]+) of ([\d.]+) points/u;

/** The examples, in the order of the document: a heading, files named before their blocks, and a sentence with the score. */
export function documentedExamples(): DocumentedExample[] {
  const text = readFileSync(join(process.cwd(), 'docs/any-tester.md'), 'utf8');
  const sections = text.split(/^## /mu).filter((section) => section.startsWith('Example: '));
  return sections.map((section) => {
    const files = [...section.matchAll(BLOCK)].map(
      ([, path, content]) => [path ?? '', content ?? ''] as const,
    );
    const [, earned, possible] = SCORE.exec(section) ?? [];
    const handIn = files.filter(([path]) => path.startsWith(HAND_IN));
    return {
      title: section.split('\n')[0] ?? '',
      exercise: Object.fromEntries(files.filter(([path]) => !path.startsWith(HAND_IN))),
      handIn: Object.fromEntries(handIn.map(([path, content]) => [path.slice(HAND_IN.length), content])),
      earned: Number(earned),
      possible: Number(possible),
    };
  });
}
