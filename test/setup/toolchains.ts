import { existsSync } from 'node:fs';
import { toolPath } from '../../src/modules/execution/tester/toolchain.js';

/** Tools that are packages of Python, where Debian puts them. */
const PYTHON_PACKAGES = ['numpy', 'matplotlib', 'flake8'];
const PYTHON_FOLDER = '/usr/lib/python3/dist-packages';

/** What no package of Debian brings is never required. */
const NEVER_REQUIRED = ['julia'];

function isThere(tool: string): boolean {
  if (PYTHON_PACKAGES.includes(tool)) return existsSync(`${PYTHON_FOLDER}/${tool}/__init__.py`);
  return toolPath(tool) !== undefined;
}

/**
 * `describe` for a language that a machine may lack: without its tools the tests are left out and a line says which
 * and how to get them; with LECTERN_REQUIRE_TOOLCHAINS=1 (CI, after installing) their absence is a failure.
 */
export function describeWith(toolchain: string, tools: string[], name: string, body: () => void): void {
  const missing = tools.filter((tool) => !isThere(tool));
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
