/**
 * The server under measurement, as a process of its own. `house`: the whole of it as main.ts composes it. `bare`, over the same database:
 * the bare limit, plain Express routes around prepared look-ups (frozen-users.ts) and store calls, with no SCIM, no tokens and no log.
 * Run by bench/main.ts.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { instant, newId, silentLog, systemClock } from '#kernel/index.js';
import { compose, type Application } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { equals, type Store } from '#store/index.js';
import { addMemberRoutes } from './bare-members.js';
import { openFrozenUsers, type FrozenUsers } from './frozen-users.js';
import { startTrace, type Trace } from './long-turns.js';
import { startProbe, type Probe } from './probe.js';
import { addSessionRoute } from './sessions.js';
import { addSignInRoute } from './sign-ins.js';
import { userBody } from './seed.js';

const [storeUrl = 'sqlite::memory:', operatorKey = 'bench', part = 'house'] = process.argv.slice(2);

const settings = loadSettings({
  env: {},
  overrides: {
    http: { host: '127.0.0.1', port: 0 },
    store: { url: storeUrl },
    operator: { key: operatorKey },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    log: { level: 'silent' },
    scim: { rateLimit: { sustained: 1_000_000, burst: 0 } },
  },
});

const composed = await compose(settings, { clock: systemClock, log: silentLog });
const bare =
  part === 'bare' ? await listen(bareApp(composed, await openFrozenUsers(storeUrl))) : undefined;
const url = bare?.url ?? (await composed.http.listen());
// as a start does, which runs the jobs: the first commit that wakes one does not load their runner
if (part === 'house') await composed.jobs.list();
process.send?.({ url, readyMs: performance.now() });

let probe: Probe | undefined;
let trace: Trace | undefined;

process.on('message', (message) => {
  void answerTo(message).then((answer) => process.send?.(answer));
});

/** Turns of the loop that a trace tells of. */
const LONG_MS = 10;

async function answerTo(message: unknown): Promise<object | string | number> {
  if (message === 'probe' || message === 'probe and trace') {
    if (message !== 'probe') trace = startTrace(LONG_MS);
    probe = startProbe();
    return 'begun';
  }
  if (message === 'burst') {
    const burst = probe?.stop();
    for (const line of trace?.stop() ?? []) console.error(line);
    return burst ?? 'not begun';
  }
  // the recorder's queue must be empty before the process's CPU is read
  await composed.provisioning.exchanges.flush();
  if (message === 'sent') return composed.store.read.mails.count(equals('status', 'sent'));
  const { job, purge } = message as { readonly job?: string; readonly purge?: string };
  if (purge !== undefined) await letPurge(composed.store, purge);
  if (job !== undefined) while ((await composed.jobs.runNow(job)).more === true);
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

process.on('SIGTERM', () => {
  bare?.server.close();
  bare?.server.closeAllConnections();
  void composed.close().then(() => process.exit(0));
});

/** As if its time to be restored were over. */
function letPurge(store: Store, id: string): Promise<void> {
  return store.transaction(id, async (tx) => {
    const organization = await tx.organizations.get(id);
    if (!organization) throw new Error(`There is no organization ${id}`);
    const { version } = organization;
    await tx.organizations.update({ ...organization, version: version + 1, purgeAt: LONG_AGO });
  });
}

const LONG_AGO = instant(0);

function bareApp(
  parts: Pick<Application, 'core' | 'store' | 'signIn'>,
  users: FrozenUsers,
): express.Express {
  const { store } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const send = (response: express.Response, value: unknown): void => {
    const text = JSON.stringify(value);
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', Buffer.byteLength(text));
    response.end(text);
  };
  app.get('/users/:id', async (request, response) => {
    send(response, await users.get(request.params.id));
  });
  app.get('/filter/:connection/:key', async (request, response) => {
    const { connection, key } = request.params;
    send(response, await users.byName(connection, key));
  });
  app.get('/page/:connection/:offset', async (request, response) => {
    const { connection, offset } = request.params;
    send(response, await users.page(connection, Number(offset)));
  });
  addWrites(app, store);
  addMemberRoutes(app, store, { send, finish });
  addSessionRoute(app, parts, { send, finish });
  addSignInRoute(app, parts, { send, finish });
  return app;
}

let made = 0;

/** The least that the same change costs: one transaction with the one record, no rules, no journal. */
function addWrites(app: express.Express, store: Store): void {
  app.patch('/users/:id', async (request, response) => {
    await store.transaction('bare', async (tx) => {
      const user = await tx.scimUsers.get(request.params.id);
      if (!user) throw new Error(`There is no user ${request.params.id}`);
      await tx.scimUsers.update(
        { ...user, active: !user.active, version: user.version + 1 },
        { search: {}, facets: [] },
      );
    });
    finish(response);
  });
  app.post('/groups/:connectionId/:groupId/:memberId', async (request, response) => {
    const row = { id: newId(), version: 1, createdAt: '', updatedAt: '', type: 'User' as const };
    await store.transaction('bare', async (tx) => {
      await tx.groupMembers.insertMissing([{ ...row, ...request.params }]);
    });
    finish(response);
  });
  app.post('/users/:organizationId/:connectionId', async (request, response) => {
    made += 1;
    const stamp = { id: newId(), version: 1, createdAt: '', updatedAt: '', active: true };
    const tenant = { ...request.params, memberId: newId(), userNameKey: `bare-${made}` };
    await store.transaction('bare', async (tx) => {
      await tx.scimUsers.insert(
        { ...stamp, ...tenant, attributes: userBody(made), extensions: {} },
        { search: {}, facets: [] },
      );
    });
    finish(response);
  });
}

function finish(response: express.Response): void {
  response.writeHead(204, { 'content-length': 0 });
  response.end();
}

function listen(app: express.Express): Promise<{ server: Server; url: string }> {
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ server, url: `http://127.0.0.1:${port}` });
    });
  });
}
