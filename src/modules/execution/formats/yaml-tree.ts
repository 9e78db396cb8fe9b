import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** One thing wrong with a YAML file: what, in which line (from 1) and at which key, when known. */
export interface YamlProblem {
  message: string;
  line?: number;
  key?: string;
}

/** A number together with how it was written, so that `1.0` can become the text "1.0" where text is due. */
export class YamlNumber {
  constructor(
    readonly value: number,
    readonly source: string,
  ) {}
}

export type YamlPath = readonly PropertyKey[];

/** A YAML file as plain values (numbers as YamlNumber) with the line of every path. */
export interface YamlTree {
  value: unknown;
  lineOf(path: YamlPath): number | undefined;
}

const MAX_ALIAS_NODES = 10_000;
const MAX_DEPTH = 64;

/** Refused content that the YAML parser itself would have let pass. */
class YamlRefusal extends Error {
  constructor(
    message: string,
    readonly node?: Node | null,
  ) {
    super(message);
  }
}

/**
 * Reads one YAML 1.2 core document; refuses custom tags, twin keys, keys that are no text, other YAML versions and
 * aliases that expand to more than 10 000 nodes. Never throws: problems come back as a list.
 */
export function readYamlTree(text: string): { tree: YamlTree } | { problems: YamlProblem[] } {
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: counter,
      schema: 'core',
      version: '1.2',
      resolveKnownTags: false,
      uniqueKeys: true,
      logLevel: 'error',
    });
    const found = [...document.errors, ...document.warnings];
    if (found.length > 0) {
      return {
        problems: found.map((issue) => ({
          message: firstLine(issue.message),
          line: issue.linePos?.[0].line,
        })),
      };
    }
    if (document.directives?.yaml.version !== '1.2') {
      return { problems: [{ message: 'Only YAML 1.2 is read.', line: 1 }] };
    }
    const value = new TreeReader(document).read();
    return { tree: { value, lineOf: (path) => lineOf(document, counter, path) } };
  } catch (error) {
    return { problems: [refusalAsProblem(error, counter)] };
  }
}

function refusalAsProblem(error: unknown, counter: LineCounter): YamlProblem {
  if (error instanceof YamlRefusal) {
    const offset = error.node?.range?.[0];
    return {
      message: error.message,
      ...(offset === undefined ? {} : { line: counter.linePos(offset).line }),
    };
  }
  if (error instanceof RangeError) return { message: 'The file is nested too deeply.' };
  throw error;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}

class TreeReader {
  private aliasNodes = 0;

  constructor(private readonly document: Document) {}

  read(): unknown {
    return this.valueOf(this.document.contents, 0, false);
  }

  private valueOf(node: unknown, depth: number, inAlias: boolean): unknown {
    if (depth > MAX_DEPTH) throw new YamlRefusal('The file is nested too deeply.');
    if (inAlias && ++this.aliasNodes > MAX_ALIAS_NODES) {
      throw new YamlRefusal(`Aliases expand to more than ${MAX_ALIAS_NODES} nodes.`);
    }
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) throw new YamlRefusal(`The alias *${node.source} names nothing.`, node);
      return this.valueOf(target, depth + 1, true);
    }
    if (isMap(node)) return this.mapOf(node.items, depth, inAlias);
    if (isSeq(node)) return node.items.map((item) => this.valueOf(item, depth + 1, inAlias));
    if (isScalar(node)) return scalarOf(node.value, node.source);
    return null;
  }

  private mapOf(items: { key: unknown; value: unknown }[], depth: number, inAlias: boolean): object {
    // Entries are defined one by one so that a key such as __proto__ is an ordinary, and then unknown, key.
    const map: Record<string, unknown> = {};
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.source ?? key.value) : undefined;
      if (name === undefined) throw new YamlRefusal('A key must be plain text.', key as Node | null);
      const read = this.valueOf(value, depth + 1, inAlias);
      Object.defineProperty(map, name, { value: read, enumerable: true, configurable: true, writable: true });
    }
    return map;
  }
}

function scalarOf(value: unknown, source: string | undefined): unknown {
  return typeof value === 'number' ? new YamlNumber(value, source ?? String(value)) : value;
}

/** The line of the deepest node on the path that exists in the text. */
function lineOf(document: Document, counter: LineCounter, path: YamlPath): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    const [next, marker] = stepInto(isAlias(node) ? node.resolve(document) : node, step);
    if (marker === undefined) break;
    offset = startOf(marker) ?? offset;
    node = next;
  }
  return offset === undefined ? undefined : counter.linePos(offset).line;
}

/** The node below, and the node whose place in the text stands for it (the key, in a map). */
function stepInto(node: unknown, step: PropertyKey): [next: unknown, marker: unknown] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.source ?? key.value) === step);
    return [pair?.value, pair?.key];
  }
  if (isSeq(node) && typeof step === 'number') return [node.items[step], node.items[step]];
  return [undefined, undefined];
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
