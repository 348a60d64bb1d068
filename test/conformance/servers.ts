import { afterAll, beforeAll, describe, test } from '@jest/globals';
import type { Clock } from '#kernel/index.js';
import {
  startServer,
  type ScimOptions,
  type ScimClient,
  type ServerOptions,
  type TestServer,
} from '../kit/server.js';
import { mongoServer, takeMongoDatabase } from '../kit/mongo-databases.js';

/** A clock that never stands still: two times that it tells are never the same, so that "later" can be seen. */
export interface MonotonicClock extends Clock {
  /** puts it forward; it never goes back */
  advance(milliseconds: number): void;
}

export function createMonotonicClock(): MonotonicClock {
  let last = 0;
  let ahead = 0;
  return {
    now() {
      last = Math.max(Date.now() + ahead, last + 1);
      return last;
    },
    advance(milliseconds) {
      ahead += milliseconds;
      // a busy clock runs before the time of day: it must not swallow the leap
      last += milliseconds;
    },
  };
}

/** A running Muster over one kind of store, shared by the tests of one file. */
export interface ConformanceSuite {
  readonly kind: string;
  readonly clock: MonotonicClock;
  /** there from the first test on */
  readonly server: TestServer;
  /** a connection of a new organization, so that tests do not see each other */
  scim(options?: ScimOptions): Promise<ScimClient>;
}

type Database = 'sqlite' | 'mongodb';

export interface ConformanceOptions extends Pick<ServerOptions, 'settings' | 'log'> {
  /** where what is tried asks nothing of a store; every kind when absent */
  readonly databases?: readonly Database[];
}

/** A database of its own for one server. */
export interface TestDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

export async function takeDatabase(): Promise<TestDatabase> {
  const { url, release } = await takeMongoDatabase();
  return { url, remove: () => release(true) };
}

const DATABASES: readonly (readonly [kind: Database, take: () => Promise<TestDatabase>])[] = [
  ['sqlite', async () => ({ url: 'sqlite::memory:', remove: async () => undefined })],
  ['mongodb', takeDatabase],
];

/**
 * The same tests over every kind of store, one server each. A kind that is not there leaves one skipped test with a loud name.
 */
export function overServers(
  title: string,
  body: (suite: ConformanceSuite) => void,
  options: ConformanceOptions = {},
): void {
  const { databases, ...serverOptions } = options;
  for (const [kind, take] of DATABASES) {
    if (databases && !databases.includes(kind)) continue;
    describe(`${title} on ${kind}`, () => {
      if (kind === 'mongodb' && mongoServer === undefined) {
        test.skip('NOT RUN ON mongodb: MUSTER_TEST_MONGODB_URL is not set', () => undefined);
        return;
      }
      let database: TestDatabase | undefined;
      const clock = createMonotonicClock();
      let server: TestServer | undefined;
      const running = (): TestServer => {
        if (server === undefined) throw new Error('The server is there from the first test on.');
        return server;
      };
      beforeAll(async () => {
        database = await take();
        server = await startServer({ ...serverOptions, clock, storeUrl: database.url });
      });
      afterAll(async () => {
        await server?.close();
        await database?.remove();
      });
      body({
        kind,
        clock,
        get server() {
          return running();
        },
        scim: (scimOptions) => running().scim(scimOptions),
      });
    });
  }
}
