import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';

/** What is wrong with a document, for people; `line` counts from 1, `key` is a path such as `authors[0].name`. */
export interface YamlProblem {
  message: string;
  line?: number;
  key?: string;
}

/** A number as it is written, because `1.10` may be meant as a text. */
export class YamlNumber {
  constructor(
    readonly value: number,
    readonly source: string,
  ) {}
}

export type YamlPath = readonly PropertyKey[];

/** `value` holds objects, arrays, texts, booleans, null and YamlNumber; `lineOf` finds the line of a place in it. */
export type YamlResult =
  | { ok: true; value: unknown; lineOf: (path: YamlPath) => number | undefined }
  | { ok: false; problems: YamlProblem[] };

const MAX_CHARACTERS = 1 << 20;
const MAX_DEPTH = 32;
const MAX_ALIASED_NODES = 10_000;
const UNSTORABLE = /[\0\p{Cs}]/u;

/**
 * Reads one YAML 1.2 document (core schema, UTF-8): no custom tags, aliases expand to at most 10 000 nodes, at most 32
 * levels and 1 Mi characters, every key once. Never throws.
 */
export function readYaml(text: string | Buffer): YamlResult {
  const source = typeof text === 'string' ? text : decoded(text);
  if (source === undefined) return failed('The file is not valid UTF-8.');
  if (source.length > MAX_CHARACTERS) return failed('The file is too long.');
  try {
    return readSource(source);
  } catch (error) {
    if (isOverflow(error as Error)) return failed('The file is nested too deeply.');
    throw error;
  }
}

/** A path as people write it: `properties.testFiles[2]`. */
export function writtenPath(path: YamlPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** The value with plain numbers instead of YamlNumber, as JSON can hold it. */
export function plainYaml(value: unknown): unknown {
  if (value instanceof YamlNumber) return Number.isFinite(value.value) ? value.value : value.source;
  if (Array.isArray(value)) return value.map(plainYaml);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainYaml(inner)]));
}

function failed(message: string, line?: number): YamlResult {
  return { ok: false, problems: [{ message, ...(line !== undefined && { line }) }] };
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The parser descends by recursion; this is how it ends on thousands of brackets, thrown or reported. */
function isOverflow({ message }: { message: string }): boolean {
  return message.includes('call stack');
}

function readSource(source: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
    // The parser's own check compares each key with all others; the reader below looks them up.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.some(isOverflow)) return failed('The file is nested too deeply.');
  if (complaints.length > 0) {
    const problems = complaints
      .slice(0, 20)
      .map(({ message, pos }) => ({ message: message.slice(0, 300), line: lines.linePos(pos[0]).line }));
    return { ok: false, problems };
  }
  const reader = new NodeReader(document, lines);
  const value = reader.read();
  return reader.problem
    ? { ok: false, problems: [reader.problem] }
    : { ok: true, value, lineOf: reader.lineOf };
}

class NodeReader {
  problem: YamlProblem | undefined;
  private readonly targets = new Map<Node, Node>();
  private aliased = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {
    // An alias means the last anchor of its name before it, which one walk in order finds for all of them.
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_key, node) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target) this.targets.set(node, target);
        } else if ('anchor' in node && node.anchor) anchors.set(node.anchor, node as Node);
      },
    });
  }

  read(): unknown {
    return this.valueOf(this.document.contents, [], false);
  }

  readonly lineOf = (path: YamlPath): number | undefined => {
    let node: unknown = this.document.contents;
    let found = this.lineAt(node);
    for (const step of path) {
      const collection = this.resolved(node);
      if (isMap(collection)) {
        const pair = collection.items.find((item) => keyOf(item.key) === step);
        found = this.lineAt(pair?.key) ?? found;
        node = pair?.value;
      } else if (isSeq(collection)) {
        node = collection.items[Number(step)];
        found = this.lineAt(node) ?? found;
      }
    }
    return found;
  };

  private valueOf(given: unknown, path: readonly (string | number)[], viaAlias: boolean): unknown {
    const node = this.resolved(given);
    const aliased = viaAlias || node !== given;
    if (this.problem || !this.mayVisit(given, node, path, aliased)) return null;
    if (isMap(node)) return this.mapOf(node.items, path, aliased);
    if (isSeq(node)) return node.items.map((item, index) => this.valueOf(item, [...path, index], aliased));
    if (!isScalar(node)) return null;
    if (typeof node.value === 'number') return new YamlNumber(node.value, node.source ?? String(node.value));
    if (typeof node.value === 'string') this.refuseUnstorable(node.value, node, path);
    return node.value;
  }

  private mapOf(
    items: readonly { key: unknown; value: unknown }[],
    path: readonly (string | number)[],
    aliased: boolean,
  ): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (const { key, value } of items) {
      const name = keyOf(key);
      const place = [...path, name];
      if (entries.has(name)) this.report('This key occurs twice.', key, place);
      if (name === '__proto__') this.report('This key is not allowed.', key, place);
      this.refuseUnstorable(name, key, path);
      entries.set(name, this.valueOf(value, place, aliased));
    }
    return Object.fromEntries(entries);
  }

  private mayVisit(
    given: unknown,
    node: unknown,
    path: readonly (string | number)[],
    aliased: boolean,
  ): boolean {
    if (aliased) this.aliased += 1;
    if (isAlias(node)) this.report('This alias has no anchor before it.', given, path);
    else if (path.length > MAX_DEPTH)
      this.report(`The file is nested deeper than ${MAX_DEPTH} levels.`, given, path.slice(0, 3));
    else if (this.aliased > MAX_ALIASED_NODES)
      this.report('The aliases expand to too many nodes.', given, path);
    return this.problem === undefined;
  }

  private refuseUnstorable(text: string, node: unknown, path: readonly (string | number)[]): void {
    if (UNSTORABLE.test(text)) this.report('A text contains a character that cannot be stored.', node, path);
  }

  private report(message: string, node: unknown, path: readonly (string | number)[]): void {
    const line = this.lineAt(node);
    this.problem ??= { message, key: writtenPath(path), ...(line !== undefined && { line }) };
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? (this.targets.get(node) ?? node) : node;
  }

  private lineAt(node: unknown): number | undefined {
    const range = (node as Node | null | undefined)?.range;
    return range ? this.lines.linePos(range[0]).line : undefined;
  }
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : '';
}
