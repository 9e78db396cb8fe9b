import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a hand-made zip; everything left out is honest, everything given is written as given. */
export interface HostileEntry {
  name: string | Buffer;
  content?: Buffer | string;
  /** Unix mode with type bits, for example 0o120777 for a symbolic link. */
  mode?: number;
  method?: number;
  flags?: number;
  /** The packed bytes themselves instead of `content` deflated. */
  packed?: Buffer;
  size?: number;
  packedSize?: number;
  crc32?: number;
  extra?: Buffer;
  /** Values that only the local header has. */
  local?: {
    name?: string | Buffer;
    size?: number;
    packedSize?: number;
    flags?: number;
    method?: number;
    extra?: Buffer;
  };
  /** Offset of the local header as the directory tells it. */
  offset?: number;
  /** Leave out local header and data, so that the directory alone has the entry. */
  directoryOnly?: boolean;
  /** Bytes between this entry and the next. */
  after?: Buffer;
}

/** Lies about the archive as a whole. */
export interface HostileArchive {
  comment?: Buffer;
  commentLength?: number;
  entryCount?: number;
  directoryOffset?: number;
  prefix?: Buffer;
  beforeDirectory?: Buffer;
  beforeEnd?: Buffer;
  diskNumber?: number;
}

const NOTHING = Buffer.alloc(0);

/** Builds the bytes of a zip without checking anything. */
export function hostileZip(entries: readonly HostileEntry[], archive: HostileArchive = {}): Buffer {
  const { prefix = NOTHING, beforeDirectory = NOTHING, beforeEnd = NOTHING } = archive;
  const body: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let position = prefix.length;
  for (const entry of entries) {
    const facts = factsOf(entry);
    directory.push(directoryRecord(entry, facts, entry.offset ?? position));
    if (entry.directoryOnly) continue;
    const bytes = Buffer.concat([localHeader(entry, facts), facts.packed, entry.after ?? NOTHING]);
    body.push(bytes);
    position += bytes.length;
  }
  const records = Buffer.concat(directory);
  const end = endRecord(archive, entries.length, records.length, position + beforeDirectory.length);
  return Buffer.concat([...body, beforeDirectory, records, beforeEnd, end]);
}

/** A zip64 end record with its locator, to be put in `beforeEnd`; `recordOffset` is where it will lie. */
export function zip64End(recordOffset: bigint, entryCount: bigint, directoryOffset: bigint): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(entryCount, 24);
  record.writeBigUInt64LE(entryCount, 32);
  record.writeBigUInt64LE(directoryOffset, 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(recordOffset, 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

/** An extra field: id, length, data. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** `bytes` zeros in about a thousandth of the room; made piecewise, so that making it needs little memory. */
export function deflatedZeros(bytes: number): Buffer {
  // A block that ends on a byte border without history can be repeated as often as one likes.
  const unit = 1 << 20;
  const block = deflateRawSync(Buffer.alloc(unit), { level: 9, finishFlush: 3 });
  const last = deflateRawSync(Buffer.alloc(bytes % unit), { level: 9 });
  return Buffer.concat([...Array.from({ length: Math.floor(bytes / unit) }, () => block), last]);
}

interface Facts {
  name: Buffer;
  packed: Buffer;
  size: number;
  crc: number;
}

function factsOf(entry: HostileEntry): Facts {
  const content = Buffer.from(entry.content ?? '');
  const method = entry.method ?? 8;
  return {
    name: Buffer.from(entry.name as string),
    packed: entry.packed ?? (method === 8 ? deflateRawSync(content) : content),
    size: entry.size ?? content.length,
    crc: entry.crc32 ?? crc32(content),
  };
}

function localHeader(entry: HostileEntry, facts: Facts): Buffer {
  const honest = {
    flags: 0x800,
    method: 8,
    packedSize: facts.packed.length,
    ...given(entry),
    size: facts.size,
  };
  const local = { ...honest, name: facts.name, extra: NOTHING, ...entry.local };
  const name = Buffer.from(local.name as string);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(local.flags, 6);
  head.writeUInt16LE(local.method, 8);
  head.writeUInt32LE(facts.crc, 14);
  head.writeUInt32LE(local.packedSize, 18);
  head.writeUInt32LE(local.size, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(local.extra.length, 28);
  return Buffer.concat([head, name, local.extra]);
}

/** What an entry says about both headers, without what it leaves open. */
function given({
  flags,
  method,
  packedSize,
}: HostileEntry): Pick<HostileEntry, 'flags' | 'method' | 'packedSize'> {
  return {
    ...(flags !== undefined && { flags }),
    ...(method !== undefined && { method }),
    ...(packedSize !== undefined && { packedSize }),
  };
}

function directoryRecord(entry: HostileEntry, facts: Facts, offset: number): Buffer {
  const extra = entry.extra ?? NOTHING;
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE((3 << 8) | 63, 4);
  head.writeUInt16LE(20, 6);
  head.writeUInt16LE(entry.flags ?? 0x800, 8);
  head.writeUInt16LE(entry.method ?? 8, 10);
  head.writeUInt32LE(facts.crc, 16);
  head.writeUInt32LE(entry.packedSize ?? facts.packed.length, 20);
  head.writeUInt32LE(facts.size, 24);
  head.writeUInt16LE(facts.name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  const honestMode = facts.name.at(-1) === 0x2f ? 0o40755 : 0o100644;
  head.writeUInt32LE(((entry.mode ?? honestMode) << 16) >>> 0, 38);
  head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, facts.name, extra]);
}

function endRecord(
  archive: HostileArchive,
  count: number,
  directorySize: number,
  directoryOffset: number,
): Buffer {
  const comment = archive.comment ?? NOTHING;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(archive.diskNumber ?? 0, 4);
  end.writeUInt16LE(archive.entryCount ?? count, 8);
  end.writeUInt16LE(archive.entryCount ?? count, 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(archive.directoryOffset ?? directoryOffset, 16);
  end.writeUInt16LE(archive.commentLength ?? comment.length, 20);
  return Buffer.concat([end, comment]);
}
