import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exerciseOf } from '../../../demo/exercises.js';
import { HAND_INS } from '../../../demo/hand-ins.js';
import { LOOT_MARK } from '../../../demo/verdict.js';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { runTests } from '../../../src/modules/execution/tester/run-tests.js';

const DEMO = join(process.cwd(), 'demo');

let home: string;
let sandbox: Sandbox;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lectern-tester-sandbox-'));
  sandbox = await Sandbox.open({ root: home, minLevel: 'L2', slots: 2 });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

/** A copy of a hand-in with the places filled in that the demo fills in when it hands it in. */
async function handedIn(id: string): Promise<string> {
  const folder = join(home, id);
  await mkdir(folder);
  for (const name of await readdir(join(DEMO, 'hand-ins', id))) {
    const text = await readFile(join(DEMO, 'hand-ins', id, name), 'utf8');
    const filled = text.replaceAll('@SERVER_PORT@', '8000').replaceAll('@LECTERN_HOME@', home);
    await writeFile(join(folder, name), filled);
  }
  return folder;
}

describe('the hand-ins of the demo', () => {
  it.each(HAND_INS.filter((kind) => kind.status === 'finished'))(
    '$id gets its $points points',
    async (kind) => {
      const exercise = exerciseOf(kind.exercise);
      const reference = join(DEMO, 'exercises', kind.exercise);
      const report = await runTests({
        language: exercise.language,
        testYaml: await readFile(join(reference, 'test.yaml'), 'utf8'),
        directories: {
          student: await handedIn(kind.id),
          reference,
          tests: join(home, 'no-test-files'),
          artifacts: join(home, 'artifacts'),
        },
        limits: { cpuSeconds: 4, wallSeconds: 120, memoryMb: 256, processes: 32, diskMb: 64, outputKb: 1024 },
        storeGraphicsArtifacts: false,
        box: sandbox,
        clock: () => new Date(),
      });
      const passed = report.tests.filter(({ result }) => result === 'PASSED').map(({ name }) => name);
      expect(passed).toEqual(kind.passes);
      expect(report.summary).toMatchObject({ passed: kind.points, total: exercise.points });
      expect(JSON.stringify(report)).not.toContain(LOOT_MARK);
    },
    120_000,
  );
});
