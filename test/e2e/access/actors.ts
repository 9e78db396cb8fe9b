import type { TestClient } from '../../setup/test-client.js';

/**
 * Every kind of caller that the walk knows; "here" is the course of the world's rows, "elsewhere" one of another
 * organization, "next door" another course of the same family. `service` tests the hand-in of the world and holds its
 * job, with a token of the default scopes; `otherService` has no job and a token that is not narrowed.
 */
export const ACTORS = [
  'anonymous',
  'archived',
  'stranger',
  'studentElsewhere',
  'lecturerElsewhere',
  'lecturerNextDoor',
  'student',
  'teamMate',
  'otherStudent',
  'tutor',
  'lecturer',
  'courseOwner',
  'organizationDeveloper',
  'organizationManager',
  'familyManager',
  'userManager',
  'organizationsManager',
  'service',
  'otherService',
  'admin',
] as const;
export type ActorName = (typeof ACTORS)[number];

export interface World {
  clients: Record<ActorName, TestClient>;
  /** Ids of the rows that requests are about, e.g. `:course` in a path. */
  ids: Record<string, string>;
}
