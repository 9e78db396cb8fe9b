import { readlinkSync } from 'node:fs';

import type { BoxLimits, BoxOutcome, BoxRequest } from './box.js';

/** One layer of the box and whether it held when it was attacked. */
export interface LayerReport {
  layer: string;
  holds: boolean;
  detail: string;
}

type Run = (request: BoxRequest) => Promise<BoxOutcome>;

const LIMITS: BoxLimits = {
  cpuSeconds: 10,
  wallSeconds: 20,
  memoryMb: 64,
  processes: 16,
  diskMb: 8,
  outputKb: 64,
};

const NAMESPACES = ['user', 'pid', 'net', 'ipc', 'uts', 'mnt'];

/** Every attack prints its name when it succeeds; opening for appending harms nothing when it does. */
const BREAK_OUT = `
attack() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name"; fi; }
attack host-files test -e "$1"
attack core-pattern sh -c ': >> /proc/sys/kernel/core_pattern'
attack system-folders touch /usr/lectern-was-here
attack root-folder touch /lectern-was-here
attack etc touch /etc/lectern-was-here
attack new-namespaces unshare --user true
attack no-filter sh -c '! grep -q "^Seccomp:.*2" /proc/self/status'
attack new-privileges sh -c '! grep -q "^NoNewPrivs:.*1" /proc/self/status'
attack capabilities sh -c '! grep -q "^CapEff:.*0000000000000000" /proc/self/status'
attack network sh -c 'grep -v -e lo: -e "|" /proc/net/dev'
for kind in ${NAMESPACES.join(' ')}; do echo "$kind=$(readlink /proc/self/ns/$kind)"; done
`;

const shell = (script: string, ...values: string[]): string[] => ['/bin/sh', '-c', script, 'sh', ...values];

/** Which layer answers for an attack; all others are the read-only root's business. */
const FILTERED = ['no-filter', 'new-privileges', 'capabilities', 'new-namespaces'];

async function breakOut(run: Run, secret: string): Promise<LayerReport[]> {
  const outcome = await run({ command: shell(BREAK_OUT, secret), limits: LIMITS });
  const lines = outcome.stdout.toString('utf8').split('\n').filter(Boolean);
  const broken = lines.filter((line) => !line.includes('='));
  const shared = NAMESPACES.filter((kind) =>
    lines.includes(`${kind}=${readlinkSync(`/proc/self/ns/${kind}`)}`),
  );
  const layers: [string, string[]][] = [
    ['namespaces', shared],
    ['minimal read-only root', broken.filter((name) => !FILTERED.includes(name))],
    ['seccomp, no capabilities', broken.filter((name) => FILTERED.includes(name))],
  ];
  // Fewer lines than namespaces: the script did not get to its end, so nothing was shown to hold.
  if (outcome.end !== 'exited' || lines.length < NAMESPACES.length) {
    const why = `${outcome.end}: ${outcome.detail ?? ''} ${outcome.stderr.toString('utf8')}`;
    return layers.map(([layer]) => report(layer, false, why));
  }
  return layers.map(([layer, names]) =>
    report(layer, names.length === 0, `broken: ${names.join(', ') || 'none'}`),
  );
}

function report(layer: string, holds: boolean, detail: string): LayerReport {
  return { layer, holds, detail: detail.trim() };
}

async function fillDisk(run: Run): Promise<LayerReport> {
  const script =
    'for place in /work /tmp /dev/shm; do head -c 9m /dev/zero > $place/f; done; cat /work/f /tmp/f /dev/shm/f | wc -c';
  const { stdout } = await run({
    command: shell(script.replace('9m', String(9 * 1024 * 1024))),
    limits: LIMITS,
  });
  const written = Number(stdout.toString('utf8').trim() || NaN);
  const holds = written > 0 && written <= LIMITS.diskMb * 1024 * 1024 + 65_536;
  return report('sized tmpfs', holds, `${written} bytes written of ${LIMITS.diskMb} MB`);
}

async function fork(run: Run): Promise<LayerReport> {
  const script = 'i=0; while [ $i -lt 64 ]; do sleep 60 & i=$((i+1)); echo $i; done';
  const { stdout } = await run({ command: shell(script), limits: LIMITS });
  const started = Number(stdout.toString('utf8').trim().split('\n').at(-1));
  const holds = started > 0 && started <= LIMITS.processes;
  return report('rlimits', holds, `${started} processes of ${LIMITS.processes}`);
}

async function ends(run: Run): Promise<LayerReport[]> {
  const clock = await run({ command: ['sleep', '60'], limits: { ...LIMITS, wallSeconds: 0.1 } });
  const flood = await run({ command: ['yes'], limits: LIMITS });
  // tail keeps its last ten lines, and this input is one line without an end.
  const hog = await run({ command: shell('head -c 900000000 /dev/zero | tail'), limits: LIMITS });
  return [
    report('wall clock', clock.end === 'time', `ended by ${clock.end}`),
    report(
      'output',
      flood.end === 'output' && flood.stdout.length === LIMITS.outputKb * 1024,
      `ended by ${flood.end}`,
    ),
    report('memory', hog.end === 'memory', `ended by ${hog.end}`),
  ];
}

/** Attacks the box with what it must hold; `secret` is a host file that must not be seen inside. */
export async function testBox(run: Run, secret: string): Promise<LayerReport[]> {
  return [...(await breakOut(run, secret)), await fillDisk(run), await fork(run), ...(await ends(run))];
}
