import type { Expectation } from '../expectation.js';
import type { ActorName } from '../actors.js';

/* A tutor test is its author's; the world has none, so nobody finds one. */
const unknown = (path: string): Expectation => ({
  path: `/tutors/tests/:content${path}`,
  allowed: 404,
  may: [],
});

const TUTORS: ActorName[] = ['tutor', 'lecturer', 'courseOwner', 'admin'];

export const tutorTestExpectations: Record<string, Expectation> = {
  'POST /tutors/course-contents/{id}/test': {
    path: '/tutors/course-contents/:content/test',
    multipart: true,
    // The content of the world has no example yet.
    allowed: 404,
    may: TUTORS,
    sees: ['student', 'otherStudent'],
  },
  'GET /tutors/tests/{id}': unknown(''),
  'GET /tutors/tests/{id}/status': unknown('/status'),
  'GET /tutors/tests/{id}/artifacts': unknown('/artifacts'),
  'GET /tutors/tests/{id}/artifacts/download': unknown('/artifacts/download'),
  'GET /tutors/tests/{id}/input/download': unknown('/input/download'),
  'POST /tutors/tests/{id}/results': { ...unknown('/results'), body: { summary: { total: 1, passed: 1 } } },
  'POST /tutors/tests/{id}/artifacts/upload': { ...unknown('/artifacts/upload'), multipart: true },
};
