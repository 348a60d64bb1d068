import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  all,
  any,
  equals,
  everything,
  oneOf,
  type GroupMember,
  type Position,
  type Query,
  type ScimUser,
  type Store,
  type Term,
} from '#store/index.js';
import { sortedRows, positionOf, type Dataset } from '../kit/oracle.js';
import { overStores, contractTest, type OpenedStore, type StoreKind } from '../kit/stores.js';
import { sampleUser, searchable } from '../kit/samples.js';
import { CONNECTION, sorts, terms, datasets } from '../kit/terms.js';

/** Worlds per property; every term costs three questions, which a wire makes slow. */
function runs(kind: StoreKind): number {
  return Number(process.env['MUSTER_TEST_RUNS'] ?? (kind.name === 'mongodb' ? 8 : 25));
}

async function fill(store: Store, world: Dataset): Promise<void> {
  await store.transaction('lane', async (tx) => {
    await tx.scimUsers.removeWhere(everything);
    await tx.groupMembers.removeWhere(everything);
    for (const { record, searchable: beside } of world['scim-users'] ?? []) {
      await tx.scimUsers.insert(record as ScimUser, beside);
    }
    const members = (world['group-members'] ?? []).map((row) => row.record as GroupMember);
    await tx.groupMembers.insertMissing(members);
  });
}

function ids(records: readonly { readonly id: string }[]): string[] {
  return records.map((record) => record.id);
}

overStores('queries', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  async function users(where: Term): Promise<string[]> {
    return ids((await opened.store.read.scimUsers.find({ where, limit: 1_000 })).records);
  }

  contractTest(kind, 'every term answers as the port describes it', async () => {
    const property = fc.asyncProperty(
      datasets,
      fc.array(terms, { minLength: 8, maxLength: 16 }),
      async (world, asked) => {
        await fill(opened.store, world);
        for (const where of asked) {
          const expected = sortedRows(world, 'scim-users', { where }).map((row) => row.record.id);
          const message = JSON.stringify(where);
          expect([message, await users(where)]).toEqual([message, expected]);
          const count = await opened.store.read.scimUsers.count(where);
          expect([message, count]).toEqual([message, expected.length]);
          const first = await opened.store.read.scimUsers.first(where);
          expect([message, first?.id]).toEqual([message, expected[0]]);
        }
      },
    );
    await fc.assert(property, { numRuns: runs(kind) });
  });

  contractTest(
    kind,
    'walks by position and by offset give every record once, in order',
    async () => {
      const property = fc.asyncProperty(
        datasets,
        fc.array(
          fc.tuple(sorts, fc.option(terms, { nil: everything }), fc.integer({ min: 1, max: 5 })),
          {
            minLength: 4,
            maxLength: 8,
          },
        ),
        async (world, asked) => {
          await fill(opened.store, world);
          for (const [sort, where, limit] of asked) {
            const query = { where, sort };
            const expected = sortedRows(world, 'scim-users', query);
            const found: string[] = [];
            let after: Position | undefined;
            do {
              const page: Query = { ...query, limit, ...(after !== undefined && { after }) };
              const { records, last } = await opened.store.read.scimUsers.find(page);
              found.push(...ids(records));
              expect(last === undefined).toBe(records.length === 0);
              // through JSON, as cursors travel
              after = last && (JSON.parse(JSON.stringify(last)) as Position);
            } while (after !== undefined && found.length <= expected.length);
            const message = JSON.stringify(query);
            expect([message, found]).toEqual([message, ids(expected.map((row) => row.record))]);
            const offset = { ...query, limit, offset: Math.min(2, expected.length) };
            const { records } = await opened.store.read.scimUsers.find(offset);
            expect(ids(records)).toEqual(found.slice(offset.offset, offset.offset + limit));
            if (expected[0] !== undefined) {
              const rest = await opened.store.read.scimUsers.find({
                ...query,
                limit: 1_000,
                after: positionOf(query, expected[0]),
              });
              expect([message, ids(rest.records)]).toEqual([message, found.slice(1)]);
            }
          }
        },
      );
      await fc.assert(property, { numRuns: runs(kind) });
    },
  );

  contractTest(kind, 'fifty levels and two hundred terms are answered', async () => {
    await fill(opened.store, {});
    const record = sampleUser({ connectionId: CONNECTION });
    await opened.store.transaction('lane', (tx) =>
      tx.scimUsers.insert(record, searchable({ title: 'x' })),
    );
    const leaf = (value: string): Term => ({
      kind: 'compare',
      field: { search: ['title'] },
      operator: 'eq',
      value,
    });
    let deep: Term = leaf('x');
    for (let level = 0; level < 50; level += 1) deep = { kind: 'not', term: all(deep) };
    expect(await users(deep)).toEqual([record.id]);
    const wide = any(...Array.from({ length: 199 }, (_, at) => leaf(String(at))), leaf('x'));
    expect(await users(wide)).toEqual([record.id]);
    const thousand = Array.from({ length: 999 }, (_, at) => String(at));
    expect(await users(oneOf('id', [...thousand, record.id]))).toEqual([record.id]);
  });

  contractTest(
    kind,
    'text with a quote, a wildcard or a statement in it is only text',
    async () => {
      await fill(opened.store, {});
      const texts = [
        "'; DROP TABLE scim_users; --",
        '$where',
        '{"$ne":null}',
        '%',
        '?1',
        '\\u0000',
      ];
      for (const value of texts) {
        await opened.store.transaction('lane', (tx) =>
          tx.scimUsers.insert(
            sampleUser({ id: value, userNameKey: value }),
            searchable({ title: value, list: [value] }, [['title', value]]),
          ),
        );
      }
      for (const value of texts) {
        const asked: Term[] = [
          equals('userNameKey', value),
          { kind: 'compare', field: { search: ['title'] }, operator: 'ew', value },
          {
            kind: 'element',
            path: ['list'],
            where: { kind: 'compare', field: { search: [] }, operator: 'co', value },
          },
          { kind: 'facet', scope: CONNECTION, name: 'title', operator: 'sw', value },
        ];
        for (const where of asked) expect(await users(where)).toEqual([value]);
      }
    },
  );

  contractTest(
    kind,
    'a column that was not declared is the mistake of the one who asks',
    async () => {
      const where = equals('nobody', 'x');
      await expect(opened.store.read.scimUsers.find({ where, limit: 1 })).rejects.toThrow(
        TypeError,
      );
      await expect(opened.store.read.scimUsers.count(where)).rejects.toThrow(/nobody/);
    },
  );

  test('a limit of 0 finds nothing and still counts', async () => {
    await fill(opened.store, {});
    await opened.store.transaction('lane', (tx) => tx.scimUsers.insert(sampleUser()));
    const found = await opened.store.read.scimUsers.find({ where: everything, limit: 0 });
    expect(found).toEqual({ records: [] });
    expect(await opened.store.read.scimUsers.count(everything)).toBe(1);
  });
});
