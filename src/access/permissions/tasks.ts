import { row, user } from '../rule.js';

/** Long work of the server (contract 05, section 5). */
export const taskPermissions = {
  'task.get': row('GET /tasks/{id}', [user()]),
  'task.status': row('GET /tasks/{id}/status', [user()], { token: 'task:get' }),
} as const;
