import { Fault, instant, newId, type Context } from '#kernel/index.js';
import type { Stored } from '#store/index.js';

/** A new record, made now; with an id of its own where `fields` has none. */
export function firstVersion<R extends Stored>(
  ctx: Context,
  fields: Omit<R, keyof Stored> & { readonly id?: string },
): R {
  const now = instant(ctx.clock.now());
  return { id: newId(), version: 1, createdAt: now, updatedAt: now, ...fields } as R;
}

/** The record as it will be: changed, one version on, and updated now. */
export function nextVersion<R extends { version: number; updatedAt: string }>(
  ctx: Context,
  record: R,
  change: Partial<R>,
): R {
  const updatedAt = instant(ctx.clock.now());
  return { ...record, ...change, version: record.version + 1, updatedAt };
}

/** Fault `request.precondition`, when the caller knows another version. Without an expected version every one is right. */
export function requireVersion(
  record: { readonly id: string; readonly version: number },
  expected: number | undefined,
): void {
  if (expected === undefined || expected === record.version) return;
  throw new Fault('request.precondition', { id: record.id, version: record.version });
}
