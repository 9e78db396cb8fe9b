import type { Language, OwnTester } from './language.js';
import { ANY } from './languages/any.js';
import { C } from './languages/c.js';
import { PYTHON } from './languages/python.js';
import { UnsupportedLanguageError } from './tester.errors.js';
import { findTool } from './toolchain.js';

/** Every language there is a tester for. */
export const LANGUAGES: readonly (Language | OwnTester)[] = [PYTHON, C, ANY];

/** The language of this name or alias, any case; throws UnsupportedLanguageError. */
export function languageNamed(name: string): Language | OwnTester {
  const wanted = name.toLowerCase();
  const found = LANGUAGES.find((language) => language.name === wanted || language.aliases.includes(wanted));
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
export function availableLanguages(): Promise<LanguageAvailability[]> {
  return Promise.all(
    LANGUAGES.map(async ({ name, tools }) => {
      const paths = await Promise.all(tools.map(findTool));
      const missing = tools.filter((_, index) => paths[index] === undefined);
      return { language: name, available: missing.length === 0, tools, missing };
    }),
  );
}
