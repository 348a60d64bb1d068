/** What becomes of deliveries that wait when their endpoint is disabled or enabled. */
import { nextVersion, type InstallationScope } from '#core/index.js';
import { instant } from '#kernel/index.js';
import { all, equals, NEVER, type WebhookCursor, type WebhookEndpoint } from '#store/index.js';
import { HEALTHY } from './circuit.js';

type Scope = Pick<InstallationScope, 'ctx' | 'tx'>;

const waitingOf = ({ id }: Pick<WebhookEndpoint, 'id'>) =>
  all(equals('endpointId', id), equals('status', 'waiting'));

/** `keep`: they wait for the endpoint; `cancel`: they are over. */
export async function cancelWaiting(
  { tx }: Scope,
  endpoint: Pick<WebhookEndpoint, 'id'>,
  what: 'keep' | 'cancel',
): Promise<void> {
  await tx.webhookDeliveries.setWhere(waitingOf(endpoint), 'dueAt', NEVER);
  if (what === 'cancel') {
    await tx.webhookDeliveries.setWhere(waitingOf(endpoint), 'status', 'canceled');
  }
}

/** The endpoint starts as a healthy one, at its cursor, or at `cursor`: then what waited is over. */
export async function resumeWaiting(
  scope: Scope,
  endpoint: Pick<WebhookEndpoint, 'id'>,
  cursor: string | undefined,
): Promise<void> {
  const { ctx, tx } = scope;
  const stored = await tx.webhookCursors.get(endpoint.id);
  if (!stored) return;
  await tx.webhookCursors.update(asHealthy(scope, stored, cursor ?? stored.cursor));
  if (cursor === undefined) {
    const now = instant(ctx.clock.now());
    await tx.webhookDeliveries.setWhere(waitingOf(endpoint), 'dueAt', now);
  } else await cancelWaiting(scope, endpoint, 'cancel');
}

function asHealthy({ ctx }: Scope, stored: WebhookCursor, cursor: string): WebhookCursor {
  const { failingSince: _since, noticedAt: _noticed, pausedUntil: _until, ...rest } = stored;
  return nextVersion<WebhookCursor>(ctx, rest, { ...HEALTHY, cursor });
}
