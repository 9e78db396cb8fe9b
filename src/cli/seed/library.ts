import { uuidv7 } from 'uuidv7';
import { copyRows } from './copy.js';
import type { Seeding } from './plan.js';

/** An example version that contents may use. */
export interface SeededExample {
  exampleId: string;
  versionId: string;
  identifier: string;
}

/** Makes one repository of the organization with an example and a version for each assignment of a course. */
export async function seedLibrary(seeding: Seeding, organizationId: string): Promise<SeededExample[]> {
  const { client, size } = seeding;
  const repositoryId = uuidv7();
  await copyRows(
    client,
    'example.example_repositories',
    ['id', 'name', 'source_url', 'organization_id'],
    [[repositoryId, 'Exercises', 'local://exercises', organizationId]],
  );
  const examples = Array.from({ length: size.contents }, (_, index) => ({
    exampleId: uuidv7(),
    versionId: uuidv7(),
    identifier: `exercise.n${index + 1}`,
  }));
  await copyRows(
    client,
    'example.examples',
    ['id', 'example_repository_id', 'directory', 'identifier', 'title'],
    examples.map(({ exampleId, identifier }, index) => [
      exampleId,
      repositoryId,
      identifier,
      identifier,
      `Exercise ${index + 1}`,
    ]),
  );
  const rows = await copyRows(
    client,
    'example.example_versions',
    ['id', 'example_id', 'version_tag', 'version_number', 'storage_path', 'title', 'language', 'meta'],
    examples.map(({ exampleId, versionId, identifier }, index) => {
      const path = `examples/${identifier}/1.0.0`;
      return [versionId, exampleId, '1.0.0', 1, path, `Exercise ${index + 1}`, 'python', '{}'];
    }),
  );
  seeding.filled('example.example_versions', rows);
  return examples;
}
