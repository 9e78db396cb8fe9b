import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { GROUP_PREFIX } from '../sandbox/run-group.js';
import type { BoxOutcome, BoxRequest } from '../sandbox/box.js';
import type { Attack, AttackTarget } from './attack.js';
import { attempt, type Ground } from './attempt.js';
import { judgeSighting } from './judgement.js';
import { groupPlaces, leftInRoot, leftovers } from './leftovers.js';
import { Neighbour } from './neighbour.js';
import { runOutside } from './outside-runner.js';

/** Whether one kind of observation reports what it is there for. */
export interface ObserverReport {
  name: string;
  works: boolean;
  /** What it reported. */
  found: readonly string[];
}

/** A program in no box and what must be reported of it. */
interface Traitor {
  name: string;
  must: string;
  /** It goes on until its input ends, which comes once the watch has seen it: no program is too quick to be seen. */
  waits?: boolean;
  script: (target: AttackTarget) => string;
  more?: Partial<Attack>;
}

const cat =
  (path: (target: AttackTarget) => string) =>
  (target: AttackTarget): string =>
    `cat '${path(target)}'`;

const TRAITORS: readonly Traitor[] = [
  { name: 'an open file read', must: 'secret: the word of an open file', script: cat(({ open }) => open) },
  {
    name: 'a closed file read',
    must: 'secret: the word of a closed file',
    script: cat(({ closed }) => closed),
  },
  {
    name: 'the worker’s environment read',
    must: 'secret: the word of the environment of the worker',
    script: cat(({ worker }) => `/proc/${worker}/environ`),
  },
  {
    name: 'another environment read',
    must: 'secret: the word of the environment of a process',
    script: cat(({ bystander }) => `/proc/${bystander}/environ`),
  },
  { name: 'a file changed', must: 'change: ', script: ({ open }) => `echo x >> '${open}'` },
  { name: 'a file made', must: 'change: ', script: ({ folder }) => `touch '${folder}/new'` },
  { name: 'listeners reached', must: 'connection: a TCP port', script: connect },
  { name: 'a unix socket reached', must: 'connection: a unix socket', script: connect },
  { name: 'an abstract socket reached', must: 'connection: an abstract socket', script: connect },
  {
    name: 'a process stopped',
    must: 'disturbance: ',
    script: ({ bystander }) => `kill -STOP ${bystander}`,
  },
  {
    name: 'a process ended',
    must: 'disturbance: ',
    script: ({ bystander }) => `kill -KILL ${bystander}`,
  },
  { name: 'a process left', must: 'process: ', script: () => 'sleep 600 >/dev/null 2>&1 & exit 0' },
  {
    name: 'too many processes',
    must: 'processes: ',
    waits: true,
    script: () => 'exec 3<&0; for n in 1 2 3 4 5 6; do cat <&3 & done; wait',
    more: { limits: { processes: 4 } },
  },
  { name: 'too much memory', must: 'memory: ', waits: true, script: () => './attacks memory-hold 160' },
  { name: 'too much disk', must: 'disk: ', waits: true, script: () => 'head -c 24M /dev/zero > full; cat' },
  {
    name: 'too long',
    must: 'time: ',
    waits: true,
    script: () => 'cat',
    more: { limits: { wallSeconds: 0.1 } },
  },
  { name: 'too much output', must: 'output: ', script: () => 'head -c 100000 /dev/zero' },
  {
    name: 'links followed',
    must: 'secret: the word of a closed file',
    script: ({ closed }) => `mkdir out; ln -s '${closed}' out/a`,
    more: { collects: true },
  },
  {
    name: 'too many results',
    must: 'results: ',
    script: () => 'mkdir out; cd out; touch $(seq 40)',
    more: { collects: true },
  },
  {
    name: 'names of results',
    must: 'results: names',
    script: () => 'mkdir out; touch "$(printf \'out/a\\033b\')"',
    more: { collects: true },
  },
  { name: 'a step that went through', must: 'step: ', script: () => 'echo broken: a step' },
];

function connect({ port, socket, abstractName }: AttackTarget): string {
  return `./attacks connections ${port} '${socket}' '${abstractName}' 127.0.0.1 >/dev/null`;
}

