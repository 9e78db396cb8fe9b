import { addMember, createCourse } from '../../factories/course.js';
import { createGradedCourse, graded, type GradedCourse, submitted } from '../../factories/graded-course.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const LIST = '/tutors/course-members';
const NOBODY = '00000000-0000-7000-8000-000000000000';
const refusal = (answer: Answer) => [answer.status, answer.body.error_code as string];

describe('members of a course as their tutors see them', () => {
  let t: TestApplication;
  let world: GradedCourse;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createGradedCourse(t);
    const names = { ada: 'Adams', bob: 'Baker', cem: 'Cole' } as const;
    for (const [who, family_name] of Object.entries(names)) {
      await t.admin.patch(`/users/${world[who as keyof typeof names].userId}`, { family_name });
    }
  });
  afterAll(() => t.close());

  const of = () => `${LIST}?course_id=${world.course.id}`;
  const waiting = async () =>
    Object.fromEntries(
      (await world.tutor.client.get(`${of()}&course_role_id=_student`)).body.map(
        (row: { user: { family_name: string }; unreviewed: boolean; ungraded_submissions_count: number }) => [
          row.user.family_name,
          [row.unreviewed, row.ungraded_submissions_count],
        ],
      ),
    ) as Record<string, [boolean, number]>;

  it('tell what waits for a review, at once after every change', async () => {
    const { ada, bob, tutor, contents } = world;
    expect(await waiting()).toEqual({ Adams: [false, 0], Baker: [false, 0], Cole: [false, 0] });
    const loops = await submitted(t, ada, contents.loops);
    await submitted(t, ada, contents.files);
    await submitted(t, bob, contents.loops, false);
    expect(await waiting()).toEqual({ Adams: [true, 2], Baker: [false, 0], Cole: [false, 0] });
    await graded(tutor, loops, 0.5, 0);
    expect((await waiting())['Adams']).toEqual([true, 2]);
    await graded(tutor, loops, 0.5, 1);
    expect((await waiting())['Adams']).toEqual([true, 1]);
    const one = await tutor.client.get(`${LIST}/${ada.memberId}`);
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({
      id: ada.memberId,
      user_id: ada.userId,
      course_id: world.course.id,
      course_role_id: '_student',
      user: { id: ada.userId, family_name: 'Adams' },
      unreviewed_course_contents: [{ id: contents.files, path: 'week_2.files' }],
      repository: {
        provider: 'git',
        clone_url: `${t.env.PUBLIC_URL}/git/${world.course.fullPath}/students/${ada.username}.git`,
      },
    });
    expect(one.headers['etag']).toBeDefined();
  });

  it('are ordered by name, filtered like members, and page only when asked', async () => {
    const { tutor, ada, bob } = world;
    const list = await tutor.client.get(`${of()}&course_role_id=_student`);
    expect(list.headers['x-total-count']).toBe('3');
    expect(list.body.map((row: { user: { family_name: string } }) => row.user.family_name)).toEqual([
      'Adams',
      'Baker',
      'Cole',
    ]);
    expect(list.body[0].unread_message_count).toBe(0);
    expect(JSON.stringify(list.body)).not.toMatch(/password/);
    const found = async (query: string) =>
      (await tutor.client.get(`${of()}&${query}`)).body.map((row: { id: string }) => row.id);
    expect(await found(`id=${ada.memberId}&id=${bob.memberId}`)).toEqual([ada.memberId, bob.memberId]);
    expect(await found('family_name=Baker')).toEqual([bob.memberId]);
    expect(await found(`user_id=${ada.userId}&given_name=Ada`)).toEqual([ada.memberId]);
    expect(await found(`course_group_id=${NOBODY}`)).toEqual([]);
    const page = await tutor.client.get(`${of()}&limit=1&skip=1&course_role_id=_student`);
    expect([page.body[0].id, page.headers['x-total-count']]).toEqual([bob.memberId, '3']);
  });

  it('need the course and a tutor of it', async () => {
    const { tutor, ada, bob } = world;
    expect(refusal(await tutor.client.get(LIST))).toEqual([400, 'VAL_002']);
    expect(refusal(await tutor.client.get(`${LIST}?course_id=x`))).toEqual([400, 'VAL_003']);
    expect(refusal(await tutor.client.get(`${of()}&sort=color`))).toEqual([400, 'VAL_003']);
    expect(refusal(await ada.client.get(of()))).toEqual([403, 'AUTHZ_004']);
    expect(refusal(await ada.client.get(`${LIST}/${ada.memberId}`))).toEqual([403, 'AUTHZ_004']);
    expect(refusal(await ada.client.get(`${LIST}/${bob.memberId}`))).toEqual([404, 'NF_001']);
    const stranger = await addMember(t, (await createCourse(t)).id, '_owner');
    expect(refusal(await stranger.client.get(of()))).toEqual([404, 'NF_003']);
    for (const id of [ada.memberId, NOBODY]) {
      expect(refusal(await stranger.client.get(`${LIST}/${id}`))).toEqual([404, 'NF_001']);
    }
    expect((await t.anonymous.get(of())).status).toBe(401);
  });
});
