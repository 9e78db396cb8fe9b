import type { Expectation } from './expectation.js';
import { authExpectations } from './expectations/auth.js';
import { courseExpectations } from './expectations/course.js';
import { deploymentExpectations } from './expectations/deployments.js';
import { exampleExpectations } from './expectations/examples.js';
import { executionExpectations } from './expectations/execution.js';
import { gitExpectations } from './expectations/git.js';
import { messagingExpectations } from './expectations/messaging.js';
import { inviteExpectations } from './expectations/invites.js';
import { organizationExpectations } from './expectations/organization.js';
import { ownRowExpectations } from './expectations/own-rows.js';
import { submissionExpectations } from './expectations/submission.js';
import { submissionViewExpectations } from './expectations/submission-views.js';
import { taskExpectations } from './expectations/tasks.js';
import { tutorTestExpectations } from './expectations/tutor-tests.js';
import { workerExpectations } from './expectations/workers.js';

/** What each route answers to whom, by `METHOD /path` of the contract, for another row with a word in brackets. */
export const EXPECTATIONS: Record<string, Expectation> = {
  ...authExpectations,
  ...inviteExpectations,
  ...organizationExpectations,
  ...executionExpectations,
  ...workerExpectations,
  ...exampleExpectations,
  ...courseExpectations,
  ...deploymentExpectations,
  ...submissionExpectations,
  ...submissionViewExpectations,
  ...gitExpectations,
  ...messagingExpectations,
  ...taskExpectations,
  ...tutorTestExpectations,
  ...ownRowExpectations,
};

/** Routes that need no credentials. */
export const PUBLIC_ROUTES = [
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/refresh/local',
  'POST /auth/logout',
  'GET /invites/{token}',
  'POST /invites/{token}/accept',
  'GET /health',
  'GET /health/ready',
  // Their own header PRIVATE-TOKEN; git-user.e2e-spec.ts.
  'GET /api/v4/user',
  'GET /v4/user',
];
