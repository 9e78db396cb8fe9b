import { row, self, user } from '../rule.js';

/** Messages and the WebSocket (contracts 07 and 05 section 6). Who may write follows the target: `message-writers.ts`. */
export const messagingPermissions = {
  'message.list': row('GET /messages', [user()]),
  'message.get': row('GET /messages/{id}', [user()]),
  'message.create': row('POST /messages', [user()]),
  'message.update': row('PATCH /messages/{id}', [self()], { on: 'message.params.id', admin: false }),
  'message.delete': row('DELETE /messages/{id}', [self()], { on: 'message.params.id' }),
  'message-read.create': row('POST /messages/{id}/reads', [user()], {
    on: 'message.params.id',
    token: 'message:update',
  }),
  'message-read.delete': row('DELETE /messages/{id}/reads', [user()], {
    on: 'message.params.id',
    token: 'message:update',
  }),
  'event.get': row('GET /events', [user()]),
  'ws.get': row('GET /ws', [user()]),
} as const;
