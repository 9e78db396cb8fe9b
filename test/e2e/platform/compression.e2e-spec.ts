import { gunzipSync } from 'node:zlib';
import { createWatchedCourse, readersOf, type WatchedCourse } from '../../factories/watched-course.js';
import { type Answer, type TestClient } from '../../setup/test-client.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const ASKED = { 'accept-encoding': 'gzip, deflate, br' };

describe('compressed answers', () => {
  let t: TestApplication;
  let world: WatchedCourse;
  beforeAll(async () => {
    t = await startTestApplication();
    world = await createWatchedCourse(t);
  });
  afterAll(() => t.close());

  /** Everything but the packing is the same. */
  async function expectSame(client: TestClient, path: string): Promise<{ plain: Answer; packed: Answer }> {
    const plain = await client.get(path);
    const packed = await client.get(path, ASKED);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers['vary']).toMatch(/\bAccept-Encoding\b/);
    expect(Number(packed.headers['content-length'])).toBe(packed.raw.length);
    expect(packed.raw.length).toBeLessThan(plain.raw.length);
    expect(gunzipSync(packed.raw).equals(plain.raw)).toBe(true);
    expect([packed.status, packed.headers['x-total-count'], packed.headers['etag']]).toEqual([
      plain.status,
      plain.headers['x-total-count'],
      plain.headers['etag'],
    ]);
    return { plain, packed };
  }

  it('are what those get who say that they read them', async () => {
    await expectSame(t.admin, '/course-contents');
    const { plain } = await expectSame(t.admin, `/courses/${world.course.id}`);
    expect(plain.headers['etag']).toMatch(/^"\d+"$/);
  });

  it('are kept beside the others, and end as they do', async () => {
    for (const { client, path } of readersOf(world)) {
      if ((await client.get(path)).raw.length >= 1024) await expectSame(client, path);
    }
    const { ada, course, contents } = world;
    const page = `/students/course-contents?course_id=${course.id}`;
    await expectSame(ada.client, page);
    const renamed = await t.admin.patch(`/course-contents/${contents.loops}`, { title: 'Loops, again' });
    expect(renamed.status).toBe(200);
    const { packed } = await expectSame(ada.client, page);
    expect(JSON.stringify(packed.body)).toContain('Loops, again');
  });

  it.each(['identity', 'br', 'gzip;q=0', '*;q=0', ''])('are not sent to whoever says %p', async (said) => {
    const answer = await t.admin.get('/course-contents', { 'accept-encoding': said });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, undefined]);
  });

  it('are not made of what would fit into one packet, nor of nothing', async () => {
    const short = await t.admin.get('/users?limit=0', ASKED);
    expect([short.body, short.headers['content-encoding']]).toEqual([[], undefined]);
    const known = await t.admin.get(`/courses/${world.course.id}`);
    const unchanged = await t.admin.get(`/courses/${world.course.id}`, {
      ...ASKED,
      'if-none-match': known.headers['etag'] as string,
    });
    expect([unchanged.status, unchanged.raw.length, unchanged.headers['content-encoding']]).toEqual([
      304,
      0,
      undefined,
    ]);
  });

  it('keep the other names in Vary, which pages of other origins need', async () => {
    const answer = await t.admin.get('/course-contents', { ...ASKED, origin: 'http://localhost:3000' });
    expect(answer.headers['vary']).toMatch(/Origin.*Accept-Encoding/);
  });
});
