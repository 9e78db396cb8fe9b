import sql from 'sql-template-tag';
import type { AnswerInputs } from '../platform/kept/answer-inputs.js';
import type { Actor } from './actor.js';
import { courseLevel } from './roles.js';

/** A longer list of courses is not worth watching. */
const MOST_COURSES = 50;

/**
 * Kinds of changes of a course:
 * - `course`: the course itself, its contents, types, deployments, and members that change or leave,
 * - `members`: members that join, change or leave,
 * - `work`: submission groups, their members, and what anybody's hand-ins, results and grades come to,
 * - `messages`: messages to the course or anything in it,
 * - `announced`: those of them that are not for one submission group.
 */
type OfCourse = 'course' | 'members' | 'work' | 'messages' | 'announced';
/** `library`: versions of examples; `profiles`: student numbers; `public`: messages above courses to nobody in particular. */
type Elsewhere = 'library' | 'profiles' | 'public';

interface Watched {
  /** Ids, or `own`: the courses where the caller is a member. */
  courses: readonly string[] | 'own';
  ofCourse: readonly OfCourse[];
  elsewhere: readonly Elsewhere[];
}

/**
 * A student's course page shows of his course: structure with deployments, the people who graded him and his team
 * mates, and messages to contents. `person` is his membership, his groups with everybody in them, his work, messages
 * to his groups and what he has read.
 */
export function watchedContents(
  actor: Actor,
  query: { course_id?: string[] | undefined },
): AnswerInputs | null {
  if (query.course_id === undefined) return null;
  return inputs('contents', actor, query, {
    courses: query.course_id,
    ofCourse: ['course', 'announced'],
    elsewhere: ['library'],
  });
}

/** A tutor's list shows members with what of their work waits for a review, and messages to groups that he has not read. */
export function watchedMembers(actor: Actor, query: { course_id: string }): AnswerInputs | null {
  return inputs('members', actor, query, {
    courses: [query.course_id],
    ofCourse: ['course', 'members', 'work', 'messages'],
    elsewhere: [],
  });
}

/** A gradebook shows members with their student numbers and what their work comes to for each content type. */
export function watchedGradings(actor: Actor, query: { course_id: string }): AnswerInputs | null {
  return inputs('gradings', actor, query, {
    courses: [query.course_id],
    ofCourse: ['course', 'members', 'work'],
    elsewhere: ['profiles'],
  });
}

interface MessageFilters {
  course_id?: string[] | undefined;
  course_family_id?: string[] | undefined;
  organization_id?: string[] | undefined;
  course_group_id?: string[] | undefined;
  submission_group_id?: string[] | undefined;
}

/**
 * Messages with their authors and the authors' roles in the course. Null for lists whose filters look into memberships
 * of others, and for administrators, who see all messages there are. `person` is what was written by him, to him and
 * to his groups, his memberships everywhere and what he has read.
 */
export function watchedMessages(actor: Actor, query: MessageFilters): AnswerInputs | null {
  const others = [
    query.course_family_id,
    query.organization_id,
    query.course_group_id,
    query.submission_group_id,
  ];
  if (actor.isAdmin || others.some((filter) => filter !== undefined)) return null;
  const tutor = actor.highestCourseLevel >= courseLevel('_tutor');
  return inputs('messages', actor, query, {
    courses: query.course_id ?? 'own',
    ofCourse: ['course', 'members', tutor ? 'messages' : 'announced'],
    elsewhere: ['public'],
  });
}

function inputs(view: string, actor: Actor, query: object, watched: Watched): AnswerInputs | null {
  const { courses, ofCourse, elsewhere } = watched;
  if (courses !== 'own' && courses.length > MOST_COURSES) return null;
  const ids =
    courses === 'own'
      ? sql`ARRAY(SELECT mine.course_id FROM course.course_members mine WHERE mine.user_id = ${actor.userId})`
      : sql`${[...courses]}::uuid[]`;
  return {
    key: JSON.stringify([view, rightsOf(actor), query]),
    personId: actor.userId,
    courses: ids,
    kinds: [...ofCourse, ...elsewhere],
    turn: sql`
      SELECT min(next.opens_at) FROM unnest(${ids}) courses (id) CROSS JOIN LATERAL (
        SELECT cc.opens_at FROM course.course_contents cc WHERE cc.course_id = courses.id AND cc.opens_at > now()
        ORDER BY cc.opens_at LIMIT 1) next`,
  };
}

/** Everything of a caller that decides what he is shown, apart from rows. */
function rightsOf(actor: Actor): unknown[] {
  return [
    actor.userId,
    actor.isAdmin,
    actor.isService,
    [...actor.claims].sort(),
    [...actor.roles].sort(),
    actor.scopes,
    actor.highestCourseLevel,
    actor.highestScopedLevel,
  ];
}
