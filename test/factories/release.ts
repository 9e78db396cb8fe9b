import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';
import { endedTask } from './task.js';

/** Assigns a version of an example to a content. */
export async function assignExample(
  client: TestClient,
  contentId: string,
  identifier: string,
  version = 'latest',
): Promise<void> {
  const answer = await client.post(`/lecturers/course-contents/${contentId}/assign-example`, {
    example_identifier: identifier,
    version_tag: version,
  });
  if (answer.status !== 200) throw new Error(`not assigned: ${answer.status} ${answer.raw.toString()}`);
}

/** POST /system/courses/{id}/generate-student-template, and its task once it has ended. */
export async function releaseTemplate(
  t: TestApplication,
  client: TestClient,
  courseId: string,
  request: Record<string, unknown> = {},
) {
  const answer = await client.post(`/system/courses/${courseId}/generate-student-template`, request);
  if (answer.status !== 200) throw new Error(`not released: ${answer.status} ${answer.raw.toString()}`);
  return { answer: answer.body, task: await endedTask(t, answer.body.workflow_id as string, client) };
}
