import { AppError } from '../../platform/http/app-error.js';

/** Named errors of accounts, sessions, tokens and roles. */
export const authErrors = {
  wrongCredentials: () => new AppError('AUTH_002', 'User name or password is wrong.'),
  notSignedIn: () => new AppError('AUTH_001', 'Please sign in.'),
  headerUnreadable: () => new AppError('AUTH_002', 'The Authorization header cannot be read.'),
  sessionEnded: () => new AppError('AUTH_003', 'The session has expired or was ended; please sign in again.'),
  apiTokenInvalid: () => new AppError('AUTH_005', 'The API token is unknown, expired or revoked.'),
  tokenNeeded: () => new AppError('AUTH_001', 'The header PRIVATE-TOKEN is missing.'),
  originRefused: () =>
    new AppError('AUTHZ_008', 'Requests with cookies are accepted from allowed origins only.'),
  roleBeyondYourOwn: () =>
    new AppError('AUTHZ_005', 'You cannot give, take or manage a role with more rights than your own.'),
  tokenNotFound: () => new AppError('NF_001', 'There is no such API token.'),
  userNotFound: () => new AppError('NF_002', 'There is no such user.'),
  roleNotFound: () => new AppError('NF_001', 'There is no such role.'),
  userRoleNotFound: () => new AppError('NF_001', 'The user does not hold this role.'),
  usernameTaken: () => new AppError('CONFLICT_001', 'This user name is taken.'),
  emailTaken: () => new AppError('CONFLICT_001', 'This e-mail address is taken.'),
  notYourself: () => new AppError('AUTHZ_001', 'You cannot do this to your own account.'),
  lastAdministrator: () => new AppError('CONFLICT_005', 'The last administrator must stay one.'),
  inviteNotFound: () => new AppError('NF_001', 'There is no such invite.'),
  inviteOver: () => new AppError('INVITE_001', 'This invite was revoked, has expired or is used up.'),
  tooManyFailures: () =>
    new AppError('RATE_002', 'Too many failed attempts; please wait a minute.', {
      headers: { 'retry-after': '60' },
    }),
} as const;
