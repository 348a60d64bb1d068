import { describe, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, systemClock, type Clock, type Log } from '#kernel/index.js';
import {
  SCHEMA_VERSION,
  type Collection,
  type Migration,
  type MigrationState,
  type Store,
  type Stored,
} from '#store/index.js';
import { mongoServer, takeMongoDatabase } from './mongo-databases.js';

/** What both adapters take. `migrations` replaces the adapter's own list, in tests only. */
export interface OpenOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly migrate: 'auto' | 'refuse';
  readonly migrations?: readonly Migration<never>[];
  /** replaces what is declared: what must be there */
  readonly declared?: readonly Collection<Stored>[];
}

export type OpenChange = Partial<
  Pick<OpenOptions, 'clock' | 'log' | 'migrate' | 'migrations' | 'declared'>
>;

/** An open store with data of its own. `store` is replaced by `reopen`, so read it at each use. */
export interface OpenedStore {
  readonly store: Store;
  readonly url: string;
  /** Closes the store and deletes its data. */
  close(): Promise<void>;
  /** Closes the store and opens the same data again, with the usual options and `change`; only for kinds that are durable. */
  reopen(change?: OpenChange): Promise<void>;
  /** Another store over the same data, as a second process would have; only for kinds that are durable. Close it yourself. */
  openSecond(): Promise<Store>;
}

export interface StoreKind {
  readonly name: 'sqlite-memory' | 'sqlite-file' | 'mongodb';
  readonly available: boolean;
  /** why it is not, said by the skipped test */
  readonly reason?: string;
  /** data outlives `close` */
  readonly durable: boolean;
  /** a fresh database for every call */
  open(change?: OpenChange): Promise<OpenedStore>;
  inspect(
    url: string,
    change?: Pick<OpenChange, 'migrations' | 'declared'>,
  ): Promise<MigrationState>;
  /**
   * The adapter's own migrations and one more, which sets `preset` of every organization to `second`, one half of them before
   * it calls `between` and the other half after: a `between` that throws is a crash in the middle.
   */
  withOneMoreMigration(between: () => void): Promise<readonly Migration<never>[]>;
}

/** Promises of the port that an adapter cannot keep, with the reason. The name is the one given to `promise`. */
export const exemptions: readonly {
  readonly kind: StoreKind['name'];
  readonly promise: string;
  readonly reason: string;
}[] = [];

interface Adapter {
  open(options: OpenOptions): Promise<Store>;
  /** A database without data; with `fresh` without a schema, too. */
  takeDatabase(fresh: boolean): Promise<Database>;
}

interface Database {
  readonly url: string;
  /** Deletes the data; the schema may be kept for others when the store made all of it. */
  release(keepSchema: boolean): Promise<void>;
}

async function openStore(
  adapter: Adapter,
  { durable, fresh }: { durable: boolean; fresh: boolean },
  change: OpenChange,
): Promise<OpenedStore> {
  let isUsual = !fresh && isUsualSchema(change);
  let isEarlier = isOfEarlierSchema(change);
  const { url, release } = await adapter.takeDatabase(!isUsual);
  const start = (with_: OpenChange) =>
    adapter.open({ url, clock: systemClock, log: silentLog, migrate: 'auto', ...with_ });
  let store = await start(change).catch(async (error: unknown) => {
    await release(false);
    throw error;
  });
  const needDurable = () => {
    if (!durable) throw new Error('This kind of store keeps nothing once it is closed.');
  };
  return {
    get store() {
      return store;
    },
    url,
    close: async () => {
      await store.close();
      await release(isUsual);
    },
    reopen: async (with_ = {}) => {
      needDurable();
      isUsual &&= isUsualSchema(with_);
      await store.close();
      if (isEarlier && url.startsWith('sqlite:')) {
        await (await import('./earlier-rows.js')).writeAsEarlier(url);
      }
      isEarlier = isOfEarlierSchema(with_);
      store = await start(with_);
    },
    openSecond: async () => {
      needDurable();
      return start({});
    },
  };
}

function isOfEarlierSchema({ migrations = [] }: OpenChange): boolean {
  return migrations.length > 0 && migrations.length < SCHEMA_VERSION;
}

function isUsualSchema({ migrate, migrations }: OpenChange): boolean {
  return migrate === undefined && migrations === undefined;
}

