import { pagesOf, type SweepResult } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { all, equals, type WebhookEndpoint } from '#store/index.js';
import type { IntegrationDeps } from '../deps.js';
import type { Feed } from '../feed/feed.js';
import type {
  EndpointSecrets,
  EndpointSecretView,
  MadeEndpointSecret,
  NewEndpointSecret,
} from '../signing/index.js';
import { createDeliveries, type WebhookDeliveries } from './deliveries.js';
import { createDispatcher, type Dispatcher } from './dispatcher.js';
import { type WebhookDeps, type WebhookFigures } from './deps.js';
import type { EncodeEvent } from './encodings.js';
import {
  createEndpoints,
  requireExpected,
  type EndpointTarget,
  type WebhookEndpoints,
} from './endpoints.js';
import { entryOf } from './entries.js';
import { inOwner, requireEndpoint, requireOwner, secretOwnerOf } from './owners.js';
import { removeOldDeliveries } from './retention.js';
import { positionIn } from './starts.js';

export interface WebhookOptions extends IntegrationDeps {
  readonly feed: Feed;
  readonly secrets: EndpointSecrets;
  readonly encode: EncodeEvent;
}

/** Secrets of an endpoint. Who may change the endpoint may change them. */
export interface WebhookSecrets {
  /** Fault `webhook.missing`. */
  list(ctx: Context, target: EndpointTarget): Promise<readonly EndpointSecretView[]>;
  /** Faults `webhook.missing`, `endpoint_secret.invalid`, `endpoint_secret.limit`. */
  add(ctx: Context, target: EndpointTarget, secret: NewEndpointSecret): Promise<MadeEndpointSecret>;
  /** Faults `webhook.missing`, `endpoint_secret.missing`, `endpoint_secret.last`. */
  remove(ctx: Context, target: EndpointTarget, secretId: string): Promise<void>;
}

export interface Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: WebhookDeliveries;
  readonly secrets: WebhookSecrets;
  readonly dispatcher: Dispatcher;
  /** The oldest place that an enabled endpoint of the owner has still to read; undefined: there is none. For the purge of the journal. */
  oldestCursor(organizationId: string): Promise<string | undefined>;
  removeOld(ctx: Context): Promise<SweepResult>;
  figures(): Readonly<WebhookFigures>;
}

export function createWebhooks(options: WebhookOptions): Webhooks {
  const figures = { delivered: 0, failed: 0, disabled: 0, inFlight: 0 };
  const deps: WebhookDeps = {
    ...options,
    settings: options.webhookSettings,
    figures,
    touched: (organizationId, endpointId) => dispatcher.touch(organizationId, endpointId),
  };
  const dispatcher = createDispatcher(deps);
  return {
    endpoints: createEndpoints(deps),
    deliveries: createDeliveries(deps),
    secrets: createSecrets(deps),
    dispatcher,
    oldestCursor: (organizationId) => oldestCursor(deps, organizationId),
    removeOld: (ctx) => removeOldDeliveries(deps, ctx),
    figures: () => figures,
  };
}

function createSecrets(deps: WebhookDeps): WebhookSecrets {
  const { secrets, store } = deps;
  const change = <T>(
    ctx: Context,
    target: EndpointTarget,
    work: (
      scope: Parameters<EndpointSecrets['add']>[0],
      endpoint: WebhookEndpoint,
    ) => Promise<{ readonly result: T; readonly type: string; readonly after: object }>,
  ): Promise<T> =>
    inOwner(deps, ctx, { organizationId: target.organizationId }, async (scope) => {
      const endpoint = await requireExpected(scope, target);
      const { result, type, after } = await work(scope, endpoint);
      await scope.journal.append(entryOf(type, endpoint, { after: { ...after } }));
      return result;
    });
  return {
    async list(ctx, { organizationId, endpointId }) {
      await requireOwner(deps, organizationId);
      const { webhookEndpoints } = store.read;
      const endpoint = await requireEndpoint(webhookEndpoints, organizationId, endpointId);
      return secrets.list(ctx, secretOwnerOf(endpoint));
    },
    add: (ctx, target, secret) =>
      change(ctx, target, async (scope, endpoint) => {
        const made = await secrets.add(scope, secretOwnerOf(endpoint), secret);
        const after = { secretId: made.id, scheme: made.scheme };
        return { result: made, type: 'webhook.secret_added', after };
      }),
    remove: (ctx, target, secretId) =>
      change(ctx, target, async (scope, endpoint) => {
        await secrets.remove(scope, secretOwnerOf(endpoint), secretId);
        return { result: undefined, type: 'webhook.secret_removed', after: { secretId } };
      }),
  };
}

async function oldestCursor(
  { store }: WebhookDeps,
  organizationId: string,
): Promise<string | undefined> {
  const enabled = all(equals('organizationId', organizationId), equals('status', 'enabled'));
  let oldest: string | undefined;
  for await (const endpoints of pagesOf(store.read.webhookEndpoints, enabled)) {
    const ids = endpoints.map(({ id }) => id);
    for (const { cursor } of await store.read.webhookCursors.getMany(ids)) {
      if (oldest === undefined || positionIn(cursor) < positionIn(oldest)) oldest = cursor;
    }
  }
  return oldest;
}
