import {
  firstVersion,
  nextVersion,
  requirePermission,
  type InstallationScope,
} from '#core/index.js';
import { Fault, instant, newId, type Context, type Page } from '#kernel/index.js';
import { equals, type WebhookCursor, type WebhookEndpoint } from '#store/index.js';
import { listPage, type ListQuery } from '#core/index.js';
import type { MadeEndpointSecret, NewEndpointSecret } from '../signing/index.js';
import { HEALTHY } from './circuit.js';
import { readCustomHeaders, wrapHeaders } from './custom-headers.js';
import { confirmReceiver, forgetConsent, unasked } from './confirmations.js';
import type { WebhookDeps } from './deps.js';
import { entryOf, summaryOf } from './entries.js';
import { readEventTypes } from './event-types.js';
import { noteEndpointChange } from './index-of-endpoints.js';
import { feedScopeOf, inOwner, requireEndpoint, requireOwner, secretOwnerOf } from './owners.js';
import { cancelWaiting, resumeWaiting } from './pending.js';
import { readStart } from './starts.js';
import { viewsOf, type WebhookEndpointView } from './views.js';

/** What people set. */
export interface EndpointFields {
  readonly url: string;
  readonly description?: string;
  readonly types?: readonly string[];
  readonly payload?: WebhookEndpoint['payload'];
  readonly encoding?: WebhookEndpoint['encoding'];
  readonly payloadVersion?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface NewEndpoint extends EndpointFields {
  /** a cursor of the feed, `latest` (when absent), `oldest`, or a time */
  readonly after?: string;
  readonly secret?: NewEndpointSecret;
}

export interface EndpointChange extends Partial<Omit<EndpointFields, 'description'>> {
  readonly description?: string | null;
  readonly status?: WebhookEndpoint['status'];
  /** of an endpoint that is enabled again: where it goes on; `stopped` when absent */
  readonly resume?: 'stopped' | 'now';
}

export interface EndpointTarget {
  /** or INSTALLATION */
  readonly organizationId: string;
  readonly endpointId: string;
  /** the version of If-Match */
  readonly expected?: number;
}

export interface WebhookEndpoints {
  /** Faults `webhook.limit`, `request.invalid` (address, types, headers, cursor), `endpoint_secret.invalid`. */
  create(
    ctx: Context,
    organizationId: string,
    input: NewEndpoint,
  ): Promise<WebhookEndpointView & { readonly secret: MadeEndpointSecret }>;
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<WebhookEndpointView>>;
  /** Fault `webhook.missing`. */
  get(ctx: Context, target: EndpointTarget): Promise<WebhookEndpointView>;
  /** Faults `webhook.missing`, `request.precondition`, `request.invalid`. */
  update(
    ctx: Context,
    target: EndpointTarget,
    change: EndpointChange,
  ): Promise<WebhookEndpointView>;
  /** Asks the receiver of CloudEvents whether it consents; of other encodings nothing is asked. Fault `webhook.missing`. */
  confirm(ctx: Context, target: EndpointTarget): Promise<WebhookEndpointView>;
  /** With its cursor, its secrets and its log. Faults `webhook.missing`, `request.precondition`. */
  remove(ctx: Context, target: EndpointTarget): Promise<void>;
}

export function createEndpoints(deps: WebhookDeps): WebhookEndpoints {
  const { store, secrets } = deps;
  const read = async ({ organizationId, endpointId }: EndpointTarget): Promise<WebhookEndpoint> => {
    await requireOwner(deps, organizationId);
    return requireEndpoint(store.read.webhookEndpoints, organizationId, endpointId);
  };
  const viewOne = async (endpoint: WebhookEndpoint): Promise<WebhookEndpointView> => {
    const [view] = await viewsOf(deps, [endpoint]);
    if (!view) throw new Fault('webhook.missing', { endpointId: endpoint.id });
    return view;
  };
  return {
    async create(ctx, organizationId, input) {
      const fields = readFields(deps, input);
      const cursor = await readStart(deps, organizationId, input.after ?? 'latest');
      const made = await inOwner(deps, ctx, { organizationId }, (scope) =>
        insertEndpoint(deps, scope, { organizationId, input, fields, cursor }),
      );
      deps.touched(organizationId, made.endpoint.id);
      await confirmNew(deps, ctx, made.endpoint);
      return { ...(await viewOne(made.endpoint)), secret: made.secret };
    },
    async list(_ctx, organizationId, query) {
      await requireOwner(deps, organizationId);
      const where = equals('organizationId', organizationId);
      const { items, ...page } = await listPage(store.read.webhookEndpoints, where, query);
      return { ...page, items: await viewsOf(deps, items) };
    },
    get: async (_ctx, target) => viewOne(await read(target)),
    async confirm(ctx, target) {
      const endpoint = await read(target);
      await confirmReceiver(deps, ctx, endpoint);
      return viewOne(endpoint);
    },
    async update(ctx, target, change) {
      const latest = await deps.feed.latest(feedScopeOf(target.organizationId));
      const after = await inOwner(deps, ctx, target, (scope) =>
        changeEndpoint(deps, scope, { target, change, latest }),
      );
      deps.touched(target.organizationId, after.id);
      if (change.url ?? change.encoding) await confirmReceiver(deps, ctx, after);
      return viewOne(after);
    },
    async remove(ctx, target) {
      const { organizationId } = target;
      await inOwner(deps, ctx, { organizationId }, async (scope) => {
        const endpoint = await requireExpected(scope, target);
        await scope.tx.webhookEndpoints.remove(endpoint.id, endpoint.version);
        await noteEndpointChange(scope.tx);
        await scope.tx.webhookCursors.removeWhere(equals('id', endpoint.id));
        await scope.tx.webhookDeliveries.removeWhere(equals('endpointId', endpoint.id));
        await secrets.removeAll(scope, secretOwnerOf(endpoint));
        await scope.journal.append(
          entryOf('webhook.endpoint_deleted', endpoint, { before: summaryOf(endpoint) }),
        );
      });
      deps.touched(organizationId, target.endpointId);
    },
  };
}

/** The secret is shown in the answer to this request only: what goes wrong with the question must not take it away. */
async function confirmNew(
  deps: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
): Promise<void> {
  await confirmReceiver(deps, ctx, endpoint).catch((error: unknown) =>
    ctx.log.warn({ err: error }, 'the receiver of an endpoint could not be asked'),
  );
}

type ReadFields = Pick<WebhookEndpoint, 'url' | 'types'> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** Fault `request.invalid`. */
function readFields(
  { outgoing }: WebhookDeps,
  { url, types = [], headers = {} }: Pick<EndpointFields, 'url' | 'types' | 'headers'>,
): ReadFields {
  try {
    outgoing.requireAllowedUrl(url);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'is no address';
    throw new Fault('request.invalid', { errors: [{ field: 'url', problem }] });
  }
  return { url, types: readEventTypes(types), headers: readCustomHeaders(headers) };
}

async function insertEndpoint(
  deps: WebhookDeps,
  scope: InstallationScope,
  given: {
    readonly organizationId: string;
    readonly input: NewEndpoint;
    readonly fields: ReadFields;
    readonly cursor: string;
  },
): Promise<{ endpoint: WebhookEndpoint; secret: MadeEndpointSecret }> {
  const { organizationId, input, fields, cursor } = given;
  const { ctx, tx, journal } = scope;
  // who may not read events is not sent them either
  requirePermission(ctx, 'events:read');
  const { maxEndpoints } = deps.settings;
  const count = await tx.webhookEndpoints.count(equals('organizationId', organizationId));
  if (count >= maxEndpoints) throw new Fault('webhook.limit', { limit: maxEndpoints });
  const id = newId();
  const endpoint = firstVersion<WebhookEndpoint>(ctx, {
    id,
    organizationId,
    url: fields.url,
    ...(input.description !== undefined && { description: input.description }),
    types: fields.types,
    payload: input.payload ?? 'full',
    encoding: input.encoding ?? 'native',
    payloadVersion: input.payloadVersion ?? 1,
    ...wrapHeaders(deps.secretsKey, id, fields.headers),
    status: 'enabled',
  });
  await tx.webhookEndpoints.insert(endpoint);
  await noteEndpointChange(tx);
  await tx.webhookCursors.insert(
    firstVersion<WebhookCursor>(ctx, {
      id,
      organizationId,
      cursor,
      ...HEALTHY,
      ...unasked(ctx, endpoint),
    }),
  );
  const secret = await deps.secrets.add(scope, secretOwnerOf(endpoint), input.secret);
  await journal.append(
    entryOf('webhook.endpoint_created', endpoint, { after: { ...summaryOf(endpoint), cursor } }),
  );
  return { endpoint, secret };
}

/** Faults `webhook.missing`, `request.precondition`. */
export async function requireExpected(
  { tx }: Pick<InstallationScope, 'tx'>,
  { organizationId, endpointId, expected }: EndpointTarget,
): Promise<WebhookEndpoint> {
  const endpoint = await requireEndpoint(tx.webhookEndpoints, organizationId, endpointId);
  const { version } = endpoint;
  if (expected === undefined || expected === version) return endpoint;
  throw new Fault('request.precondition', { id: endpointId, version });
}

interface AskedChange {
  readonly target: EndpointTarget;
  readonly change: EndpointChange;
  /** behind the newest event */
  readonly latest: string;
}

async function changeEndpoint(
  deps: WebhookDeps,
  scope: InstallationScope,
  { target, change, latest }: AskedChange,
): Promise<WebhookEndpoint> {
  const { ctx, tx, journal } = scope;
  const before = await requireExpected(scope, target);
  if (change.types !== undefined || change.url !== undefined) requirePermission(ctx, 'events:read');
  const after = nextVersion<WebhookEndpoint>(ctx, ...changedFields(deps, ctx, before, change));
  await tx.webhookEndpoints.update(after);
  await noteEndpointChange(tx);
  await forgetConsent(scope, before, after);
  const isEnabled = before.status === 'disabled' && after.status === 'enabled';
  const isDisabled = before.status === 'enabled' && after.status === 'disabled';
  if (isEnabled) await resumeWaiting(scope, after, change.resume === 'now' ? latest : undefined);
  if (isDisabled) await cancelWaiting(scope, after, 'keep');
  const status = isEnabled ? 'enabled' : isDisabled ? 'disabled' : 'updated';
  const resume = isEnabled ? { resume: change.resume ?? 'stopped' } : {};
  await journal.append(
    entryOf(`webhook.endpoint_${status}`, after, {
      before: summaryOf(before),
      after: { ...summaryOf(after), ...resume },
    }),
  );
  return after;
}

function changedFields(
  deps: WebhookDeps,
  ctx: Context,
  before: WebhookEndpoint,
  change: EndpointChange,
): [WebhookEndpoint, Partial<WebhookEndpoint>] {
  const { url = before.url, types = before.types, headers } = change;
  const fields = readFields(deps, { url, types, ...(headers && { headers }) });
  const { description, wrapped, wrappedBy, disabledAt, disabledReason, ...rest } = before;
  const text = change.description === undefined ? description : change.description;
  const status = change.status ?? before.status;
  const isDisabledNow = status === 'disabled' && before.status === 'enabled';
  const kept = {
    ...(disabledAt !== undefined && { disabledAt }),
    ...(disabledReason !== undefined && { disabledReason }),
  };
  const asked = { disabledAt: instant(ctx.clock.now()), disabledReason: 'asked' } as const;
  const base: WebhookEndpoint = {
    ...rest,
    ...(typeof text === 'string' && { description: text }),
    ...(headers === undefined && wrapped !== undefined && { wrapped }),
    ...(headers === undefined && wrappedBy !== undefined && { wrappedBy }),
    ...(status === 'disabled' && (isDisabledNow ? asked : kept)),
  };
  return [
    base,
    {
      url: fields.url,
      types: fields.types,
      status,
      payload: change.payload ?? before.payload,
      encoding: change.encoding ?? before.encoding,
      payloadVersion: change.payloadVersion ?? before.payloadVersion,
      ...(headers && wrapHeaders(deps.secretsKey, before.id, fields.headers)),
    },
  ];
}
