import { afterAll, beforeAll } from '@jest/globals';
import { startServer, type ServerOptions, type TestServer } from './server.js';
import { watchCalls, type WatchedCalls } from './open-transactions.js';
import { oneKindPerDatabase, overStores, type StoreKind } from './stores.js';

/** One describe for each kind of database, with one server for all of its tests: they take a connection each. */
export function overServers(
  title: string,
  body: (server: () => TestServer, kind: StoreKind) => void,
  options: Omit<ServerOptions, 'storeUrl'> = {},
): void {
  overStores(
    title,
    (kind) => {
      let opened: Awaited<ReturnType<StoreKind['open']>>;
      let server: TestServer;
      let calls: WatchedCalls;
      beforeAll(async () => {
        opened = await kind.open();
        calls = watchCalls(opened.store);
        server = await startServer({ ...options, storeUrl: opened.url });
      });
      afterAll(async () => {
        await server.close();
        await opened.close();
        calls.stop();
        calls.expectNone();
      });
      body(() => server, kind);
    },
    oneKindPerDatabase,
  );
}
