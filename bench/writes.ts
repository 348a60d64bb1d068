/**
 * `npm run bench:writes -- [--users 2000] [--requests 200] [--rounds 3] [--pages]`
 *
 * What one write over HTTP costs on SQLite, one after the other in one process: processor time, bytes and calls as the system counts
 * them (write-ahead log, checkpoint and exchange log included, and both ends of the socket, about 2 kB), and statements. `--pages`: the
 * pages that one write puts into the log, by table and index. The least of the rounds; nothing is asserted.
 */
import './fresh-build.js';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SqliteConnection } from '#adapters/sqlite/connections.js';
import { loadDriver, type Database } from '#adapters/sqlite/driver.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { compose } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { askFor } from './asking.js';
import { OPERATOR_KEY, prepare } from './preparing.js';
import { userBody } from './seed.js';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '2000' },
    requests: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    pages: { type: 'boolean', default: false },
  },
});
/** Bytes before the pages of a write-ahead log, and before each of them. */
const LOG_HEADER = 32;
const FRAME_HEADER = 24;
/** Writes whose pages are looked at. */
const PAGES_OF = 50;
const requestCount = Number(values.requests);
const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const file = join(work, 'writes.db');
const storeUrl = `sqlite:${file}`;
const tenant = await prepare(storeUrl);
const ask = askFor(tenant);
const settings = loadSettings({
  env: {},
  overrides: {
    http: { host: '127.0.0.1', port: 0 },
    store: { url: storeUrl },
    operator: { key: OPERATOR_KEY },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    log: { level: 'silent' },
    scim: { rateLimit: { sustained: 1_000_000, burst: 0 } },
  },
});
const statements = countStatements();
const driver = await loadDriver();
const application = await compose(settings, { clock: systemClock, log: silentLog });
const base = await application.http.listen();
try {
  await measureAll();
} finally {
  await application.close();
  rmSync(work, { recursive: true, force: true });
}

type Request = (i: number) => Promise<unknown>;

async function measureAll(): Promise<void> {
  const scim = `${base}/scim/${tenant.connectionId}/v2`;
  const ids: string[] = [];
  const create = async (): Promise<void> => {
    ids.push((await ask('POST', `${scim}/Users`, userBody(ids.length))).id);
  };
  while (ids.length < Number(values.users)) await create();
  sayDisk(ids.length);
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  let patches = 0;
  const patchActive = (): Promise<unknown> => {
    // a few, each off and on again before the next one: the brake on mass changes sees nothing
    const user = ids[Math.floor(patches / 2) % 8];
    const value = patches++ % 2 === 1;
    const Operations = [{ op: 'replace', path: 'active', value }];
    return ask('PATCH', `${scim}/Users/${user}`, { schemas, Operations });
  };
  const members = (from: number, count: number) =>
    ids.slice(from, from + count).map((value) => ({ value }));
  const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Ten' };
  const { id: groupId } = await ask('POST', `${scim}/Groups`, {
    ...group,
    members: members(0, 10),
  });
  const joined = new Set<string>();
  const member = (i: number): Promise<unknown> => {
    const value = ids[10 + (i % 64)] ?? '';
    const op = joined.delete(value) ? 'remove' : 'add';
    if (op === 'add') joined.add(value);
    const Operations = [{ op, path: 'members', value: [{ value }] }];
    return ask('PATCH', `${scim}/Groups/${groupId}`, { schemas, Operations });
  };
  let invited = 0;
  const invitations = `${base}/api/v1/organizations/${tenant.hostedId}/invitations`;
  const invite = (): Promise<unknown> =>
    ask('POST', invitations, { email: `invited.${invited++}@example.com` });
  const rows: readonly (readonly [string, Request])[] = [
    ['nothing (service provider configuration)', () => ask('GET', `${scim}/ServiceProviderConfig`)],
    ['create', create],
    ['PATCH active', patchActive],
    ['add or remove one member', member],
    ['invitation', invite],
  ];
  console.log(
    '| operation | CPU µs | written kB | calls | statements |\n| --- | --- | --- | --- | --- |',
  );
  for (const [name, request] of rows) await measure(name, request);
}

interface Counts {
  readonly cpuUs: number;
  readonly bytes: number;
  readonly calls: number;
  readonly statements: number;
}

