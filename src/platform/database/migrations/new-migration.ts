/** The name says nothing or cannot be a file name. */
export class MigrationNameError extends Error {}

/** File name and text of an empty migration, `20261121093000-add-rubrics.ts`; the time is UTC. */
export function newMigration(name: string, now: Date): { file: string; content: string } {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)) {
    throw new MigrationNameError(`"${name}" is no name for a migration; write it like add-rubrics.`);
  }
  const stamp = now.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const className =
    name.replace(/(^|-)([a-z0-9])/g, (_all, _dash, letter: string) => letter.toUpperCase()) + stamp;
  const content = `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changes and why. */
export class ${className} implements MigrationInterface {
  name = '${className}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('');
  }
}
`;
  return { file: `${stamp}-${name}.ts`, content };
}
