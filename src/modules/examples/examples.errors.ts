import { AppError, invalidRequest } from '../../platform/http/app-error.js';

/** A version that is neither up to four numbers joined by dots nor a semantic version; the message is for people. */
export class InvalidVersionError extends Error {
  override readonly name = 'InvalidVersionError';
}

/** A version constraint that cannot be read; the message is for people. */
export class InvalidConstraintError extends Error {
  override readonly name = 'InvalidConstraintError';
}

/** Files of an upload that cannot be decoded; the message is for people and names the key. */
export class InvalidExampleFilesError extends Error {
  override readonly name = 'InvalidExampleFilesError';
}

const META = 'body -> files -> meta.yaml';

/** Named errors of the example library. */
export const exampleErrors = {
  repositoryNotFound: () => new AppError('NF_001', 'There is no such example repository.'),
  exampleNotFound: () => new AppError('CONTENT_004', 'There is no such example.'),
  versionNotFound: () => new AppError('CONTENT_005', 'There is no such example version.'),
  noFittingVersion: (identifier: string, constraint: string) =>
    new AppError('CONTENT_005', `No version of ${identifier} fits "${constraint}".`),
  versionExists: (tag: string) =>
    new AppError('VERSION_001', `The example has a version ${tag} already; raise the version in meta.yaml.`),
  identifierTaken: (identifier: string) =>
    new AppError('CONFLICT_001', `Another directory of the repository has the identifier ${identifier}.`),
  noBackend: () =>
    new AppError(
      'EXAMPLE_VERSION_NO_BACKEND',
      'meta.yaml names no properties.executionBackend.slug, so nobody could test the example.',
    ),
  unknownBackend: (slug: string) =>
    new AppError('EXAMPLE_VERSION_UNKNOWN_BACKEND', `There is no enabled service ${slug.slice(0, 100)}.`),
  unknownDependency: (identifier: string) =>
    invalidRequest([
      {
        field: META,
        message: `properties.testDependencies: the repository has no example ${identifier}.`,
        type: 'dependency',
      },
    ]),
  dependencyCycle: () =>
    invalidRequest([
      {
        field: META,
        message: 'properties.testDependencies: an example cannot need itself, directly or through others.',
        type: 'dependency',
      },
    ]),
} as const;
