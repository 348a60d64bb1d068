import { silentLog, systemClock } from '#kernel/index.js';
import { openStore } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { bulkInsert } from './bulk.js';
import { load, quantile, type LoadResult, type MakeRequest } from './load.js';
import { startSubject, type Subject } from './process.js';
import {
  idOf,
  seedGroup,
  seedUsers,
  userBody,
  userName,
  WITH_MEMBER,
  type Tenant,
} from './seed.js';

export interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** of the server process, per request */
  readonly cpuUs: number;
}

export interface Row {
  readonly operation: string;
  readonly size: number;
  readonly own: Figures;
  readonly bare?: Figures;
  /** of the server process after the row */
  readonly rssMb: number;
}

export interface Plan {
  readonly sizes: readonly number[];
  readonly seconds: number;
  readonly connections: number;
  urlOf(size: number): string;
}

const OPERATOR_KEY = 'bench-operator-key';
/** Users beyond the size of the table, in no group. */
const OUTSIDE = 64;
const GROUP_SIZES = [10, 1_000, 10_000, 100_000];

/** One database and one server process per size. */
export async function benchStore(plan: Plan): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of plan.sizes) {
    const storeUrl = plan.urlOf(size);
    const tenant = await prepare(storeUrl);
    const seeded = performance.now();
    await seed(storeUrl, tenant, size);
    const seconds = ((performance.now() - seeded) / 1_000).toFixed(1);
    const subject = await startSubject(storeUrl, OPERATOR_KEY);
    console.error(
      `${storeUrl.split(':')[0]} ${size}: seeded in ${seconds} s, ` +
        `started in ${subject.readyMs.toFixed(0)} ms, ${subject.rssMb()} MB`,
    );
    try {
      for await (const row of measure({ plan, subject, tenant, size })) {
        rows.push(row);
        console.error(`  ${row.operation}: ${row.own.rate.toFixed(0)}/s`);
      }
    } finally {
      await subject.stop();
    }
  }
  return rows;
}

interface Prepared extends Tenant {
  readonly token: string;
}

