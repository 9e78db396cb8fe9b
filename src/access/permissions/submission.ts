import { course, row, serviceWith, user } from '../rule.js';

/**
 * Submission groups, hand-ins, tests, results and grades (contracts 04 and 05). Hand-ins and tests name their group or
 * artifact in ways the table cannot read (a form, one of several fields), so their services find the row through what
 * the caller may see and ask for his membership.
 */
export const submissionPermissions = {
  'submission-group.list': row('GET /submission-groups', [user()]),
  'submission-group.get': row('GET /submission-groups/{id}', [user()]),
  'tutor-submission-group.list': row('GET /tutors/submission-groups', [course('_tutor')], {
    on: 'course.query.course_id',
    token: 'submission_group:list',
  }),
  'tutor-submission-group.get': row('GET /tutors/submission-groups/{id}', [course('_tutor')], {
    on: 'submission-group.params.id',
    token: 'submission_group:get',
  }),
  'submission-artifact.create': row('POST /submissions/artifacts', [user()]),
  'submission-artifact.list': row('GET /submissions/artifacts', [user()]),
  'submission-artifact.download-newest': row('GET /submissions/artifacts/download', [user()], {
    token: 'submission_artifact:download',
  }),
  'submission-artifact.get': row('GET /submissions/artifacts/{id}', [user()], {
    on: 'submission-artifact.params.id',
  }),
  'submission-artifact.download': row('GET /submissions/artifacts/{id}/download', [user()], {
    on: 'submission-artifact.params.id',
  }),
  'submission-artifact.update': row('PATCH /submissions/artifacts/{id}', [user()]),
  'submission-artifact.tests': row('GET /submissions/artifacts/{id}/tests', [user()], {
    token: 'submission_artifact:get',
  }),
  'submission-grade.create': row('POST /submissions/artifacts/{id}/grades', [course('_tutor')], {
    on: 'submission-artifact.params.id',
  }),
  'submission-grade.list-of-artifact': row('GET /submissions/artifacts/{id}/grades', [user()], {
    token: 'submission_grade:list',
  }),
  'submission-grade.list': row('GET /submissions/grades', [user()]),
  'test.create': row('POST /tests', [user()]),
  'test.create-of-artifact': row('POST /submissions/artifacts/{id}/test', [user()], { token: 'test:create' }),
  'test.update': row('PATCH /submissions/tests/{id}', [user()], { token: 'result:update' }),
  'test.get': row('GET /tests/status/{result_id}', [user()], {
    on: 'result.params.result_id',
    token: 'result:get',
  }),
  'result.list': row('GET /results', [user()]),
  'result.get': row('GET /results/{id}', [user()], { on: 'result.params.id' }),
  'result.status': row('GET /results/{id}/status', [user()], {
    on: 'result.params.id',
    token: 'result:get',
  }),
  'result-artifact.list': row('GET /results/{id}/artifacts', [user()], {
    on: 'result.params.id',
    token: 'result:get',
  }),
  'result-artifact.download': row('GET /results/{id}/artifacts/download', [user()], {
    on: 'result.params.id',
    token: 'result:download',
  }),
  'result.create': row('POST /results', [serviceWith('result:create')]),
  'result.delete': row('DELETE /results/{id}', [course('_lecturer')], { on: 'result.params.id' }),
  'result.update': row('PATCH /results/{id}', [user()]),
  'result-artifact.upload': row('POST /results/{id}/artifacts/upload', [user()], { token: 'result:update' }),
} as const;
