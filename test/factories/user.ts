import { randomBytes } from 'node:crypto';
import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';
import { SessionService } from '../../src/modules/auth/services/session.service.js';

export interface TestUser {
  id: string;
  username: string;
  email: string;
  client: TestClient;
}

/** A new account, signed in; made through HTTP by the administrator, its session without the cost of a password. */
export async function createUser(
  t: TestApplication,
  fields: Record<string, unknown> = {},
): Promise<TestUser> {
  const username = `user-${randomBytes(5).toString('hex')}`;
  const email = `${username}@uni.example`;
  const answer = await t.admin.post('/users', {
    username,
    email,
    given_name: 'Ada',
    family_name: 'Test',
    ...fields,
  });
  if (answer.status !== 201) throw new Error(`POST /users: ${answer.status} ${answer.raw.toString()}`);
  const id = answer.body.id as string;
  return { id, username: answer.body.username as string, email, client: await signedIn(t, id) };
}

/** A client with a fresh session of a user. */
export async function signedIn(t: TestApplication, userId: string): Promise<TestClient> {
  const tokens = await t.get(SessionService).open(userId);
  const client = t.anonymous.with({ authorization: `Bearer ${tokens.accessToken}` });
  Object.defineProperty(client, 'userId', { value: userId });
  return client;
}
