import { crc32, createInflateRaw } from 'node:zlib';
import type { SheetLimits } from './limits.js';
import { refused, SheetError, tooLarge, unreadable } from './errors.js';

interface Entry {
  readonly name: string;
  readonly stored: boolean;
  readonly packed: number;
  readonly unpacked: number;
  readonly crc: number;
  /** offset of the local header */
  readonly at: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const MAX_COMMENT_LENGTH = 0xffff;
/** A workbook of a spreadsheet program has 10 to 200 parts. */
const MAX_ENTRY_COUNT = 1000;
/** Worksheets of equal rows reach 100; deflate ends at 1032, and only bombs come near. Small parts may be anything. */
const MAX_RATIO = 250;
const MIN_RATIO_BYTES = 1024 * 1024;

/**
 * A zip archive whose table of contents was checked before a byte was inflated: number of entries, declared sizes and ratios,
 * encryption, duplicates, overlaps. Sizes are counted again while inflating, because declared sizes lie.
 */
export class Archive {
  private spent = 0;

  private constructor(
    private readonly bytes: Buffer,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly limits: SheetLimits,
  ) {}

  static open(bytes: Buffer, limits: SheetLimits): Archive {
    const entries = directoryOf(bytes);
    let unpacked = 0;
    for (const entry of entries) {
      unpacked += entry.unpacked;
      if (entry.unpacked > MIN_RATIO_BYTES && entry.unpacked > entry.packed * MAX_RATIO) {
        throw decompressionBomb();
      }
    }
    if (unpacked > limits.maxUnpackedBytes) {
      throw tooLarge('unpackedBytes', limits.maxUnpackedBytes);
    }
    checkOverlaps(entries, bytes.length);
    // part names of a package are compared without regard to case (ECMA-376 part 2)
    const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
    if (byName.size !== entries.length) throw damaged('two parts of the same name');
    return new Archive(bytes, byName, limits);
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /** in lower case */
  names(): string[] {
    return [...this.entries.keys()];
  }

  /** The text of a part in pieces; undefined when there is no such part. UTF-8 only: nothing else is written in practice. */
  text(name: string): AsyncGenerator<string> | undefined {
    const entry = this.entries.get(name.toLowerCase());
    return entry && this.decode(entry);
  }

  private async *decode(entry: Entry): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of this.inflate(entry)) yield decoded(decoder, entry, chunk);
    yield decoded(decoder, entry);
  }

  private async *inflate(entry: Entry): AsyncGenerator<Buffer> {
    const packed = packedBytes(this.bytes, entry);
    let size = 0;
    let crc = 0;
    for await (const chunk of entry.stored ? [packed] : inflated(packed, entry)) {
      size += chunk.length;
      this.spent += chunk.length;
      if (size > entry.unpacked) throw decompressionBomb();
      if (this.spent > this.limits.maxUnpackedBytes) {
        throw tooLarge('unpackedBytes', this.limits.maxUnpackedBytes);
      }
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (size !== entry.unpacked || crc !== entry.crc) throw damaged(`${entry.name} is incomplete`);
  }
}

async function* inflated(packed: Buffer, entry: Entry): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  inflate.end(packed);
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof SheetError ? error : damaged(`${entry.name} does not inflate`, error);
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, entry: Entry, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    throw damaged(`${entry.name} is not UTF-8`, error);
  }
}

function directoryOf(bytes: Buffer): Entry[] {
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    throw refused('zip64', 'Save the workbook again with a spreadsheet program.');
  }
  if (count > MAX_ENTRY_COUNT) throw decompressionBomb();
  if (start + size > end) throw damaged('its table of contents is not where it should be');
  const entries: Entry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_SIZE > end || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) {
      throw damaged('its table of contents is broken');
    }
    entries.push(entryAt(bytes, at));
    // the name, the extra field and the comment follow
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    at += lengths.reduce((sum, length) => sum + length, ENTRY_SIZE);
  }
  return entries;
}

function endOf(bytes: Buffer): number {
  const last = bytes.length - END_SIZE;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_LENGTH); at -= 1) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) {
      // the comment reaches the end of the file, or this is no end but a text that looks like one
      if (at + END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length) return at;
    }
  }
  throw damaged('it has no end');
}

function entryAt(bytes: Buffer, at: number): Entry {
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const nameEnd = at + ENTRY_SIZE + bytes.readUInt16LE(at + 28);
  const entry = {
    name: bytes.toString('utf8', at + ENTRY_SIZE, nameEnd),
    stored: method === 0,
    crc: bytes.readUInt32LE(at + 16),
    packed: bytes.readUInt32LE(at + 20),
    unpacked: bytes.readUInt32LE(at + 24),
    at: bytes.readUInt32LE(at + 42),
  };
  if ((flags & 1) !== 0) throw encrypted();
  if (method !== 0 && method !== 8) throw damaged(`${entry.name} is packed in an unknown way`);
  if (entry.packed === 0xffffffff || entry.unpacked === 0xffffffff) {
    throw refused('zip64', 'Save the workbook again with a spreadsheet program.');
  }
  return entry;
}

/** Entries that share their bytes are how a small file unpacks to petabytes without a high ratio. */
function checkOverlaps(entries: readonly Entry[], length: number): void {
  let free = 0;
  for (const { name, at, packed } of [...entries].sort((a, b) => a.at - b.at)) {
    if (at < free) throw decompressionBomb();
    free = at + LOCAL_SIZE + packed;
    if (free > length) throw damaged(`${name} lies outside of the file`);
  }
}

function packedBytes(bytes: Buffer, { name, at, packed }: Entry): Buffer {
  if (bytes.readUInt32LE(at) !== LOCAL_SIGNATURE)
    throw damaged(`${name} is not where it should be`);
  const nameEnd = at + LOCAL_SIZE + bytes.readUInt16LE(at + 26);
  const start = nameEnd + bytes.readUInt16LE(at + 28);
  if (bytes.toString('utf8', at + LOCAL_SIZE, nameEnd) !== name || start + packed > bytes.length) {
    throw damaged(`${name} is not where it should be`);
  }
  return bytes.subarray(start, start + packed);
}

export function encrypted() {
  return refused('encrypted', 'Take the password off the workbook and save it again.');
}

function decompressionBomb() {
  return refused('zip_bomb', 'Save the workbook again with a spreadsheet program.');
}

function damaged(what: string, cause?: unknown) {
  const hint = `The workbook is damaged: ${what}. Save it again and upload the new file.`;
  return unreadable('damaged', hint, {}, cause);
}
