import { summaryOf } from './operation-summary.js';

describe('summaryOf', () => {
  it.each([
    ['CourseMember_list', 'List course members'],
    ['CourseFamily_list', 'List course families'],
    ['ApiToken_revoke', 'Revoke one API token'],
    ['Result_get', 'Show one result'],
    ['User_unarchive', 'Take one user out of the archive'],
    ['SubmissionArtifact_downloadNewest', 'Download newest (submission artifact)'],
  ])('%s: %s', (operationId, sentence) => {
    expect(summaryOf(operationId)).toBe(sentence);
  });
});
