/** The SCIM of @better-auth/scim with SQLite, behind node's own server. Run by bench/peers/index.ts. */
import type { RequestListener } from 'node:http';
import { openDatabase } from './documents.js';
import { databaseFile, load, serve, TOKEN } from './serving.js';

type Options = Readonly<Record<string, unknown>>;

const { betterAuth } = load<{ betterAuth(options: Options): object }>('better-auth');
const { toNodeHandler } = load<{ toNodeHandler(auth: object): RequestListener }>(
  'better-auth/node',
);
const { getMigrations } = load<{
  getMigrations(options: Options): Promise<{ runMigrations(): Promise<void> }>;
}>('better-auth/db/migration');
const { scim } = load<{ scim(options: Options): object }>('@better-auth/scim');

// its adapter knows a database by its class, which is that of node from version 24 on
const database = await openDatabase(databaseFile);
const options: Options = {
  database,
  secret: 'secret-of-the-bench-0123456789-abcdef',
  baseURL: 'http://127.0.0.1',
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: 'error' },
  // of a group of 1,000 it looks up all members at once, and a list of its adapter ends at 100
  advanced: { database: { defaultFindManyLimit: 2_000 } },
  plugins: [
    scim({
      connections: [{ id: 'bench', credentials: [{ type: 'bearer', id: 'bench', token: TOKEN }] }],
    }),
  ],
};
await (await getMigrations(options)).runMigrations();
serve(toNodeHandler(betterAuth(options)), {
  path: '/api/auth/scim/v2',
  execute: (sql) => database.exec(sql),
});
