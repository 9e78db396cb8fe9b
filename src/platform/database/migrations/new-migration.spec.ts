import { MigrationNameError, newMigration } from './new-migration.js';

describe('a new migration', () => {
  it('is named by time and purpose', () => {
    const { file, content } = newMigration('add-rubrics', new Date('2026-11-21T09:30:00Z'));
    expect(file).toBe('20261121093000-add-rubrics.ts');
    expect(content).toContain('export class AddRubrics20261121093000 implements MigrationInterface');
  });

  it.each(['', 'rubrics', 'Add-Rubrics', '../evil-one', 'add--x'])('refuses the name %p', (name) => {
    expect(() => newMigration(name, new Date())).toThrow(MigrationNameError);
  });
});
