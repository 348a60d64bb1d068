import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file inside of an archive: its name and its text, piece by piece. */
export interface PackageFile {
  readonly name: string;
  readonly pieces: AsyncIterable<string> | Iterable<string>;
}

/** The archive format's way to say: no date. Equal content gives equal bytes. */
const NO_TIME = 0;
const FIRST_DAY = 0x21;
const DEFLATED = 8;
const VERSION = 20;

/** Packs files into a zip archive (APPNOTE 6.3). Only packed bytes are held; the work is done off the event loop. */
export async function packed(files: readonly PackageFile[]): Promise<Buffer> {
  const bodies: Buffer[] = [];
  const table: Buffer[] = [];
  let at = 0;
  for (const { name, pieces } of files) {
    const { size, crc, bytes } = await deflated(pieces);
    const label = Buffer.from(name);
    const facts = Buffer.alloc(26);
    [VERSION, 0, DEFLATED, NO_TIME, FIRST_DAY].forEach((value, index) => {
      facts.writeUInt16LE(value, index * 2);
    });
    [crc, bytes.length, size].forEach((value, index) => facts.writeUInt32LE(value, 10 + index * 4));
    facts.writeUInt16LE(label.length, 22);
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(at, 12);
    const made = Buffer.from([VERSION, 0]);
    table.push(Buffer.from('PK\x01\x02'), made, facts, entry.subarray(2), label);
    const body = [Buffer.from('PK\x03\x04'), facts, label, bytes];
    bodies.push(...body);
    at += body.reduce((sum, part) => sum + part.length, 0);
  }
  const contents = Buffer.concat(table);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(contents.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, contents, Buffer.from('PK\x05\x06'), end]);
}

async function deflated(pieces: PackageFile['pieces']) {
  let size = 0;
  let crc = 0;
  const counted = async function* () {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      size += bytes.length;
      crc = crc32(bytes, crc);
      yield bytes;
    }
  };
  const deflate = createDeflateRaw();
  const chunks: Buffer[] = [];
  const source = Readable.from(counted());
  // what the caller's rows throw comes out of the loop below
  source.on('error', (error) => deflate.destroy(error));
  for await (const chunk of source.pipe(deflate)) chunks.push(chunk as Buffer);
  return { size, crc, bytes: Buffer.concat(chunks) };
}