/** The tenant is made as an operator makes it. */
async function prepare(storeUrl: string): Promise<Prepared> {
  const subject = await startSubject(storeUrl, OPERATOR_KEY);
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${subject.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  try {
    const organization = await post('/organizations', { name: 'Bench' });
    const path = `/organizations/${organization['id']}/connections`;
    const connection = await post(path, { kind: 'scim', name: 'Bench' });
    const credential = await post(`${path}/${connection['id']}/credentials`, { kind: 'token' });
    return {
      organizationId: String(organization['id']),
      connectionId: String(connection['id']),
      token: String(credential['token']),
    };
  } finally {
    await subject.stop();
  }
}

async function seed(storeUrl: string, tenant: Tenant, size: number): Promise<void> {
  const settings = loadSettings({ env: {}, overrides: { store: { url: storeUrl } } });
  const store = await openStore(settings, { clock: systemClock, log: silentLog });
  const bulk = await bulkInsert(storeUrl);
  try {
    await seedUsers(store, tenant, {
      from: 0,
      to: size + OUTSIDE,
      ...(bulk && { bulk: bulk.insert }),
    });
    for (const [n, members] of GROUP_SIZES.entries()) {
      if (members <= size) await seedGroup(store, tenant, { n, size: members });
    }
  } finally {
    await bulk?.close();
    await store.close();
  }
}

interface Measuring {
  readonly plan: Plan;
  readonly subject: Subject;
  readonly tenant: Prepared;
  readonly size: number;
}

async function* measure(on: Measuring): AsyncGenerator<Row> {
  const { tenant, size } = on;
  const { connectionId, token } = tenant;
  const ask = scimRequests(`/scim/${connectionId}/v2`, token);
  const bare = bareRequests();
  // spread over the whole table, never in order
  const some = (i: number, among = size): number => (i * 7_919 + 13) % among;
  const filter = (i: number): string =>
    encodeURIComponent(`userName eq "${userName(some(i)).toUpperCase()}"`);
  yield row('GET by id', on, {
    own: (i) => ask('GET', `/Users/${idOf(1, some(i))}`),
    bare: (i) => bare('GET', `/users/${idOf(1, some(i))}`),
  });
  yield row('filter userName eq', on, {
    own: (i) => ask('GET', `/Users?filter=${filter(i)}`),
    bare: (i) => bare('GET', `/filter/${connectionId}/${userName(some(i))}`),
  });
  yield row('page of 100', on, {
    own: () => ask('GET', '/Users?startIndex=1&count=100'),
    bare: () => bare('GET', `/page/${connectionId}`),
  });
  // everybody once off, then everybody once on, so that each request changes something
  const people = Math.min(size, WITH_MEMBER);
  const active = (i: number): boolean => Math.floor(i / people) % 2 === 1;
  yield row('PATCH active', on, {
    own: (i) =>
      ask('PATCH', `/Users/${idOf(1, some(i, people))}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'active', value: active(i) }],
      }),
    bare: (i) => bare('PATCH', `/users/${idOf(1, some(i, people))}`),
  });
  for (const [n, members] of GROUP_SIZES.entries()) {
    if (members > size) continue;
    yield row(`add and remove one member of ${members.toLocaleString('en')}`, on, {
      own: (i) => ask('PATCH', `/Groups/${idOf(3, n)}`, memberPatch(i, size)),
      bare: (i) => bare('POST', `/groups/${connectionId}/${idOf(3, n)}/${i}`),
    });
  }
  let created = size + OUTSIDE;
  const fresh = (): Record<string, unknown> => userBody((created += 1));
  yield row('create', on, {
    own: () => ask('POST', '/Users', fresh()),
    bare: () => bare('POST', `/users/${tenant.organizationId}/${connectionId}`),
  });
  yield row('initial sync, Entra: filter, then create', on, {
    own: (i) =>
      i % 2 === 0
        ? ask(
            'GET',
            `/Users?filter=${encodeURIComponent(`userName eq "${userName(created + 1)}"`)}`,
          )
        : ask('POST', '/Users', fresh()),
    // one who asks and then creates: more at once would mix up whose turn it is
    connections: 1,
  });
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Sixty-four people outside of every group join, then leave, then join … */
function memberPatch(i: number, size: number): object {
  const value = [{ value: idOf(1, size + (i % OUTSIDE)) }];
  const op = Math.floor(i / OUTSIDE) % 2 === 0 ? 'Add' : 'Remove';
  return { schemas: [PATCH_OP], Operations: [{ op, path: 'members', value }] };
}

interface Requests {
  readonly own: MakeRequest;
  readonly bare?: MakeRequest;
  readonly connections?: number;
}

async function row(
  operation: string,
  on: Measuring,
  { own, bare, connections = on.plan.connections }: Requests,
): Promise<Row> {
  const { subject, size } = on;
  const plan = { ...on.plan, connections };
  // turn by turn, so that a busy moment of the machine hits both
  const ownFigures = await figures(subject, subject.url, own, plan);
  const bareFigures = bare && (await figures(subject, subject.bareUrl, bare, plan));
  const rssMb = subject.rssMb();
  return { operation, size, own: ownFigures, ...(bareFigures && { bare: bareFigures }), rssMb };
}

async function figures(
  subject: Subject,
  url: string,
  make: MakeRequest,
  { seconds, connections }: Pick<Plan, 'seconds' | 'connections'>,
): Promise<Figures> {
  // warm code and caches before the clock counts
  const warm = await load({ url, make, connections, seconds: Math.min(1, seconds / 3) });
  await subject.settle();
  const cpu = subject.cpuMs();
  const result = await load({ url, make, connections, seconds, first: warm.requests });
  await subject.settle();
  refuseWrong(result);
  return {
    rate: result.requests / result.seconds,
    p50: quantile(result.latencies, 0.5),
    p99: quantile(result.latencies, 0.99),
    cpuUs: ((subject.cpuMs() - cpu) * 1_000) / result.requests,
  };
}

/** A fast refusal is no figure. */
function refuseWrong({ wrong }: LoadResult): void {
  if (wrong.size === 0) return;
  const counts = [...wrong].map(([status, count]) => `${count} × ${status}`).join(', ');
  throw new Error(`The server answered with errors: ${counts}`);
}

function scimRequests(base: string, token: string) {
  return (method: string, path: string, body?: object): string =>
    message(method, base + path, body, `Authorization: Bearer ${token}\r\n`);
}

function bareRequests() {
  return (method: string, path: string, body?: object): string => message(method, path, body, '');
}

function message(method: string, path: string, body: object | undefined, headers: string): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const sized =
    text && `Content-Type: application/scim+json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: bench\r\n${headers}${sized}\r\n${text}`;
}
