import type { Actor } from './actor.js';
import { USER_MANAGER } from './roles.js';
import { type Check, claim, course, family, group, library, organization, self } from './rule.js';
import type { SubjectKind } from './subjects.js';

/** Who may write to a target (contract 07 section 1); `subject` is the kind of its row, null for everybody. */
export interface MessageWriters {
  subject: SubjectKind | null;
  allow: readonly Check[];
}

/** Targets of messages, the most specific first: of several that are sent, the first counts. */
export const MESSAGE_TARGETS = [
  'user',
  'course_member',
  'submission_group',
  'course_content',
  'course_group',
  'course',
  'course_family',
  'organization',
] as const;
export type MessageTarget = (typeof MESSAGE_TARGETS)[number];
export type MessageScope = MessageTarget | 'global';

export const MESSAGE_WRITERS: Readonly<Record<MessageScope, MessageWriters>> = {
  global: { subject: null, allow: [claim('message:create_global')] },
  user: { subject: 'message-recipient', allow: [library()] },
  course_member: { subject: 'course-member', allow: [course('_tutor'), self()] },
  submission_group: { subject: 'submission-group', allow: [group(), course('_tutor')] },
  course_content: { subject: 'course-content', allow: [course('_lecturer')] },
  course_group: { subject: 'course-group', allow: [course('_lecturer')] },
  course: { subject: 'course', allow: [course('_lecturer')] },
  course_family: { subject: 'course-family', allow: [family('_manager')] },
  organization: { subject: 'organization', allow: [organization('_manager')] },
};

/** True for who may begin a conversation with any account. */
export function mayWriteToAnybody(actor: Actor): boolean {
  return actor.isAdmin || actor.roles.has(USER_MANAGER);
}
