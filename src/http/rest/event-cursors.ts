import type { Feed, FeedScope } from '#integrations/index.js';
import { instant } from '#kernel/index.js';

/** Times have a `T` or hyphens behind the year; cursors are `<feed>.<number>`. */
const TIME = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/;

/** The cursor that `after` means: itself, or the one that a word or a time chooses. */
export async function firstCursor(feed: Feed, scope: FeedScope, after: string): Promise<string> {
  if (after === 'oldest') return feed.oldest(scope);
  if (after === 'latest') return feed.latest(scope);
  const time = TIME.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(time) ? after : feed.at(scope, instant(time));
}
