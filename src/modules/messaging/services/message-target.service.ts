import { Injectable } from '@nestjs/common';
import { AccessRepository } from '../../../access/access.repository.js';
import type { Actor } from '../../../access/actor.js';
import { decide } from '../../../access/decide.js';
import {
  MESSAGE_TARGETS,
  MESSAGE_WRITERS,
  type MessageScope,
  mayWriteToAnybody,
} from '../../../access/message-writers.js';
import { row } from '../../../access/rule.js';
import { SUBJECTS } from '../../../access/subjects.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MessageRepository, type NewMessage } from '../repositories/message.repository.js';
import type { MessageCreate, MessageRow } from '../schemas/message.schema.js';
import { messagingErrors } from '../messaging.errors.js';
import { targetIdOf } from './message-channel.js';

type Target = Pick<NewMessage, 'scope' | 'targetId' | 'peerId'>;

const TAKES_REPLIES: ReadonlySet<MessageScope> = new Set(['user', 'course_member', 'submission_group']);

/** Where a message goes, and whether its author may write there (contract 07 section 1). */
@Injectable()
export class MessageTargetService {
  constructor(
    private readonly access: AccessRepository,
    private readonly messages: MessageRepository,
  ) {}

  /** @throws 404 for targets and parents the actor does not see, 403 without the right to write, 400 for impossible replies */
  async resolve(actor: Actor, input: MessageCreate): Promise<Target> {
    const sent = mostSpecific(input);
    if (input.parent_id != null) return this.ofReply(actor, input.parent_id, sent);
    await this.assertMayWrite(actor, sent);
    return { ...sent, peerId: sent.scope === 'user' ? actor.userId : null };
  }

  private async ofReply(actor: Actor, parentId: string, sent: Omit<Target, 'peerId'>): Promise<Target> {
    const parent = await this.messages.findVisible(actor, parentId);
    if (parent === null) throw messagingErrors.messageNotFound();
    if (!TAKES_REPLIES.has(parent.scope)) throw messagingErrors.noReplies();
    const target = { scope: parent.scope, targetId: targetIdOf(parent) };
    if (sent.targetId !== null && !isSame(sent, target)) throw messagingErrors.otherTarget();
    const peerId = parent.scope === 'user' ? await this.messages.findPeer(parentId) : null;
    if (peerId === null) await this.assertMayWrite(actor, target);
    else assertTakesPart(actor, parent, peerId);
    return { ...target, peerId };
  }

  private async assertMayWrite(actor: Actor, target: Omit<Target, 'peerId'>): Promise<void> {
    const { subject, allow } = MESSAGE_WRITERS[target.scope];
    const standing =
      subject === null || target.targetId === null
        ? null
        : await this.access.findStanding(subject, target.targetId, actor);
    if (subject !== null && standing === null) {
      throw new AppError(SUBJECTS[subject].missing, `There is no such ${SUBJECTS[subject].noun}.`);
    }
    if (target.scope === 'user' && mayWriteToAnybody(actor)) return;
    const refusal = decide(row('POST /messages', allow), actor, standing);
    if (refusal !== null) throw refusal;
  }
}

function mostSpecific(input: MessageCreate): Omit<Target, 'peerId'> {
  for (const scope of MESSAGE_TARGETS) {
    const targetId = input[`${scope}_id`];
    if (targetId != null) return { scope, targetId };
  }
  return { scope: 'global', targetId: null };
}

function isSame(one: Omit<Target, 'peerId'>, other: Omit<Target, 'peerId'>): boolean {
  return one.scope === other.scope && one.targetId === other.targetId;
}

/** Both sides of a conversation may go on with it; administrators write everywhere. */
function assertTakesPart(actor: Actor, parent: MessageRow, peerId: string): void {
  const takesPart = actor.userId === parent.user_id || actor.userId === peerId;
  if (!takesPart && !actor.isAdmin) throw new AppError('AUTHZ_001', 'You may not write here.');
}
