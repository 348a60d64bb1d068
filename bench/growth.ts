import { instant, newId, silentLog, systemClock } from '#kernel/index.js';
import { openStore } from '#main.js';
import { loadSettings } from '#settings/index.js';
import type { Exchange, JournalEntry, Store } from '#store/index.js';
import { filled, type Databases } from './kept.js';
import { OPERATOR_KEY, type Prepared } from './preparing.js';
import { fillQuickly } from './quick-filling.js';
import { startSubject, type Subject } from './process.js';
import { idOf, seedUsers, userName } from './seed.js';

/** Requests of one row, after a tenth of them unmeasured, where they are answered within the time of a row. */
const REQUEST_COUNT = 200;
/** What walks all of a million takes seconds each time: the row ends, and its figures are of fewer requests. */
const ROW_MS = 45_000;
const WARM_MS = 10_000;
/** Lines of logs in one transaction. */
const LINES_PER_TRANSACTION = 1_000;

interface Cost {
  readonly cpuMs: number;
  readonly p50: number;
  /** of the answer */
  readonly status: number;
}

type Costs = ReadonlyMap<string, Cost>;

/** What lists cost at each size: CPU of the server process per request, its thread of scans included. */
export async function benchGrowth(
  databases: Databases,
  sizes: readonly number[],
): Promise<string[]> {
  const found: Costs[] = [];
  for (const size of sizes) {
    const fill = (url: string, tenant: Prepared): Promise<void> => seed(url, tenant, size);
    const wanted = { kind: 'growth', size, changes: false, fill };
    const { storeUrl, tenant } = await filled(databases, wanted);
    const subject = await startSubject(storeUrl, OPERATOR_KEY);
    try {
      found.push(await measure(subject, tenant, size));
    } finally {
      await subject.stop();
    }
    console.error(`  ${size}: measured`);
  }
  return table(sizes, found);
}

async function seed(storeUrl: string, tenant: Prepared, size: number): Promise<void> {
  const settings = loadSettings({ env: {}, overrides: { store: { url: storeUrl } } });
  await fillQuickly(storeUrl, {
    open: () => openStore(settings, { clock: systemClock, log: silentLog }),
    async fill(store) {
      await seedUsers(store, tenant, { from: 0, to: size });
      await seedLogs(store, tenant, size);
    },
  });
}

/** As many lines of both logs as there are users, nearly all of one kind. */
async function seedLogs(store: Store, tenant: Prepared, size: number): Promise<void> {
  const { organizationId } = tenant;
  const last = await store.read.journal.count({ kind: 'all', terms: [] });
  for (let from = 0; from < size; from += LINES_PER_TRANSACTION) {
    const numbers = Array.from(
      { length: Math.min(LINES_PER_TRANSACTION, size - from) },
      (_, n) => from + n,
    );
    await store.transaction(organizationId, async (tx) => {
      await tx.exchanges.insertMissing(numbers.map((n) => exchangeOf(tenant, n)));
      await tx.journal.insertMissing(numbers.map((n) => lineOf(tenant, last + n + 1)));
    });
  }
}

const NOW = instant(Date.UTC(2026, 0, 1));
const STAMP = { version: 1, createdAt: NOW, updatedAt: NOW };

function exchangeOf({ organizationId, connectionId }: Prepared, n: number): Exchange {
  const what = { method: 'GET', path: '/Users', operation: 'user.query', subjectId: 'all' };
  const how = { status: 200, outcome: 'ok', latencyMs: 1, trace: [], traceId: `t${n}` } as const;
  return { id: newId(), ...STAMP, organizationId, connectionId, ...what, ...how };
}

function lineOf({ organizationId }: Prepared, sequence: number): JournalEntry {
  return {
    id: newId(),
    ...STAMP,
    organizationId,
    sequence,
    type: 'member.restored',
    family: 'member',
    actor: { kind: 'system', name: 'bench' },
    target: { kind: 'member', id: 'm' },
    traceId: 't',
    actorKey: 'system:bench',
    targetKey: 'member:m',
    previous: '',
    hash: '',
  };
}

