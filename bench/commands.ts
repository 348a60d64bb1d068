/**
 * `npm run bench:commands -- --store mongodb://… [--requests 80] [--clients 8] [--list]`
 *
 * How many commands one operation sends to MongoDB, those that commit and the share of the exchange log's flushes included, as the driver
 * reports them: with which collections, and with `--list` those of one request in their order. Eight requests at once, as in the other
 * rows of the bench, in one process and a database of its own that is dropped in the end. Nothing is asserted. The load of the machine
 * changes what is counted by the log alone, whose flushes come by the clock.
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
import { sessionChecks } from './sessions.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    requests: { type: 'string', default: '80' },
    clients: { type: 'string', default: '8' },
    list: { type: 'boolean', default: false },
  },
});
if (values.store === undefined) throw new Error('Name a database: --store mongodb://…');
/** Even: an operation and what takes it back come one after the other. */
const requestCount = Math.ceil(Number(values.requests) / 2) * 2;
const USER_COUNT = 100;
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

const target = new URL(values.store);
target.pathname = `/muster_bench_${process.pid}`;
const tenant = await prepare(target.href);
const ask = askFor(tenant);
target.searchParams.set('monitorCommands', 'true');
const settings = loadSettings({
  env: {},
  overrides: {
    http: { host: '127.0.0.1', port: 0 },
    store: { url: target.href },
    operator: { key: OPERATOR_KEY },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    log: { level: 'silent' },
    scim: { rateLimit: { sustained: 1_000_000, burst: 0 } },
  },
});
const sent: mongo.BSON.Document[] = [];
const client = watchClient();
const application = await compose(settings, { clock: systemClock, log: silentLog });
const base = await application.http.listen();
try {
  await measureAll();
} finally {
  await client()?.db(target.pathname.slice(1)).dropDatabase();
  await application.close();
}

/** The client that the store connects with, and what it sends. */
function watchClient(): () => mongo.MongoClient | undefined {
  const watched: mongo.MongoClient[] = [];
  const connect = Reflect.get(mongo.MongoClient.prototype, 'connect') as () => Promise<unknown>;
  mongo.MongoClient.prototype.connect = function (this: mongo.MongoClient) {
    watched.push(this);
    this.on('commandStarted', ({ command }) => sent.push(command));
    return connect.apply(this);
  } as never;
  return () => watched.at(-1);
}

type Request = (i: number) => Promise<unknown>;

async function measureAll(): Promise<void> {
  const scim = `${base}/scim/${tenant.connectionId}/v2`;
  const ids: string[] = [];
  let created = 0;
  const create = async (): Promise<void> => {
    ids.push((await ask('POST', `${scim}/Users`, userBody(created++))).id);
  };
  while (created < USER_COUNT) await create();
  const Group = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  const members = ids.slice(0, 10).map((value) => ({ value }));
  const group = await ask('POST', `${scim}/Groups`, {
    schemas: Group,
    displayName: 'Ten',
    members,
  });
  const patch = (path: string, operation: object): Promise<unknown> =>
    ask('PATCH', `${scim}/${path}`, { schemas: PATCH, Operations: [operation] });
  const { check } = await sessionChecks(application, tenant.hostedId);
  const invitations = `${base}/api/v1/organizations/${tenant.hostedId}/invitations`;
  const rows: readonly (readonly [string, Request])[] = [
    ['ServiceProviderConfig', () => ask('GET', `${scim}/ServiceProviderConfig`)],
    ['GET by id', (i) => ask('GET', `${scim}/Users/${ids[i % 10]}`)],
    ['filter userName eq', (i) => ask('GET', `${scim}/Users?filter=${sought(i)}`)],
    ['create', create],
    [
      'PATCH active',
      // one off and on again before the next one: the brake on mass changes sees nothing
      (i) =>
        patch(`Users/${ids[(i >> 1) % 8]}`, { op: 'replace', path: 'active', value: i % 2 === 1 }),
    ],
    [
      'add or remove one member',
      (i) => {
        const value = [{ value: ids[10 + ((i >> 1) % 64)] }];
        return patch(`Groups/${group.id}`, {
          op: i % 2 ? 'remove' : 'add',
          path: 'members',
          value,
        });
      },
    ],
    ['invitation', (i) => ask('POST', invitations, { email: `invited.${i}@example.com` })],
    ['session check', check],
  ];
  console.log('| operation | commands | of the log | which |\n| --- | --- | --- | --- |');
  for (const [name, request] of rows) await measure(name, request);
}

function sought(i: number): string {
  return encodeURIComponent(`userName eq "${String(userBody(i % USER_COUNT)['userName'])}"`);
}

async function measure(name: string, request: Request): Promise<void> {
  // what is looked up once is known, and each of the two turns of a pair has been taken
  for (let i = 0; i < 10; i += 1) await request(i);
  await application.provisioning.exchanges.flush();
  sent.length = 0;
  await atOnce(request);
  await application.provisioning.exchanges.flush();
  const counts = new Map<string, number>();
  const ofLog = commandsOfLog();
  for (const command of sent) counts.set(nameOf(command), (counts.get(nameOf(command)) ?? 0) + 1);
  const each = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${(count / requestCount).toFixed(2)}`);
  const cells = [sent.length - ofLog, ofLog].map((count) => (count / requestCount).toFixed(2));
  console.log(`| ${[name, ...cells, each.join(', ')].join(' | ')} |`);
  if (!values.list) return;
  await application.provisioning.exchanges.flush();
  sent.length = 0;
  await request(10 + requestCount);
  for (const command of sent) console.log(`    ${nameOf(command)} ${detailOf(command)}`);
  await request(11 + requestCount);
}

/** Each client takes the next pair of requests when it has the answers to the one before. */
async function atOnce(request: Request): Promise<void> {
  let next = 10;
  const client = async (): Promise<void> => {
    while (next < 10 + requestCount) {
      const first = next;
      next += 2;
      await request(first);
      await request(first + 1);
    }
  };
  await Promise.all(Array.from({ length: Number(values.clients) }, client));
}

/** Commands of the transactions that write the exchange log, which come by the clock, for many requests together. */
function commandsOfLog(): number {
  const transactionOf = ({ lsid, txnNumber }: mongo.BSON.Document): string | undefined =>
    txnNumber === undefined ? undefined : `${JSON.stringify(lsid)} ${String(txnNumber)}`;
  const ofLog = new Set(
    sent.flatMap((command) =>
      Object.values(command)[0] === 'exchanges' ? (transactionOf(command) ?? []) : [],
    ),
  );
  return sent.filter((command) => ofLog.has(transactionOf(command) ?? '')).length;
}

/** `find users`, and `commitTransaction` for what concerns no collection. */
function nameOf(command: mongo.BSON.Document): string {
  const [name = '', collection] = Object.entries(command)[0] ?? [];
  return typeof collection === 'string' ? `${name} ${collection}` : name;
}

function detailOf(command: mongo.BSON.Document): string {
  const { filter, query, updates, deletes, documents, pipeline } = command;
  const told = filter ?? query ?? updates ?? deletes ?? pipeline ?? (documents && '…');
  return JSON.stringify(told ?? '').slice(0, 220);
}
