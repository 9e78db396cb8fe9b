import { constants } from 'node:os';

import type { BoxEnd, BoxFile, BoxLimits, BoxOutcome, BoxRequest } from './box.js';
import { bubblewrapOptions, checkRequest, resourceLimits } from './box-arguments.js';
import { collectFiles, folderParts } from './collect.js';
import { type Ending, Launch } from './launch.js';
import { checkLimits } from './limits.js';
import type { RunMeter } from './meter.js';
import { parentOf, ProcessMeter } from './process-meter.js';
import type { RunGroup, RunGroups } from './run-group.js';
import { CappedOutput, feed, RunPipes } from './run-pipes.js';
import { type EtcEntry, ReadOnlyPlan, RunStage, stageOptions } from './run-stage.js';
import { Supervisor } from './supervisor.js';
import type { SandboxTools } from './tools.js';

/** What all boxes of this process have in common. */
export interface BoxSetting {
  tools: SandboxTools;
  /** null at L2. */
  groups: RunGroups | null;
  /** Where the work folder is mounted, in each run's own mount namespace. */
  stage: string;
  filter: Buffer;
  etc: readonly EtcEntry[];
  /** Descriptors this process was started with and must not hand on. */
  strays: readonly number[];
}

/** What one run at a time has to itself. */
export interface BoxSlot {
  /** Host user of its programs; null when they run as ourselves in a user namespace. */
  user: number | null;
  /** Folder of its named pipes. */
  pipes: string;
  group: string;
}

interface Started {
  launch: Launch;
  pipes: RunPipes;
  readOnly: ReadOnlyPlan;
  limits: Required<BoxLimits>;
  began: number;
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

/** Runs one program in a box in one slot; the slot must be free. */
export class BoxRunner {
  constructor(
    private readonly setting: BoxSetting,
    private readonly slot: BoxSlot,
  ) {}

  /** Throws BoxLimitError and BoxRequestError before anything is started; every other trouble is an outcome. */
  async run(request: BoxRequest): Promise<BoxOutcome> {
    const started = this.start(request);
    const { pipes, limits, launch } = started;
    let stop: (end: 'output' | 'cancelled', detail: string) => void = () => undefined;
    const output = (name: 'stdout' | 'stderr'): CappedOutput =>
      new CappedOutput(
        pipes.ours(name),
        limits.outputKb * KB,
        () => stop('output', `It wrote more than ${limits.outputKb} KB to ${name}.`),
        (piece) => request.onOutput?.(name, piece),
      );
    const outputs = { stdout: output('stdout'), stderr: output('stderr') };
    const channel = new CappedOutput(
      pipes.ours('channel'),
      request.channel?.maxBytes ?? 0,
      () => stop('output', 'It wrote more than it may to the channel.'),
      request.onChannel,
    );
    const cancel = (): void => stop('cancelled', 'It was cancelled.');
    request.signal?.addEventListener('abort', cancel);
    try {
      const ended = await this.attend(request, started, (supervisor) => {
        stop = (end, detail) => supervisor.stop({ end, detail });
        if (request.signal?.aborted) cancel();
      });
      await Promise.all([outputs.stdout.ended, outputs.stderr.ended, channel.ended]);
      const streams = { ...streamsOf(outputs), channel: channel.bytes, channelCut: channel.cut };
      return { ...outcomeOf(ended, started), ...streams, files: ended.files };
    } finally {
      request.signal?.removeEventListener('abort', cancel);
      await launch.ended;
      pipes.close();
    }
  }

