import { LRUCache } from 'lru-cache';
import type { Query as ScimQuery } from '@muster/scim';
import {
  all,
  equals,
  type QueryResult,
  type Position,
  type Query,
  type Reading,
  type Term,
} from '#store/index.js';
import type { Cursors } from './cursors.js';
import { toSort, toTerm, type Translation } from './query.js';
import { orderOfRange } from './range-orders.js';
import { requireLightPage } from './sizes.js';

/** From here on an index page is found by where the page before it ended, if that is known: passing over rows costs their number. */
const DEEP_START_INDEX = 1_000;

/** How long the end of a page is remembered for a client that walks on. */
const PAGE_END_TTL_MS = 5 * 60_000;

/** Filters and the values that are sorted by can be long. */
const MAX_PAGE_END_CHARACTERS = 8_388_608;

export interface ListedPage<R> {
  readonly records: readonly R[];
  readonly total: number;
  readonly nextCursor?: string;
}

/** Of records, or of their texts. */
export type PageReading<R> = Pick<Reading<R>, 'find' | 'count'>;

export interface Lister {
  /** `total`: what the unfiltered question counts, kept as a tally. */
  list<R>(
    reading: PageReading<R>,
    query: ScimQuery,
    translation: Translation,
    total: () => Promise<number>,
  ): Promise<ListedPage<R>>;
}

export function createLister(cursors: Cursors): Lister {
  const pageEnds = new LRUCache<string, Position>({
    max: 10_000,
    ttl: PAGE_END_TTL_MS,
    maxSize: MAX_PAGE_END_CHARACTERS,
    sizeCalculation: (position, key) => key.length + JSON.stringify(position).length,
  });

  async function readPage<R>(
    reading: PageReading<R>,
    storeQuery: Query,
    { key, from, walksFrom }: { key: () => string; from: number; walksFrom: number },
  ) {
    if (storeQuery.limit === 0) return { records: [] } satisfies QueryResult<R>;
    const after = from > walksFrom ? pageEnds.get(`${key()} ${from}`) : undefined;
    const found = await reading.find(
      after ? { ...storeQuery, after } : { ...storeQuery, offset: from - 1 },
    );
    const next = from + found.records.length;
    if (found.last && next > walksFrom) pageEnds.set(`${key()} ${next}`, found.last);
    return found;
  }

  return {
    async list(reading, query, translation, total) {
      const filter = query.filter && toTerm(query.filter, translation);
      const asked: Term = all(
        equals('connectionId', translation.connectionId),
        ...(filter ? [filter] : []),
      );
      const where = translation.seen ? all(asked, translation.seen) : asked;
      const range = filter && orderOfRange(filter);
      const sort = query.sort ? [toSort(query.sort, translation)] : range;
      const storeQuery: Query = { where, limit: query.count, ...(sort && { sort }) };
      // what one walk is known by; most questions are no part of one
      const key = (): string => JSON.stringify([translation.type.definition.name, asked, sort]);
      if (query.cursor !== undefined) {
        const after = query.cursor === '' ? undefined : await cursors.decode(query.cursor, key());
        return byCursor(
          reading,
          { ...storeQuery, ...(after && { after }) },
          {
            total: filter ? () => reading.count(where) : total,
            seal: (position) => cursors.encode(position, key()),
          },
        );
      }
      // what changes while a client walks moves in the order of a range: its next page follows the last one from the beginning on
      const walksFrom = !query.sort && range ? 1 : DEEP_START_INDEX;
      const at = { key, from: query.startIndex, walksFrom };
      const { records } = await readPage(reading, storeQuery, at);
      requireLightPage(records);
      const complete = query.startIndex === 1 && records.length < query.count;
      if (complete) return { records, total: records.length };
      return { records, total: await (filter ? reading.count(where) : total()) };
    },
  };
}

async function byCursor<R>(
  reading: PageReading<R>,
  storeQuery: Query,
  { total, seal: encode }: { total: () => Promise<number>; seal: (position: Position) => string },
): Promise<ListedPage<R>> {
  if (storeQuery.limit === 0) return { records: [], total: await total() };
  const found = await reading.find(storeQuery);
  requireLightPage(found.records);
  const full = found.records.length === storeQuery.limit && found.last;
  // a full page may be the last one: look whether anything follows, for nextCursor is absent on the last page only
  const more =
    full && (await reading.find({ ...storeQuery, after: full, limit: 1 })).records.length > 0;
  return {
    records: found.records,
    total: await total(),
    ...(more && { nextCursor: encode(full) }),
  };
}
