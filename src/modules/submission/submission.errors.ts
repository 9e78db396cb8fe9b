import { AppError } from '../../platform/http/app-error.js';

/** Named errors of hand-ins, tests, results and grades. */
export const submissionErrors = {
  groupNotFound: () => new AppError('SUBMIT_002', 'There is no such submission group.'),
  artifactNotFound: () => new AppError('SUBMIT_001', 'There is no such submission.'),
  resultNotFound: () => new AppError('NF_001', 'There is no such result.'),
  tutorTestNotFound: () => new AppError('NF_001', 'There is no such tutor test; they are kept for 24 hours.'),
  noResultArtifacts: () => new AppError('NF_001', 'This test run left no files.'),
  noGroup: () => new AppError('SUBMIT_002', 'The member has no submission group for this content.'),
  notInGroup: () =>
    new AppError('SUBMIT_013', 'Only members of the group, or lecturers of its course, may do this.'),
  notSubmittable: () => new AppError('CONTENT_003', 'Nothing can be handed in for this kind of content.'),
  archived: () => new AppError('SUBMIT_011', 'This content is archived.'),
  outsideWindow: (reason: string) => new AppError('SUBMIT_011', reason),
  nothingKept: () =>
    new AppError(
      'VAL_004',
      'The archive has no file that counts: programs, hidden and empty files are left out.',
    ),
  otherContent: (version: string) =>
    new AppError('SUBMIT_009', `The version ${version} exists already with other content.`),
  noSubmissionsLeft: (limit: number) =>
    new AppError('SUBMIT_010', `All ${limit} official submissions are used up.`),
  finalForStudents: () =>
    new AppError('AUTHZ_004', 'An official submission is final; only tutors may take it back.'),
  graded: () => new AppError('SUBMIT_012', 'The submission has a grade and stays official.'),
  nothingNamed: () =>
    new AppError(
      'SUBMIT_007',
      'Name an artifact_id, or a submission_group_id and perhaps a version_identifier.',
    ),
  wrongNaming: () =>
    new AppError('VAL_001', 'Name a submission_group_id, or both course_content_id and course_member_id.'),
  noMembership: () => new AppError('TASK_004', 'You are not a member of this course.'),
  noTestingService: () =>
    new AppError('SUBMIT_005', 'This content has no testing service that is switched on.'),
  nothingAssigned: () =>
    new AppError('DEPLOY_001', 'No example is assigned to this content.', { status: 404 }),
  alreadyTested: () => new AppError('SUBMIT_008', 'This submission is already tested; read its result.'),
  noTestRunsLeft: (limit: number) => new AppError('SUBMIT_004', `All ${limit} test runs are used up.`),
  graderNeedsMembership: () => new AppError('AUTHZ_003', 'Grades name a member of the course; you are none.'),
  tooLowToGrade: () => new AppError('AUTHZ_004', 'Grading needs at least the role of a tutor in the course.'),
  ownGroup: () => new AppError('AUTHZ_001', 'Nobody grades his own submission group.'),
  nothingToGrade: () => new AppError('VAL_002', 'Name at least one of grade, status and feedback.'),
  serviceNeeded: () => new AppError('AUTHZ_010', 'Only the service that runs this test may do this.'),
  otherService: () => new AppError('AUTHZ_001', 'A service writes results of its own only.'),
  serviceNotFound: () => new AppError('NF_010', 'There is no such service.'),
  leaseLost: () => new AppError('TASK_005', 'The lease of this job is over; nothing was changed.'),
  finalResult: () => new AppError('TASK_005', 'This test run is over; its result does not change any more.'),
  noReport: () =>
    new AppError(
      'VAL_001',
      'A finished test needs a report in result_json with summary.total and summary.passed.',
    ),
  courseNotFound: () => new AppError('NF_003', 'There is no such course.'),
  contentNotFound: () => new AppError('CONTENT_001', 'There is no such course content.'),
  memberNotFound: () => new AppError('NF_001', 'There is no such course member.'),
  notTaught: () => new AppError('AUTHZ_003', 'You are no tutor of such a member.'),
} as const;
