import { hostname } from 'node:os';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { VERSION } from '../../../platform/config/version.js';
import type { Job } from '../schemas/job.schema.js';
import type { WorkerFacts } from '../schemas/worker.schema.js';
import type { SandboxLevel } from '../sandbox/box.js';
import { Sandbox } from '../sandbox/sandbox.js';
import { availableLanguages, languageNews } from '../tester/languages.js';
import type { RunMemory } from '../tester/run-memory.js';
import { doJob, failedByWorker, type JobTools } from './job-work.js';
import { JobFolder, sweepJobFolders } from './job-folder.js';
import { LeaseKeeper } from './lease-keeper.js';
import { pauseBefore } from './pause.js';
import { ProgressReporter } from './progress-reporter.js';
import { type Completion, ServerRefusal, type ServerClient } from './server-client.js';

const LIVE_EVERY_MS = 60_000;
const TRY_SANDBOX_EVERY_MS = 15_000;
const HAND_BACK_MS = 5_000;
const MAX_TEXT = 4000;
/** Boxes that wait for programs; building one takes less than most runs. */
const READY_BOXES = 4;

export interface WorkerOptions {
  server: ServerClient;
  /** How many jobs at once. */
  slots: number;
  minLevel: SandboxLevel;
  /** Folder for the sandbox's own files. */
  sandboxRoot: string;
  memory?: RunMemory | undefined;
  /** Folder for the files of jobs; the system's temporary one when absent. */
  jobsRoot?: string;
  /** Only jobs of these queues; all that the account serves when absent. */
  queues?: readonly string[];
  /** What the server is to call this worker; one name, one process. Host and process id when absent. */
  name?: string;
  log: (message: string) => void;
}

interface BoxesSay {
  level: 'L0' | SandboxLevel;
  why: string;
}

/** Claims jobs from the server, does them in boxes, and reports; knows nothing but the server's URL and a token. */
export class Worker {
  private readonly stopping = new AbortController();
  /** The end of the time for handing back. */
  private readonly ending = new AbortController();
  private readonly id: string;

  constructor(private readonly options: WorkerOptions) {
    this.id = (options.name ?? `${hostname()}-${process.pid}`).slice(-100);
  }

