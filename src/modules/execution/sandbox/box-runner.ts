import { constants } from 'node:os';

import type { BoxEnd, BoxFile, BoxLimits, BoxOutcome, BoxRequest } from './box.js';
import type { BoxSetting } from './box-setting.js';
import { bubblewrapOptions, checkRequest, resourceLimits } from './box-arguments.js';
import { collectFiles, folderParts } from './collect.js';
import { type Ending, START_FILE } from './launch.js';
import { checkLimits } from './limits.js';
import { ProcessMeter } from './process-meter.js';
import { ReadOnlyPlan } from './read-only-plan.js';
import { type BoxPlace, ReadyBox } from './ready-box.js';
import { CappedOutput, feed, type RunPipes } from './run-pipes.js';
import { ownRoom, type RunStage, type StageContent } from './run-stage.js';
import { type OwnRoom, roomFor, stageOptions } from './stage-size.js';
import { startScript } from './start-script.js';
import { Supervisor } from './supervisor.js';

/** What a request comes to; made before anything is touched. */
interface RunPlan {
  limits: Required<BoxLimits>;
  content: StageContent;
  room: OwnRoom;
}

interface Ended {
  ending: Ending;
  supervisor: Supervisor | null;
  files: readonly BoxFile[];
  detail: string | null;
  peakMb: number | null;
}

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const SIGNAL_BASE = 128;
const KB = 1024;
const CPU_TIME_SIGNAL = 'SIGXCPU';

/** Runs one program in a box in one slot, which must be free but for the box that may be ready there. */
export class BoxRunner {
  constructor(
    private readonly setting: BoxSetting,
    private readonly place: BoxPlace,
    /** Called when the program has been started and there is time for something else. */
    private readonly started: () => void = () => undefined,
  ) {}

  /** Throws BoxLimitError and BoxRequestError before anything is started; every other trouble is an outcome. */
  async run(request: BoxRequest): Promise<BoxOutcome> {
    const plan = this.plan(request);
    const began = performance.now();
    const box = await this.takeBox();
    const { pipes } = box;
    let stop: (end: 'output' | 'cancelled', detail: string) => void = () => undefined;
    const output = (name: 'stdout' | 'stderr'): CappedOutput =>
      new CappedOutput(
        pipes.ours(name),
        plan.limits.outputKb * KB,
        () => stop('output', `It wrote more than ${plan.limits.outputKb} KB to ${name}.`),
        (piece) => request.onOutput?.(name, piece),
      );
    const outputs = { stdout: output('stdout'), stderr: output('stderr') };
    const channel = new CappedOutput(
      request.channel && pipes.ours('channel'),
      request.channel?.maxBytes ?? 0,
      () => stop('output', 'It wrote more than it may to the channel.'),
      request.onChannel,
    );
    const cancel = (): void => stop('cancelled', 'It was cancelled.');
    request.signal?.addEventListener('abort', cancel);
    try {
      const ended = await this.attend(request, plan, box, (supervisor) => {
        stop = (end, detail) => supervisor.stop({ end, detail });
        if (request.signal?.aborted) cancel();
      });
      await Promise.all([outputs.stdout.ended, outputs.stderr.ended, channel.ended]);
      const streams = { ...streamsOf(outputs), channel: channel.bytes, channelCut: channel.cut };
      return { ...outcomeOf(ended, plan.limits, began), ...streams, files: ended.files };
    } finally {
      request.signal?.removeEventListener('abort', cancel);
      await box.dispose();
    }
  }

  private plan(request: BoxRequest): RunPlan {
    checkRequest(request);
    const limits = checkLimits(request.limits);
    if (request.collect) folderParts(request.collect.folder);
    const { tools, stage, groups, etc } = this.setting;
    const { user } = this.place.slot;
    const input = inputOf(request, stage);
    const text = startScript({
      ...{ tools, user, input: input.path, channel: request.channel !== undefined },
      ...{ limits: resourceLimits(limits, groups !== null), command: request.command },
    });
    const content = {
      ...{ readOnly: new ReadOnlyPlan(request.readOnly ?? [], user !== null), workFrom: request.workFrom },
      ...{ input: input.content, start: { name: START_FILE, text } },
    };
    return { limits, content, room: roomFor(ownRoom(etc, content)) };
  }

  /** The box that is ready in this place if it is still of use, or a new one. */
  private async takeBox(): Promise<ReadyBox> {
    const { ready } = this.place;
    this.place.ready = null;
    if (ready?.isUsable) return ready;
    await ready?.dispose();
    return ReadyBox.begin(this.setting, this.place.slot);
  }

