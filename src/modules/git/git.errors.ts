import { AppError } from '../../platform/http/app-error.js';

/** Named errors of repositories and releases. */
export const gitErrors = {
  repositoryNotFound: () => new AppError('NF_001', 'There is no such repository.'),
  mayNotWrite: () => new AppError('AUTHZ_001', 'You may read this repository, but not push to it.'),
  tokenCannotWrite: () => new AppError('AUTHZ_007', 'The token lacks the scope git:write.'),
  unknownService: () => new AppError('VAL_003', 'Only the smart protocol of git is spoken here.'),
  wrongMediaType: () => new AppError('VAL_006', 'This is no request of git.'),
  nothingToRelease: () => new AppError('DEPLOY_004', 'No version of an example is assigned any more.'),
  pathNotPossible: (path: string) =>
    new AppError('DEPLOY_004', `No repository can hold the path ${path.slice(0, 200)}.`),
  gitMissing: (cause: unknown) => new AppError('EXT_003', 'git is not installed on the server.', { cause }),
} as const;
