import { course, job, row, self, user } from '../rule.js';

/**
 * Folders that tutors try (contract 05 section 3). What a worker brings is checked against its lease by the service,
 * because a lease that is over must be told from a test that is not there.
 */
export const tutorTestPermissions = {
  'tutor-test.create': row('POST /tutors/course-contents/{id}/test', [course('_tutor')], {
    on: 'course-content.params.id',
  }),
  'tutor-test.get': row('GET /tutors/tests/{id}', [self()], { on: 'tutor-test.params.id' }),
  'tutor-test.status': row('GET /tutors/tests/{id}/status', [self()], {
    on: 'tutor-test.params.id',
    token: 'tutor_test:get',
  }),
  'tutor-test.artifacts': row('GET /tutors/tests/{id}/artifacts', [self()], {
    on: 'tutor-test.params.id',
    token: 'tutor_test:get',
  }),
  'tutor-test.download-artifacts': row('GET /tutors/tests/{id}/artifacts/download', [self()], {
    on: 'tutor-test.params.id',
    token: 'tutor_test:download',
  }),
  'tutor-test.download-input': row('GET /tutors/tests/{id}/input/download', [job(), self()], {
    on: 'tutor-test.params.id',
    token: 'submission_artifact:download',
  }),
  'tutor-test.report': row('POST /tutors/tests/{id}/results', [user()], { token: 'result:update' }),
  'tutor-test.upload-artifacts': row('POST /tutors/tests/{id}/artifacts/upload', [user()], {
    token: 'result:update',
  }),
} as const;
