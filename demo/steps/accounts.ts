import { ApiError } from '../api-error.js';
import type { ApiClient } from '../client.js';
import type { ApiToken, User } from '../contract-types.js';
import { newPassword, type DemoRun } from '../demo-run.js';

interface Person {
  readonly username: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly email: string;
}

/** Makes an account, or finds the one of an earlier run; returns its id and a client that is signed in. */
export async function teacher(run: DemoRun, person: Person): Promise<{ userId: string; client: ApiClient }> {
  const user = await findOrCreate(run.admin, person);
  return { userId: user.id, client: await signIn(run, person.username) };
}

/** Gives an account a new password, as an administrator may, and signs in with it. */
export async function signIn(run: DemoRun, username: string): Promise<ApiClient> {
  const password = newPassword();
  await run.admin.post('/user/password', { username, password });
  const { client, login } = await run.admin.with({}).login(username, password);
  run.secrets.push(password, login.access_token);
  return client;
}

async function findOrCreate(admin: ApiClient, person: Person): Promise<User> {
  try {
    return await admin.post<User>('/users', person);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
  const [known] = await admin.get<User[]>('/users', { username: person.username });
  if (known === undefined) throw new Error(`the user name ${person.username} is taken but nobody has it`);
  return known;
}

/** Shows that an API token, Basic and the browser's cookie open the same door as the Bearer token. */
export async function checkCredentials(run: DemoRun, username: string, password: string): Promise<void> {
  const { admin } = run;
  const me = await admin.get<User>('/user');
  const token = await admin.post<ApiToken>('/api-tokens', { name: `demo ${run.suffix}` });
  run.secrets.push(token.token);
  const { login } = await admin.with({}).login(username, password);
  run.secrets.push(login.access_token, login.refresh_token);
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const ways: [string, ApiClient][] = [
    ['X-API-Token', admin.with({ 'x-api-token': token.token })],
    ['Basic', admin.with({ authorization: `Basic ${basic}` })],
    ['cookie', admin.with({ cookie: `ct_access_token=${login.access_token}` })],
  ];
  for (const [way, client] of ways) {
    const seen = await client.get<User>('/user');
    if (seen.id !== me.id) run.differences.push(`${way} signs in as ${String(seen.username)}`);
  }
  await admin.delete(`/api-tokens/${token.id}`);
}
