import { LRUCache } from 'lru-cache';
import type { Query as ScimQuery } from '@muster/scim';
import {
  all,
  equals,
  type Found,
  type Position,
  type Query,
  type Reading,
  type Term,
} from '#store/index.js';
import type { Cursors } from './cursors.js';
import { toSort, toTerm, type Translation } from './query.js';
import { requireLightPage } from './sizes.js';

/** From here on an index page is found by where the page before it ended, if that is known: passing over rows costs their number. */
const DEEP = 1_000;

/** How long the end of a page is remembered for a client that walks on. */
const REMEMBERED_MS = 5 * 60_000;

/** Filters and the values that are sorted by can be long. */
const REMEMBERED_CHARACTERS = 8_388_608;

export interface Listed<R> {
  readonly records: readonly R[];
  readonly total: number;
  readonly nextCursor?: string;
}

export interface Lister {
  /** `total`: what the unfiltered question counts, kept as a tally. */
  list<R>(
    reading: Reading<R>,
    query: ScimQuery,
    translation: Translation,
    total: () => Promise<number>,
  ): Promise<Listed<R>>;
}

export function createLister(cursors: Cursors): Lister {
  const ends = new LRUCache<string, Position>({
    max: 10_000,
    ttl: REMEMBERED_MS,
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (position, key) => key.length + JSON.stringify(position).length,
  });

  async function page<R>(reading: Reading<R>, ask: Query, key: string, from: number) {
    if (ask.limit === 0) return { records: [] } satisfies Found<R>;
    const after = from > DEEP ? ends.get(`${key} ${from}`) : undefined;
    const found = await reading.find(after ? { ...ask, after } : { ...ask, offset: from - 1 });
    const next = from + found.records.length;
    if (found.last && next > DEEP) ends.set(`${key} ${next}`, found.last);
    return found;
  }

  return {
    async list(reading, query, translation, total) {
      const filter = query.filter && toTerm(query.filter, translation);
      const where: Term = all(
        equals('connectionId', translation.connectionId),
        ...(filter ? [filter] : []),
      );
      const sort = query.sort && [toSort(query.sort, translation)];
      const ask: Query = { where, limit: query.count, ...(sort && { sort }) };
      const key = JSON.stringify([translation.resourceType, where, sort]);
      if (query.cursor !== undefined) {
        const after = query.cursor === '' ? undefined : cursors.decode(query.cursor, key);
        return byCursor(
          reading,
          { ...ask, ...(after && { after }) },
          {
            total: filter ? () => reading.count(where) : total,
            seal: (position) => cursors.encode(position, key),
          },
        );
      }
      const { records } = await page(reading, ask, key, query.startIndex);
      requireLightPage(records);
      const complete = query.startIndex === 1 && records.length < query.count;
      if (complete) return { records, total: records.length };
      return { records, total: await (filter ? reading.count(where) : total()) };
    },
  };
}

async function byCursor<R>(
  reading: Reading<R>,
  ask: Query,
  { total, seal }: { total: () => Promise<number>; seal: (position: Position) => string },
): Promise<Listed<R>> {
  if (ask.limit === 0) return { records: [], total: await total() };
  const found = await reading.find(ask);
  requireLightPage(found.records);
  const full = found.records.length === ask.limit && found.last;
  // a full page may be the last one: look whether anything follows, for nextCursor is absent on the last page only
  const more = full && (await reading.find({ ...ask, after: full, limit: 1 })).records.length > 0;
  return {
    records: found.records,
    total: await total(),
    ...(more && { nextCursor: seal(full) }),
  };
}
