import type { RunGroups } from './run-group.js';
import type { EtcEntry } from './run-stage.js';
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
