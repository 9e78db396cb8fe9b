import { readFile, writeFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { attacksPage } from '../../../src/cli/sandbox-attack.js';
import { permissionsPage, tablesPage } from './generated-pages.js';

/** `npm run docs` runs this with UPDATE_DOCS=1, which writes the pages instead of comparing them. */
async function expectPage(file: string, content: string): Promise<void> {
  if (process.env['UPDATE_DOCS'] === '1') await writeFile(file, content);
  expect(await readFile(file, 'utf8')).toBe(content);
}

describe('generated pages are up to date (npm run docs)', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('docs/permissions.md', () => expectPage('docs/permissions.md', permissionsPage()));
  it('docs/sandbox-attacks.md', () => expectPage('docs/sandbox-attacks.md', attacksPage()));
  it('docs/database-tables.md', () => expectPage('docs/database-tables.md', tablesPage(t.get(DataSource))));
});
