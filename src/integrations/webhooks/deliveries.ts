/** The log of deliveries, for people who look into it, and the ways to send something again. */
import { nextVersion, readCursor, toPage, type ListQuery } from '#core/index.js';
import { Fault, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  type Term,
  type WebhookCursor,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '#store/index.js';
import { attempt } from './attempts.js';
import { bodyOf, encodeAnew } from './bodies.js';
import { isDue, newDelivery, type Claim } from './claims.js';
import { isConfirmed } from './confirmations.js';
import type { WebhookDeps } from './deps.js';
import { requireExpected, type EndpointTarget } from './endpoints.js';
import { entryOf } from './entries.js';
import { writeOutcome } from './outcomes.js';
import { feedScopeOf, inOwner, requireDelivery, requireEndpoint, requireOwner } from './owners.js';
import { plannedEvent } from './plans.js';
import { positionIn, readStart } from './starts.js';
import { testEvent } from './test-events.js';

export interface DeliveryQuery extends ListQuery {
  readonly status?: WebhookDelivery['status'];
  readonly type?: string;
  readonly eventId?: string;
  /** instants: made then or later, before that */
  readonly from?: string;
  readonly to?: string;
  /** `desc`, the newest first, when absent */
  readonly order?: 'asc' | 'desc';
}

export interface ReplayRange {
  /** a cursor, `oldest`, or a time: what follows it is delivered again */
  readonly after: string;
  /** a cursor or a time; to the newest when absent */
  readonly until?: string;
  /** only what was never delivered */
  readonly missing: boolean;
}

export interface DeliveryTarget extends EndpointTarget {
  readonly deliveryId: string;
}

export interface WebhookDeliveries {
  /** Faults `webhook.missing`, `request.invalid` (cursor). */
  list(ctx: Context, target: EndpointTarget, query: DeliveryQuery): Promise<Page<WebhookDelivery>>;
  /** Faults `webhook.missing`, `webhook.delivery_missing`. */
  get(ctx: Context, target: DeliveryTarget): Promise<WebhookDelivery>;
  /** Sends one again, as the endpoint is now. Faults of `get`, `webhook.disabled`, `webhook.event_gone`, `webhook.sending`. */
  replay(ctx: Context, target: DeliveryTarget): Promise<WebhookDelivery>;
  /** Sends a part of the feed again, beside what is new. Faults `webhook.missing`, `webhook.disabled`, `webhook.replaying`. */
  replayRange(ctx: Context, target: EndpointTarget, range: ReplayRange): Promise<void>;
  /** Moves the place in the feed from which it goes on. Faults `webhook.missing`, `feed.cursor_unknown`, `feed.cursor_expired`. */
  setCursor(ctx: Context, target: EndpointTarget, after: string): Promise<void>;
  /**
   * Sends an event of type `webhook.test` and waits for the answer, also of a disabled endpoint. Never repeated. Faults `webhook.missing`,
   * `webhook.not_confirmed`.
   */
  sendTest(ctx: Context, target: EndpointTarget): Promise<WebhookDelivery>;
}

export function createDeliveries(deps: WebhookDeps): WebhookDeliveries {
  const { store } = deps;
  const read = async ({ organizationId, endpointId }: EndpointTarget): Promise<WebhookEndpoint> => {
    await requireOwner(deps, organizationId);
    return requireEndpoint(store.read.webhookEndpoints, organizationId, endpointId);
  };
  return {
    async list(_ctx, target, query) {
      const { id } = await read(target);
      const { limit, order = 'desc' } = query;
      const descending = order === 'desc';
      const after = readCursor(query.cursor);
      const { records } = await store.read.webhookDeliveries.find({
        where: all(
          ...filterTerms(id, query),
          ...(after === undefined ? [] : [compare('id', descending ? 'lt' : 'gt', after)]),
        ),
        ...(descending && { sort: [{ field: { column: 'id' }, descending }] }),
        limit: limit + 1,
      });
      return toPage(records, limit);
    },
    async get(_ctx, target) {
      return requireDelivery(store.read.webhookDeliveries, await read(target), target.deliveryId);
    },
    async replay(ctx, target) {
      const endpoint = await read(target);
      const delivery = await requireDelivery(
        store.read.webhookDeliveries,
        endpoint,
        target.deliveryId,
      );
      return replayOne(deps, ctx, endpoint, delivery);
    },
    replayRange: (ctx, target, range) => beginReplay(deps, ctx, target, range),
    setCursor: (ctx, target, after) => moveCursor(deps, ctx, target, after),
    async sendTest(ctx, target) {
      return sendTestEvent(deps, ctx, await read(target));
    },
  };
}

function filterTerms(
  endpointId: string,
  { status, type, eventId, from, to }: DeliveryQuery,
): Term[] {
  return [
    equals('endpointId', endpointId),
    ...(status === undefined ? [] : [equals('status', status)]),
    ...(type === undefined ? [] : [equals('type', type)]),
    ...(eventId === undefined ? [] : [equals('eventId', eventId)]),
    ...(from === undefined ? [] : [compare('createdAt', 'ge', toInstant(from))]),
    ...(to === undefined ? [] : [compare('createdAt', 'lt', toInstant(to))]),
  ];
}

const toInstant = (text: string): string => instant(Date.parse(text));

async function replayOne(
  deps: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
): Promise<WebhookDelivery> {
  const { organizationId } = endpoint;
  const encoded = delivery.test
    ? await bodyOf(deps, endpoint, delivery)
    : ((await encodeAnew(deps, endpoint, delivery)) ?? (await bodyOf(deps, endpoint, delivery)));
  const replayed = await inOwner(deps, ctx, { organizationId }, async (scope) => {
    const { tx, journal } = scope;
    const stored = await requireEndpoint(tx.webhookEndpoints, organizationId, endpoint.id);
    requireEnabled(stored);
    const row = await requireDelivery(tx.webhookDeliveries, stored, delivery.id);
    if (row.status === 'sending' && !isDue(row, ctx.clock.now()))
      throw new Fault('webhook.sending');
    const dueAt = instant(ctx.clock.now());
    const next = nextVersion<WebhookDelivery>(ctx, row, { status: 'waiting', dueAt, ...encoded });
    await tx.webhookDeliveries.update(next);
    const after = { deliveryId: row.id, eventId: row.eventId, eventType: row.type };
    await journal.append(entryOf('webhook.replay_started', stored, { after }));
    return next;
  });
  deps.touched(organizationId, endpoint.id);
  return replayed;
}

/** Fault `webhook.disabled`. */
function requireEnabled({ id, status }: WebhookEndpoint): void {
  if (status === 'disabled') throw new Fault('webhook.disabled', { endpointId: id });
}

/** Changes the endpoint's cursor in a transaction of its owner. */
function changeCursor(
  deps: WebhookDeps,
  ctx: Context,
  target: EndpointTarget,
  work: (
    stored: { readonly endpoint: WebhookEndpoint; readonly cursor: WebhookCursor },
    append: (type: string, sides: Parameters<typeof entryOf>[2]) => Promise<void>,
  ) => Promise<Partial<WebhookCursor>>,
): Promise<void> {
  const { organizationId } = target;
  return inOwner(deps, ctx, { organizationId }, async (scope) => {
    const { tx, journal } = scope;
    const endpoint = await requireExpected(scope, target);
    const cursor = await tx.webhookCursors.get(endpoint.id);
    if (!cursor) throw new Fault('webhook.missing', { endpointId: endpoint.id });
    const change = await work({ endpoint, cursor }, (type, sides) =>
      journal.append(entryOf(type, endpoint, sides)),
    );
    await tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, cursor, change));
  });
}

