import { ABOVE, ACCOUNTS, MEMBER, MEMBERS, SEE_COURSE, TEACH, without } from '../circles.js';
import type { Expectation } from '../expectation.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const CLAIM = ['organizationsManager', 'admin'] as const;

/** Tasks, creation as tasks, releases and git. Who reads and writes which repository: git-http.e2e-spec.ts. */
export const gitExpectations: Record<string, Expectation> = {
  'POST /system/deploy/organizations': {
    path: '/system/deploy/organizations',
    body: {},
    allowed: 400,
    may: CLAIM,
    others: 403,
  },
  'POST /system/deploy/course-families': {
    path: '/system/deploy/course-families',
    body: { organization_id: ':organization' },
    allowed: 400,
    may: ['organizationManager', ...CLAIM],
    sees: [...MEMBERS, 'organizationDeveloper', 'familyManager', 'lecturerNextDoor'],
  },
  'POST /system/deploy/courses': {
    path: '/system/deploy/courses',
    body: { course_family_id: ':family' },
    allowed: 400,
    may: [...ABOVE, 'admin'],
    sees: [...MEMBERS, 'organizationDeveloper', 'lecturerNextDoor'],
  },
  'POST /system/hierarchy/create': {
    path: '/system/hierarchy/create',
    body: {},
    allowed: 400,
    may: ['admin'],
    others: 403,
  },
  'GET /system/hierarchy/status/{workflow_id}': {
    path: `/system/hierarchy/status/${NOBODY}`,
    allowed: 200,
    may: ACCOUNTS,
  },
  'POST /system/courses/{id}/generate-student-template': {
    path: '/system/courses/:course/generate-student-template',
    body: { release: 7 },
    allowed: 400,
    may: TEACH,
    sees: without(SEE_COURSE, TEACH),
  },
  'POST /system/courses/{id}/generate-assignments': {
    path: '/system/courses/:course/generate-assignments',
    body: { all: 7 },
    allowed: 400,
    may: TEACH,
    sees: without(SEE_COURSE, TEACH),
  },
  'POST /user/courses/{course_id}/validate': {
    path: '/user/courses/:course/validate',
    body: {},
    allowed: 200,
    may: MEMBER,
    sees: without(SEE_COURSE, MEMBER),
  },
  'GET /git/{path}': {
    path: '/git/no/such/place/assignments.git/info/refs?service=git-upload-pack',
    allowed: 404,
    may: ACCOUNTS,
  },
  'POST /git/{path}': {
    path: '/git/no/such/place/assignments.git/git-receive-pack',
    allowed: 404,
    may: ACCOUNTS,
  },
};
