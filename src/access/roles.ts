/** Role names and their ladders; no other place of the source knows them. */
export const ADMIN = '_admin';
export const USER_MANAGER = '_user_manager';
export const ORGANIZATION_MANAGER = '_organization_manager';

export const COURSE_ROLES = ['_student', '_tutor', '_lecturer', '_maintainer', '_owner'] as const;
export type CourseRole = (typeof COURSE_ROLES)[number];
export const STUDENT: CourseRole = '_student';
export const TUTOR: CourseRole = '_tutor';
export const LECTURER: CourseRole = '_lecturer';
export const COURSE_OWNER: CourseRole = '_owner';

export const SCOPED_ROLES = ['_developer', '_manager', '_owner'] as const;
export type ScopedRole = (typeof SCOPED_ROLES)[number];
export const SCOPE_OWNER: ScopedRole = '_owner';

/** 1 for a student up to 5 for an owner; 0 for none. Equals `course.course_roles.hierarchy_level`. */
export function courseLevel(role: string | null | undefined): number {
  return role == null ? 0 : COURSE_ROLES.indexOf(role as CourseRole) + 1;
}

/** 1 for a developer up to 3 for an owner of an organization or family; 0 for none. */
export function scopedLevel(role: string | null | undefined): number {
  return role == null ? 0 : SCOPED_ROLES.indexOf(role as ScopedRole) + 1;
}

/** `role` and the course roles above it. */
export function courseRolesFrom(role: CourseRole): CourseRole[] {
  return COURSE_ROLES.slice(COURSE_ROLES.indexOf(role));
}

/** `role` and the scoped roles above it. */
export function scopedRolesFrom(role: ScopedRole): ScopedRole[] {
  return SCOPED_ROLES.slice(SCOPED_ROLES.indexOf(role));
}

const crud = (resource: string, actions: readonly string[]) =>
  actions.map((action) => `${resource}:${action}`);
const WRITE_USERS = ['create', 'get', 'list', 'update', 'archive'];
const WRITE_SCOPES = ['create', 'get', 'list', 'update'];

/** The builtin system roles with their claims; brought into the database at every start. */
export const SYSTEM_ROLES: readonly {
  id: string;
  title: string;
  description: string;
  claims: readonly string[];
}[] = [
  { id: ADMIN, title: 'Administrator', description: 'May do everything', claims: [] },
  {
    id: USER_MANAGER,
    title: 'User manager',
    description: 'Manages accounts, their roles and invites',
    claims: [
      ...['user', 'account', 'profile', 'student_profile'].flatMap((resource) => crud(resource, WRITE_USERS)),
      ...crud('user_role', ['create', 'get', 'list', 'delete']),
      ...crud('role_claim', ['get', 'list']),
      'invite:*',
      'message:create_global',
    ],
  },
  {
    id: ORGANIZATION_MANAGER,
    title: 'Organization manager',
    description: 'Manages organizations, course families, courses and examples',
    claims: [
      ...[
        'organization',
        'course_family',
        'course',
        'organization_member',
        'course_family_member',
        'example',
      ].flatMap((resource) => crud(resource, WRITE_SCOPES)),
      'example:upload',
      'example:download',
    ],
  },
];
