import type { MessageScope, MessageTarget } from '../../../access/message-writers.js';

/** What of a message says where it went. */
export type Addressed = Record<`${MessageTarget}_id`, string | null> & { scope: MessageScope };

/** Id of the row that a message went to; null when it went to everybody. */
export function targetIdOf(message: Addressed): string | null {
  return message.scope === 'global' ? null : message[`${message.scope}_id`];
}

/** Channel of the target of a message; nobody can subscribe to those of course members. */
export function channelOf(message: Addressed): string {
  return message.scope === 'global' ? 'global' : `${message.scope}:${targetIdOf(message)}`;
}

/** Targets whose listeners are so many, or so little acquainted, that who reads what is nobody's business. */
const CROWDS: ReadonlySet<MessageScope> = new Set(['global', 'organization', 'course_family', 'course']);

/** True when only the reader himself is told that he has read a message. */
export function readsAreHisOwn(scope: MessageScope): boolean {
  return CROWDS.has(scope);
}
