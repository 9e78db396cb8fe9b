import { octaveValue } from './octave-value.js';

describe('octaveValue', () => {
  it.each<[unknown, number[] | null]>([
    [
      [1, 2, 3],
      [1, 3],
    ],
    [
      [[1], [2]],
      [2, 1],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2],
    ],
    [[], [0, 0]],
    [
      [true, 2],
      [1, 2],
    ],
    [
      [[[1, 2]], [[3, 4]]],
      [2, 1, 2],
    ],
    [[1, 'a'], null],
    [[[1, 2], [3]], null],
  ])('of %j has the shape %j', (plain, shape) => {
    const value = octaveValue(plain);
    expect(value.t === 'array' ? value.shape : null).toEqual(shape);
  });

  it('takes a list of one number for the number, maps for structures', () => {
    expect(octaveValue([5])).toEqual({ t: 'number', v: 5, big: null });
    expect(octaveValue({ a: [1, 2] })).toMatchObject({ t: 'map' });
    const map = octaveValue({ a: [1, 2] });
    expect(map.t === 'map' && map.v.get('a')).toMatchObject({ t: 'array', shape: [1, 2] });
    expect(octaveValue(null)).toEqual({ t: 'none' });
  });
});
