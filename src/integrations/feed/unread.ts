import { all, compare, equals } from '#store/index.js';
import { INSTALLATION_FEED } from './installation-feed.js';
import { newestSequence, type FeedDeps } from './organization-feed.js';

/** The first sequence of a journal that a reader of one of the cursors has not read; undefined: they have read everything. */
export async function firstUnread(
  deps: FeedDeps,
  organizationId: string,
  cursors: readonly string[],
): Promise<number | undefined> {
  const newest = await newestSequence(deps, organizationId);
  const unread: number[] = [];
  for (const cursor of cursors) {
    const [feed, digits] = cursor.split('.');
    const position = Number(digits);
    if (feed === organizationId) unread.push(position + 1);
    if (feed === INSTALLATION_FEED)
      unread.push(await sequenceBehind(deps, organizationId, position));
  }
  const first = Math.min(...unread);
  return first <= newest ? first : undefined;
}

/** Of the first entry of the journal that stands behind the position; infinite: none does. */
async function sequenceBehind(
  { store }: FeedDeps,
  organizationId: string,
  position: number,
): Promise<number> {
  const { records } = await store.read.feedRanges.find({
    where: all(equals('organizationId', organizationId), compare('through', 'gt', position)),
    sort: [{ field: { column: 'through' } }],
    limit: 1,
  });
  const [range] = records;
  if (!range) return Number.POSITIVE_INFINITY;
  return range.sequence + Math.max(0, position + 1 - range.position);
}
