import type { ActorName } from '../actors.js';
import { TEACH, without } from '../circles.js';
import { type Expectation, list, OTHER_VERSION, read } from '../expectation.js';

/* A task that the student asked for in the course. */
const AUTHOR: ActorName[] = ['student'];
const SEE: ActorName[] = [...AUTHOR, ...TEACH];

export const taskExpectations: Record<string, Expectation> = {
  'GET /tasks': list('/tasks', 'task', SEE),
  'GET /tasks/{id}': read('/tasks/:task', SEE),
  'GET /tasks/{id}/status': read('/tasks/:task/status', SEE),
  'GET /tasks/{id}/result': read('/tasks/:task/result', SEE),
  'DELETE /tasks/{id}/cancel': {
    path: '/tasks/:task/cancel',
    allowed: OTHER_VERSION,
    may: [...AUTHOR, 'admin'],
    sees: without(TEACH, ['admin']),
  },
  'DELETE /tasks/{id}': {
    path: '/tasks/:task',
    allowed: OTHER_VERSION,
    may: ['admin'],
    sees: without(SEE, ['admin']),
  },
  'POST /tasks/submit': { path: '/tasks/submit', body: {}, allowed: 400, may: ['admin'], others: 403 },
  'GET /tasks/types': { path: '/tasks/types', allowed: 200, may: ['admin'], others: 403 },
};
