import { buildEntryPoints, killProcess, startWorkerProcess } from '../../setup/worker-process.js';
import { createReleasedCourse, type ReleasedCourse } from './released-course.js';
import { openStage, type Stage } from './stage.js';

/** A stage with a released course, where a worker tests what is handed in. */
export interface WorkedStage {
  stage: Stage;
  released: ReleasedCourse;
  /** Ends worker and application. */
  close(): Promise<void>;
}

export async function openWorkedStage(): Promise<WorkedStage> {
  buildEntryPoints();
  const stage = await openStage({ WORKER_SLOTS: '1' });
  const released = await createReleasedCourse(stage);
  const worker = startWorkerProcess(stage.t, stage.origin);
  const close = async () => {
    await killProcess(worker);
    await stage.close();
  };
  return { stage, released, close };
}
