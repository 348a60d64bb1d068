import type { Resource } from './schema/definition.js';

/**
 * The values of an attribute when they are too many to be held at once, the members of a large group. A handler puts it where the
 * array would stand, in a resource that is answered alone; the engine asks for the values while it writes them.
 */
export class LongValues {
  /**
   * @param forEachPiece calls `visit` with some values at a time, in their order, never with none, and lets
   * other requests have their turn in between
   */
  constructor(
    readonly forEachPiece: (visit: (piece: readonly Resource[]) => Promise<void>) => Promise<void>,
  ) {}
}

export interface LongAttribute {
  readonly name: string;
  readonly values: LongValues;
}

/** The resource without the attribute that is too long, and that attribute; a resource has one at most. */
export function withoutLongValues(resource: Resource): {
  readonly resource: Resource;
  readonly long?: LongAttribute;
} {
  for (const name in resource) {
    const values = resource[name];
    if (!(values instanceof LongValues)) continue;
    const { [name]: _values, ...rest } = resource;
    return { resource: rest, long: { name, values } };
  }
  return { resource };
}

/**
 * The resource as JSON in UTF-8, in pieces, with the long attribute at its end. `present` makes of some values what the client gets of
 * them, undefined where it gets nothing.
 */
export async function writeWithLongValues(
  resource: Resource,
  { name, values }: LongAttribute,
  present: (piece: readonly Resource[]) => Promise<unknown>,
): Promise<Uint8Array[]> {
  const head = JSON.stringify(resource);
  // bytes at once: as one text they would be joined, counted and written in one go, and texts that live so long cost the heap
  const bytes = new BytesInBlocks();
  await values.forEachPiece(async (piece) => {
    const shown = await present(piece);
    if (!Array.isArray(shown)) return;
    const isFirst = bytes.pieces.length === 0;
    const before = isFirst ? `${head.slice(0, -1)},${JSON.stringify(name)}:[` : ',';
    bytes.add(before + JSON.stringify(shown).slice(1, -1));
  });
  bytes.add(bytes.pieces.length > 0 ? ']}' : head);
  return bytes.pieces;
}

/** So large that the C library asks the system for it and gives it back at once, instead of cutting it from memory that others use, too. */
const BLOCK_BYTES = 1_048_576;

/** Of one character in UTF-8. */
const MAX_CHARACTER_BYTES = 4;

/** Texts in UTF-8, one piece each or two where a block ends. */
class BytesInBlocks {
  readonly pieces: Uint8Array[] = [];
  readonly #encoder = new TextEncoder();
  #free = new Uint8Array();

  add(text: string): void {
    for (let at = 0; at < text.length;) {
      if (this.#free.length < MAX_CHARACTER_BYTES) this.#free = new Uint8Array(BLOCK_BYTES);
      const { read, written } = this.#encoder.encodeInto(text.slice(at), this.#free);
      this.pieces.push(this.#free.subarray(0, written));
      this.#free = this.#free.subarray(written);
      at += read;
    }
  }
}
