/** What people are told of an endpoint that fails, and when it is disabled. Mail and inbox are notifications of these journal entries. */
import { findAll, nextVersion, type InstallationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, type WebhookCursor, type WebhookEndpoint } from '#store/index.js';
import type { WebhookDeps } from './deps.js';
import { noteEndpointChange } from './index-of-endpoints.js';
import { entryOf } from './entries.js';
import type { WrittenOutcome } from './outcomes.js';
import { inOwner } from './owners.js';
import { cancelWaiting } from './pending.js';

const DAY_MS = 86_400_000;

/** After an outcome was written: 410 disables, and a success after a notice is told of. */
export async function followOutcome(
  deps: WebhookDeps,
  ctx: Context,
  { delivery, endpoint, before, after }: WrittenOutcome,
): Promise<void> {
  if (!before || !after || endpoint.status === 'disabled') return;
  const last = delivery.attempts.at(-1);
  if (after.failures === 0) {
    if (before.noticedAt !== undefined) await writeRecovered(deps, ctx, endpoint, before);
  } else if (last?.status === 410) {
    await disable(deps, ctx, endpoint, ['gone', last.error ?? '']);
  }
}

/** Tells of receivers that have not consented for a day: once, until they have consented or are others. */
export async function watchUnconfirmed(deps: WebhookDeps, ctx: Context): Promise<void> {
  const { webhookCursors, webhookEndpoints } = deps.store.read;
  const before = instant(ctx.clock.now() - deps.settings.noticeAfterDays * DAY_MS);
  for (const { id } of await findAll(webhookCursors, compare('unconfirmedSince', 'le', before))) {
    const endpoint = await webhookEndpoints.get(id);
    if (endpoint?.status === 'enabled') await writeUnconfirmed(deps, ctx, endpoint);
  }
}

async function writeUnconfirmed(
  deps: WebhookDeps,
  ctx: Context,
  unconfirmed: WebhookEndpoint,
): Promise<void> {
  await ofEnabled(deps, ctx, unconfirmed, async (scope, { endpoint, cursor }) => {
    const { unconfirmedSince, ...rest } = cursor;
    if (unconfirmedSince === undefined) return;
    await scope.tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, rest, {}));
    const reason = cursor.confirmation?.message ?? '';
    await scope.journal.append(
      entryOf('webhook.endpoint_unconfirmed', endpoint, { after: { unconfirmedSince, reason } }),
    );
  });
}

/** Tells of endpoints that fail for a day, and disables those that fail for days, whether an attempt is due or not. */
export async function watchFailing(deps: WebhookDeps, ctx: Context): Promise<void> {
  const { disableAfterDays, noticeAfterDays } = deps.settings;
  const { webhookCursors, webhookEndpoints } = deps.store.read;
  const before = (days: number): string => instant(ctx.clock.now() - days * DAY_MS);
  const since = before(Math.min(noticeAfterDays, disableAfterDays));
  for (const cursor of await findAll(webhookCursors, compare('failingSince', 'le', since))) {
    const isOver = (cursor.failingSince ?? '') <= before(disableAfterDays);
    if (!isOver && cursor.noticedAt !== undefined) continue;
    const endpoint = await webhookEndpoints.get(cursor.id);
    if (endpoint?.status !== 'enabled') continue;
    const error = await lastErrorOf(deps, endpoint);
    if (isOver) await disable(deps, ctx, endpoint, ['failing', error]);
    else await writeFailing(deps, ctx, endpoint, error);
  }
}

async function lastErrorOf({ store }: WebhookDeps, { id }: WebhookEndpoint): Promise<string> {
  const { records } = await store.read.webhookDeliveries.find({
    where: all(equals('endpointId', id), equals('status', 'waiting')),
    sort: [{ field: { column: 'id' }, descending: true }],
    limit: 1,
  });
  return records[0]?.attempts.at(-1)?.error ?? '';
}

interface StoredHealth {
  readonly endpoint: WebhookEndpoint;
  readonly cursor: WebhookCursor;
}

/** Reads both again inside of the owner's transaction; nothing happens where the endpoint was disabled or removed meanwhile. */
async function ofEnabled(
  deps: WebhookDeps,
  ctx: Context,
  { id, organizationId }: WebhookEndpoint,
  work: (scope: InstallationScope, stored: StoredHealth) => Promise<void>,
): Promise<void> {
  await inOwner(deps, ctx, { organizationId, state: 'any' }, async (scope) => {
    const endpoint = await scope.tx.webhookEndpoints.get(id);
    const cursor = await scope.tx.webhookCursors.get(id);
    if (endpoint?.status === 'enabled' && cursor) await work(scope, { endpoint, cursor });
  });
}

/** Undone by people, who choose where it goes on: nothing that waits is lost. */
async function disable(
  deps: WebhookDeps,
  ctx: Context,
  disabled: WebhookEndpoint,
  [because, error]: readonly ['gone' | 'failing', string],
): Promise<void> {
  deps.figures.disabled += 1;
  await ofEnabled(deps, ctx, disabled, async (scope, { endpoint, cursor }) => {
    const after = nextVersion<WebhookEndpoint>(ctx, endpoint, {
      status: 'disabled',
      disabledAt: instant(ctx.clock.now()),
      disabledReason: because,
    });
    await scope.tx.webhookEndpoints.update(after);
    await noteEndpointChange(scope.tx);
    // it is watched no more; the endpoint and the entry say since when it failed
    const { failingSince, ...rest } = cursor;
    await scope.tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, rest, {}));
    await cancelWaiting(scope, endpoint, 'keep');
    await scope.journal.append(
      entryOf('webhook.endpoint_disabled', endpoint, {
        before: { status: 'enabled' },
        after: {
          status: 'disabled',
          because,
          reason: error,
          cursor: cursor.cursor,
          ...(failingSince !== undefined && { failingSince }),
        },
      }),
    );
  });
  const { id, organizationId } = disabled;
  const fields = { endpoint: id, organization: organizationId, because };
  ctx.log.warn(fields, 'a webhook endpoint was disabled');
}

async function writeFailing(
  deps: WebhookDeps,
  ctx: Context,
  failing: WebhookEndpoint,
  error: string,
): Promise<void> {
  await ofEnabled(deps, ctx, failing, async (scope, { endpoint, cursor }) => {
    if (cursor.noticedAt !== undefined || cursor.failingSince === undefined) return;
    const noticedAt = instant(ctx.clock.now());
    await scope.tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, cursor, { noticedAt }));
    const disabledFrom = Date.parse(cursor.failingSince) + deps.settings.disableAfterDays * DAY_MS;
    await scope.journal.append(
      entryOf('webhook.endpoint_failing', endpoint, {
        after: {
          failingSince: cursor.failingSince,
          failures: cursor.failures,
          disabledFrom: instant(disabledFrom),
          days: deps.settings.disableAfterDays,
          reason: error,
        },
      }),
    );
  });
}

async function writeRecovered(
  deps: WebhookDeps,
  ctx: Context,
  recovered: WebhookEndpoint,
  { failingSince, failures }: WebhookCursor,
): Promise<void> {
  await ofEnabled(deps, ctx, recovered, async ({ journal }, { endpoint }) => {
    const before = { failures, ...(failingSince !== undefined && { failingSince }) };
    await journal.append(entryOf('webhook.endpoint_recovered', endpoint, { before }));
  });
}
