import type { BoxLimits } from './box.js';

export const PAGE_BYTES = 4_096;

const MB = 1024 * 1024;
const NAMES_PER_MB = 64;
const LEAST_NAMES = 4_096;
/** What we put into the work folder is given room in steps of this, so that most runs want a folder of the same size. */
const STEP_PAGES = 16;
const STEP_NAMES = 64;

/** Room in the work folder beside the program's share. */
export interface OwnRoom {
  pages: number;
  names: number;
}

export const pagesOf = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);

/** The room that is given for what needs so much. */
export function roomFor({ pages, names }: OwnRoom): OwnRoom {
  const up = (value: number, step: number): number => Math.ceil(value / step) * step;
  return { pages: up(pages, STEP_PAGES), names: up(names, STEP_NAMES) };
}

/**
 * tmpfs options that make the disk limit hold exactly, in bytes and in names, when the room that is ours is used up:
 * nothing of it is the program's.
 */
export function stageOptions({ diskMb }: Pick<BoxLimits, 'diskMb'>, own: OwnRoom): string {
  const bytes = Math.ceil(diskMb * MB) + own.pages * PAGE_BYTES;
  const names = Math.max(LEAST_NAMES, Math.ceil(diskMb * NAMES_PER_MB)) + own.names;
  return `size=${bytes},nr_inodes=${names},mode=0755,nosuid,nodev`;
}
