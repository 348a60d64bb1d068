/** What the servers of all peers share: they listen, say where, and say their processor time when they are asked. */
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

const [folder = '', file = ''] = process.argv.slice(2);

/** Of the database: made anew by each run. */
export const databaseFile = file;

/** The bearer of every peer whose token the bench may choose. */
export const TOKEN = 'peers-token-0123456789-abcdefghijklmnop';

/** A package of the peer, from the folder where it is installed. */
export const load = createRequire(join(folder, 'package.json')) as <T>(id: string) => T;

interface Served {
  /** of SCIM, below the address */
  readonly path: string;
  readonly token?: string;
  /** SQL for the connection that the peer writes with */
  execute(sql: string): void;
}

/**
 * Sends where SCIM is, and with which token. Answers every message with the processor time so far, milliseconds; `quick` and `durable`
 * say whether a commit waits for the disk, as it does where nothing was said: to fill a database takes an hour otherwise.
 */
export function serve(listener: RequestListener, { path, token = TOKEN, execute }: Served): void {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ url: `http://127.0.0.1:${port}`, path, token });
  });
  process.on('message', (message) => {
    if (message === 'quick') execute('PRAGMA synchronous = OFF');
    if (message === 'durable') execute('PRAGMA synchronous = FULL');
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000);
  });
  process.on('SIGTERM', () => process.exit(0));
}
