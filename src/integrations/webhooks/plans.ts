/** What is to be taken of an endpoint next, read before the transaction that takes it: reading the feed and encoding take their time. */
import { createHash } from 'node:crypto';
import { nextVersion } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type WebhookCursor,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookReplay,
} from '#store/index.js';
import type { DomainEvent } from '../events/event.js';
import type { FeedPage } from '../feed/pages.js';
import type { WebhookDeps } from './deps.js';
import type { EncodedEvent } from '../events/encodings/index.js';
import { encodeFor } from './encodings.js';
import { entryOf } from './entries.js';
import { isWanted } from './event-types.js';
import { feedScopeOf, inOwner } from './owners.js';
import { isExpired, positionIn } from './starts.js';

export interface PlannedEvent extends EncodedEvent {
  readonly event: DomainEvent;
  readonly webhookId: string;
  readonly thinned?: true;
  readonly onlyMissing?: boolean;
}

export interface ClaimPlan {
  readonly due: readonly WebhookDelivery[];
  readonly events: readonly PlannedEvent[];
  /** of the endpoint, once the plan is taken */
  readonly cursor: string;
  /** absent: the replay is over, or there was none */
  readonly replay?: WebhookReplay;
  readonly more: boolean;
  /** nothing to take, and no cursor to move */
  readonly isEmpty: boolean;
}

interface Asked {
  readonly endpoint: WebhookEndpoint;
  readonly cursor: WebhookCursor;
  readonly limit: number;
  readonly isTry: boolean;
}

/**
 * Header webhook-id: made of endpoint and event, so that it is the same in every attempt and every replay, also when the row of the
 * delivery is gone.
 */
export function webhookIdOf(endpointId: string, eventId: string): string {
  return `msg_${createHash('sha256').update(`${endpointId}:${eventId}`).digest('base64url').slice(0, 27)}`;
}

/** Undefined: the feed no longer held what the cursor named, and the cursor was moved; plan anew. */
export async function planClaim(
  deps: WebhookDeps,
  ctx: Context,
  asked: Asked,
): Promise<ClaimPlan | undefined> {
  const { endpoint, cursor, limit } = asked;
  const page = await readNew(deps, ctx, asked);
  if (page === undefined) return undefined;
  const due = await dueRows(deps, ctx, endpoint, limit);
  const take = shareOut(asked, due.length, page.events.length);
  const replay = cursor.replay && take.again > 0 ? await readAgain(deps, asked, take.again) : none;
  const events: PlannedEvent[] = [];
  for (const event of page.events.slice(0, take.fresh)) {
    events.push(plannedEvent(deps, endpoint, event));
  }
  for (const event of replay.events) {
    const onlyMissing = cursor.replay?.missing === true;
    events.push({ ...plannedEvent(deps, endpoint, event), onlyMissing });
  }
  const tookAll = take.fresh === page.events.length;
  const through = tookAll ? page.cursor : (page.events[take.fresh - 1]?.cursor ?? cursor.cursor);
  const nextReplay = replay.next === 'same' ? cursor.replay : replay.next;
  const isMoved = through !== cursor.cursor || nextReplay !== cursor.replay;
  return {
    due: due.slice(0, take.due),
    events,
    cursor: through,
    ...(nextReplay && { replay: nextReplay }),
    more: !tookAll || page.more || due.length === limit || nextReplay !== undefined,
    isEmpty: take.due === 0 && events.length === 0 && !isMoved,
  };
}

/** A half for what is due, at least, when there is as much that is new; what is delivered again takes what they leave. */
function shareOut(
  { limit, isTry, cursor }: Asked,
  due: number,
  fresh: number,
): { due: number; fresh: number; again: number } {
  if (isTry) {
    // in turns, so that one poisoned event cannot keep the circuit open
    const takesDue = due > 0 && (fresh === 0 || cursor.openings % 2 === 0);
    return { due: takesDue ? 1 : 0, fresh: takesDue ? 0 : Math.min(fresh, 1), again: 0 };
  }
  const ofDue = Math.min(due, Math.max(Math.ceil(limit / 2), limit - fresh));
  const ofFresh = Math.min(fresh, limit - ofDue);
  return { due: ofDue, fresh: ofFresh, again: limit - ofDue - ofFresh };
}

