import { AppError } from '../platform/http/app-error.js';
import type { Actor } from './actor.js';
import type { Check, Permission, Standing } from './rule.js';

/** Null when the rule allows the caller, else the refusal (403). Rows he may not see were refused before (404). */
export function decide(permission: Permission, actor: Actor, standing: Standing | null): AppError | null {
  if (actor.isAdmin && permission.admin) return null;
  if (permission.allow.some((check) => passes(check, actor, standing))) return null;
  return refusal(permission, actor, standing);
}

function passes(check: Check, actor: Actor, standing: Standing | null): boolean {
  switch (check.by) {
    case 'user':
      return true;
    case 'service':
      return actor.isService;
    case 'service-claim':
      return actor.isService && actor.holds(check.claim);
    case 'claim':
      return actor.holds(check.claim);
    case 'course-anywhere':
      return actor.highestCourseLevel >= check.level;
    default:
      return standing !== null && passesOn(check, standing);
  }
}

function passesOn(check: Check, standing: Standing): boolean {
  switch (check.by) {
    case 'course':
      return standing.courseLevel >= check.level;
    case 'family':
      return standing.familyLevel >= check.level;
    case 'organization':
      return standing.organizationLevel >= check.level;
    case 'group':
      return standing.inGroup;
    case 'self':
      return standing.isSelf;
    case 'job':
      return standing.hasJob;
    case 'library':
      return standing.teachesHere;
    default:
      return false;
  }
}

function refusal(permission: Permission, actor: Actor, standing: Standing | null): AppError {
  const first = permission.allow[0];
  if (first === undefined) return new AppError('AUTHZ_002', 'Only administrators may do this.');
  const course = permission.allow.find((check) => check.by === 'course');
  if (course?.by === 'course') {
    if (standing?.courseLevel === 0) return new AppError('AUTHZ_003', 'You are not a member of this course.');
    return new AppError('AUTHZ_004', `This needs at least the course role ${course.role}.`);
  }
  if (first.by.startsWith('service') && !actor.isService)
    return new AppError('AUTHZ_010', 'Only service accounts may do this.');
  return new AppError('AUTHZ_001', 'You may not do this.');
}
