import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import pg from 'pg';
import { PasswordHasher } from '../modules/auth/services/password-hasher.js';
import { readEnv } from '../platform/config/env.js';
import { migrateDatabase } from '../platform/database/migrations/migrate.js';
import { NOBODY } from '../platform/kept/change-ledger.js';
import { writeArchive } from '../platform/storage/archive/write-archive.js';
import { ObjectStore } from '../platform/storage/object-store.js';
import { withDatabase } from './own-database.js';
import { Chance } from './seed/chance.js';
import { seedCourse, seedOrganization } from './seed/courses.js';
import { seedHandIns } from './seed/hand-ins.js';
import { seedMessages } from './seed/messages.js';
import { seedLibrary } from './seed/library.js';
import { seedPeople } from './seed/people.js';
import type { Seeding, SeedSize } from './seed/plan.js';

const ROWS_WORTH_TELLING = 50_000;

/** `lectern seed`: fills the database with a believable university, all of it or nothing. */
export function seedCommand(): Command {
  return new Command('seed')
    .description('fill the database with a believable university, for measuring and trying things out')
    .option('--courses <number>', 'courses; everybody takes the first, some take the others', '20')
    .option('--students <number>', 'students', '2000')
    .option('--contents <number>', 'assignments of each course', '100')
    .action(async (options: Record<keyof SeedSize, string>) => {
      const size = {
        courses: wanted('courses', options.courses),
        students: wanted('students', options.students),
        contents: wanted('contents', options.contents),
      };
      await withDatabase((url) => seed(url, size));
    });
}

function wanted(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new RangeError(`--${name} must be a positive whole number`);
  return number;
}

async function seed(url: string, size: SeedSize): Promise<void> {
  await migrateDatabase(url);
  const { LECTERN_HOME } = readEnv();
  const password = seedPassword(LECTERN_HOME);
  const totals = new Map<string, number>();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const seeding: Seeding = {
      client,
      size,
      chance: new Chance(1),
      mark: Date.now().toString(36),
      passwordHash: await new PasswordHasher().hash(password),
      archive: await storedArchive(LECTERN_HOME),
      filled: (table, rows) => {
        totals.set(table, (totals.get(table) ?? 0) + rows);
        if (rows >= ROWS_WORTH_TELLING) console.log(`  ${table}: ${rows} rows`);
      },
    };
    await client.query('BEGIN');
    // Progress is computed once for each course instead of after each table, and changes are told at the end; none of
    // it goes into the audit log.
    await client.query("SET LOCAL lectern.progress_later = 'on'");
    await client.query("SET LOCAL lectern.changes_later = 'on'");
    await client.query("SET LOCAL lectern.unrecorded = 'on'");
    await fill(seeding);
    await client.query("INSERT INTO platform.changes (kind, subject) VALUES ('everything', $1)", [NOBODY]);
    await client.query('COMMIT');
    // What a database in use has had done by itself: lists read indexes alone only where pages are known to be visible.
    await client.query('VACUUM ANALYZE');
    report(seeding, totals, LECTERN_HOME);
  } finally {
    await client.end();
  }
}

/** All seeds of a home share one password, so that whoever measures can sign in as anybody. */
function seedPassword(home: string): string {
  const file = passwordFile(home);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(12).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

function passwordFile(home: string): string {
  return join(home, 'seed-password');
}

async function fill(seeding: Seeding): Promise<void> {
  const begin = performance.now();
  const { organizationId, familyId } = await seedOrganization(seeding);
  const people = await seedPeople(seeding);
  const library = await seedLibrary(seeding, organizationId);
  for (let number = 1; number <= seeding.size.courses; number += 1) {
    const course = await seedCourse(seeding, { familyId, number }, people, library);
    await seedHandIns(seeding, course);
    await seedMessages(seeding, course);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    console.log(
      `course ${number} of ${seeding.size.courses}: ${course.students.length} students, ${seconds} s`,
    );
  }
}

async function storedArchive(home: string): Promise<{ hash: string; size: number }> {
  const content = await writeArchive([{ path: 'main.py', content: Buffer.from('print(42)\n') }]);
  return new ObjectStore(join(home, 'objects')).put(content);
}

function report(seeding: Seeding, totals: Map<string, number>, home: string): void {
  for (const [table, rows] of totals) console.log(`${table.padEnd(40)} ${String(rows).padStart(9)} rows`);
  console.log(
    `Accounts: student0001_${seeding.mark}, tutor001_…, lecturer01_…; their password is in ${passwordFile(home)}`,
  );
}
