import type { ActorName } from '../actors.js';
import { LECTURERS, MEMBERS, without } from '../circles.js';
import { type Expectation, list, OTHER_VERSION, read } from '../expectation.js';

/* The library belongs to the organization of the course: its lecturers, and the claims of organization managers. */
const CLAIM: ActorName[] = ['organizationsManager', 'admin'];
const LIBRARY: ActorName[] = ['lecturer', 'courseOwner', 'lecturerNextDoor', ...CLAIM];
const SEE_ORGANIZATION: ActorName[] = [
  ...MEMBERS,
  'organizationDeveloper',
  'organizationManager',
  'familyManager',
];
/* A shared one belongs to the lecturers of every course; only the claim changes it. */
const SEE_SHARED: ActorName[] = [...LECTURERS, ...CLAIM];

export const exampleExpectations: Record<string, Expectation> = {
  'GET /example-repositories': list('/example-repositories', 'repository', LIBRARY),
  'GET /example-repositories (shared)': list('/example-repositories', 'sharedRepository', SEE_SHARED),
  'GET /example-repositories/{id}': read('/example-repositories/:repository', LIBRARY),
  'GET /example-repositories/{id} (shared)': read('/example-repositories/:sharedRepository', SEE_SHARED),
  'POST /example-repositories': {
    path: '/example-repositories',
    body: { organization_id: ':organization' },
    allowed: 400,
    may: LIBRARY,
    sees: without(SEE_ORGANIZATION, LIBRARY),
  },
  'POST /example-repositories (shared)': {
    path: '/example-repositories',
    body: {},
    allowed: 400,
    may: CLAIM,
    others: 403,
  },
  'PATCH /example-repositories/{id}': {
    path: '/example-repositories/:repository',
    body: {},
    allowed: OTHER_VERSION,
    may: LIBRARY,
  },
  'PATCH /example-repositories/{id} (shared)': {
    path: '/example-repositories/:sharedRepository',
    body: {},
    allowed: OTHER_VERSION,
    may: CLAIM,
    sees: LECTURERS,
  },
  'GET /examples': list('/examples', 'example', LIBRARY),
  'GET /examples/{id}': read('/examples/:example', LIBRARY),
  'GET /examples/{id}/versions': read('/examples/:example/versions', LIBRARY),
  'GET /examples/versions/{version_id}': read('/examples/versions/:version', LIBRARY),
  'GET /examples/{id}/download': read('/examples/:example/download', [...LIBRARY, 'service']),
  'GET /examples/download/{version_id}': read('/examples/download/:version', [...LIBRARY, 'service']),
  'POST /examples/upload': {
    path: '/examples/upload',
    body: { repository_id: ':repository' },
    allowed: 400,
    may: LIBRARY,
  },
  'POST /examples/upload (shared)': {
    path: '/examples/upload',
    body: { repository_id: ':sharedRepository' },
    allowed: 400,
    may: SEE_SHARED,
  },
};
