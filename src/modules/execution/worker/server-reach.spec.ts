import { ServerReach } from './server-reach.js';

it('the absence of a server is told once, with what changes and with its end', () => {
  const told: string[] = [];
  let now = 0;
  const reach = new ServerReach(
    'http://x',
    (message) => void told.push(message),
    () => now,
  );
  reach.answered();
  for (const why of ['a', 'a', 'b', 'b']) {
    reach.failed(why);
    now += 1000;
  }
  reach.answered();
  reach.answered();
  reach.failed('a');
  expect(told).toEqual([
    'http://x cannot be used: a; it is tried again until it can',
    'http://x still cannot be used: b; it is tried again until it can',
    'http://x answers again after 4 s',
    'http://x cannot be used: a; it is tried again until it can',
  ]);
});
