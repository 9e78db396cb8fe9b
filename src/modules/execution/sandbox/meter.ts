/** What a run has used so far. */
export interface RunUse {
  cpuSeconds: number;
  /** Anonymous and shared memory of all its processes; its files are not in it. */
  memoryMb: number;
  /** The kernel has already killed a process of the run for its memory. */
  outOfMemory: boolean;
}

/** Measures one run while it lasts: a cgroup where there is one, the processes' own figures elsewhere. */
export interface RunMeter {
  sample(): RunUse;
}