/** Without a box there is no cgroup either: the memory that L3 allows is the measure. */
async function tryTraitor(traitor: Traitor, ground: Ground, mark: string): Promise<ObserverReport> {
  const attack: Attack = {
    ...{ name: traitor.name, theme: 'host', tries: '', escape: '', heldBy: '' },
    command: (target) => ['/bin/sh', '-c', traitor.script(target)],
    ...traitor.more,
  };
  const isReported = (escapes: readonly string[]): boolean =>
    escapes.some((text) => text.startsWith(traitor.must));
  const run = (request: BoxRequest): Promise<BoxOutcome> => {
    const isSeen = (): boolean =>
      isReported(judgeSighting({ level: 'L3', limits: request.limits, sighting: ground.watch.seen(mark) }));
    return runOutside(request, traitor.waits ? isSeen : undefined);
  };
  const { escapes } = await attempt(attack, { ...ground, level: 'L3', run }, mark);
  ground.watch.alive(mark).forEach(endProcess);
  return { name: traitor.name, works: isReported(escapes), found: escapes };
}

function endProcess(pid: string): void {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

/** A neighbour whose process on the host is sent a signal, and whose word is read, by the owner of its box. */
async function tryNeighbour(ground: Ground): Promise<ObserverReport[]> {
  const mark = `${ground.suite}-signalled`;
  const word = ground.words.make('a run that is signalled');
  const neighbour = await Neighbour.start(ground.run, ground.programs, word, mark);
  const [pid = ''] = ground.watch.alive(mark);
  const seen = ground.words.in(runningWord(pid));
  process.kill(Number(pid), 'SIGUSR1');
  const found = await neighbour.end();
  return [
    { name: 'another run disturbed', works: found.length === 1, found },
    { name: 'another run’s word read', works: seen.includes('a run that is signalled'), found: seen },
  ];
}

function runningWord(pid: string): Buffer {
  return execFileSync('/bin/cat', [`/proc/${pid}/root/work/secret`]);
}

/** A host user no box has, for what is left on purpose. */
const NOBODYS_USER = 24_900;

/** Leaves things behind on purpose, each taken away again at once. */
function tryLeftovers({ level, base, suite }: Ground): ObserverReport[] {
  const isRoot = process.getuid?.() === 0;
  const find = (): string[] => leftovers({ users: isRoot ? [NOBODYS_USER] : [], base, suite });
  const report = (name: string, must: string, found: string[]): ObserverReport => ({
    ...{ name, found },
    works: found.some((text) => text.startsWith(must)),
  });
  const reports: ObserverReport[] = [];
  const file = `/tmp/left-${suite}`;
  writeFileSync(file, '');
  reports.push(report('a file left', 'left: file', find()));
  rmSync(file);
  const root = join(base, 'left-root');
  mkdirSync(join(root, 'slot'), { recursive: true });
  reports.push(report('a folder of the sandbox left', 'left: ', leftInRoot(root)));
  if (isRoot && level === 'L3') {
    const group = join(groupPlaces()[0] ?? '', `${GROUP_PREFIX}${NOBODYS_USER}`);
    mkdirSync(group);
    reports.push(report('a cgroup left', 'left: cgroup', find()));
    rmdirSync(group);
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', 'lectern-left', root]);
    reports.push(report('a mount left', 'left: mount', find()));
    execFileSync('/usr/bin/umount', [root]);
  }
  rmSync(root, { recursive: true });
  return reports;
}

/** An honest program in a real box must be reported for nothing at all. */
async function tryHonest(ground: Ground): Promise<ObserverReport> {
  const attack: Attack = {
    ...{ name: 'an honest program', theme: 'host', tries: '', escape: '', heldBy: '', collects: true },
    command: () => ['/bin/sh', '-c', 'mkdir out; echo fine > out/result; sleep 0.3; echo fine'],
  };
  const { escapes, verdict } = await attempt(attack, ground, `${ground.suite}-honest`);
  return { name: 'nothing of an honest program', works: verdict === 'held', found: escapes };
}

/** Tries each kind of observation with programs that run in no box, and with one that does nothing wrong. */
export async function checkObservers(ground: Ground): Promise<ObserverReport[]> {
  const outside = TRAITORS.map((traitor, index) =>
    tryTraitor(traitor, ground, `${ground.suite}-traitor-${index}`),
  );
  return [
    ...(await Promise.all(outside)),
    ...(await tryNeighbour(ground)),
    ...tryLeftovers(ground),
    await tryHonest(ground),
  ];
}
