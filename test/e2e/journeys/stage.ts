import { unique } from '../../factories/course.js';
import { LiveClient } from '../../setup/live-client.js';
import { ListeningClient } from '../../setup/listening-client.js';
import { freePort } from '../../setup/server-process.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import { bodyOf, expectError, expectPresent } from './present.js';

/** The listening application under the address that it tells everybody, as users see it. */
export interface Stage {
  t: TestApplication;
  origin: string;
  /** Nobody signed in. */
  visitor: ListeningClient;
  close(): Promise<void>;
}

/** Somebody who can sign in. */
export interface Person {
  id: string;
  username: string;
  email: string;
  password: string;
}

/** What the extension holds once it has signed in. */
export interface Extension {
  client: ListeningClient;
  live: LiveClient;
  userId: string;
}

export async function openStage(changes: Record<string, string> = {}): Promise<Stage> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const t = await startTestApplication({ PUBLIC_URL: origin, ...changes });
  await t.app.listen(port, '127.0.0.1');
  return { t, origin, visitor: new ListeningClient(t.app, origin), close: () => t.close() };
}

/** An account with a password, made by the administrator as the clients make it. */
export async function createPerson({ t }: Stage, names: Record<string, string> = {}): Promise<Person> {
  const username = unique('person');
  const fields = { username, email: `${username}@uni.example`, given_name: 'Ada', family_name: 'Test' };
  const { id, email } = bodyOf(await t.admin.post('/users', { ...fields, ...names }), 201);
  const password = 'lantern over water';
  bodyOf(await t.admin.post('/user/password', { username, password }), 204);
  return { id, username, email, password };
}

/** A membership; returns its id. */
export async function enrol({ t }: Stage, courseId: string, person: Person, role: string): Promise<string> {
  const member = { course_id: courseId, user_id: person.id, course_role_id: role };
  return bodyOf(await t.admin.post('/course-members', member), 201).id as string;
}

/** The extension signs in: sign of life, login, refresh at once, WebSocket, maintenance, views; ends with the views. */
export async function signInExtension(
  stage: Stage,
  person: Pick<Person, 'username' | 'password'>,
  views: string[],
): Promise<Extension> {
  const { visitor } = stage;
  expect((await visitor.send('HEAD', '/')).status).toBe(204);
  const { username, password } = person;
  const login = bodyOf(await visitor.post('/auth/login', { username, password }));
  expectPresent(login, 'access_token* refresh_token* expires_in* user_id* token_type*');
  const { refresh_token } = login;
  const fresh = bodyOf(await visitor.post('/auth/refresh/local', { refresh_token }));
  expectPresent(fresh, 'access_token* refresh_token* expires_in* token_type*');
  expect(fresh.refresh_token).not.toBe(refresh_token);
  const client = visitor.with({ authorization: `Bearer ${fresh.access_token}` }, login.user_id as string);
  const live = await LiveClient.as(`${stage.origin.replace('http', 'ws')}/ws`, client);
  const maintenance = bodyOf(await client.get('/system/maintenance/status'));
  expectPresent(maintenance, 'active* message* activated_at? scheduled_at? activated_by_name?');
  expect(maintenance.active).toBe(false);
  expect(bodyOf(await client.get('/user/views'))).toEqual(views);
  expectError(await client.get('/extensions/lectern/latest'), 404, 'NF_004');
  return { client, live, userId: login.user_id as string };
}

/** What `validate` must say once a token is known: the extension clones only when it is ready. */
export async function makeGitToken(stage: Stage, client: ListeningClient): Promise<string> {
  const made = bodyOf(await client.post('/api-tokens', { name: 'git', scopes: [] }), 201);
  expectPresent(made, 'id* token* name* description? user_id* token_prefix* scopes* expires_at? created_at*');
  expect(made.token).toMatch(/^ctp_[A-Za-z0-9]{32}$/);
  const probe = bodyOf(await stage.visitor.get('/api/v4/user', { 'private-token': made.token as string }));
  expectPresent(probe, 'id* username* name* email? state*');
  return made.token as string;
}

/** A URL as git gets it: with the token in it, unescaped. */
export function withToken(url: string, token: string): string {
  return url.replace('://', `://oauth2:${token}@`);
}
