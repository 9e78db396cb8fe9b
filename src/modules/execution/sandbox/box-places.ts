import type { BoxSetting, BoxSlot } from './box-setting.js';
import { type BoxPlace, ReadyBox } from './ready-box.js';

/**
 * Places for boxes: so many are given at once, to those who want one in the order in which they asked. The places that
 * are never given at the same time are where the boxes of the next runs wait.
 */
export class BoxPlaces {
  private readonly free: BoxPlace[];
  private readonly waiting: ((place: BoxPlace) => void)[] = [];
  private readonly spare: number;
  private open = true;

  constructor(
    private readonly setting: BoxSetting,
    slots: readonly BoxSlot[],
    private left: number,
  ) {
    this.free = slots.map((slot) => ({ slot, ready: null }));
    this.spare = slots.length - left;
  }

  /** A place, best one with a box that is ready. */
  async take(): Promise<BoxPlace> {
    if (this.left === 0) return new Promise((resolve) => this.waiting.push(resolve));
    this.left -= 1;
    return this.first();
  }

  /** What is not given to the next in the row is free. */
  give(place: BoxPlace): void {
    this.free.push(place);
    const next = this.waiting.shift();
    if (next) next(this.first());
    else this.left += 1;
  }

  /** Begins to build what is missing of the boxes that are to be ready. */
  prepare(): void {
    const missing = this.spare - this.free.filter(({ ready }) => ready?.isUsable).length;
    const empty = this.open ? this.free.filter(({ ready }) => ready === null) : [];
    for (const place of empty.slice(0, Math.max(0, missing))) {
      try {
        place.ready = ReadyBox.begin(this.setting, place.slot);
      } catch {
        // Who needs a box will try again, and be told.
        return;
      }
    }
  }

  /** Disposes of the boxes that wait; with `forGood` there will be no others. */
  async clear(forGood = false): Promise<void> {
    if (forGood) this.open = false;
    await Promise.allSettled(this.free.map((place) => emptied(place)));
  }

  private first(): BoxPlace {
    const index = Math.max(
      0,
      this.free.findIndex(({ ready }) => ready?.isUsable),
    );
    const [place] = this.free.splice(index, 1);
    if (place === undefined) throw new Error('There are more runs than places.');
    return place;
  }
}

/** Until the box is gone it stays in its place, so that none is built beside it. */
async function emptied(place: BoxPlace): Promise<void> {
  const { ready } = place;
  await ready?.dispose();
  if (place.ready === ready) place.ready = null;
}
