import { setTimeout as pause } from 'node:timers/promises';
import { readFiles, zip } from '../archive.js';
import { bounded } from '../bounded.js';
import type { ApiClient } from '../client.js';
import type { Identified, StudentContent, TestResult, Upload } from '../contract-types.js';
import type { DemoCourse, DemoRun, EnrolledStudent, TestedHandIn } from '../demo-run.js';
import type { HandInKind } from '../hand-in-kind.js';
import { handInOf } from '../hand-ins.js';
import { handInFolder } from '../paths.js';
import { Progress } from '../progress.js';
import { compareVerdict } from '../verdict.js';

const AT_ONCE = 8;
const POLL_MS = 500;
const PATIENCE_MS = 15 * 60_000;
const TERMINAL: ReadonlySet<string> = new Set(['finished', 'failed', 'cancelled']);

/** Steps 4 and 5: every student hands in, starts a test and waits for the verdict, which is checked. */
export async function handInAll(
  run: DemoRun,
  course: DemoCourse,
  students: readonly EnrolledStudent[],
): Promise<TestedHandIn[]> {
  const total = students.reduce((sum, { student }) => sum + student.handIns.length, 0);
  const progress = new Progress('hand-ins', total, run.output);
  const tested = await bounded(students, AT_ONCE, async (by) => {
    const handIns: TestedHandIn[] = [];
    for (const id of by.student.handIns) {
      const handIn = await handInOne(run, course, by, handInOf(id));
      for (const difference of compareVerdict(handIn.kind, handIn.result, run.secrets)) {
        run.differences.push(`${id} of ${by.student.familyName}: ${difference}`);
      }
      handIns.push(handIn);
      progress.advance();
    }
    return handIns;
  });
  return tested.flat();
}

async function handInOne(
  run: DemoRun,
  course: DemoCourse,
  by: EnrolledStudent,
  kind: HandInKind,
): Promise<TestedHandIn> {
  const contentId = course.contents.get(kind.exercise);
  if (contentId === undefined) throw new Error(`the course has no content for ${kind.exercise}`);
  const files = aim(await readFiles(handInFolder(kind.id)), run.targets);
  const key = `demo-${run.suffix}-${by.student.number}-${kind.id}`;
  const artifactId = await upload(course, by, { kind, contentId, files, key });
  const started = await by.client.post<Identified>(
    '/tests',
    { artifact_id: artifactId },
    { 'idempotency-key': `${key}-test` },
  );
  const result = await verdict(by.client, started.id);
  return { by, kind, contentId, artifactId, files, result };
}

/** Writes the real address and folder of the server into the hand-ins that attack it. */
export function aim(
  files: ReadonlyMap<string, Buffer>,
  targets: DemoRun['targets'],
): ReadonlyMap<string, Buffer> {
  const aimed = new Map<string, Buffer>();
  for (const [path, content] of files) {
    const text = content.toString('utf8');
    const replaced = text
      .replaceAll('@SERVER_PORT@', targets.serverPort)
      .replaceAll('@LECTERN_HOME@', targets.home);
    aimed.set(path, replaced === text ? content : Buffer.from(replaced));
  }
  return aimed;
}

interface Parcel {
  readonly kind: HandInKind;
  readonly contentId: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly key: string;
}

async function upload(course: DemoCourse, by: EnrolledStudent, parcel: Parcel): Promise<string> {
  const contents = await by.client.get<StudentContent[]>('/students/course-contents', {
    course_id: course.id,
  });
  const groupId = contents.find((content) => content.id === parcel.contentId)?.submission_group?.id;
  if (groupId == null)
    throw new Error(`${by.student.email} has no submission group for ${parcel.kind.exercise}`);
  const form = new FormData();
  form.set('submission_create', JSON.stringify({ submission_group_id: groupId, submit: true }));
  // In one top folder, as the extension packs it; the server takes the folder away again.
  const archive = await zip(parcel.files, parcel.kind.exercise);
  form.set(
    'file',
    new Blob([archive as Uint8Array<ArrayBuffer>], { type: 'application/zip' }),
    'hand-in.zip',
  );
  const answer = await by.client.upload<Upload>('/submissions/artifacts', form, {
    'idempotency-key': parcel.key,
  });
  const [artifactId] = answer.artifacts;
  if (artifactId === undefined) throw new Error('the upload was accepted but made no artifact');
  return artifactId;
}

async function verdict(client: ApiClient, resultId: string): Promise<TestResult> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!TERMINAL.has(await client.get<string>(`/results/${resultId}/status`))) {
    if (performance.now() > deadline) {
      throw new Error(`the test ${resultId} has not ended within 15 minutes; is a worker running?`);
    }
    await pause(POLL_MS);
  }
  return client.get<TestResult>(`/results/${resultId}`);
}
