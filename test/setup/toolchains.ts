import { toolPath } from '../../src/modules/execution/tester/toolchain.js';

/** What no package of Debian brings is never required. */
const NEVER_REQUIRED = ['julia'];

/**
 * `describe` for a language that a machine may lack: without its tools the tests are left out and a line says which
 * and how to get them; with LECTERN_REQUIRE_TOOLCHAINS=1 (CI, after installing) their absence is a failure.
 */
export function describeWith(toolchain: string, tools: string[], name: string, body: () => void): void {
  const missing = tools.filter((tool) => toolPath(tool) === undefined);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const lack = `${toolchain}: ${missing.join(', ')} not installed below /usr; install with scripts/setup-languages.sh`;
  const isRequired = process.env['LECTERN_REQUIRE_TOOLCHAINS'] === '1';
  if (isRequired && missing.some((tool) => !NEVER_REQUIRED.includes(tool))) {
    describe(name, () => {
      it('has its toolchain', () => {
        throw new Error(lack);
      });
    });
    return;
  }
  process.stderr.write(`left out: "${name}" (${lack})\n`);
  describe.skip(`${name} (${lack})`, body);
}