async function measure(name: string, request: Request): Promise<void> {
  const found: Counts[] = [];
  for (let i = 0; i < requestCount / 10; i += 1) await request(i);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    await settle();
    const before = counts();
    for (let i = 0; i < requestCount; i += 1) await request(i);
    await settle();
    const after = counts();
    const of = (key: keyof Counts): number => (after[key] - before[key]) / requestCount;
    const round = { cpuUs: of('cpuUs'), bytes: of('bytes'), calls: of('calls') };
    found.push({ ...round, statements: of('statements') });
  }
  const least = (key: keyof Counts): number => Math.min(...found.map((one) => one[key]));
  const cells = [least('cpuUs').toFixed(0), (least('bytes') / 1_000).toFixed(0)];
  cells.push(least('calls').toFixed(0), least('statements').toFixed(1));
  console.log(`| ${[name, ...cells].join(' | ')} |`);
  if (values.pages) await sayPages(request);
}

/** What is written a moment later is written, and the log is moved into the file. */
async function settle(): Promise<void> {
  await application.provisioning.exchanges.flush();
  await application.store.truncateLog?.();
}

function counts(): Counts {
  const { user, system } = process.cpuUsage();
  const io = readFileSync('/proc/self/io', 'utf8');
  const field = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(io)?.[1]);
  const [bytes, calls] = [field('wchar'), field('syscw')];
  return { cpuUs: user + system, bytes, calls, statements: statements.count };
}

/** Of both connections, those that begin, save and commit included. */
function countStatements(): { count: number } {
  const counted = { count: 0 };
  for (const name of ['all', 'lists', 'get', 'run', 'insert'] as const) {
    const asked = SqliteConnection.prototype[name] as (...args: unknown[]) => unknown;
    SqliteConnection.prototype[name] = function (this: SqliteConnection, ...args: unknown[]) {
      counted.count += 1;
      return asked.apply(this, args);
    } as never;
  }
  return counted;
}

/** Pages that a write puts into the log, and whose they are; in brackets how many of those a checkpoint moves. */
async function sayPages(request: Request): Promise<void> {
  await settle();
  // while somebody else reads, the log stays, and earlier writes would be counted with these
  while (statSync(`${file}-wal`).size > 0) await settle();
  // while somebody reads, the log is not begun anew
  const reader = open(file);
  reader.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  for (let i = 0; i < PAGES_OF; i += 1) await request(i);
  await application.provisioning.exchanges.flush();
  const log = readFileSync(`${file}-wal`);
  const copy = join(work, 'copy.db');
  copyFileSync(file, copy);
  copyFileSync(`${file}-wal`, `${copy}-wal`);
  const database = open(copy);
  const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  const owners = new Map(
    database
      .prepare('SELECT pageno, name FROM dbstat')
      .all()
      .map((row) => [Number(row['pageno']), String(row['name'])]),
  );
  database.close();
  const pages = new Map<string, number[]>();
  const salt = log.length > LOG_HEADER ? log.readUInt32BE(16) : 0;
  for (let at = LOG_HEADER; at < log.length; at += FRAME_HEADER + pageSize) {
    if (log.readUInt32BE(at + 8) !== salt) break;
    const page = log.readUInt32BE(at);
    const owner = owners.get(page) ?? 'free';
    pages.set(owner, [...(pages.get(owner) ?? []), page]);
  }
  const say = (all: number[]): string =>
    `${(all.length / PAGES_OF).toFixed(2)} (${(new Set(all).size / PAGES_OF).toFixed(2)})`;
  const list = [...pages].sort((a, b) => b[1].length - a[1].length);
  // lines are written by the clock: on a busy machine for a few requests at a time, on a quiet one for dozens
  const lines = list.filter(([owner]) => /exchange/.test(owner)).flatMap(([, all]) => all);
  const whole = list.flatMap(([, some]) => some);
  console.log(`  pages: ${say(whole)}, of them of exchange lines ${say(lines)}`);
  for (const [owner, all] of list) console.log(`    ${owner} ${say(all)}`);
  reader.exec('COMMIT');
  reader.close();
}

function open(path: string): Database {
  return new driver.DatabaseSync(path, { readOnly: false });
}

/** Bytes of the file for each user, by what they belong to. */
function sayDisk(users: number): void {
  const database = open(file);
  const rows = database
    .prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY 2 DESC')
    .all()
    .map((row) => ({ name: String(row['name']), bytes: Number(row['bytes']) / users }));
  database.close();
  const log = /^(?:sqlite_autoindex_)?(?:journal|exchange|feed)/;
  const sum = (some: typeof rows): string =>
    (some.reduce((total, { bytes }) => total + bytes, 0) / 1_000).toFixed(2);
  const logs = rows.filter(({ name }) => log.test(name));
  console.log(`${statSync(file).size / users / 1_000} kB a user in the file`);
  console.log(`disk of a user: ${sum(rows)} kB, of it journal and exchanges ${sum(logs)} kB`);
  if (!values.pages) return;
  for (const { name, bytes } of rows.slice(0, 60)) console.log(`  ${name} ${bytes.toFixed(0)}`);
}
