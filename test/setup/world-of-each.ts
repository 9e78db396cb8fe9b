import { startTestApplication, type TestApplication } from './test-application.js';

/** One application for the specs of a `describe`, and what `create` makes in it anew before each of them. */
export function worldOfEach<World>(create: (t: TestApplication) => Promise<World>): {
  readonly t: TestApplication;
  readonly world: World;
} {
  let t: TestApplication;
  let world: World;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    world = await create(t);
  });
  afterAll(() => t.close());
  return {
    get t() {
      return t;
    },
    get world() {
      return world;
    },
  };
}