async function measure(subject: Subject, tenant: Prepared, size: number): Promise<Costs> {
  const { organizationId, connectionId, token } = tenant;
  const scim = `/scim/${connectionId}/v2`;
  const rest = `/api/v1/organizations/${organizationId}`;
  const log = `${rest}/connections/${connectionId}/exchanges?limit=50`;
  const some = (i: number): number => (i * 7_919 + 13) % size;
  const users = (filter: string): string =>
    `${scim}/Users?count=10&filter=${encodeURIComponent(filter)}`;
  const rows: readonly [string, string, (i: number) => string][] = [
    ['GET by id', token, (i) => `${scim}/Users/${idOf(1, some(i))}`],
    ['`userName eq`', token, (i) => users(`userName eq "${userName(some(i))}"`)],
    [
      '`meta.lastModified gt`, nothing new',
      token,
      () => users('meta.lastModified gt "2030-01-01T00:00:00Z"'),
    ],
    ['`externalId sw`, one', token, (i) => users(`externalId sw "external-${some(i)}-"`)],
    ['`displayName sw`, none', token, (i) => users(`displayName sw "user ${some(i)}-"`)],
    ['`active eq false`, none', token, () => users('active eq false')],
    [
      'index page at nine tenths',
      token,
      () => `${scim}/Users?count=10&startIndex=${Math.floor(size * 0.9)}`,
    ],
    ['exchanges, operation never met', OPERATOR_KEY, () => `${log}&operation=user.create`],
    [
      'exchanges of a resource, operation never met',
      OPERATOR_KEY,
      () => `${log}&resourceId=all&operation=user.create`,
    ],
    ['journal, type never met', OPERATOR_KEY, () => `${rest}/journal?limit=50&type=member.merged`],
    [
      'journal of a target, type never met',
      OPERATOR_KEY,
      () => `${rest}/journal?limit=50&target=member:m&type=member.merged`,
    ],
  ];
  const costs = new Map<string, Cost>();
  for (const [name, key, path] of rows) {
    const cost = await costOf(subject, key, path);
    costs.set(name, cost);
    console.error(`  ${name}: ${cost.cpuMs.toFixed(2)} ms`);
  }
  return costs;
}

async function costOf(subject: Subject, key: string, path: (i: number) => string): Promise<Cost> {
  const headers = { authorization: `Bearer ${key}` };
  let status = 0;
  const ask = async (i: number): Promise<number> => {
    const started = performance.now();
    const answer = await fetch(subject.url + path(i), { headers });
    await answer.text();
    status = answer.status;
    return performance.now() - started;
  };
  const askFor = async (ms: number, count: number): Promise<number[]> => {
    const until = performance.now() + ms;
    const times: number[] = [];
    while (times.length < count && performance.now() < until) times.push(await ask(times.length));
    return times.sort((a, b) => a - b);
  };
  await askFor(WARM_MS, REQUEST_COUNT / 10);
  const before = await subject.settle();
  const times = await askFor(ROW_MS, REQUEST_COUNT);
  const cpuMs = ((await subject.settle()) - before) / times.length;
  return { cpuMs, p50: times[Math.floor(times.length / 2)] ?? NaN, status };
}

function table(sizes: readonly number[], found: readonly Costs[]): string[] {
  const of = sizes.map((size) => size.toLocaleString('en'));
  const head = `| CPU ms (p50 ms) | ${of.join(' | ')} | last of first |`;
  const names = [...(found[0]?.keys() ?? [])];
  const lines = names.map((name) => {
    const costs = found.flatMap((one) => one.get(name) ?? []);
    const cells = costs.map(({ cpuMs, p50, status }) => {
      const refused = status < 400 ? '' : `, ${status}`;
      return `${cpuMs.toFixed(2)} (${p50.toFixed(1)}${refused})`;
    });
    const ratio = (costs.at(-1)?.cpuMs ?? NaN) / (costs[0]?.cpuMs ?? NaN);
    return `| ${[name, ...cells, ratio.toFixed(1)].join(' | ')} |`;
  });
  return [head, head.replace(/[^|]+/g, ' --- '), ...lines];
}
