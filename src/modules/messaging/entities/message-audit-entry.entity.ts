import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Message } from './message.entity.js';

/** What somebody did to a message; rows are only added. */
@Entity({ schema: 'messaging', name: 'message_audit' })
export class MessageAuditEntry {
  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: string;

  @ManyToOne(() => Message, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id' })
  message: Relation<Message>;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  action: string;

  @Column('text', { name: 'old_title', nullable: true })
  oldTitle: string | null;

  @Column('text', { name: 'old_content', nullable: true })
  oldContent: string | null;

  @Column('text', { name: 'new_title', nullable: true })
  newTitle: string | null;

  @Column('text', { name: 'new_content', nullable: true })
  newContent: string | null;
}
