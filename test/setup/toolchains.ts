import { accessSync, constants } from 'node:fs';

/** Debian's packages for the tools that languages need. */
const PACKAGES: Readonly<Record<string, string>> = {
  'octave-cli': 'octave',
  gnuplot: 'gnuplot-nox ghostscript fonts-freefont-otf',
  Rscript: 'r-base-core',
  gfortran: 'gfortran',
  javac: 'default-jdk-headless',
  java: 'default-jre-headless',
  rustc: 'rustc',
  go: 'golang-go',
  node: 'nodejs',
  flake8: 'flake8',
  numpy: 'python3-numpy',
  matplotlib: 'python3-matplotlib',
};

/** Tools that are packages of Python. */
const PYTHON_PACKAGES = ['numpy', 'matplotlib'];

/** Boxes see /usr only, so a tool anywhere else does not count. */
function isThere(tool: string): boolean {
  const places = PYTHON_PACKAGES.includes(tool)
    ? ['/usr/lib/python3/dist-packages']
    : ['/usr/local/bin', '/usr/bin'];
  return places.some((place) => {
    try {
      accessSync(`${place}/${tool}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * `describe` where all tools are installed below /usr; elsewhere the specs are skipped and it is said which tools
 * are missing and how to get them. With LECTERN_REQUIRE_TOOLCHAINS=1 a missing tool is a failure.
 */
export function describeWith(toolchain: string, tools: string[], name: string, body: () => void): void {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const packages = missing.map((tool) => PACKAGES[tool] ?? tool).join(' ');
  const message = `${toolchain}: ${missing.join(', ')} missing below /usr; install with: apt-get install ${packages}`;
  if (process.env['LECTERN_REQUIRE_TOOLCHAINS'] === '1') {
    describe(name, () => {
      it(`needs ${toolchain}`, () => {
        throw new Error(message);
      });
    });
    return;
  }
  process.stderr.write(`skipped "${name}": ${message}\n`);
  describe.skip(`${name} (skipped: ${message})`, body);
}
