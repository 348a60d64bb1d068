import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, NEVER, type Reading, type Stored, type Term } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { LEASE_MS, OUTBOX_PARTITION } from './claims.js';

/** How far the clocks of two processes may be apart. */
const SKEW_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Finds what was written by a clock that was set back since, and would wait until that time comes again. What waits to be sent is due
 * now; a claim begins now, so that it lapses unless the process that has it renews it.
 */
export async function bringForward({ store }: NotificationDeps, ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const isLater = (column: string, ms: number): Term =>
    compare(column, 'gt', instant(now + ms + SKEW_MS));
  const hasAny = async <R extends Stored>(reading: Pick<Reading<R>, 'first'>, where: Term) =>
    (await reading.first(where)) !== undefined;

  const pending = all(isLater('updatedAt', 0), compare('dueAt', 'lt', NEVER));
  if (await hasAny(store.read.tellings, pending)) {
    await store.transaction(OUTBOX_PARTITION, (tx) =>
      tx.tellings.setWhere(pending, 'dueAt', instant(now)),
    );
  }
  const mails: readonly (readonly [where: Term, dueAt: number])[] = [
    [all(equals('status', 'queued'), isLater('updatedAt', 0)), now],
    // the next digest is a day away at most
    [all(equals('status', 'digest'), isLater('dueAt', DAY_MS)), now],
    [all(equals('status', 'sending'), isLater('dueAt', LEASE_MS)), now + LEASE_MS],
  ];
  for (const [where, dueAt] of mails) {
    if (!(await hasAny(store.read.mails, where))) continue;
    await store.transaction(OUTBOX_PARTITION, (tx) =>
      tx.mails.setWhere(where, 'dueAt', instant(dueAt)),
    );
  }
}
