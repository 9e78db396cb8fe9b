import type { YamlProblem } from '../../../platform/yaml/yaml-document.js';

/** The exercise cannot be tested at all and there is no report; `code` is stable. */
export class TesterError extends Error {
  constructor(
    readonly code:
      | 'UNSUPPORTED_LANGUAGE'
      | 'BAD_TEST_YAML'
      | 'BAD_INPUT'
      | 'BAD_RESULTS'
      | 'TOOL_MISSING'
      | 'BOX_FAILED'
      | 'CANCELLED',
    message: string,
    /** What authors and tutors need to find the cause; students do not get it. */
    readonly debug?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.name = 'TesterError';
  }
}

/** No tester speaks this language. */
export class UnsupportedLanguageError extends TesterError {
  constructor(
    readonly language: string,
    supported: readonly string[],
  ) {
    super(
      'UNSUPPORTED_LANGUAGE',
      `The language "${language}" is not supported; supported: ${supported.join(', ')}.`,
    );
  }
}

/** The exercise's test.yaml does not hold what it must; `problems` has line and key of each fault. */
export class TestYamlError extends TesterError {
  constructor(
    readonly problems: readonly YamlProblem[],
    readonly file = 'test.yaml',
  ) {
    const [first] = problems;
    const place = [
      first?.line === undefined ? '' : ` line ${first.line}`,
      first?.key ? ` ${first.key}` : '',
    ].join('');
    super('BAD_TEST_YAML', `${file}:${place} ${first?.message ?? 'cannot be read'}`);
  }
}
