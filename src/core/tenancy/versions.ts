import { Fault, instant, type Context } from '#kernel/index.js';

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
