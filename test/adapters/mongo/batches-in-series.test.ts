import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fault } from '#kernel/index.js';
import { equals, oneOf, type Organization, type Store, type Writers } from '#store/index.js';
import { databaseOf } from '../../../src/adapters/mongo/stores.js';
import { sampleOrganization } from '../../kit/samples.js';
import { dropDatabase, freshUrl, open, replicaSet } from './databases.js';

const ROUNDS = 10;
const CHANGES = 8;
const STEPS = 4;

type Step = (tx: Writers, at: Place) => Promise<unknown>;

/** The same things happen in several places, under names of their own. */
interface Place {
  readonly name: string;
  organization(number: number, change?: Partial<Organization>): Organization;
}

function placeNamed(name: string): Place {
  const inPlace = (number: number) => `${name} ${String(number)}`;
  return {
    name,
    organization: (number, change = {}) =>
      sampleOrganization({ id: inPlace(number), slug: inPlace(number), nameKey: name, ...change }),
  };
}

/** Numbers below 1 that are the same in every run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type MakeStep = (a: number, b: number) => Step;

/** What nothing forbids, because they look first, and what is asked. */
const POLITE: readonly MakeStep[] = [
  (a) => async (tx, at) => {
    const record = at.organization(a);
    if (await tx.organizations.get(record.id)) return 'there';
    if (await tx.organizations.first(equals('slug', record.slug ?? ''))) return 'taken';
    await tx.organizations.insert(record);
    return 'inserted';
  },
  (a, b) => async (tx, at) => {
    const kept = await tx.organizations.get(at.organization(a).id);
    if (!kept) return 'none';
    const change = { version: kept.version + 1, name: `to ${b}` };
    await tx.organizations.update({ ...kept, ...change });
    return kept.version;
  },
  (a, b) => (tx, at) => {
    return tx.organizations.insertMissing([at.organization(a), at.organization(b)]);
  },
  (a, b) => async (tx, at) => {
    const slugs = [`${at.name} ${a}`, `${at.name} ${b}`];
    // which of the removed is named first is not promised
    return [...(await tx.organizations.removeWhere(oneOf('slug', slugs)))].sort();
  },
  (a) => (tx, at) => tx.organizations.setWhere(equals('slug', `${at.name} ${a}`), 'plan', 'set'),
  (a) => (tx, at) => tx.organizations.first(equals('slug', `${at.name} ${a}`)),
  (_, b) => async (tx, at) => {
    const where = equals('nameKey', at.name);
    const { records } = await tx.organizations.find({ where, limit: 1 + (b % 4) });
    return records.map(({ slug, version }) => [slug, version]);
  },
  () => (tx, at) => tx.organizations.count(equals('nameKey', at.name)),
  (a) => (tx, at) => tx.tallies.adjust(at.name, a),
  (a) => async (_, at) => {
    if (a % 3 === 0) throw new Fault('role.unknown', { at: at.name });
  },
];

/** What a key or a version may forbid. */
const RUDE: readonly MakeStep[] = [
  ...POLITE,
  (a) => (tx, at) => tx.organizations.insert(at.organization(a)),
  (a, b) => (tx, at) => tx.organizations.insert(at.organization(a, { slug: `${at.name} ${b}` })),
  (a, b) => async (tx, at) => {
    const kept = await tx.organizations.get(at.organization(a).id);
    if (!kept) return 'none';
    const change = { slug: `${at.name} ${b}`, version: kept.version + 1 };
    await tx.organizations.update({ ...kept, ...change });
    return kept.version;
  },
  (a, b) => (tx, at) =>
    tx.organizations.update(at.organization(a, { version: b + 1, name: `blind ${b}` })),
  (a) => (tx, at) => tx.organizations.remove(at.organization(a).id),
];

/** What each change of a round does; the same for every place. */
function changesOf(seed: number, steps: readonly MakeStep[]): Step[][] {
  const next = numbersFrom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return Array.from({ length: CHANGES }, () =>
    Array.from({ length: STEPS }, () => steps[below(steps.length)]!(below(6), below(6))),
  );
}

(replicaSet === undefined ? describe.skip : describe)('changes that are made together', () => {
  let url: string;
  let store: Store;
  let commits = 0;
  let ofPolite = 0;
  beforeAll(async () => {
    url = freshUrl();
    store = await open(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`);
    databaseOf(store).client.on('commandStarted', ({ commandName }: { commandName: string }) => {
      if (commandName === 'commitTransaction') commits += 1;
    });
  });
  afterAll(async () => {
    await store.close();
    await dropDatabase(url);
  });

  const make = async (place: Place, steps: readonly Step[]): Promise<string> => {
    const answers: unknown[] = [];
    const outcome = await store
      .transaction(place.name, async (tx) => {
        answers.length = 0;
        for (const step of steps) answers.push(await step(tx, place));
        return 'kept';
      })
      .catch((error: unknown) => (error instanceof Fault ? error.code : String(error)));
    const told = outcome === 'kept' ? answers : [];
    return JSON.stringify([outcome, told]).replaceAll(place.name, '');
  };
  const stateOf = async (place: Place): Promise<string> => {
    const where = equals('nameKey', place.name);
    const { records } = await store.read.organizations.find({ where, limit: 100 });
    return JSON.stringify([records, await store.read.tallies.get(place.name)]).replaceAll(
      place.name,
      '',
    );
  };

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'answer and leave what they do one after the other, %i',
    async (round) => {
      const [series, batch] = ['series', 'batch'].map((name) => placeNamed(`${name}-${round}`));
      for (const place of [series!, batch!]) {
        await store.transaction(place.name, async (tx) => {
          for (const number of [0, 1]) await tx.organizations.insert(place.organization(number));
        });
      }
      const changes = changesOf(round + 1, round % 2 ? RUDE : POLITE);
      const inSeries: string[] = [];
      for (const steps of changes) inSeries.push(await make(series!, steps));
      const together = changes.map((steps) => make(batch!, steps));
      const before = commits;
      expect(await Promise.all(together)).toEqual(inSeries);
      if (round % 2 === 0) ofPolite += commits - before;
      expect(await stateOf(batch!)).toBe(await stateOf(series!));
    },
    60_000,
  );

  test('most of what no key forbids is committed together', () => {
    expect(ofPolite).toBeLessThan((ROUNDS / 2) * CHANGES * 0.75);
  });
});
