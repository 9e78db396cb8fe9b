import 'reflect-metadata';
import { Command } from 'commander';
import { databaseCommand } from './cli/database.command.js';
import { demoCommand } from './cli/demo.command.js';
import { languagesCommand } from './cli/languages.command.js';
import { sandboxCommand } from './cli/sandbox.command.js';
import { seedCommand } from './cli/seed.command.js';
import { testCommand } from './cli/test.command.js';
import { workerCommand } from './cli/worker.command.js';
import { EnvironmentError } from './platform/config/env.js';

const program = new Command('lectern')
  .description('The backend for university programming courses.')
  .addCommand(databaseCommand())
  .addCommand(demoCommand())
  .addCommand(sandboxCommand().addCommand(languagesCommand()))
  .addCommand(seedCommand())
  .addCommand(testCommand())
  .addCommand(workerCommand());

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof EnvironmentError || (error instanceof Error && error.constructor !== Error);
  process.stderr.write(
    `lectern: ${error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  );
  process.exitCode = 1;
}
