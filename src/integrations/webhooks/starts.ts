/** Where in the feed an endpoint begins, as people write it. */
import { instant, isFault, type Fault } from '#kernel/index.js';
import type { WebhookDeps } from './deps.js';
import { feedScopeOf } from './owners.js';

/** A cursor, `latest`, `oldest` or a time, as the cursor it means. Faults `feed.cursor_unknown`, `feed.cursor_expired`. */
export async function readStart(
  { feed }: Pick<WebhookDeps, 'feed'>,
  organizationId: string,
  after: string,
): Promise<string> {
  const scope = feedScopeOf(organizationId);
  if (after === 'latest') return feed.latest(scope);
  if (after === 'oldest') return feed.oldest(scope);
  const time = Date.parse(after);
  if (/^\d{4}-\d\d-\d\dT/.test(after) && !Number.isNaN(time)) {
    return feed.at(scope, instant(time));
  }
  // refuses what is no cursor of this feed, or too old
  await feed.read(scope, { after, limit: 1 });
  return after;
}

/** The number in a cursor, by which two of one feed are compared. */
export function positionIn(cursor: string): number {
  return Number(cursor.slice(cursor.lastIndexOf('.') + 1));
}

/** Whether the feed no longer holds what the cursor names: the endpoint goes on at the oldest, and says so. */
export function isExpired(error: unknown): error is Fault {
  return isFault(error, 'feed.cursor_expired');
}
