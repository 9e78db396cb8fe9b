import { rValue } from './r-value.js';

describe('rValue', () => {
  it('takes a list of one plain value for the value, and keeps rows', () => {
    const five = { t: 'number', v: 5, big: null };
    expect(rValue([5])).toEqual(five);
    expect(rValue(['a'])).toEqual({ t: 'text', v: 'a' });
    expect(rValue([[5]])).toEqual({ t: 'list', v: [{ t: 'list', v: [five] }] });
    expect(rValue([[5], [5]])).toEqual({
      t: 'list',
      v: [
        { t: 'list', v: [five] },
        { t: 'list', v: [five] },
      ],
    });
    expect(rValue([])).toEqual({ t: 'list', v: [] });
    expect(rValue({ a: [5] })).toEqual({ t: 'map', v: new Map([['a', five]]) });
  });
});
