/** Which repository of a course is meant. */
export type RepositoryName =
  | { kind: 'student-template' }
  | { kind: 'assignments' }
  | { kind: 'students'; username: string }
  | { kind: 'teams'; groupId: string };

/** An address as clients write it: `<organization>/<family>/<course>/<repository>.git/<what>`. */
export interface GitAddress {
  organization: string;
  family: string;
  course: string;
  repository: RepositoryName;
  /** What is asked of it. */
  what: 'info/refs' | 'git-upload-pack' | 'git-receive-pack';
}

const LABELS = '[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*';
const ADDRESS = new RegExp(
  `^(${LABELS})/(${LABELS})/(${LABELS})/` +
    '(?:(student-template|assignments)|students/([A-Za-z0-9_.-]{1,255})|teams/([0-9a-f-]{36}))\\.git/' +
    '(info/refs|git-upload-pack|git-receive-pack)$',
);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the part of the URL after `/git/`; null for everything that is no address of a repository. */
export function readGitAddress(path: string): GitAddress | null {
  const match = ADDRESS.exec(path);
  if (match === null) return null;
  const [, organization = '', family = '', course = '', fixed, username, groupId, what] = match;
  const repository = repositoryOf(fixed, username, groupId);
  if (repository === null) return null;
  return { organization, family, course, repository, what: what as GitAddress['what'] };
}

function repositoryOf(fixed?: string, username?: string, groupId?: string): RepositoryName | null {
  if (fixed !== undefined) return { kind: fixed as 'assignments' };
  if (username !== undefined) return { kind: 'students', username };
  return groupId !== undefined && UUID.test(groupId) ? { kind: 'teams', groupId } : null;
}
