import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';
import { createGradedCourse, graded, type GradedCourse, submitted, teamOf, tested } from './graded-course.js';
import { posted } from './message.js';

/** A course in which every table that kept views read has rows. */
export interface WatchedCourse extends GradedCourse {
  teamId: string;
  /** Results of Ada, and of the team that she and Bob are. */
  results: { own: string; team: string };
  artifacts: { own: string; team: string };
  messageId: string;
}

export async function createWatchedCourse(t: TestApplication): Promise<WatchedCourse> {
  const world = await createGradedCourse(t);
  const { ada, bob, tutor, contents, course } = world;
  const teamId = await teamOf(t, course, contents.team, [ada, bob]);
  const own = await submitted(t, ada, contents.loops);
  const team = await submitted(t, ada, contents.team);
  const results = {
    own: await tested(t, own, { memberId: ada.memberId, result: 0.5 }),
    team: await tested(t, team, { memberId: ada.memberId, result: 0.5 }),
  };
  await graded(tutor, own, 0.5);
  const messageId = await posted(tutor.client, { submission_group_id: teamId });
  return { ...world, teamId, results, artifacts: { own, team }, messageId };
}

/** Who reads which kept view. */
export function readersOf(world: WatchedCourse): { client: TestClient; path: string }[] {
  const { ada, bob, tutor, course } = world;
  const page = `/students/course-contents?course_id=${course.id}`;
  return [
    { client: ada.client, path: page },
    { client: bob.client, path: page },
    { client: ada.client, path: '/messages' },
    { client: bob.client, path: `/messages?course_id=${course.id}` },
    { client: tutor.client, path: '/messages' },
    { client: tutor.client, path: `/tutors/course-members?course_id=${course.id}` },
    { client: tutor.client, path: `/course-member-gradings?course_id=${course.id}` },
  ];
}
