import { Injectable } from '@nestjs/common';
import { type QueuePlace, QueuePlaceRepository } from '../repositories/queue-place.repository.js';
import type { RunPayload } from '../schemas/run.schema.js';

/** How long the places of a long queue are told from one look at it, ms. */
const KEPT_MS = 2000;

interface Look {
  /** Of `performance.now()`. */
  until: number;
  places: Promise<Map<string, QueuePlace>>;
}

/**
 * Tells whoever waits where his run stands. In a short queue each question is answered from the queue itself; in a
 * long one, where many ask and each answer would mean going through all of it, from a look that is at most two
 * seconds old, and of a run that came since nothing is told.
 */
@Injectable()
export class QueuePlaces {
  private readonly looks = new Map<string, Look>();

  constructor(private readonly places: QueuePlaceRepository) {}

  /** Place and estimated start of the queued run about `subject`, e.g. `{ result_id }`; nothing when none is queued. */
  async of(subject: RunPayload): Promise<QueuePlace | Record<string, never>> {
    const waiting = await this.places.find(subject);
    if (waiting === null) return {};
    if (!waiting.long) return waiting.place ?? {};
    return (await this.look(waiting.service_id)).get(waiting.id) ?? {};
  }

  private look(serviceId: string): Promise<Map<string, QueuePlace>> {
    const known = this.looks.get(serviceId);
    if (known !== undefined && performance.now() < known.until) return known.places;
    const look = { until: performance.now() + KEPT_MS, places: this.places.findAll(serviceId) };
    this.looks.set(serviceId, look);
    look.places.catch(() => this.looks.delete(serviceId));
    return look.places;
  }
}
