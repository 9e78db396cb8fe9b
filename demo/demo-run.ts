import { randomBytes, randomInt } from 'node:crypto';
import type { ApiClient } from './client.js';
import type { ExerciseId } from './exercises.js';
import type { HandInKind } from './hand-in-kind.js';
import type { ProgressOutput } from './progress.js';
import type { Student } from './students.js';
import type { TestResult } from './contract-types.js';

/** What every step of one run of the demo shares. */
export interface DemoRun {
  /** Makes the names of this run unique: lower-case letters and digits. */
  readonly suffix: string;
  readonly admin: ApiClient;
  readonly output: ProgressOutput;
  /** Put into the hand-ins that look for them: where the server listens and where its secrets lie. */
  readonly targets: { readonly serverPort: string; readonly home: string };
  /** Texts that must not occur in any report. */
  readonly secrets: string[];
  /** What was not as it must be, one sentence each. */
  readonly differences: string[];
}

/** The course that the demo works in, seen by its teachers. */
export interface DemoCourse {
  readonly id: string;
  readonly lecturer: ApiClient;
  readonly tutor: ApiClient;
  readonly contents: ReadonlyMap<ExerciseId, string>;
}

/** A student who is a member of the course and signed in. */
export interface EnrolledStudent {
  readonly student: Student;
  readonly courseMemberId: string;
  readonly client: ApiClient;
}

/** A hand-in that was tested. */
export interface TestedHandIn {
  readonly by: EnrolledStudent;
  readonly kind: HandInKind;
  readonly contentId: string;
  readonly artifactId: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly result: TestResult;
}

const PASSWORD_PAIRS = 12;
const CONSONANTS = 'bdfhjkmpqtvxz';

/**
 * A password for an account of the demo: random, so that it belongs to this run alone. Letters and digits
 * take turns, so that chance never makes a name or a run like `12345`, which the rules for passwords refuse.
 */
export function newPassword(): string {
  const pair = () => `${CONSONANTS[randomInt(CONSONANTS.length)]}${randomInt(10)}`;
  return Array.from({ length: PASSWORD_PAIRS }, pair).join('');
}

/** A short text that no earlier run has used: time and chance in base 36. */
export function newSuffix(): string {
  return `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
}
