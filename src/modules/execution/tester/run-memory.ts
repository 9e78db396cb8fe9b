import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import { digestOf } from '../cache/tree-digest.js';
import { toolchainIdentity } from '../cache/toolchain-identity.js';
import type { BoxOutcome, BoxRequest, ReadOnlyEntry } from '../sandbox/box.js';

/** To be raised when outcomes look or come about differently. */
const FORMAT = 1;
/** Boxes see what is installed here as it is; the identity of the toolchain stands for it. */
const INSTALLED = '/usr/';
/** Every time zone differs from the others by a multiple of this: no date changes within it. */
const SAME_DATE_MS = 15 * 60_000;

/** Where outcomes are kept; DiskCache in production. */
export interface OutcomeStore {
  get(key: string): Promise<Buffer | null>;
  put(key: string, content: Buffer): Promise<void>;
}

/** Which run may be remembered. */
export interface Rememberable {
  /** Whose files it is about: what one side made is never used for the other. */
  side: 'student' | 'reference' | 'ours';
  kind: 'build' | 'run';
  /** Absolute paths of the tools it uses beside its command. */
  tools?: readonly string[];
  worthKeeping: (outcome: BoxOutcome) => boolean;
}

/**
 * Outcomes of runs that would come out the same again: compilations, and the runs of references. An outcome is found
 * by everything that went into the run: the contents of all files the box sees, command, input, environment, limits,
 * the installed toolchain; for a run also the quarter of an hour, so that programs that ask for the date are right.
 */
export class RunMemory {
  constructor(
    private readonly store: OutcomeStore,
    private readonly clock: () => Date = () => new Date(),
    private readonly identity: (tools: readonly string[]) => string = toolchainIdentity,
  ) {}

  /** The outcome of the same run made before, or of `run`, which is kept when it is `worthKeeping`. */
  async through(
    request: BoxRequest,
    what: Rememberable,
    run: () => Promise<BoxOutcome>,
  ): Promise<{ outcome: BoxOutcome; known: boolean }> {
    const key = await this.keyOf(request, what);
    if (key === undefined) return { outcome: await run(), known: false };
    const kept = await this.store.get(key);
    if (kept !== null) return { outcome: deserialize(kept) as BoxOutcome, known: true };
    const outcome = await run();
    if (what.worthKeeping(outcome)) await this.store.put(key, serialize(outcome));
    return { outcome, known: false };
  }

  /** Undefined for a run that talks to somebody while it goes on. */
  private async keyOf(request: BoxRequest, what: Rememberable): Promise<string | undefined> {
    const { workFrom, readOnly = [], stdin = '', signal: _signal, onOutput: _onOutput, ...rest } = request;
    if (stdin instanceof Readable || Object.values(rest).some((part) => typeof part === 'function')) {
      return undefined;
    }
    const binds = readOnly.map(async (entry) => [entry.target, await contentOf(entry)]);
    const facts = {
      ...{ format: FORMAT, side: what.side, kind: what.kind, rest: sorted(rest) },
      work: workFrom === undefined ? null : await digestOf(workFrom),
      binds: await Promise.all(binds),
      stdin: createHash('sha256').update(stdin).digest('hex'),
      time: what.kind === 'build' ? null : Math.floor(this.clock().getTime() / SAME_DATE_MS),
      tools: this.identity([request.command[0] ?? '', ...(what.tools ?? [])]),
    };
    return `run ${createHash('sha256').update(JSON.stringify(facts)).digest('hex')}`;
  }
}

/** What is shown read-only, by its content; a tool that is installed by its path. */
async function contentOf(entry: ReadOnlyEntry): Promise<unknown> {
  if ('source' in entry)
    return entry.source.startsWith(INSTALLED) ? entry.source : await digestOf(entry.source);
  return entry.files.map(({ path, content, executable }) => {
    const digest = createHash('sha256').update(content).digest('hex');
    return [path, executable, digest];
  });
}

/** The same facts as the same text, whatever the order they were named in. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, sorted(part)]);
}
