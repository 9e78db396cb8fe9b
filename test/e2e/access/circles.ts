import { ACTORS, type ActorName } from './actors.js';

/** Everybody with an account that is not archived. */
export const ACCOUNTS: readonly ActorName[] = ACTORS.filter(
  (name) => name !== 'anonymous' && name !== 'archived',
);

/** The first circle without the people of the others. */
export function without(circle: readonly ActorName[], ...gone: (readonly ActorName[])[]): ActorName[] {
  return circle.filter((name) => !gone.flat().includes(name));
}

/** Members of the course here, by their role. */
export const MEMBERS: ActorName[] = [
  'student',
  'teamMate',
  'otherStudent',
  'tutor',
  'lecturer',
  'courseOwner',
];
/** Who may see what members see; administrators may do everything unless the contract says otherwise. */
export const MEMBER: ActorName[] = [...MEMBERS, 'admin'];
/** Who manages what is above the course: these see the course without being members. */
export const ABOVE: ActorName[] = ['organizationManager', 'familyManager', 'organizationsManager'];
export const SEE_COURSE: ActorName[] = [...MEMBERS, ...ABOVE, 'admin'];
export const TEACH: ActorName[] = ['lecturer', 'courseOwner', 'admin'];
export const TUTOR: ActorName[] = ['tutor', ...TEACH];
/** Lecturers of any course. */
export const LECTURERS: ActorName[] = ['lecturer', 'courseOwner', 'lecturerElsewhere', 'lecturerNextDoor'];
/** The two students whose team handed in. */
export const TEAM: ActorName[] = ['student', 'teamMate'];
/** Who sees the hand-in of the team with all that hangs on it. */
export const SEE_TEAM: ActorName[] = [...TEAM, ...TUTOR];
