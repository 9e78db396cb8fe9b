import { gradeWithOwnProgram } from '../any/own-grader.js';
import type { OwnTester } from '../language.js';

/** Whatever the exercise's own grading program can judge (docs/any-tester.md). */
export const ANY: OwnTester = {
  name: 'any',
  aliases: ['grader'],
  tools: ['python3'],
  grade: gradeWithOwnProgram,
};