async function dueRows(
  { store }: WebhookDeps,
  ctx: Context,
  endpoint: WebhookEndpoint,
  limit: number,
): Promise<readonly WebhookDelivery[]> {
  const { records } = await store.read.webhookDeliveries.find({
    where: all(
      equals('endpointId', endpoint.id),
      oneOf('status', ['sending', 'waiting']),
      compare('dueAt', 'le', instant(ctx.clock.now())),
    ),
    sort: [{ field: { column: 'dueAt' } }],
    limit,
  });
  return records;
}

async function readNew(
  deps: WebhookDeps,
  ctx: Context,
  { endpoint, cursor, limit }: Asked,
): Promise<FeedPage | undefined> {
  try {
    return await readWanted(deps, endpoint, cursor.cursor, limit);
  } catch (error) {
    if (!isExpired(error)) throw error;
    await moveExpired(deps, ctx, { endpoint, cursor, oldest: String(error.details['oldest']) });
    return undefined;
  }
}

function readWanted(
  { feed }: WebhookDeps,
  { organizationId, types }: WebhookEndpoint,
  after: string,
  limit: number,
): Promise<FeedPage> {
  const query = { after, limit, ...(types.length > 0 && { types }) };
  return feed.read(feedScopeOf(organizationId), query);
}

/** The endpoint was behind for longer than the feed is kept. It goes on at the oldest, and the journal says what it missed. */
async function moveExpired(
  deps: WebhookDeps,
  ctx: Context,
  {
    endpoint,
    cursor,
    oldest,
  }: { endpoint: WebhookEndpoint; cursor: WebhookCursor; oldest: string },
): Promise<void> {
  const { organizationId } = endpoint;
  await inOwner(deps, ctx, { organizationId, state: 'any' }, async ({ tx, journal }) => {
    const stored = await tx.webhookCursors.get(endpoint.id);
    if (stored?.version !== cursor.version) return;
    await tx.webhookCursors.update(nextVersion<WebhookCursor>(ctx, stored, { cursor: oldest }));
    const sides = { before: { cursor: cursor.cursor }, after: { cursor: oldest } };
    await journal.append(entryOf('webhook.events_missed', endpoint, sides));
  });
}

interface Again {
  readonly events: readonly DomainEvent[];
  /** of the cursor, afterwards; undefined: it is over */
  readonly next: WebhookReplay | undefined | 'same';
}

const none: Again = { events: [], next: 'same' };

/** What is delivered again; what the feed no longer holds is passed over. */
async function readAgain(
  deps: WebhookDeps,
  { endpoint, cursor: { replay } }: Asked,
  limit: number,
): Promise<Again> {
  if (!replay) return none;
  try {
    const page = await readWanted(deps, endpoint, replay.after, limit);
    const until = positionIn(replay.until);
    const events = page.events.filter(({ cursor }) => positionIn(cursor) <= until);
    const isOver = positionIn(page.cursor) >= until || !page.more;
    return { events, next: isOver ? undefined : { ...replay, after: page.cursor } };
  } catch (error) {
    if (!isExpired(error)) throw error;
    const oldest = String(error.details['oldest']);
    const isOver = positionIn(oldest) >= positionIn(replay.until);
    return { events: [], next: isOver ? undefined : { ...replay, after: oldest } };
  }
}

export function plannedEvent(
  { encode }: Pick<WebhookDeps, 'encode'>,
  endpoint: WebhookEndpoint,
  event: DomainEvent,
): PlannedEvent {
  const encoded = encodeFor(encode, event, endpoint);
  return { ...encoded, event, webhookId: webhookIdOf(endpoint.id, event.id) };
}

/** The feed has filtered already; of a page that was read before the filter changed nothing may go out. */
export function isStillWanted({ types }: WebhookEndpoint, { type }: DomainEvent): boolean {
  return isWanted(types, type);
}
