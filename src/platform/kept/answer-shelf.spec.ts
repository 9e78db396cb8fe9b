import { KeptAnswer } from '../http/kept-answer.js';
import { AnswerShelf, type ShelvedAnswer } from './answer-shelf.js';

const KILOBYTE = 1024;

function entry(bytes: number): ShelvedAnswer {
  return { answer: new KeptAnswer(Buffer.alloc(bytes), false), state: '1', since: 0, until: Infinity };
}

describe('AnswerShelf', () => {
  it('drops what was asked for longest ago when there is no room', () => {
    const shelf = new AnswerShelf(30 * KILOBYTE);
    for (const key of ['a', 'b', 'c']) shelf.put(key, entry(8 * KILOBYTE));
    expect(shelf.get('a')).toBeDefined();
    shelf.put('d', entry(8 * KILOBYTE));
    expect(['a', 'b', 'c', 'd'].filter((key) => shelf.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
  });

  it('counts an entry once that takes the place of another one', () => {
    const shelf = new AnswerShelf(30 * KILOBYTE);
    shelf.put('a', entry(8 * KILOBYTE));
    for (let round = 0; round < 10; round += 1) shelf.put('b', entry(8 * KILOBYTE));
    expect(shelf.get('a')).toBeDefined();
  });

  it('does not empty itself for what will not fit, and forgets what it had of it', () => {
    const shelf = new AnswerShelf(30 * KILOBYTE);
    shelf.put('a', entry(8 * KILOBYTE));
    shelf.put('b', entry(8 * KILOBYTE));
    shelf.put('b', entry(40 * KILOBYTE));
    expect(shelf.get('a')).toBeDefined();
    expect(shelf.get('b')).toBeUndefined();
  });
});
