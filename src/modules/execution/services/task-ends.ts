import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';

const CHANNEL = 'lectern_task_ends';
/** News may get lost with the connection that brings it: whoever waits looks for itself now and then. */
const LOOK_AGAIN_MS = 2000;

type Listener = (id: string) => void;

/** Tells everybody on every server who waits for the end of a task. Waiting holds no connection of the database. */
@Injectable()
export class TaskEnds implements OnModuleInit, OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private readonly closing = new AbortController();

  constructor(private readonly news: DatabaseNotifications) {}

  async onModuleInit(): Promise<void> {
    await this.news.listen(CHANNEL, (id) => {
      for (const listener of [...this.listeners]) listener(id);
    });
  }

  /** The server ends: nobody waits any longer. */
  onModuleDestroy(): void {
    this.closing.abort();
  }

  /** Told to all servers once the open transaction has committed. */
  async tell(id: string): Promise<void> {
    await this.news.notify(CHANNEL, id);
  }

  /** Calls `listener` with the id of every task that ends; with '' when news may have been missed. Returns its removal. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The first answer of `look` that is not null, or null after `milliseconds`, or when `gone` or this server end. */
  async until<T>(
    id: string,
    look: () => Promise<T | null>,
    milliseconds: number,
    gone: AbortSignal,
  ): Promise<T | null> {
    const end = performance.now() + milliseconds;
    const over = AbortSignal.any([gone, this.closing.signal]);
    for (;;) {
      const rung = this.nextEnd(id);
      try {
        const found = await look();
        const left = end - performance.now();
        if (found !== null || left <= 0 || over.aborted) return found;
        await rung.within(Math.min(left, LOOK_AGAIN_MS), over);
      } finally {
        rung.forget();
      }
    }
  }

  /** Listens from now on, so that nothing is missed between a look and the waiting for news. */
  private nextEnd(id: string) {
    const heard = new AbortController();
    const forget = this.listen((ended) => {
      if (ended === id || ended === '') heard.abort();
    });
    const within = (milliseconds: number, over: AbortSignal) => {
      const first = AbortSignal.any([heard.signal, over]);
      return new Promise<void>((resolve) => {
        if (first.aborted) return resolve();
        const timer = setTimeout(resolve, milliseconds);
        first.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    };
    return { within, forget };
  }
}
