import type { FieldProblem } from '../../../platform/http/app-error.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
];
const RUN_LENGTH = 5;
const MAX_LENGTH = 128;

export interface PasswordOwner {
  username: string;
  email: string | null;
}

function hasRun(password: string): boolean {
  const lower = password.toLowerCase();
  const forbidden = RUNS.flatMap((run) => [run, [...run].reverse().join('')]);
  for (let start = 0; start + RUN_LENGTH <= lower.length; start += 1) {
    const piece = lower.slice(start, start + RUN_LENGTH);
    if (forbidden.some((run) => run.includes(piece))) return true;
  }
  return false;
}

function namesOwner(password: string, owner: PasswordOwner): boolean {
  const lower = password.toLowerCase();
  const names = [owner.username, owner.email?.split('@', 1)[0] ?? ''].map((name) => name.toLowerCase());
  return names.some((name) => name.length >= 3 && lower.includes(name));
}

/** The rules of contract 01 section 2 that `password` breaks, one problem each; `minLength` is 12, or 8 for the own password and invites. */
export function passwordProblems(
  password: string,
  owner: PasswordOwner,
  minLength: number,
  field = 'body -> password',
): FieldProblem[] {
  const problems: [boolean, string, string][] = [
    [password.length < minLength, `must have at least ${minLength} characters`, 'password_too_short'],
    [password.length > MAX_LENGTH, `must have at most ${MAX_LENGTH} characters`, 'password_too_long'],
    [COMMON_PASSWORDS.has(password.toLowerCase()), 'is one of the most common passwords', 'password_common'],
    [hasRun(password), 'must not contain five characters in keyboard or alphabetical order', 'password_run'],
    [namesOwner(password, owner), 'must not contain the user name or e-mail name', 'password_personal'],
    [new Set(password).size <= 2, 'must have more than two different characters', 'password_monotonous'],
  ];
  return problems.filter(([broken]) => broken).map(([, message, type]) => ({ field, message, type }));
}
