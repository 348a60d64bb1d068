import { isUtf8 } from 'node:buffer';

/** Why a body is not JSON that we read. The message never quotes the body, which may hold a password. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Names in one object: more than any resource has. Node keeps names in tables that can be made to degenerate by choosing them,
 * and then each costs the number of those before it.
 */
const MAX_KEY_COUNT = 2_000;

/** Up to here a list is searched faster than a set. */
const MAX_LIST_KEY_COUNT = 12;

/** Text of a body. @throws JsonError when it is not UTF-8 (RFC 8259 section 8.1) */
export function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new JsonError('The body is not UTF-8.');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** The same in another charset than UTF-8. @throws JsonError */
export function decodeWith(decoder: TextDecoder, bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new JsonError(`The body is not ${decoder.encoding}.`, { cause: error });
  }
}

/**
 * JSON.parse with refusals of its own: nesting beyond `depth`, an object of too many names, and one that names a key twice
 * (RFC 8259 section 4 leaves open which of the two would count, and a reader before us may have taken the other one). Linear in
 * the length of the text, and looked at before anything is built. @throws JsonError
 */
export function parseJson(text: string, depth: number): unknown {
  scan(text, depth);
  return parse(text);
}

/** @throws JsonError where it is malformed */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new JsonError(`The body is not well-formed JSON${positionOf(error)}.`);
  }
}

/** The engine's own message quotes the text around the fault; of it we keep the position. */
function positionOf(error: unknown): string {
  const place = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return place === undefined ? '' : ` (at character ${place})`;
}

/** Keys of one open object. */
class Keys {
  readonly #list: string[] = [];
  #set: Set<string> | undefined;

  #count = 0;

  /** False when it was there already. @throws JsonError beyond MAX_KEY_COUNT */
  add(key: string): boolean {
    this.#count += 1;
    if (this.#count > MAX_KEY_COUNT) {
      throw new JsonError(`The body has an object with more than ${MAX_KEY_COUNT} names.`);
    }
    if (this.#set) {
      const before = this.#set.size;
      return this.#set.add(key).size > before;
    }
    if (this.#list.includes(key)) return false;
    this.#list.push(key);
    if (this.#list.length > MAX_LIST_KEY_COUNT) this.#set = new Set(this.#list);
    return true;
  }
}

/** Is told where a text has objects and lists, with positions of characters. */
export interface Outline {
  begin(at: number, kind: 'object' | 'list'): void;
  comma(at: number): void;
  /** what a bracket of this kind closes, which a malformed text has begun as the other kind or not at all */
  end(at: number, kind: 'object' | 'list'): void;
}

/** How far a text was looked at, and the objects and lists that are open there; undefined for a list. */
interface Scanned {
  position: number;
  readonly open: (Keys | undefined)[];
  readonly outline?: Outline;
}

/**
 * Needs no valid JSON: what is malformed is left to JSON.parse. Brackets count outside of strings only, and a string before a
 * colon is a key of the innermost object. Goes on from where it was, to `end` or a little further. @throws JsonError
 */
export function scan(
  text: string,
  depth: number,
  scanned: Scanned = { position: 0, open: [] },
  end = text.length,
): void {
  const { open, outline } = scanned;
  let { position } = scanned;
  while (position < end) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) {
      const close = endOfString(text, position + 1);
      const keys = open.at(-1);
      if (keys && followedByColon(text, close + 1)) checkKey(keys, text.slice(position + 1, close));
      position = close;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (open.length === depth) {
        throw new JsonError(`The body is nested deeper than the limit of ${depth}.`);
      }
      open.push(code === OPEN_OBJECT ? new Keys() : undefined);
      outline?.begin(position, code === OPEN_OBJECT ? 'object' : 'list');
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      open.pop();
      outline?.end(position, code === CLOSE_OBJECT ? 'object' : 'list');
    } else if (code === COMMA) {
      outline?.comma(position);
    }
    position += 1;
  }
  scanned.position = position;
}

/** Position of the closing quote; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  let position = start;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) return position;
    position += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

function followedByColon(text: string, start: number): boolean {
  let position = start;
  let code = text.charCodeAt(position);
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
    position += 1;
    code = text.charCodeAt(position);
  }
  return code === COLON;
}

function checkKey(keys: Keys, raw: string): void {
  const key = raw.includes('\\') ? unescaped(raw) : raw;
  if (!keys.add(key)) {
    const shown = JSON.stringify(key.length > 100 ? `${key.slice(0, 100)}…` : key);
    throw new JsonError(`The body names ${shown} twice in one object; send it once.`);
  }
}

/** `\u0061` and `a` are one key. */
function unescaped(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}
