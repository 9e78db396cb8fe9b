import type { BoxSlot } from './box-runner.js';

/** Slots that are given to those who want one in the order in which they asked. */
export class SlotQueue {
  private readonly free: BoxSlot[];
  private readonly waiting: ((slot: BoxSlot) => void)[] = [];

  constructor(slots: readonly BoxSlot[]) {
    this.free = [...slots];
  }

  async take(): Promise<BoxSlot> {
    const slot = this.free.pop();
    return slot ?? new Promise((resolve) => this.waiting.push(resolve));
  }

  give(slot: BoxSlot): void {
    const next = this.waiting.shift();
    if (next) next(slot);
    else this.free.push(slot);
  }
}
