import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Counters of the rate limits that hold across servers; written by rate-limiter-flexible, unlogged. */
@Entity({ schema: 'auth', name: 'rate_limits' })
export class RateLimit {
  @PrimaryColumn('varchar', { length: 255 })
  key: string;

  @Column('integer', { default: 0 })
  points: number;

  /** Milliseconds since 1970. */
  @Column('bigint', { nullable: true })
  expire: number | null;
}
