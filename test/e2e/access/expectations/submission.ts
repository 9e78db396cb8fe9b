import type { ActorName } from '../actors.js';
import { SEE_COURSE, SEE_TEAM, TEACH, TEAM, TUTOR, without } from '../circles.js';
import { type Expectation, list, OTHER_VERSION, read } from '../expectation.js';

/* The worker that holds the job reads the hand-in and its result, but lists nothing. */
const WITH_JOB: ActorName[] = [...SEE_TEAM, 'service'];
/** Grades, hand-ins and tests name a member of the course, which an administrator is not. */
const TUTORS: ActorName[] = without(TUTOR, ['admin']);

export const submissionExpectations: Record<string, Expectation> = {
  'GET /submission-groups': list('/submission-groups', 'team', SEE_TEAM),
  'GET /submission-groups/{id}': read('/submission-groups/:team', SEE_TEAM),
  'GET /tutors/submission-groups': read('/tutors/submission-groups?course_id=:course', TUTOR, SEE_COURSE),
  'GET /tutors/submission-groups/{id}': read('/tutors/submission-groups/:team', TUTOR, TEAM),
  'POST /submissions/artifacts': {
    path: '/submissions/artifacts',
    form: { fields: { submission_create: { submission_group_id: ':team' } } },
    allowed: 400,
    may: [...TEAM, 'lecturer', 'courseOwner'],
    sees: ['tutor', 'admin'],
  },
  'GET /submissions/artifacts': list('/submissions/artifacts', 'artifact', SEE_TEAM),
  'GET /submissions/artifacts/download': read(
    '/submissions/artifacts/download?submission_group_id=:team&submit_only=false',
    SEE_TEAM,
  ),
  'GET /submissions/artifacts/download (of a member)': read(
    '/submissions/artifacts/download?course_content_id=:content&course_member_id=:member&submit_only=false',
    SEE_TEAM,
  ),
  'GET /submissions/artifacts/{id}': read('/submissions/artifacts/:artifact', WITH_JOB),
  'GET /submissions/artifacts/{id}/download': read('/submissions/artifacts/:artifact/download', WITH_JOB),
  'PATCH /submissions/artifacts/{id}': {
    path: '/submissions/artifacts/:artifact',
    body: {},
    allowed: OTHER_VERSION,
    may: SEE_TEAM,
  },
  'GET /submissions/artifacts/{id}/tests': read('/submissions/artifacts/:artifact/tests', SEE_TEAM),
  'POST /submissions/artifacts/{id}/grades': {
    path: '/submissions/artifacts/:artifact/grades',
    body: { grade: 2 },
    allowed: 400,
    may: TUTOR,
    sees: TEAM,
  },
  'GET /submissions/artifacts/{id}/grades': read('/submissions/artifacts/:artifact/grades', SEE_TEAM),
  'GET /submissions/grades': list('/submissions/grades', 'grade', SEE_TEAM),
  /* The hand-in is being tested: whoever may test it gets the run that there is. */
  'POST /tests': {
    path: '/tests',
    body: { artifact_id: ':artifact' },
    allowed: 200,
    may: [...TEAM, ...TUTORS],
  },
  'POST /tests (of a group)': {
    path: '/tests',
    body: { submission_group_id: ':team' },
    allowed: 200,
    may: [...TEAM, ...TUTORS],
  },
  'POST /submissions/artifacts/{id}/test': {
    path: '/submissions/artifacts/:artifact/test',
    allowed: 201,
    may: [...TEAM, ...TUTORS],
  },
  'PATCH /submissions/tests/{id}': {
    path: '/submissions/tests/:result',
    body: {},
    allowed: OTHER_VERSION,
    may: ['service', 'admin'],
    sees: without(SEE_TEAM, ['admin']),
  },
  'GET /tests/status/{result_id}': read('/tests/status/:result', WITH_JOB),
  'GET /results': list('/results', 'result', SEE_TEAM),
  'GET /results/{id}': read('/results/:result', WITH_JOB),
  'GET /results/{id}/status': read('/results/:result/status', WITH_JOB),
  'GET /results/{id}/artifacts': read('/results/:result/artifacts', WITH_JOB),
  'GET /results/{id}/artifacts/download': read('/results/:result/artifacts/download', WITH_JOB),
  /* A service needs the claim as well. */
  'POST /results': { path: '/results', body: {}, allowed: 400, may: ['admin'], others: 403 },
  'DELETE /results/{id}': {
    path: '/results/:result',
    allowed: OTHER_VERSION,
    may: TEACH,
    sees: [...without(SEE_TEAM, TEACH), 'service'],
  },
  'PATCH /results/{id}': {
    path: '/results/:result',
    body: {},
    allowed: OTHER_VERSION,
    may: ['service', 'admin'],
    sees: without(SEE_TEAM, ['admin']),
  },
  'POST /results/{id}/artifacts/upload': {
    path: '/results/:result/artifacts/upload',
    form: {},
    allowed: 400,
    may: ['service', 'admin'],
    sees: without(SEE_TEAM, ['admin']),
  },
};
