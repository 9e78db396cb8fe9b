import { row, self, user } from '../rule.js';

/** Long work of the server (contract 05, section 5). */
export const taskPermissions = {
  'task.list': row('GET /tasks', [user()]),
  'task.get': row('GET /tasks/{id}', [user()]),
  'task.status': row('GET /tasks/{id}/status', [user()], { token: 'task:get' }),
  'task.result': row('GET /tasks/{id}/result', [user()], { token: 'task:get' }),
  'task.cancel': row('DELETE /tasks/{id}/cancel', [self()], { on: 'task.params.id', token: 'task:update' }),
  'task.delete': row('DELETE /tasks/{id}', [], { on: 'task.params.id' }),
  'task.submit': row('POST /tasks/submit', [], { token: 'task:create' }),
  'task.types': row('GET /tasks/types', [], { token: 'task:list' }),
} as const;
