import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IdempotencyKeys } from '../../../platform/http/idempotency-keys.js';
import { RateLimits } from '../../../platform/http/rate-limits.js';
import { ScheduledTasks } from '../../../platform/schedule/scheduled-tasks.js';
import { ObjectSweep } from '../../../platform/storage/object-sweep.js';
import { SessionService } from '../../auth/services/session.service.js';

const HOUR = 3600;

/** Removes what nobody will ask for any more. */
@Injectable()
export class RemoveLeftoversJob implements OnApplicationBootstrap {
  constructor(
    private readonly tasks: ScheduledTasks,
    private readonly sessions: SessionService,
    private readonly keys: IdempotencyKeys,
    private readonly limits: RateLimits,
    private readonly objects: ObjectSweep,
  ) {}

  onApplicationBootstrap(): void {
    this.tasks.every('remove-finished-sessions', 6 * HOUR, () => this.sessions.removeFinished());
    this.tasks.every('remove-old-idempotency-keys', HOUR, () => this.keys.removeOld());
    this.tasks.every('remove-expired-rate-limits', HOUR, () => this.limits.removeExpired());
    this.tasks.every('remove-unused-objects', 6 * HOUR, (ending) => this.objects.removeUnused(ending));
  }
}
