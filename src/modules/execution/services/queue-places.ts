import { Injectable } from '@nestjs/common';
import { type QueuePlace, QueuePlaceRepository } from '../repositories/queue-place.repository.js';
import type { RunPayload } from '../schemas/run.schema.js';

/** Tells whoever waits where his run stands. */
@Injectable()
export class QueuePlaces {
  constructor(private readonly places: QueuePlaceRepository) {}

  /** Place and estimated start of the queued run about `subject`, e.g. `{ result_id }`; nothing when none is queued. */
  async of(subject: RunPayload): Promise<QueuePlace | Record<string, never>> {
    return (await this.places.find(subject)) ?? {};
  }
}
