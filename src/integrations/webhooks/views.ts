import { INSTALLATION } from '#core/index.js';
import type { WebhookCursor, WebhookEndpoint } from '#store/index.js';
import type { WebhookDeps } from './deps.js';
import { feedScopeOf } from './owners.js';
import { positionIn } from './starts.js';

/** An endpoint with how far it is. */
export type WebhookEndpointView = Omit<
  WebhookEndpoint,
  'wrapped' | 'wrappedBy' | 'organizationId'
> & {
  /** absent: of the installation */
  readonly organizationId?: string;
  /** of endpoints of CloudEvents: whether the receiver consented */
  readonly confirmation?: WebhookCursor['confirmation'];
  readonly progress: {
    /** of the feed: examined through */
    readonly cursor: string;
    /** entries of the feed that were not examined yet, whether they are wanted or not */
    readonly behind: number;
    readonly failures: number;
    readonly failingSince?: string;
    readonly pausedUntil?: string;
    readonly replay?: WebhookCursor['replay'];
  };
};

/** Those that still have a cursor, in their order. */
export async function viewsOf(
  { store, feed, clock }: WebhookDeps,
  endpoints: readonly WebhookEndpoint[],
): Promise<WebhookEndpointView[]> {
  const cursors = await store.read.webhookCursors.getMany(endpoints.map(({ id }) => id));
  const byId = new Map(cursors.map((cursor) => [cursor.id, cursor]));
  const owners = new Set(endpoints.map(({ organizationId }) => organizationId));
  const latest = new Map<string, number>();
  for (const owner of owners) {
    latest.set(owner, positionIn(await feed.latest(feedScopeOf(owner))));
  }
  return endpoints.flatMap((endpoint) => {
    const cursor = byId.get(endpoint.id);
    if (!cursor) return [];
    const behind = (latest.get(endpoint.organizationId) ?? 0) - positionIn(cursor.cursor);
    return [viewOf(endpoint, cursor, { behind: Math.max(0, behind), now: clock.now() })];
  });
}

function viewOf(
  { wrapped: _wrapped, wrappedBy: _by, organizationId, ...endpoint }: WebhookEndpoint,
  { cursor, failures, failingSince, pausedUntil, replay, confirmation }: WebhookCursor,
  { behind, now }: { readonly behind: number; readonly now: number },
): WebhookEndpointView {
  const isPaused = pausedUntil !== undefined && Date.parse(pausedUntil) > now;
  return {
    ...endpoint,
    ...(organizationId !== INSTALLATION && { organizationId }),
    ...(confirmation && { confirmation }),
    progress: {
      cursor,
      behind,
      failures,
      ...(failingSince !== undefined && { failingSince }),
      ...(isPaused && { pausedUntil }),
      ...(replay && { replay }),
    },
  };
}
