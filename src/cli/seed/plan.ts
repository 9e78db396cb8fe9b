import type pg from 'pg';
import type { Chance } from './chance.js';

/** How big the university is. */
export interface SeedSize {
  courses: number;
  students: number;
  /** Assignments of each course. */
  contents: number;
}

/** What every part of the seed works with. */
export interface Seeding {
  client: pg.Client;
  chance: Chance;
  size: SeedSize;
  /** Ends names that must not meet those of an earlier seed. */
  mark: string;
  /** Hash of the password that all seeded accounts share. */
  passwordHash: string;
  /** A stored archive that stands for every hand-in. */
  archive: { hash: string; size: number };
  /** Told after every table that was filled. */
  filled(table: string, rows: number): void;
}

/** A seeded course and who takes part. */
export interface SeededCourse {
  id: string;
  students: string[];
  tutors: string[];
  assignments: SeededAssignment[];
}

export interface SeededAssignment {
  contentId: string;
  exampleVersionId: string;
  opensAt: Date;
  dueAt: Date;
}