  /** Works until `stop`; never ends because of the server, a job or a missing sandbox. */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    await sweepJobFolders(this.options.jobsRoot);
    const service = await this.introduce(signal);
    if (service === null) return;
    const sandbox = await this.openSandbox(service.id);
    if (sandbox === null) return;
    this.options.log(`boxes of level ${sandbox.level} (${sandbox.why}); ${this.options.slots} at once`);
    const told = { level: sandbox.level, why: sandbox.why };
    this.options.log(languageNews(await availableLanguages()));
    // Before the first claim: the server hands out jobs by what it knows of the worker.
    await this.tell(service.id, told);
    const living = this.keepLiving(service.id, told);
    const slots = Array.from({ length: this.options.slots }, () => this.serve(sandbox));
    await Promise.all([...slots, living]);
    await sandbox.close();
  }

  /** Takes no more jobs and hands back those at work. */
  stop(): void {
    this.stopping.abort();
    setTimeout(() => this.ending.abort(), HAND_BACK_MS).unref();
  }

  private async introduce(signal: AbortSignal): Promise<{ id: string } | null> {
    for (;;) {
      try {
        return await this.options.server.me(signal);
      } catch (error) {
        if (signal.aborted) return null;
        this.options.log(`the server does not know this worker: ${(error as Error).message}`);
        await pauseBefore(TRY_SANDBOX_EVERY_MS, signal);
      }
    }
  }

  /** Tries again and again, so that installing what is missing is enough. */
  private async openSandbox(serviceId: string): Promise<Sandbox | null> {
    const { minLevel, slots, sandboxRoot: root } = this.options;
    let said = '';
    while (!this.stopping.signal.aborted) {
      try {
        return await Sandbox.open({ root, minLevel, slots, ready: READY_BOXES });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (why !== said) this.options.log(`no jobs are taken: ${why}`);
        said = why;
        await this.tell(serviceId, { level: 'L0', why: why.slice(0, MAX_TEXT) });
        await pauseBefore(TRY_SANDBOX_EVERY_MS, this.stopping.signal);
      }
    }
    return null;
  }

  private async keepLiving(serviceId: string, told: BoxesSay): Promise<void> {
    for (;;) {
      await pauseBefore(LIVE_EVERY_MS, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      await this.tell(serviceId, told);
    }
  }

  private async tell(serviceId: string, sandbox: BoxesSay): Promise<void> {
    const languages = (await availableLanguages()).filter((one) => one.available).map((one) => one.language);
    const worker: WorkerFacts = {
      worker_id: this.id,
      level: sandbox.level,
      slots: this.options.slots,
      languages,
      version: VERSION,
    };
    await this.options.server
      .live(serviceId, { sandbox, worker }, this.stopping.signal)
      .catch((error: unknown) => {
        if (error instanceof ServerRefusal) this.options.log(error.message);
      });
  }

  /** One slot: one job after the other. The server knows the worker, not its slots. */
  private async serve(sandbox: Sandbox): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const job = await this.options.server.claim(this.id, signal, this.options.queues);
        if (job !== null) await this.handle(job, sandbox);
      } catch (error) {
        if (signal.aborted) return;
        this.options.log(error instanceof Error ? error.message : String(error));
        await pauseBefore(TRY_SANDBOX_EVERY_MS, signal);
      }
    }
  }

  private async handle(job: Job, sandbox: Sandbox): Promise<void> {
    const progress = new ProgressReporter();
    const lease = new LeaseKeeper(this.options.server, job, undefined, progress);
    const signal = AbortSignal.any([lease.signal, this.stopping.signal]);
    try {
      const end = await this.work(job, sandbox, lease, { progress, signal });
      if (end === null) await this.breakOff(job, lease);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.options.log(`job ${job.id}: ${message}`);
      await this.confess(job, message);
    } finally {
      await lease.end();
    }
  }

  /** Null: the work was stopped before its end. */
  private async work(
    job: Job,
    box: Sandbox,
    lease: LeaseKeeper,
    { progress, signal }: Pick<JobTools, 'progress' | 'signal'>,
  ): Promise<Completion | null> {
    const folder = await JobFolder.create(this.options.jobsRoot);
    try {
      const { server, memory } = this.options;
      const end = await doJob(job, { server, box, folder, memory, progress, signal });
      await this.report(job, end, folder, AbortSignal.any([lease.signal, this.ending.signal]));
      return end;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      await folder.remove();
    }
  }

  /** An attempt that failed without any word would be missed only when its lease ends. */
  private async confess(job: Job, message: string): Promise<void> {
    const end = failedByWorker(`The worker failed: ${message}`);
    await this.options.server.complete(job, end, this.soon()).catch(() => undefined);
  }

  private async report(job: Job, end: Completion, folder: JobFolder, signal: AbortSignal): Promise<void> {
    const artifacts = end.status === 'finished' ? await folder.artifacts() : [];
    if (artifacts.length > 0) {
      const zip = await writeArchive(artifacts);
      await this.options.server.uploadArtifacts(job, zip, signal).catch((error: unknown) => {
        if (!(error instanceof ServerRefusal)) throw error;
        this.options.log(`artifacts of job ${job.id}: ${error.message}`);
      });
    }
    await this.options.server.complete(job, end, signal);
  }

  /** The work was stopped: by the server (nothing more to say but that), by a lost lease, or by our own end. */
  private async breakOff(job: Job, lease: LeaseKeeper): Promise<void> {
    if (lease.reason === 'lease lost') return;
    const soon = this.soon();
    if (lease.reason === 'cancelled') {
      await this.options.server.complete(job, { status: 'failed', error: 'cancelled' }, soon);
    } else await this.options.server.release(job, 'the worker ends', soon);
  }

  /** A last word that must not keep anybody waiting. */
  private soon(): AbortSignal {
    return AbortSignal.any([this.ending.signal, AbortSignal.timeout(HAND_BACK_MS)]);
  }
}
