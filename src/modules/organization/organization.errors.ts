import { AppError, invalidRequest } from '../../platform/http/app-error.js';

/** Named errors of organizations and course families. */
export const organizationErrors = {
  organizationNotFound: () => new AppError('NF_001', 'There is no such organization.'),
  courseFamilyNotFound: () => new AppError('NF_001', 'There is no such course family.'),
  memberNotFound: () => new AppError('NF_001', 'There is no such member.'),
  roleNotFound: () => new AppError('NF_001', 'There is no such role.'),
  userNotFound: () => new AppError('NF_002', 'There is no such user.'),
  familyStaysInItsOrganization: () =>
    invalidRequest([{ field: 'body -> organization_id', message: 'cannot be changed', type: 'custom' }]),
  ownersOnly: () => new AppError('AUTHZ_005', 'Only an owner may give, take or manage the role of an owner.'),
  notYourOwnRole: () => new AppError('AUTHZ_005', 'Nobody changes his own role.'),
  lastOwner: () => new AppError('CONFLICT_005', 'The last owner must stay one; name another owner first.'),
} as const;
