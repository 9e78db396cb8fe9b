import { bounded } from '../../demo/bounded.js';

describe('bounded', () => {
  it('works on as many items as allowed and never on more, and keeps the order', async () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    let running = 0;
    let most = 0;
    const results = await bounded(items, 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 5 + ((item * 7) % 11); turn += 1) await Promise.resolve();
      running -= 1;
      return item * 2;
    });
    expect(most).toBe(3);
    expect(results).toEqual(items.map((item) => item * 2));
  });

  it('fails with the first failure', async () => {
    const work = async (item: number) => (item === 2 ? Promise.reject(new Error('two')) : item);
    await expect(bounded([1, 2, 3], 1, work)).rejects.toThrow('two');
  });
});
