import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { migrateDatabase, migrateDown, migrationStates } from '../platform/database/migrations/migrate.js';
import { newMigration } from '../platform/database/migrations/new-migration.js';
import { withDatabase } from './own-database.js';

async function printStates(url: string): Promise<void> {
  for (const { name, applied } of await migrationStates(url))
    console.log(`${applied ? 'applied' : 'pending'}  ${name}`);
}

/** `lectern db …`: applying, taking back, listing and making migrations. */
export function databaseCommand(): Command {
  const command = new Command('db').description('Migrations of the database');
  command
    .command('migrate')
    .description('apply every pending migration')
    .action(() =>
      withDatabase(async (url) => {
        const applied = await migrateDatabase(url);
        console.log(applied.length === 0 ? 'Nothing to do.' : `Applied:\n  ${applied.join('\n  ')}`);
      }),
    );
  command
    .command('down')
    .description('take back the newest migrations')
    .option('--count <number>', 'how many', '1')
    .action((options: { count: string }) =>
      withDatabase(async (url) => {
        const count = Number(options.count);
        if (!Number.isInteger(count) || count < 1)
          throw new RangeError('--count must be a positive whole number');
        await migrateDown(url, count);
        await printStates(url);
      }),
    );
  command
    .command('status')
    .description('list the migrations')
    .action(() => withDatabase(printStates));
  command
    .command('new')
    .description('write an empty migration, to be filled and read before it is applied')
    .argument('<name>', 'what it does, e.g. add-rubrics')
    .action(async (name: string) => {
      const { file, content } = newMigration(name, new Date());
      await writeFile(join('migrations', file), content, { flag: 'wx' });
      console.log(`migrations/${file}`);
    });
  return command;
}
