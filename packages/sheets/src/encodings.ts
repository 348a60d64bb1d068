import { isAscii, isUtf8 } from 'node:buffer';
import { refused, unreadable } from './errors.js';

const PIECE_BYTES = 64 * 1024;

/** The characters of Windows-1252 from 0x80 to 0x9f; all others are those of ISO 8859-1. A space: there is none. */
const CHARACTERS_FROM_80 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const UNDEFINED_IN_1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * The text of a CSV file. A byte order mark decides, then the charset that was asked for, then the bytes: UTF-16 by its zeros, UTF-8
 * where all of them are, else Windows-1252, in which spreadsheet programs of Western Europe and America write. What is none of them is
 * refused. ASCII passes through; from the first other byte on the rest is held until it is known.
 */
export async function* decodedText(
  bytes: AsyncIterable<Uint8Array>,
  head: Buffer,
  charset: string | undefined,
): AsyncGenerator<string> {
  const known = markedEncoding(head) ?? charset ?? wideEncoding(head);
  for await (const piece of known === undefined ? guessed(bytes) : strictly(bytes, known)) {
    if (piece.includes('\0')) {
      throw refused('wrong_media', 'The file is not text; send a workbook or a CSV file.');
    }
    yield piece;
  }
}

function markedEncoding(head: Buffer): string | undefined {
  const mark = head.toString('hex', 0, 3);
  if (mark === 'efbbbf') return 'utf-8';
  if (mark.startsWith('fffe')) return 'utf-16le';
  return mark.startsWith('feff') ? 'utf-16be' : undefined;
}

/** UTF-16 without its mark: of titles in Latin letters every second byte is zero. */
function wideEncoding(head: Buffer): string | undefined {
  const sample = head.subarray(0, 512);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 4;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : undefined;
}

async function* strictly(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<string> {
  const decoder = decoderFor(encoding);
  if (decoder.encoding === 'windows-1252') {
    for await (const chunk of bytes) yield from1252(Buffer.from(chunk));
    return;
  }
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      const hint = `The text is not ${encoding}; save the file as "CSV UTF-8" and upload that.`;
      throw unreadable('encoding', hint, {}, error);
    }
  };
  for await (const chunk of bytes) yield decode(chunk);
  yield decode();
}

function decoderFor(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    const hint = `There is no encoding ${encoding.slice(0, 40)}; name another charset, or none.`;
    throw unreadable('encoding', hint, {}, error);
  }
}

async function* guessed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const held: Uint8Array[] = [];
  for await (const chunk of bytes) {
    if (held.length === 0 && isAscii(chunk)) yield Buffer.from(chunk).toString('latin1');
    else held.push(chunk);
  }
  if (held.length === 0) return;
  const rest = Buffer.concat(held);
  const isUnicode = isUtf8(rest);
  if (!isUnicode) require1252(rest);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let from = 0; from < rest.length; from += PIECE_BYTES) {
    const piece = rest.subarray(from, from + PIECE_BYTES);
    const isLast = from + PIECE_BYTES >= rest.length;
    yield isUnicode ? decoder.decode(piece, { stream: !isLast }) : from1252(piece);
  }
}

/**
 * Damaged UTF-8 has more whole characters than strays. In the languages of Windows-1252 letters beyond ASCII stand alone or in pairs;
 * where most of them stand in a row, the text is Greek, Cyrillic or Japanese in an encoding of its own.
 */
function require1252(bytes: Buffer): void {
  const { characters, strays, inRows, others, isUndefined } = countOthers(bytes);
  if (isUndefined || characters > strays || inRows * 3 > others) {
    const hint =
      'The text is neither UTF-8 nor Windows-1252; save the file as "CSV UTF-8", or name its charset in Content-Type.';
    throw unreadable('encoding', hint);
  }
}

/** By a table: the decoder of Node takes the characters from 0x80 on for controls in some of its versions. */
function from1252(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (one) => CHARACTERS_FROM_80[one.charCodeAt(0) - 0x80] ?? '');
}

function countOthers(bytes: Buffer) {
  let [characters, strays, inRows, others, row] = [0, 0, 0, 0, 0];
  let isUndefined = false;
  let whole = 0;
  for (let index = 0; index <= bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) {
      if (row > 2) inRows += row;
      row = 0;
      continue;
    }
    others += 1;
    row += 1;
    isUndefined ||= UNDEFINED_IN_1252.has(byte);
    if (index < whole) continue;
    const length = characterLength(bytes, index);
    if (length === 0) strays += 1;
    else characters += 1;
    whole = index + length;
  }
  return { characters, strays, inRows, others, isUndefined };
}

/** Bytes of the UTF-8 character that begins here; 0: none does. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || first > 0xf4) return 0;
  for (let index = at + 1; index < at + length; index += 1) {
    if (((bytes[index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}
