import type { ActorName } from '../actors.js';
import { TUTOR } from '../circles.js';
import { type Expectation, read } from '../expectation.js';

const AUTHOR: ActorName[] = ['tutor', 'admin'];

/** What the worker with the job brings: its author sees the test but is no worker; an administrator holds no lease. */
const brought = (path: string, request: Partial<Expectation>): Expectation => ({
  path: `/tutors/tests/:tutorTest${path}`,
  allowed: 400,
  may: ['service'],
  sees: ['tutor'],
  special: { admin: 409 },
  ...request,
});

/** The tutor test of the world is the tutor's and at work. */
export const tutorTestExpectations: Record<string, Expectation> = {
  'POST /tutors/course-contents/{id}/test': {
    path: '/tutors/course-contents/:content/test',
    form: {},
    allowed: 400,
    may: TUTOR,
    sees: ['student', 'teamMate', 'otherStudent'],
  },
  'GET /tutors/tests/{id}': read('/tutors/tests/:tutorTest', AUTHOR),
  'GET /tutors/tests/{id}/status': read('/tutors/tests/:tutorTest/status', AUTHOR),
  'GET /tutors/tests/{id}/artifacts': read('/tutors/tests/:tutorTest/artifacts', AUTHOR),
  'GET /tutors/tests/{id}/artifacts/download': read('/tutors/tests/:tutorTest/artifacts/download', AUTHOR),
  'GET /tutors/tests/{id}/input/download': read('/tutors/tests/:tutorTest/input/download', [
    ...AUTHOR,
    'service',
  ]),
  'POST /tutors/tests/{id}/results': brought('/results', { body: {} }),
  'POST /tutors/tests/{id}/artifacts/upload': brought('/artifacts/upload', { form: {} }),
};
