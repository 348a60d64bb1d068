import { silentLog, systemClock } from '#kernel/index.js';
import { openStore } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { bulkInsert } from './bulk.js';
import { message, row, type Measuring, type Plan, type Row } from './measuring.js';
import { startSubject } from './process.js';
import { OPERATOR_KEY, prepare, type Prepared } from './preparing.js';
import { restRows, seedMembers } from './rest-rows.js';
import { sessionRows } from './sessions.js';
import { signInRows } from './sign-ins.js';
import { idOf, seedGroup, seedUsers, userBody, userName, WITH_MEMBER } from './seed.js';

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
      for await (const row of measure({ plan, subject, size }, tenant)) {
        rows.push(row);
        console.error(`  ${row.operation}: ${row.own.rate.toFixed(0)}/s`);
      }
    } finally {
      await subject.stop();
    }
  }
  return rows;
}

async function seed(storeUrl: string, tenant: Prepared, size: number): Promise<void> {
  const settings = loadSettings({ env: {}, overrides: { store: { url: storeUrl } } });
  const store = await openStore(settings, { clock: systemClock, log: silentLog });
  const bulk = await bulkInsert(storeUrl);
  try {
    await seedUsers(store, tenant, {
      from: 0,
      to: size + OUTSIDE,
      ...(bulk && { bulk: bulk.insert }),
    });
    await seedMembers(store, tenant.hostedId, size, bulk?.insertMembers);
    for (const [n, members] of GROUP_SIZES.entries()) {
      if (members <= size) await seedGroup(store, tenant, { n, size: members });
    }
  } finally {
    await bulk?.close();
    await store.close();
  }
}

async function* measure(on: Measuring, tenant: Prepared): AsyncGenerator<Row> {
  const { size } = on;
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
  yield* restRows(on, { organizationId: tenant.hostedId, key: OPERATOR_KEY });
  yield* sessionRows(on, tenant.hostedId);
  yield* signInRows(on);
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Sixty-four people outside of every group join, then leave, then join … */
function memberPatch(i: number, size: number): object {
  const value = [{ value: idOf(1, size + (i % OUTSIDE)) }];
  const op = Math.floor(i / OUTSIDE) % 2 === 0 ? 'Add' : 'Remove';
  return { schemas: [PATCH_OP], Operations: [{ op, path: 'members', value }] };
}

function scimRequests(base: string, token: string) {
  const options = {
    headers: `Authorization: Bearer ${token}\r\n`,
    mediaType: 'application/scim+json',
  };
  return (method: string, path: string, body?: object): string =>
    message(method, base + path, body, options);
}

function bareRequests() {
  return (method: string, path: string, body?: object): string => message(method, path, body);
}
