import type { Answer, TestClient } from '../setup/test-client.js';
import { zipOf } from './hand-in.js';

export interface TutorTestUpload {
  files?: Record<string, string>;
  /** The form field `config`; left out when absent. */
  config?: unknown;
  headers?: Record<string, string>;
}

/** POST /tutors/course-contents/{id}/test. */
export async function tryFolder(
  client: TestClient,
  contentId: string,
  what: TutorTestUpload = {},
): Promise<Answer> {
  const content = await zipOf(what.files ?? { 'add.py': 'total = 5\n' });
  return client.upload(
    `/tutors/course-contents/${contentId}/test`,
    {
      fields: what.config === undefined ? {} : { config: what.config },
      file: { field: 'file', name: 'folder.zip', content },
    },
    what.headers,
  );
}
