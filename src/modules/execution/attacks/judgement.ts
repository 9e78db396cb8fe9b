import { availableParallelism } from 'node:os';

import type { BoxLimits, BoxOutcome, BoxRequest, SandboxLevel } from '../sandbox/box.js';
import type { Sighting } from './process-watch.js';
import type { SecretWords } from './secret-words.js';

/** Kinds of facts, each seen from outside the box, that mean something got out. */
export type EscapeKind =
  | 'secret'
  | 'change'
  | 'connection'
  | 'disturbance'
  | 'process'
  | 'processes'
  | 'memory'
  | 'disk'
  | 'time'
  | 'cpu'
  | 'output'
  | 'results'
  | 'step'
  | 'neighbour'
  | 'left';

/** What one run is judged by. */
export interface Evidence {
  level: SandboxLevel;
  limits: BoxLimits;
  request: Pick<BoxRequest, 'collect' | 'channel'>;
  outcome: BoxOutcome;
  sighting: Sighting | undefined;
  words: SecretWords;
}

const KB = 1024;
const SLACK = { diskMb: 2, seconds: 5, cpuSeconds: 2 } as const;
/** Tools, libraries and what comes between two looks; without a cgroup only address space is bounded by the kernel. */
const MEMORY_SLACK_MB: Record<SandboxLevel, number> = { L3: 16, L2: 1024 };
/** No control characters, nothing outside Unicode, no way upwards. */
const HARMLESS = /^(?!.*(?:^|\/)\.\.?(?:\/|$))[^\p{Cc}\p{Cs}\\\uFFFD]+$/u;

type Finding = [kind: EscapeKind, happened: boolean, text: string];

const named = (findings: readonly Finding[]): string[] =>
  findings.filter(([, happened]) => happened).map(([kind, , text]) => `${kind}: ${text}`);

/** What the outputs and results tell: words that lay outside, too much, or steps that went through. */
function fromOutputs({ outcome, limits, request, words }: Evidence): string[] {
  const { stdout, stderr, channel, files } = outcome;
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  const { maxFiles = 0, maxBytes = 0 } = request.collect ?? {};
  const streams = Math.max(stdout.length, stderr.length);
  const strange = files.filter(({ path }) => !HARMLESS.test(path) || path.startsWith('/'));
  const all = Buffer.concat([stdout, stderr, channel, ...files.map(({ content }) => content)]);
  const steps = [...stdout.toString('latin1').matchAll(/broken: (.{0,60})/gu)].map(([, step]) => step);
  return [
    ...words.in(all).map((place) => `secret: the word of ${place} came out`),
    ...steps.slice(0, 5).map((step) => `step: ${step} went through`),
    ...named([
      ['output', streams > limits.outputKb * KB, `${streams} bytes of output`],
      ['output', channel.length > (request.channel?.maxBytes ?? 0), `${channel.length} bytes on the channel`],
      ['results', files.length > maxFiles || bytes > maxBytes, `${files.length} files of ${bytes} bytes`],
      ['results', strange.length > 0, `names like ${JSON.stringify(strange[0]?.path)}`],
    ]),
  ];
}

/** What it computed; for a time in which this process came too late to end it, it may have had every core. */
function fromFigures({ outcome: { cpuSeconds }, limits, sighting }: Evidence): string[] {
  const late = (sighting?.late ?? 0) * availableParallelism();
  const isTooMuch = cpuSeconds > limits.cpuSeconds + SLACK.cpuSeconds + late;
  return named([['cpu', isTooMuch, `${cpuSeconds.toFixed(1)} s of CPU time`]]);
}

/** What the watch has seen so far of the processes of one run, against the limits: one sentence for each escape. */
export function judgeSighting({
  limits,
  sighting,
  level,
}: Pick<Evidence, 'limits' | 'sighting' | 'level'>): string[] {
  if (!sighting) return [];
  const { processes, memoryMb, diskMb, seconds } = sighting;
  const memoryLimit = limits.memoryMb + limits.diskMb + MEMORY_SLACK_MB[level];
  return named([
    ['processes', processes > limits.processes, `${processes} processes and threads at once`],
    ['memory', memoryMb > memoryLimit, `${Math.round(memoryMb)} MB of memory`],
    ['disk', diskMb > limits.diskMb + SLACK.diskMb, `${Math.round(diskMb)} MB of disk`],
    ['time', seconds > limits.wallSeconds + SLACK.seconds, `it was seen for ${seconds.toFixed(1)} s`],
  ]);
}

/** Everything about one run that means an escape, one sentence each. */
export function judge(evidence: Evidence): string[] {
  return [...fromOutputs(evidence), ...fromFigures(evidence), ...judgeSighting(evidence)];
}
