import { testerOf } from './compiled/program-tester.js';
import type { Language, OwnTester } from './language.js';
import { ANY } from './languages/any.js';
import { C } from './languages/c.js';
import { DOCUMENT } from './languages/document.js';
import { FORTRAN } from './languages/fortran.js';
import { GO } from './languages/go.js';
import { JAVA } from './languages/java.js';
import { JAVASCRIPT } from './languages/javascript.js';
import { JULIA } from './languages/julia.js';
import { OCTAVE } from './languages/octave.js';
import { PYTHON } from './languages/python.js';
import { R } from './languages/r.js';
import { RUST } from './languages/rust.js';
import { TYPESCRIPT } from './languages/typescript.js';
import { UnsupportedLanguageError } from './tester.errors.js';
import { toolPath } from './toolchain.js';

/** Every language there is a tester for. */
export const LANGUAGES: readonly (Language | OwnTester)[] = [
  PYTHON,
  testerOf(C),
  DOCUMENT,
  OCTAVE,
  R,
  JULIA,
  testerOf(FORTRAN),
  testerOf(JAVA),
  testerOf(JAVASCRIPT),
  testerOf(TYPESCRIPT),
  testerOf(RUST),
  testerOf(GO),
  ANY,
];

/** The language of this name or alias, any case. */
export function findLanguage(name: string): Language | OwnTester | undefined {
  const wanted = name.toLowerCase();
  return LANGUAGES.find((language) => language.name === wanted || language.aliases.includes(wanted));
}

/** The language of this name or alias, any case; throws UnsupportedLanguageError. */
export function languageNamed(name: string): Language | OwnTester {
  const found = findLanguage(name);
  if (!found) {
    throw new UnsupportedLanguageError(
      name,
      LANGUAGES.map((language) => language.name),
    );
  }
  return found;
}

/** Whether this machine can run a language, and which of its tools are missing below /usr. */
export interface LanguageAvailability {
  language: string;
  available: boolean;
  tools: readonly string[];
  missing: readonly string[];
}

/** Looks for the tools of every supported language where boxes will look for them. */
export async function availableLanguages(): Promise<LanguageAvailability[]> {
  return LANGUAGES.map(({ name, tools }) => {
    const missing = tools.filter((tool) => toolPath(tool) === undefined);
    return { language: name, available: missing.length === 0, tools, missing };
  });
}

/** One sentence for the log: which languages this machine can test, and what the others lack. */
export function languageNews(languages: readonly LanguageAvailability[]): string {
  const there = languages.filter(({ available }) => available).map(({ language }) => language);
  const absent = languages.filter(({ available }) => !available);
  const lacks = absent.map(({ language, missing }) => `${language} (no ${missing.join(', ')})`);
  const rest = lacks.length > 0 ? `; not ${lacks.join(', ')}: lectern sandbox languages --install` : '';
  return `languages: ${there.join(', ') || 'none'}${rest}`;
}
