import { TaskService } from '../../../src/modules/execution/services/task.service.js';
import { runInContext, systemContext } from '../../../src/platform/http/request-context.js';
import { createContent } from '../../factories/course.js';
import { createExampleRepository, createExampleVersion } from '../../factories/example.js';
import { graded, teamOf } from '../../factories/graded-course.js';
import { groupOf, handedIn, zipOf } from '../../factories/hand-in.js';
import { posted } from '../../factories/message.js';
import { holdLease } from '../../factories/run.js';
import type { TestService } from '../../factories/service.js';
import { tryFolder } from '../../factories/tutor-test.js';
import type { TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';
import type { World } from './actors.js';
import {
  create,
  createMembers,
  createOutsiders,
  createPlaces,
  createScopedMembers,
  createServices,
  leaveAsAdministrator,
  type Members,
  type Places,
} from './people.js';

/** One course with every kind of row, other courses, and a caller of every kind. */
export async function createWorld(t: TestApplication): Promise<World> {
  const places = await createPlaces(t);
  const members = await createMembers(t, places);
  const scoped = await createScopedMembers(t, places);
  const services = await createServices(t);
  const outsiders = await createOutsiders(t);
  const clients = (people: Record<string, { client: unknown }>) =>
    Object.fromEntries(Object.entries(people).map(([name, { client }]) => [name, client]));
  const { course, contentId, groupId } = places;
  await leaveAsAdministrator(t, course.id);
  return {
    clients: {
      ...outsiders,
      ...clients(members),
      ...clients(scoped),
      ...clients(services),
    } as World['clients'],
    ids: {
      course: course.id,
      family: course.familyId,
      organization: course.organizationId,
      organizationMember: scoped.organizationDeveloper.rowId,
      familyMember: scoped.familyManager.rowId,
      contentType: course.assignmentTypeId,
      content: contentId,
      group: groupId,
      member: members.student.memberId,
      user: members.student.userId,
      service: services.service.id,
      serviceType: (await t.admin.get(`/service-accounts/${services.service.id}`)).body.service_type_id,
      tutorMember: members.tutor.memberId,
      lecturerMember: members.lecturer.memberId,
      managerMember: scoped.organizationManager.rowId,
      stranger: outsiders.stranger.userId,
      organizationsManager: outsiders.organizationsManager.userId,
      otherGroup: await create(t, '/course-groups', { course_id: course.id, title: 'Group B' }),
      ...(await createOwnRows(members)),
      ...(await createOtherHandIn(t, places, members)),
      ...(await createDeployment(t, places, members, services.service)),
      ...(await createTestedHandIn(t, places, members, services.service)),
      ...(await createTutorTest(t, places, members, services.service)),
      task: await createTask(t, places, members),
      invite: bodyOf(await outsiders.userManager.post('/admin/invites', {})).id as string,
    },
  };
}

/** The body of an answer that is no error. */
function bodyOf(answer: Answer) {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.raw.toString()}`);
  return answer.body;
}

/** A token of the student, and a comment of the tutor about him. */
async function createOwnRows({ student, tutor }: Members) {
  const comments = bodyOf(
    await tutor.client.post('/course-member-comments', {
      course_member_id: student.memberId,
      message: 'seen',
    }),
  ) as { id: string }[];
  return {
    token: bodyOf(await student.client.post('/api-tokens', { name: 'walk' })).id as string,
    comment: comments[0]?.id ?? '',
  };
}

/** A hand-in that another student made alone, for practice. */
async function createOtherHandIn(t: TestApplication, { course }: Places, { otherStudent }: Members) {
  const otherTeam = await groupOf(t, otherStudent.memberId, await createContent(t, course));
  return { otherTeam, otherArtifact: await handedIn(otherStudent.client, otherTeam) };
}

/** Two libraries, and an example of the organization's one that the content uses and `service` tests. */
async function createDeployment(
  t: TestApplication,
  { course, contentId }: Places,
  { lecturer }: Members,
  service: TestService,
) {
  const repository = await createExampleRepository(t, course.organizationId);
  const { exampleId, versionId, versionTag } = await createExampleVersion(t, {
    repositoryId: repository,
    properties: ['  executionBackend:', `    slug: ${service.slug}`],
  });
  bodyOf(
    await lecturer.client.post(`/lecturers/course-contents/${contentId}/assign-example`, {
      example_id: exampleId,
      version_tag: versionTag,
    }),
  );
  return {
    repository,
    example: exampleId,
    version: versionId,
    sharedRepository: await createExampleRepository(t),
  };
}

/** A hand-in of a team, graded, and at work under a lease that does not end while the walk lasts. */
async function createTestedHandIn(
  t: TestApplication,
  { course, contentId }: Places,
  { student, teamMate, tutor }: Members,
  service: TestService,
) {
  const team = await teamOf(t, course, contentId, [student, teamMate]);
  const artifact = await handedIn(student.client, team);
  const grade = await graded(tutor, artifact, 0.5);
  const result = bodyOf(await student.client.post('/tests', { artifact_id: artifact })).id as string;
  const claim = bodyOf(await service.client.post('/jobs/claim', { worker_id: 'walk', wait_seconds: 0 }));
  const job = claim.jobs[0].id as string;
  await holdLease(t, job);
  const file = { field: 'file', name: 'left.zip', content: await zipOf({ 'plot.txt': 'x' }) };
  bodyOf(await service.client.upload(`/results/${result}/artifacts/upload`, { file }));
  const message = await posted(student.client, { submission_group_id: team });
  return { team, artifact, grade, result, job, message };
}

/** Work of the server that the student asked for in the course, done. */
function createTask(t: TestApplication, { course }: Places, { student }: Members): Promise<string> {
  return runInContext({ ...systemContext('walk'), actorId: student.userId }, () =>
    t.get(TaskService).recordDone('walk', { courseId: course.id }, { input: {}, result: {} }),
  );
}

/** A folder that the tutor tries, at work under a lease that does not end while the walk lasts. */
async function createTutorTest(
  t: TestApplication,
  { contentId }: Places,
  { tutor }: Members,
  service: TestService,
) {
  const tutorTest = bodyOf(await tryFolder(tutor.client, contentId)).test_id as string;
  const claim = bodyOf(await service.client.post('/jobs/claim', { worker_id: 'walk', wait_seconds: 0 }));
  await holdLease(t, claim.jobs[0].id as string);
  const file = { field: 'file', name: 'left.zip', content: await zipOf({ 'plot.txt': 'x' }) };
  bodyOf(await service.client.upload(`/tutors/tests/${tutorTest}/artifacts/upload`, { file }));
  return { tutorTest };
}