async function beginReplay(
  deps: WebhookDeps,
  ctx: Context,
  target: EndpointTarget,
  { after, until, missing }: ReplayRange,
): Promise<void> {
  const { organizationId, endpointId } = target;
  await requireOwner(deps, organizationId);
  const start = await readStart(deps, organizationId, after);
  const end =
    until === undefined
      ? await deps.feed.latest(feedScopeOf(organizationId))
      : await readStart(deps, organizationId, until);
  if (positionIn(end) < positionIn(start)) {
    const problem = 'lies before what it is to end';
    throw new Fault('request.invalid', { errors: [{ field: 'until', problem }] });
  }
  await changeCursor(deps, ctx, target, async ({ endpoint, cursor }, append) => {
    requireEnabled(endpoint);
    if (cursor.replay) throw new Fault('webhook.replaying', { after: cursor.replay.after });
    const requestedAt = instant(ctx.clock.now());
    await append('webhook.replay_started', { after: { after: start, until: end, missing } });
    return { replay: { after: start, until: end, missing, requestedAt } };
  });
  deps.touched(organizationId, endpointId);
}

async function moveCursor(
  deps: WebhookDeps,
  ctx: Context,
  target: EndpointTarget,
  after: string,
): Promise<void> {
  const { organizationId, endpointId } = target;
  await requireOwner(deps, organizationId);
  const cursor = await readStart(deps, organizationId, after);
  await changeCursor(deps, ctx, target, async (stored, append) => {
    const before = { cursor: stored.cursor.cursor };
    await append('webhook.cursor_set', { before, after: { cursor } });
    return { cursor };
  });
  deps.touched(organizationId, endpointId);
}

/** The request is made between two transactions. */
async function sendTestEvent(
  deps: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
): Promise<WebhookDelivery> {
  const { organizationId } = endpoint;
  const planned = plannedEvent(deps, endpoint, testEvent(ctx, endpoint));
  const made = newDelivery(ctx, endpoint, planned, true);
  await inOwner(deps, ctx, { organizationId }, async ({ tx }) => {
    await requireEndpoint(tx.webhookEndpoints, organizationId, endpoint.id);
    const cursor = await tx.webhookCursors.get(endpoint.id);
    if (!isConfirmed(endpoint, cursor ?? {})) {
      throw new Fault('webhook.not_confirmed', { endpointId: endpoint.id });
    }
    await tx.webhookDeliveries.insert(made);
  });
  const claim: Claim = { endpoint, delivery: made, isTry: false };
  const outcome = await attempt(deps, ctx, endpoint, { ...made, body: planned.body });
  const written = await writeOutcome(deps, ctx, claim, outcome);
  if (!written) throw new Fault('webhook.missing', { endpointId: endpoint.id });
  return written.delivery;
}