  private start(request: BoxRequest): Started {
    checkRequest(request);
    const limits = checkLimits(request.limits);
    if (request.collect) folderParts(request.collect.folder);
    const { tools, stage, filter, groups, strays } = this.setting;
    const readOnly = new ReadOnlyPlan(request.readOnly ?? [], this.slot.user !== null);
    const input = inputOf(request, stage);
    const wanted = { stdin: input.path === '-', channel: request.channel !== undefined };
    const pipes = RunPipes.open(this.slot.pipes, this.slot.user, wanted);
    const plan = {
      ...{ tools, stage, user: this.slot.user, command: request.command },
      ...{ stageOptions: stageOptions(limits, input.bytes), copyOptions: readOnly.mountOptions },
      ...{ input: input.path, strays },
      limits: resourceLimits(limits, groups !== null),
    };
    try {
      const launch = new Launch(plan, pipes, filter);
      pipes.handOver();
      return { launch, pipes, readOnly, limits, began: performance.now() };
    } catch (error) {
      pipes.close();
      throw error;
    }
  }

  private async attend(
    request: BoxRequest,
    started: Started,
    watched: (supervisor: Supervisor) => void,
  ): Promise<Ended> {
    const { limits, launch } = started;
    const held: { stage?: RunStage; supervisor?: Supervisor; pid?: number; group?: RunGroup | undefined } =
      {};
    let warm = Promise.resolve();
    const kill = (): void => killTree(held.pid ?? null, launch.pid);
    try {
      const group = (held.group = this.createGroup(limits, () => held.stage?.writtenMb ?? 0));
      warm = warmedUp(group, launch.pid);
      const pid = (held.pid = await launch.ready);
      const stage = (held.stage = RunStage.open(pid, this.setting.stage));
      await stage.fill(this.slot.user, this.setting.etc, started.readOnly, request.workFrom);
      await warm;
      const meter = joined(group, pid) ?? new ProcessMeter(pid, limits.memoryMb);
      const supervisor = (held.supervisor = new Supervisor(limits, meter, kill));
      watched(supervisor);
      this.giveInput(request, stage, started.pipes);
      launch.go(this.options(request, started.readOnly));
      const ending = await launch.ended;
      supervisor.finish();
      return { ending, supervisor, ...collect(request, stage), peakMb: peakOf(group) };
    } catch (error) {
      kill();
      await launch.ended;
      held.supervisor?.finish();
      return brokenBox(reasonOf(error as NodeJS.ErrnoException, limits));
    } finally {
      held.stage?.close();
      await warm;
      await held.group?.remove();
    }
  }

  private createGroup(limits: BoxLimits, filesMb: () => number): RunGroup | undefined {
    return this.setting.groups?.create(this.slot.group, limits, filesMb);
  }

  private giveInput({ stdin }: BoxRequest, stage: RunStage, pipes: RunPipes): void {
    const pipe = pipes.ours('stdin');
    if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) stage.writeInput(stdin);
    else if (stdin && pipe) feed(pipe, stdin);
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
function inputOf({ stdin }: BoxRequest, stage: string): { path: string; bytes: number } {
  if (stdin === undefined) return { path: '/dev/null', bytes: 0 };
  if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) {
    return { path: `${stage}/stdin`, bytes: Buffer.byteLength(stdin) };
  }
  return { path: '-', bytes: 0 };
}

const peakOf = (group: RunGroup | undefined): number | null => group?.peakMb() ?? null;

/** There is no pid when nothing could be started; the kernel would take 0 for ourselves. */
async function warmedUp(group: RunGroup | undefined, pid: number | undefined): Promise<void> {
  if (group && pid) await group.warmUp(pid);
}

/** Puts the first process into the run's group, which then measures it. */
function joined(group: RunGroup | undefined, pid: number): RunMeter | undefined {
  group?.join(pid);
  return group;
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

/**
 * Kills the first process of the run, and with it all others; before it is known, `parent`, our own child, that
 * will start it. That it is the child of `parent` proves that the number is still its.
 */
function killTree(pid: number | null, parent: number | undefined): void {
  if (parent === undefined) return;
  try {
    if (pid === null) process.kill(parent, 'SIGKILL');
    else if (parentOf(pid) === parent) process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
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
  { limits, began }: Started,
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
