import { AppError, invalidRequest } from '../../platform/http/app-error.js';

/** Named errors of courses, contents, groups and members. */
export const courseErrors = {
  courseNotFound: () => new AppError('NF_003', 'There is no such course.'),
  kindNotFound: () => new AppError('NF_001', 'There is no such kind of course content.'),
  typeNotFound: () => new AppError('NF_001', 'There is no such course content type.'),
  contentNotFound: () => new AppError('CONTENT_001', 'There is no such course content.'),
  groupNotFound: () => new AppError('NF_001', 'There is no such course group.'),
  memberNotFound: () => new AppError('NF_001', 'There is no such course member.'),
  commentNotFound: () => new AppError('NF_001', 'There is no such comment.'),
  roleNotFound: () => new AppError('NF_001', 'There is no such course role.'),
  userNotFound: () => new AppError('NF_002', 'There is no such user.'),
  notAMember: () => new AppError('AUTHZ_003', 'You are not a member of this course.'),
  groupOfAnotherCourse: () =>
    invalidRequest([
      { field: 'body -> course_group_id', message: 'is no group of this course', type: 'custom' },
    ]),
  unknownKind: () =>
    invalidRequest([
      { field: 'body -> course_content_kind_id', message: 'is no known kind', type: 'custom' },
    ]),
  datesOutOfOrder: () =>
    invalidRequest([
      { field: 'body -> due_at', message: 'opens_at <= due_at <= closes_at must hold', type: 'custom' },
    ]),
  roleBeyondYourOwn: () => new AppError('AUTHZ_005', 'You cannot give a role above your own.'),
  memberBeyondYou: () =>
    new AppError('AUTHZ_005', 'You can change or remove only members whose role is below your own.'),
  notYourOwnRow: () => new AppError('AUTHZ_005', 'Nobody changes his own membership.'),
  ownersCannotLeave: () =>
    new AppError('AUTHZ_005', 'An owner cannot leave; another one must take the role.'),
  lastOwner: () => new AppError('CONFLICT_005', 'The last owner must stay one; name another owner first.'),
  pathNotAllowed: (reason: string) => new AppError('CONTENT_008', reason),
  pathTaken: () => new AppError('CONTENT_009', 'There is a content with this path already.'),
  notSubmittable: () =>
    new AppError('CONTENT_003', 'Examples can be assigned only to contents that are handed in.'),
  exampleNotNamed: () => new AppError('VAL_002', 'example_id or example_identifier is needed.'),
  versionNotNamed: () => new AppError('VAL_003', 'version_tag is needed: a version, or latest.'),
  exampleUsedBy: (path: string) =>
    new AppError('DEPLOY_005', `The content ${path} of this course uses this example already.`, {
      details: { course_content_path: path },
    }),
  otherExampleReleased: () =>
    new AppError('DEPLOY_001', 'Students have this content already; only versions of its example fit now.'),
  nothingAssigned: () =>
    new AppError('DEPLOY_001', 'No example is assigned to this content.', { status: 404 }),
  noDescription: () => new AppError('NF_001', 'The example has no folder content/.'),
  hasSubmissions: (cause?: unknown) =>
    new AppError('CONTENT_006', 'There are submissions for this content.', { cause }),
  hasSubmissionsBelow: (cause?: unknown) =>
    new AppError('CONTENT_007', 'There are submissions for a content below this one.', { cause }),
} as const;
