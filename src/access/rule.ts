import { courseLevel, scopedLevel, type CourseRole, type ScopedRole } from './roles.js';
import type { SubjectKind } from './subjects.js';

/** What the caller is to the row a request is about. Levels: 0 none; courses 1..5, scopes 1..3. */
export interface Standing {
  courseLevel: number;
  familyLevel: number;
  organizationLevel: number;
  inGroup: boolean;
  isSelf: boolean;
  /** He is a worker whose live lease covers the row. */
  hasJob: boolean;
  /** He teaches where the row of the example library belongs. */
  teachesHere: boolean;
}

/** One way of being allowed; a rule lists several, any of them is enough. */
export type Check =
  | { by: 'user' }
  | { by: 'service' }
  | { by: 'service-claim'; claim: string }
  | { by: 'claim'; claim: string }
  | { by: 'course'; level: number; role: CourseRole }
  | { by: 'family' | 'organization'; level: number; role: ScopedRole }
  | { by: 'course-anywhere'; level: number; role: CourseRole }
  | { by: 'group' }
  | { by: 'self' }
  | { by: 'job' }
  | { by: 'library' };

/** Where a request names the row whose rights count. */
export interface SubjectReference {
  kind: SubjectKind;
  in: 'params' | 'query' | 'body';
  key: string;
  /** The request may leave it out; then only checks that need no row can allow it. */
  optional: boolean;
}

/** One row of the permission table. */
export interface Permission {
  /** Method and path as in the contract. */
  route: string;
  /** Any of these lets the caller pass; an empty list means administrators only. */
  allow: readonly Check[];
  subject: SubjectReference | null;
  /** False where the contract says "not admin". */
  admin: boolean;
  /** Usable although a password change is required. */
  duringPasswordReset: boolean;
  /** Scope an API token needs, `resource:action`, where it does not follow from the name of the row. */
  token: string | null;
}

/** Whoever has an account; which rows he sees is decided by the visibility predicates. */
export const user = (): Check => ({ by: 'user' });
/** A service account. */
export const service = (): Check => ({ by: 'service' });
/** A service account that holds the general claim. */
export const serviceWith = (value: string): Check => ({ by: 'service-claim', claim: value });
/** A holder of the general claim. */
export const claim = (value: string): Check => ({ by: 'claim', claim: value });
/** At least this role in the course of the subject. */
export const course = (role: CourseRole): Check => ({ by: 'course', role, level: courseLevel(role) });
/** At least this role in the family of the subject; organization managers count in each of its families. */
export const family = (role: ScopedRole): Check => ({ by: 'family', role, level: scopedLevel(role) });
/** At least this role in the organization of the subject. */
export const organization = (role: ScopedRole): Check => ({
  by: 'organization',
  role,
  level: scopedLevel(role),
});
/** At least this role in any course. */
export const courseAnywhere = (role: CourseRole): Check => ({
  by: 'course-anywhere',
  role,
  level: courseLevel(role),
});
/** A member of the submission group of the subject. */
export const group = (): Check => ({ by: 'group' });
/** The user the subject belongs to. */
export const self = (): Check => ({ by: 'self' });

/** The worker whose live lease covers the subject. */
export const job = (): Check => ({ by: 'job' });

/** A lecturer of a course in the organization that the subject's example library belongs to. */
export const library = (): Check => ({ by: 'library' });

interface RowOptions {
  /** e.g. `on: 'course.params.id'`: kind of the subject, where it is named, and its key. */
  on?: `${SubjectKind}.${'params' | 'query' | 'body'}.${string}`;
  optional?: boolean;
  admin?: boolean;
  duringPasswordReset?: boolean;
  token?: string;
}

/** Writes one row of the permission table. */
export function row(route: string, allow: readonly Check[], options: RowOptions = {}): Permission {
  const [kind, place, key] = options.on?.split('.') ?? [];
  return {
    route,
    allow,
    subject:
      kind === undefined || key === undefined
        ? null
        : { kind: kind as SubjectKind, in: place as 'params', key, optional: options.optional ?? false },
    admin: options.admin ?? true,
    duringPasswordReset: options.duringPasswordReset ?? false,
    token: options.token ?? null,
  };
}
