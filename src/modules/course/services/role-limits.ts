import { courseLevel, type CourseRole } from '../../../access/roles.js';

/** Level of those whom no limit binds (administrators). */
export const UNLIMITED = Number.POSITIVE_INFINITY;

/** Nobody gives a role above his own; his own he may give. */
export function mayGrant(ownLevel: number, role: CourseRole): boolean {
  return courseLevel(role) <= ownLevel;
}

/** Nobody changes or removes a holder of an equal or higher role. */
export function mayManage(ownLevel: number, target: CourseRole): boolean {
  return courseLevel(target) < ownLevel;
}
