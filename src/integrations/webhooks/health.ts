/** What people are told of an endpoint that fails, and when it is disabled. Mail and inbox are notifications of these journal entries. */
import { nextVersion, type InstallationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { WebhookCursor, WebhookEndpoint } from '#store/index.js';
import type { WebhookDeps } from './deps.js';
import { entryOf } from './entries.js';
import type { WrittenOutcome } from './outcomes.js';
import { inOwner } from './owners.js';
import { cancelWaiting } from './pending.js';

const DAY_MS = 86_400_000;

/** After an outcome was written. A crash in between is made good by the next failure. */
export async function followHealth(
  deps: WebhookDeps,
  ctx: Context,
  { delivery, endpoint, before, after }: WrittenOutcome,
): Promise<void> {
  if (!before || !after || endpoint.status === 'disabled') return;
  if (after.failures === 0) {
    if (before.noticedAt !== undefined) await writeRecovered(deps, ctx, endpoint, before);
    return;
  }
  const { disableAfterDays, noticeAfterDays } = deps.settings;
  const failingMs = ctx.clock.now() - Date.parse(after.failingSince ?? instant(ctx.clock.now()));
  const last = delivery.attempts.at(-1);
  if (last?.status === 410) return disable(deps, ctx, endpoint, ['gone', last.error ?? '']);
  if (failingMs >= disableAfterDays * DAY_MS)
    return disable(deps, ctx, endpoint, ['failing', last?.error ?? '']);
  if (failingMs >= noticeAfterDays * DAY_MS && after.noticedAt === undefined) {
    await writeFailing(deps, ctx, endpoint, last?.error ?? '');
  }
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
    await cancelWaiting(scope, endpoint, 'keep');
    await scope.journal.append(
      entryOf('webhook.endpoint_disabled', endpoint, {
        before: { status: 'enabled' },
        after: {
          status: 'disabled',
          because,
          reason: error,
          cursor: cursor.cursor,
          ...(cursor.failingSince !== undefined && { failingSince: cursor.failingSince }),
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
          error,
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
