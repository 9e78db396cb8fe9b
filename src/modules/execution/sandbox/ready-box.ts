import type { BoxSetting, BoxSlot } from './box-setting.js';
import { Launch } from './launch.js';
import { parentOf } from './process-meter.js';
import { ownGroup, type RunGroup } from './run-group.js';
import { RunPipes } from './run-pipes.js';
import { ownRoom, RunStage } from './run-stage.js';
import { roomFor, stageOptions } from './stage-size.js';

/** What is there once a box has been built as far as it can be. */
export interface BuiltBox {
  /** Host pid of its first process. */
  pid: number;
  stage: RunStage;
  /** Undefined at L2. */
  group: RunGroup | undefined;
}

/** What most jobs may write; a folder of another size is given it when the run begins. */
const USUAL_DISK_MB = 64;

/**
 * A box as far as it can be built before it is known for what program: a first process in its group and in namespaces
 * of its own, with its work folder mounted. It waits for one run, and is gone after it. It must be disposed of.
 */
export class ReadyBox {
  readonly launch: Launch;
  readonly pipes: RunPipes;
  /** Rejects when something could not be had. */
  readonly built: Promise<BuiltBox>;
  private readonly made: { stage?: RunStage; group?: RunGroup } = {};
  private pid: number | null = null;
  private failed = false;
  private gone: Promise<void> | null = null;
  private options: string;

  private constructor(
    private readonly setting: BoxSetting,
    private readonly slot: BoxSlot,
  ) {
    const { tools, stage, strays, etc, filter } = setting;
    this.options = stageOptions({ diskMb: USUAL_DISK_MB }, roomFor(ownRoom(etc)));
    this.pipes = RunPipes.open(slot.pipes, slot.user);
    try {
      const plan = { tools, stage, strays, user: slot.user, stageOptions: this.options };
      this.launch = new Launch(plan, this.pipes, filter);
    } catch (error) {
      this.pipes.close();
      throw error;
    }
    this.pipes.handOver();
    this.built = this.build();
    this.built.catch(() => (this.failed = true));
  }

  /** Begins to build one in a free slot; throws when not even a process can be started. */
  static begin(setting: BoxSetting, slot: BoxSlot): ReadyBox {
    return new ReadyBox(setting, slot);
  }

  /** Whether a program can still be run in it, as far as is known. */
  get isUsable(): boolean {
    return !this.failed && !this.launch.isOver && this.gone === null;
  }

  /** Gives the work folder the size that these options name, where it has another. */
  async resize(options: string): Promise<void> {
    if (options === this.options) return;
    this.options = options;
    await this.launch.resize(options);
  }

  /**
   * Kills the first process, and with it all others; before it is known, whatever there is of it. That it is the child
   * of our own child proves that the number is still its.
   */
  kill(): void {
    const parent = this.launch.pid;
    if (parent === undefined || this.launch.isOver) return;
    try {
      if (this.pid === null) this.launch.abandon();
      else if (parentOf(this.pid) === parent) process.kill(this.pid, 'SIGKILL');
    } catch {
      // It ended by itself in this very moment.
    }
  }

  /** Ends what goes on in it and gives everything back; again does nothing. */
  async dispose(): Promise<void> {
    this.gone ??= this.giveBack();
    await this.gone;
  }

  private async build(): Promise<BuiltBox> {
    const { groups, stage: path, etc } = this.setting;
    const { launch, made } = this;
    const group = (made.group = groups ? await ownGroup(groups, this.slot.group) : undefined);
    const warm = group && launch.pid !== undefined ? group.warmUp(launch.pid) : Promise.resolve();
    try {
      const pid = (this.pid = await launch.ready);
      const stage = (made.stage = RunStage.furnish(pid, path, this.slot.user, etc));
      await warm;
      group?.join(pid);
      return { pid, stage, group };
    } finally {
      await warm;
    }
  }

  private async giveBack(): Promise<void> {
    this.kill();
    await this.launch.ended;
    await this.built.catch(() => undefined);
    this.made.stage?.close();
    this.pipes.close();
    await this.made.group?.remove();
  }
}

/** A slot, and the box that waits there for its program. */
export interface BoxPlace {
  slot: BoxSlot;
  ready: ReadyBox | null;
}
