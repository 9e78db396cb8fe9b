import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '../../../platform/events/server-event.js';

const KEPT_MS = 5 * 60 * 1000;
/** So much JSON is kept at most; in a flood the oldest events go before their time. */
const MAX_BYTES = 16 * 1024 * 1024;
const HEAD_BYTES = 200;

interface Kept {
  event: ReceivedEvent;
  bytes: number;
  /** Of `performance.now()`. */
  at: number;
}

/** The events of the last five minutes, for clients that come back; every server hears, and so keeps, all of them. */
@Injectable()
export class RecentEvents {
  private kept: Kept[] = [];
  /** Index of the oldest; the array is cut now and then. */
  private first = 0;
  private bytes = 0;

  add(event: ReceivedEvent, now = performance.now()): void {
    const bytes = Buffer.byteLength(JSON.stringify(event.data)) + HEAD_BYTES;
    this.kept.push({ event, bytes, at: now });
    this.bytes += bytes;
    this.forget(now);
  }

  /** Those with a higher id, oldest first. */
  since(id: string, now = performance.now()): ReceivedEvent[] {
    this.forget(now);
    let start = this.kept.length;
    while (start > this.first && Number(this.kept[start - 1]?.event.id) > Number(id)) start -= 1;
    return this.kept.slice(start).map(({ event }) => event);
  }

  private forget(now: number): void {
    for (
      let oldest = this.kept[this.first];
      oldest !== undefined && (oldest.at < now - KEPT_MS || this.bytes > MAX_BYTES);
      oldest = this.kept[this.first]
    ) {
      this.bytes -= oldest.bytes;
      this.first += 1;
    }
    if (this.first > 1000 && this.first * 2 > this.kept.length) {
      this.kept = this.kept.slice(this.first);
      this.first = 0;
    }
  }
}
