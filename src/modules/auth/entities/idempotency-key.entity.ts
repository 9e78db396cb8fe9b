import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The answer to a request that was sent with an `Idempotency-Key`, kept 24 hours. */
@Entity({ schema: 'auth', name: 'idempotency_keys' })
export class IdempotencyKey {
  @PrimaryColumn('uuid')
  caller: string;

  @PrimaryColumn('text')
  method: string;

  @PrimaryColumn('text')
  path: string;

  @PrimaryColumn('text')
  key: string;

  /** SHA-256 of the body. */
  @Column('bytea')
  fingerprint: Buffer;

  @Column('integer')
  status: number;

  /** json and not jsonb, because a repeated answer is the first one to the letter. */
  @Column('json', { nullable: true })
  body: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: string;
}
