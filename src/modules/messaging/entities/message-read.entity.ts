import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';
import { Message } from './message.entity.js';

/** Somebody has read a message. */
@Entity({ schema: 'messaging', name: 'message_reads' })
@Unique('message_reads_once', ['userId', 'messageId'])
export class MessageRead extends AuditedEntity {
  @ManyToOne(() => Message, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id' })
  message: Relation<Message>;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;
}
