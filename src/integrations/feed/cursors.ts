import { Fault } from '#kernel/index.js';

/**
 * A place in a feed, as readers keep it: `<feed>.<position>`, where the feed is an organization. It says "examined through": the next
 * page begins after it, whether the entry at it was shown or not.
 */
export function cursorOf(feed: string, position: number): string {
  return `${feed}.${position}`;
}

/** The position that a cursor of this feed names. Fault `feed.cursor_unknown`: malformed, or of another feed. */
export function positionOf(feed: string, cursor: string): number {
  const [name, digits = '', ...more] = cursor.split('.');
  const isOurs = name === feed && more.length === 0 && /^(0|[1-9]\d{0,14})$/.test(digits);
  if (!isOurs) throw new Fault('feed.cursor_unknown');
  return Number(digits);
}
