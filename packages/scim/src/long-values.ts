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
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  await values.forEachPiece(async (piece) => {
    const shown = await present(piece);
    if (!Array.isArray(shown)) return;
    const before = pieces.length > 0 ? ',' : `${head.slice(0, -1)},${JSON.stringify(name)}:[`;
    pieces.push(encoder.encode(before + JSON.stringify(shown).slice(1, -1)));
  });
  pieces.push(encoder.encode(pieces.length > 0 ? ']}' : head));
  return pieces;
}
