import { readGitAddress } from './repository-address.js';

describe('addresses of repositories', () => {
  const group = '0190a1b2-0000-7000-8000-00000000000a';
  it.each([
    ['uni/prog/ws.26/student-template.git/info/refs', { kind: 'student-template' }, 'info/refs'],
    ['uni/prog/c/assignments.git/git-receive-pack', { kind: 'assignments' }, 'git-receive-pack'],
    [
      'uni/prog/c/students/a.b-c_9.git/git-upload-pack',
      { kind: 'students', username: 'a.b-c_9' },
      'git-upload-pack',
    ],
    ['uni/prog/c/students/bob.git.git/info/refs', { kind: 'students', username: 'bob.git' }, 'info/refs'],
    [`uni/prog/c/teams/${group}.git/info/refs`, { kind: 'teams', groupId: group }, 'info/refs'],
  ])('%s', (path, repository, what) => {
    expect(readGitAddress(path)).toMatchObject({ repository, what });
  });

  it.each([
    '',
    'uni/prog/c/student-template/info/refs',
    'uni/prog/student-template.git/info/refs',
    'uni/prog/c/other.git/info/refs',
    'uni/prog/c/student-template.git/HEAD',
    'uni/prog/c/student-template.git/objects/info/packs',
    '../prog/c/student-template.git/info/refs',
    'uni/../c/student-template.git/info/refs',
    'uni/prog/c/students/../assignments.git/info/refs',
    'uni/prog/c/students/a/b.git/info/refs',
    `uni/prog/c/teams/${'-'.repeat(36)}.git/info/refs`,
    'uni/prog/c/teams/../../x.git/info/refs',
    'uni/prog/c/assignments.git/info/refs\n',
    'uni//c/assignments.git/info/refs',
  ])('%j is none', (path) => {
    expect(readGitAddress(path)).toBeNull();
  });
});