  private async attend(
    request: BoxRequest,
    { limits, content, room }: RunPlan,
    box: ReadyBox,
    watched: (supervisor: Supervisor) => void,
  ): Promise<Ended> {
    const { launch } = box;
    let supervisor: Supervisor | undefined;
    try {
      const { pid, stage, group } = await box.built;
      await box.resize(stageOptions(limits, room));
      await stage.fill(content, room);
      group?.bound(limits, () => stage.writtenMb);
      supervisor = new Supervisor(limits, group ?? new ProcessMeter(pid, limits.memoryMb), () => box.kill());
      watched(supervisor);
      giveInput(request, box.pipes);
      launch.go(this.options(request, content.readOnly));
      this.started();
      const ending = await launch.ended;
      supervisor.finish();
      return { ending, supervisor, ...collect(request, stage), peakMb: group?.peakMb() ?? null };
    } catch (error) {
      box.kill();
      await launch.ended;
      supervisor?.finish();
      return brokenBox(reasonOf(error as NodeJS.ErrnoException, limits));
    }
  }

  private options(request: BoxRequest, readOnly: ReadOnlyPlan): string[] {
    const { stage, etc } = this.setting;
    return bubblewrapOptions({
      stage,
      etc: etc.map(({ path }) => path),
      readOnly: readOnly.binds(stage),
      links: request.links ?? {},
      env: request.env ?? {},
    });
  }
}

/** A text or buffer becomes a file, so that programs may open /dev/stdin as well; a stream stays one. */
function inputOf({ stdin }: BoxRequest, stage: string): { path: string; content?: Buffer | string } {
  if (stdin === undefined) return { path: '/dev/null' };
  if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) return { path: `${stage}/stdin`, content: stdin };
  return { path: '-' };
}

function giveInput({ stdin }: BoxRequest, pipes: RunPipes): void {
  if (stdin === undefined || typeof stdin === 'string' || Buffer.isBuffer(stdin)) return;
  const pipe = pipes.ours('stdin');
  if (pipe) feed(pipe, stdin);
}

function reasonOf(error: NodeJS.ErrnoException, { diskMb }: BoxLimits): string {
  return error.code === 'ENOSPC'
    ? `What the program is given does not fit into ${diskMb} MB.`
    : error.message;
}

/** What is left to tell of a box that could not be built. */
function brokenBox(detail: string): Ended {
  return { ending: { code: null, cpuSeconds: 0 }, supervisor: null, files: [], detail, peakMb: null };
}

function collect(request: BoxRequest, stage: RunStage): { files: readonly BoxFile[]; detail: string | null } {
  if (!request.collect) return { files: [], detail: null };
  const { folder, ...limits } = request.collect;
  const { files, left } = stage.withWork((work) => collectFiles(work, folder, limits));
  const detail = left > 0 ? `${left} of the names below ${folder} were left behind.` : null;
  return { files, detail };
}

function streamsOf(outputs: {
  stdout: CappedOutput;
  stderr: CappedOutput;
}): Pick<BoxOutcome, 'stdout' | 'stderr' | 'stdoutCut' | 'stderrCut'> {
  return {
    ...{ stdout: outputs.stdout.bytes, stderr: outputs.stderr.bytes },
    ...{ stdoutCut: outputs.stdout.cut, stderrCut: outputs.stderr.cut },
  };
}

type End = Pick<BoxOutcome, 'end' | 'exitCode' | 'signal' | 'detail'>;

/** A program that exits with 128 + n looks as if signal n had killed it: bubblewrap tells no more. */
function endOfCode(code: number, outOfTime: boolean, detail: string | null): End {
  const signal = code > SIGNAL_BASE ? (SIGNALS.get(code - SIGNAL_BASE) ?? null) : null;
  if (signal === null) return { end: 'exited', exitCode: code, signal, detail };
  const end: BoxEnd = signal === CPU_TIME_SIGNAL && outOfTime ? 'time' : 'signalled';
  return { end, exitCode: null, signal, detail };
}

function endOf({ ending, supervisor, detail }: Ended, cpuLimit: number): End {
  if (supervisor?.verdict) return { ...supervisor.verdict, exitCode: null, signal: 'SIGKILL' };
  if (supervisor !== null && ending.code !== null) {
    return endOfCode(ending.code, ending.cpuSeconds >= cpuLimit, detail);
  }
  return { end: 'failed', exitCode: null, signal: null, detail: detail ?? 'The box could not be built.' };
}

function outcomeOf(
  ended: Ended,
  limits: BoxLimits,
  began: number,
): Omit<BoxOutcome, 'stdout' | 'stderr' | 'stdoutCut' | 'stderrCut' | 'channel' | 'channelCut' | 'files'> {
  const { supervisor, ending, peakMb } = ended;
  const measured = supervisor?.peakMb ?? null;
  return {
    ...endOf(ended, limits.cpuSeconds),
    wallSeconds: supervisor?.wallSeconds ?? (performance.now() - began) / 1000,
    cpuSeconds: Math.max(supervisor?.cpuSeconds ?? 0, ending.cpuSeconds),
    peakMemoryMb: measured ?? peakMb,
  };
}
