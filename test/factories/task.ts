import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';
import { TaskRunner } from '../../src/modules/execution/services/task-runner.js';

/** The task once it has ended, as GET /tasks/{id}/status shows it. */
export async function endedTask(t: TestApplication, id: string, as: TestClient = t.admin) {
  const runner = t.get(TaskRunner);
  for (;;) {
    runner.wake();
    await runner.idle();
    const answer = await as.get(`/tasks/${id}/status`);
    if (answer.status !== 200) throw new Error(`no task: ${answer.status} ${answer.raw.toString()}`);
    if (!['queued', 'started'].includes(answer.body.status as string)) return answer.body;
  }
}
