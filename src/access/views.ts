import type { Actor } from './actor.js';
import { courseLevel, ORGANIZATION_MANAGER, USER_MANAGER } from './roles.js';

const COURSE_VIEWS = ['student', 'tutor', 'lecturer'] as const;

/** Views of a course role: its own and the lower ones; maintainer and owner see as lecturers. */
export function viewsOfLevel(level: number): string[] {
  return COURSE_VIEWS.slice(0, Math.min(level, COURSE_VIEWS.length)).sort();
}

/** Views the actor has over all courses, sorted; at least `student`. */
export function viewsOf(actor: Actor): string[] {
  const views = new Set<string>(['student', ...viewsOfLevel(actor.highestCourseLevel)]);
  if (actor.isAdmin) for (const view of COURSE_VIEWS) views.add(view);
  if (actor.roles.has(ORGANIZATION_MANAGER) || actor.highestScopedLevel > 0) views.add('lecturer');
  if (actor.isAdmin || actor.roles.has(USER_MANAGER)) views.add('user_manager');
  return [...views].sort();
}

/** Views the actor has in one course: none without membership, all three for administrators. */
export function viewsInCourse(actor: Actor, role: string | null): string[] {
  return viewsOfLevel(actor.isAdmin ? COURSE_VIEWS.length : courseLevel(role));
}
