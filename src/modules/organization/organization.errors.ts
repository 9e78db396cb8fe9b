import { AppError } from '../../platform/http/app-error.js';

/** Named errors of organizations and course families. */
export const organizationErrors = {
  organizationNotFound: () => new AppError('NF_001', 'There is no such organization.'),
  lastOwner: () => new AppError('CONFLICT_005', 'The last owner must stay one; name another owner first.'),
} as const;
