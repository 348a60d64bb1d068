import { afterAll, beforeAll } from '@jest/globals';
import { startServer, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore, type StoreKind } from '../kit/stores.js';

/** One describe for each kind of database, with one real server for all of its tests. */
export function overServers(
  title: string,
  body: (server: () => TestServer, kind: StoreKind) => void,
): void {
  overStores(
    title,
    (kind) => {
      let opened: OpenedStore;
      let server: TestServer;
      beforeAll(async () => {
        opened = await kind.open();
        server = await startServer({ storeUrl: opened.url });
      });
      afterAll(async () => {
        await server.close();
        await opened.close();
      });
      body(() => server, kind);
    },
    oneKindPerDatabase,
  );
}

/** What a command printed. */
export interface Printed {
  readonly out: string[];
  readonly err: string[];
  readonly drawn: string[];
}

export function createRecordingTerminal(): {
  readonly printed: Printed;
  readonly terminal: RecordingTerminal;
} {
  const printed: Printed = { out: [], err: [], drawn: [] };
  return {
    printed,
    terminal: {
      out: (line = '') => printed.out.push(...line.split('\n')),
      err: (line = '') => printed.err.push(...line.split('\n')),
      draw: (line) => printed.drawn.push(line),
    },
  };
}

interface RecordingTerminal {
  out(line?: string): void;
  err(line?: string): void;
  draw(line: string): void;
}
