import { passwordProblems } from './password-rules.js';

const owner = { username: 'anna', email: 'anna.smith@uni.example' };
const types = (password: string, minLength = 12) =>
  passwordProblems(password, owner, minLength).map((problem) => problem.type);

describe('password rules', () => {
  it('accept a good password', () => {
    expect(types('correct horse battery')).toEqual([]);
  });

  it.each([
    ['short', ['password_too_short']],
    [`${'long pass '.repeat(13)}!`, ['password_too_long']],
    ['Changeme1234', ['password_common']],
    ['my qwert is fine', ['password_run']],
    ['rev 54321 erse!', ['password_run']],
    ['I am ANNA indeed', ['password_personal']],
    ['ababababababab', ['password_monotonous']],
    ['aaaa', ['password_too_short', 'password_monotonous']],
  ])('name each rule that %p breaks', (password, expected) => {
    expect(types(password)).toEqual(expected);
  });

  it('ask for fewer characters for the own password', () => {
    expect(types('fine one', 8)).toEqual([]);
    expect(types('too bad', 8)).toEqual(['password_too_short']);
  });
});
