import type { Expectation } from './expectation.js';
import { authExpectations } from './expectations/auth.js';
import { courseExpectations } from './expectations/course.js';
import { organizationExpectations } from './expectations/organization.js';

/** What each route answers to whom, by `METHOD /path` of the contract. */
export const EXPECTATIONS: Record<string, Expectation> = {
  ...authExpectations,
  ...organizationExpectations,
  ...courseExpectations,
};

/** Routes that need no credentials. */
export const PUBLIC_ROUTES = [
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/refresh/local',
  'POST /auth/logout',
  'GET /health',
  'GET /health/ready',
];
