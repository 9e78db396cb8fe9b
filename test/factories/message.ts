import type { Answer, TestClient } from '../setup/test-client.js';

let counter = 0;

/** POST /messages with a text that no other message has. */
export function post(client: TestClient, fields: Record<string, unknown> = {}): Promise<Answer> {
  counter += 1;
  return client.post('/messages', { content: `text ${counter}`, ...fields });
}

/** Id of a new message; throws when it is refused. */
export async function posted(client: TestClient, fields: Record<string, unknown> = {}): Promise<string> {
  const answer = await post(client, fields);
  if (answer.status !== 201) throw new Error(`POST /messages: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.id as string;
}

/** Ids of the messages that a list shows. */
export async function listed(client: TestClient, query = ''): Promise<string[]> {
  const answer = await client.get(`/messages${query}`);
  if (answer.status !== 200)
    throw new Error(`GET /messages${query}: ${answer.status} ${answer.raw.toString()}`);
  return (answer.body as { id: string }[]).map((message) => message.id);
}
