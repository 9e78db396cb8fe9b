import { randomBytes } from 'node:crypto';
import type { TestApplication } from '../setup/test-application.js';
import { ApiTokenService } from '../../src/modules/auth/services/api-token.service.js';
import type { TestClient } from '../setup/test-client.js';

export interface TestService {
  id: string;
  slug: string;
  userId: string;
  token: string;
  /** Speaks with the token of the service. */
  client: TestClient;
}

/** A service made by the administrator, with a token of the scopes of its category. */
export async function createService(
  t: TestApplication,
  changes: Record<string, unknown> = {},
): Promise<TestService> {
  const slug = `service.${randomBytes(5).toString('hex')}`;
  const answer = await t.admin.post('/service-accounts', {
    slug,
    name: 'A service',
    service_type: 'testing.temporal',
    ...changes,
  });
  if (answer.status !== 201) throw new Error(`service: ${answer.status} ${answer.raw.toString()}`);
  const { id, user_id: userId } = answer.body as { id: string; user_id: string };
  const token = await t.get(ApiTokenService).issue({ userId, name: 'test' });
  return {
    id,
    slug: answer.body.slug as string,
    userId,
    token,
    client: t.anonymous.with({ 'x-api-token': token }),
  };
}