async function createSqliteMemory(): Promise<Database> {
  return { url: 'sqlite::memory:', release: async () => undefined };
}

async function createSqliteFile(): Promise<Database> {
  const path = await mkdtemp(join(tmpdir(), 'muster-store-'));
  return {
    url: `sqlite:${join(path, 'muster.db')}`,
    release: () => rm(path, { recursive: true, force: true }),
  };
}

function sqlite(
  name: 'sqlite-memory' | 'sqlite-file',
  takeDatabase: Adapter['takeDatabase'],
): StoreKind {
  const durable = name === 'sqlite-file';
  const open: Adapter['open'] = async (options) => {
    const { openSqliteStore } = await import('#adapters/sqlite/index.js');
    return openSqliteStore(options);
  };
  return {
    name,
    available: true,
    durable,
    open: (change = {}) => openStore({ open, takeDatabase }, { durable, fresh: true }, change),
    inspect: async (url, change) =>
      (await import('#adapters/sqlite/index.js')).inspect(url, change),
    withOneMoreMigration: async (between) => {
      const { sqliteMigrations } = await import('#adapters/sqlite/index.js');
      return [
        ...sqliteMigrations,
        {
          version: sqliteMigrations.length + 1,
          name: 'test: second preset',
          up: async (handle: { exec(sql: string): void }) => {
            const half = (sign: string) =>
              `UPDATE organizations SET doc = json_set(doc, '$.preset', 'second')
               WHERE id ${sign} (SELECT id FROM organizations ORDER BY id LIMIT 1 OFFSET 1)`;
            handle.exec(half('<'));
            between();
            handle.exec(half('>='));
          },
        },
      ];
    },
  };
}

const mongodb = (fresh: boolean): StoreKind => ({
  name: 'mongodb',
  available: mongoServer !== undefined,
  reason: 'MUSTER_TEST_MONGODB_URL is not set',
  durable: true,
  open: (change = {}) => {
    const open: Adapter['open'] = async (options) => {
      const { openMongoStore } = await import('#adapters/mongo/index.js');
      return openMongoStore(options);
    };
    return openStore({ open, takeDatabase: takeMongoDatabase }, { durable: true, fresh }, change);
  },
  inspect: async (url, change) => (await import('#adapters/mongo/index.js')).inspect(url, change),
  withOneMoreMigration: async (between) => {
    const { mongoMigrations } = await import('#adapters/mongo/index.js');
    return [
      ...mongoMigrations,
      {
        version: mongoMigrations.length + 1,
        name: 'test: second preset',
        up: async (handle: {
          collection(name: string): { updateMany(a: object, b: object): Promise<unknown> };
        }) => {
          const organizations = handle.collection('organizations');
          await organizations.updateMany({ slug: 'one' }, { $set: { preset: 'second' } });
          between();
          await organizations.updateMany({}, { $set: { preset: 'second' } });
        },
      },
    ];
  },
});

export const storeKinds: readonly StoreKind[] = [
  sqlite('sqlite-memory', createSqliteMemory),
  sqlite('sqlite-file', createSqliteFile),
  mongodb(true),
];

/**
 * The kinds for suites above the contract: one of each database. They ask for data of their own and not how its schema came, so
 * that a database of MongoDB serves one after the other.
 */
export const oneKindPerDatabase: readonly StoreKind[] = [
  sqlite('sqlite-memory', createSqliteMemory),
  mongodb(false),
];

/** One describe for every kind of store; a kind that is not there leaves one skipped test with a loud name. */
export function overStores(
  title: string,
  body: (kind: StoreKind) => void,
  kinds: readonly StoreKind[] = storeKinds,
): void {
  for (const kind of kinds) {
    describe(`${title} on ${kind.name}`, () => {
      if (kind.available) body(kind);
      else test.skip(`NOT RUN ON ${kind.name}: ${kind.reason ?? 'not available'}`, () => undefined);
    });
  }
}

/** A test of one promise of the port; skipped, with the reason in its name, for a kind that is exempt from it. */
export function contractTest(kind: StoreKind, name: string, body: () => Promise<void>): void {
  const exempt = exemptions.find((entry) => entry.kind === kind.name && entry.promise === name);
  // a database across a wire takes its time on a small machine
  if (exempt === undefined) test(name, body, 120_000);
  else test.skip(`EXEMPT ${name}: ${exempt.reason}`, () => undefined);
}
