import type { ExerciseId } from './exercises.js';

/** A kind of hand-in with the verdict that it has to get. */
export interface HandInKind {
  /** Folder below demo/hand-ins. */
  readonly id: string;
  readonly exercise: ExerciseId;
  /** What it is, in a few words. */
  readonly title: string;
  readonly status: 'finished' | 'failed';
  /** The score as an exact fraction `points / exercise.points`. */
  readonly points: number;
  /** Names of the collections that pass; all others fail or are skipped. */
  readonly passes: readonly string[];
  /** What the tutor writes when grading it. */
  readonly feedback: string;
  /** True for a program that attacks the server or the grading instead of solving the exercise. */
  readonly attack?: true;
}
