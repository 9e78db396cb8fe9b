import type { BoxOutcome, BoxRequest, SandboxLevel } from './box.js';
import { checkRequest } from './box-arguments.js';
import { BoxPlaces } from './box-places.js';
import { BoxRunner } from './box-runner.js';
import type { BoxSetting } from './box-setting.js';
import { Foundation } from './foundation.js';
import { checkLimits } from './limits.js';
import type { RunGroups } from './run-group.js';
import { findGroupsV1 } from './run-group-v1.js';
import { findGroupsV2 } from './run-group-v2.js';
import { SandboxUnavailableError } from './sandbox.errors.js';
import { type LayerReport, testBox } from './self-test.js';

/** What Sandbox.open needs to know. */
export interface SandboxOptions {
  /** Folder for the sandbox's own few files, e.g. LECTERN_HOME/sandbox; made when missing. */
  root: string;
  minLevel: SandboxLevel;
  /** How many programs may run at once, from 1 to 256. */
  slots: number;
  /** So many boxes are built before they are wanted, 0 unless given; at most as many as there are slots. */
  ready?: number;
}

const MAX_SLOTS = 256;
/** A slot for each run, and one for the run it may want (BoxRequest.inner). */
const BOXES_PER_SLOT = 2;

const isRoot = (): boolean => process.getuid?.() === 0;

/** Kinds of cgroups to try, strongest level first; null stands for L2, which has none. */
function choices(minLevel: SandboxLevel): (RunGroups | null)[] {
  const groups = isRoot() ? (findGroupsV1() ?? findGroupsV2()) : findGroupsV2();
  return [...(groups ? [groups] : []), ...(minLevel === 'L2' ? [null] : [])];
}

/** The outcome of a run that was cancelled while it waited for a slot. */
function neverStarted(): BoxOutcome {
  const nothing = Buffer.alloc(0);
  return {
    ...{ end: 'cancelled', exitCode: null, signal: null, detail: 'It was cancelled before it began.' },
    ...{ stdout: nothing, stderr: nothing, stdoutCut: false, stderrCut: false },
    ...{ channel: nothing, channelCut: false, files: [] },
    ...{ wallSeconds: 0, cpuSeconds: 0, peakMemoryMb: null },
  };
}

/**
 * The only place where programs of others run. Made by `Sandbox.open`, which attacks its own boxes first and
 * throws a SandboxUnavailableError when they do not hold at the wanted level.
 */
export class Sandbox {
  private readonly outer: BoxPlaces;
  private readonly inner: BoxPlaces;
  private readonly running = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();

  private constructor(
    readonly level: SandboxLevel,
    /** What was tried, layer by layer. */
    readonly layers: readonly LayerReport[],
    private readonly setting: BoxSetting,
    private readonly foundation: Foundation,
    slots: number,
  ) {
    this.inner = new BoxPlaces(setting, foundation.slots.slice(0, slots), slots);
    this.outer = new BoxPlaces(setting, foundation.slots.slice(slots), slots);
  }

  /** Finds the strongest level at which the self-test holds. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    if (!Number.isInteger(options.slots) || options.slots < 1 || options.slots > MAX_SLOTS) {
      throw new RangeError(`A sandbox has 1 to ${MAX_SLOTS} slots, not ${options.slots}.`);
    }
    const reasons: string[] = [];
    for (const groups of choices(options.minLevel)) {
      const sandbox = await Sandbox.openAt(options, groups);
      const broken = sandbox.layers.filter(({ holds }) => !holds);
      if (broken.length === 0) return sandbox;
      await sandbox.close();
      reasons.push(...broken.map(({ layer, detail }) => `${sandbox.level}, ${layer}: ${detail}`));
    }
    throw new SandboxUnavailableError(reasons.length > 0 ? reasons : ['L3 needs root and writable cgroups']);
  }

  private static async openAt(options: SandboxOptions, groups: RunGroups | null): Promise<Sandbox> {
    const { root, slots, ready = 0 } = options;
    const count = slots * BOXES_PER_SLOT + Math.min(slots, ready);
    const foundation = await Foundation.lay(root, count, groups);
    try {
      const setting = foundation.setting;
      const layers: LayerReport[] = [];
      const sandbox = new Sandbox(groups ? 'L3' : 'L2', layers, setting, foundation, slots);
      layers.push(
        ...foundation.layers,
        ...(await testBox((request) => sandbox.run(request), foundation.secret)),
      );
      return sandbox;
    } catch (error) {
      foundation.clear();
      throw error;
    }
  }

  /** One sentence on why it is this level. */
  get why(): string {
    const { groups } = this.setting;
    if (groups !== null && !isRoot()) return `cgroups v${groups.version} delegated to us: one for each run`;
    return groups !== null
      ? `root with cgroups v${groups.version}: a user and a cgroup for each run`
      : 'no cgroups that we may write: memory is summed by the supervisor';
  }

  /**
   * Runs one program in a box of its own, as soon as a slot is free. Throws BoxLimitError and BoxRequestError for
   * what cannot be meant; whatever happens to the program is told by the outcome.
   */
  async run(request: BoxRequest): Promise<BoxOutcome> {
    checkRequest(request);
    checkLimits(request.limits);
    if (this.closing.signal.aborted) throw new Error('The sandbox is closed.');
    const signals = [this.closing.signal, ...(request.signal ? [request.signal] : [])];
    const run = this.runInSlot({ ...request, signal: AbortSignal.any(signals) });
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  private async runInSlot(request: BoxRequest): Promise<BoxOutcome> {
    const places = request.inner === true ? this.inner : this.outer;
    const place = await places.take();
    try {
      if (request.signal?.aborted) return neverStarted();
      return await new BoxRunner(this.setting, place, () => places.prepare()).run(request);
    } finally {
      places.give(place);
    }
  }

  /** Disposes of the boxes that wait for programs; until the next run nothing of this sandbox is on the machine. */
  async rest(): Promise<void> {
    await this.outer.clear();
  }

  /** Removes what dead workers on this machine left behind; living ones are not touched. */
  async sweep(): Promise<void> {
    await this.foundation.sweep();
  }

  /** Ends all runs and gives everything back. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([...this.running]);
    await this.outer.clear(true);
    this.foundation.clear();
  }
}
