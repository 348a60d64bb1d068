import { removeSome, type SweepResult } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { all, compare, oneOf } from '#store/index.js';
import type { WebhookDeps } from './deps.js';

const DAY_MS = 86_400_000;
const PURGE_BATCH_SIZE = 500;

/** Removes deliveries that are over and older than the setting says. What waits stays. */
export function removeOldDeliveries(
  { store, settings }: WebhookDeps,
  ctx: Context,
): Promise<SweepResult> {
  const before = instant(ctx.clock.now() - settings.retentionDays * DAY_MS);
  return removeSome(store, 'webhook-deliveries', 'webhookDeliveries', {
    where: all(
      compare('createdAt', 'lt', before),
      oneOf('status', ['delivered', 'failed', 'refused', 'canceled']),
    ),
    sort: [{ field: { column: 'createdAt' } }],
    limit: PURGE_BATCH_SIZE,
  });
}
