import { z } from 'zod';
import { instant } from '../inputs.js';

/** One type of event: what happened, to what, and the shape of what changed. */
export interface EventType {
  /** one sentence, in the past */
  readonly description: string;
  /** kinds of the object */
  readonly objects: readonly string[];
  /** absent: the type has none */
  readonly before?: z.ZodType;
  readonly after?: z.ZodType;
  readonly example: { readonly before?: object; readonly after?: object };
}

/** Keeps the names of the types while checking their declarations. */
export function eventTypes<const Types extends Readonly<Record<string, EventType>>>(
  types: Types,
): Types {
  return types;
}

/** An id and a time as examples have them. */
export const ID = '0192f0c1-5b7a-7c3e-9d4f-1a2b3c4d5e6f';
export const TIME = '2026-11-29T12:00:00.000Z';

/** Where a role, a seat or an assignment comes from: by hand, a group, an invitation … */
export const source = z.looseObject({ kind: z.string() });

export const grant = z.looseObject({
  role: z.string(),
  source,
  since: instant,
  until: instant.optional(),
});

/** What a directory changed of a resource. */
export const change = z.strictObject({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
