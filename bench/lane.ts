/**
 * `npm run bench:lane -- --store mongodb://… [--seconds 5] [--clients 16] [--delay 1]`
 *
 * Changes a second in one organization, whose changes wait for each other, with a network to the database that adds a millisecond each
 * way: what a command costs there is its way. In one process over HTTP, in a database of its own that is dropped in the end.
 */
import './fresh-build.js';
import { parseArgs } from 'node:util';
import { mongo } from 'mongoose';
import { silentLog, systemClock } from '#kernel/index.js';
import { compose } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { askFor } from './asking.js';
import { OPERATOR_KEY, prepare } from './preparing.js';
import { userBody } from './seed.js';
import { openSlowNetwork } from './slow-network.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '16' },
    delay: { type: 'string', default: '1' },
  },
});
if (values.store === undefined) throw new Error('Name a database: --store mongodb://…');
const direct = new URL(values.store);
direct.pathname = `/muster_bench_${process.pid}`;
const tenant = await prepare(direct.href);
const ask = askFor(tenant);
const network = await openSlowNetwork(Number(direct.port), Number(values.delay));
const settings = loadSettings({
  env: {},
  overrides: {
    http: { host: '127.0.0.1', port: 0 },
    // no other address of the replica set, which would be a way past the network
    store: { url: `mongodb://127.0.0.1:${network.port}${direct.pathname}?directConnection=true` },
    operator: { key: OPERATOR_KEY },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    log: { level: 'silent' },
    scim: { rateLimit: { sustained: 1_000_000, burst: 0 } },
  },
});
const application = await compose(settings, { clock: systemClock, log: silentLog });
const base = await application.http.listen();
try {
  await measureAll();
} finally {
  await application.close();
  network.close();
  const client = await new mongo.MongoClient(values.store).connect();
  await client.db(direct.pathname.slice(1)).dropDatabase();
  await client.close();
}

type Change = (client: number, turn: number) => Promise<unknown>;

async function measureAll(): Promise<void> {
  const scim = `${base}/scim/${tenant.connectionId}/v2`;
  let created = 0;
  const create: Change = () => ask('POST', `${scim}/Users`, userBody(created++));
  const ids: string[] = [];
  for (let i = 0; i < Number(values.clients); i += 1)
    ids.push(((await create(0, i)) as { id: string }).id);
  const { id: group } = await ask('POST', `${scim}/Groups`, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Lane',
  });
  const member: Change = (client, turn) =>
    ask('PATCH', `${scim}/Groups/${group}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: turn % 2 ? 'remove' : 'add', path: 'members', value: [{ value: ids[client] }] },
      ],
    });
  const members = `${base}/api/v1/organizations/${tenant.hostedId}/members`;
  const add: Change = (client, turn) =>
    ask('POST', members, { name: 'Added', email: `added.${client}.${turn}@example.com` });
  console.log('| change | a second | ms each | repeated |\n| --- | --- | --- | --- |');
  await measure('add or remove one member of a group', member);
  await measure('create a user', create);
  await measure('add a member, REST', add);
}

async function measure(name: string, change: Change): Promise<void> {
  const before = application.store.figures();
  const end = performance.now() + Number(values.seconds) * 1_000;
  const start = performance.now();
  let done = 0;
  const client = async (_: unknown, index: number): Promise<void> => {
    for (let turn = 0; performance.now() < end || turn % 2 === 1; turn += 1) {
      await change(index, turn);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(values.clients) }, client));
  const seconds = (performance.now() - start) / 1_000;
  const { retries } = application.store.figures();
  const cells = [name, (done / seconds).toFixed(1), ((seconds / done) * 1_000).toFixed(1)];
  console.log(`| ${[...cells, retries - before.retries].join(' | ')} |`);
}
