import { once } from 'node:events';
import { filled, type Wanted } from './kept.js';
import { message, row, type Measuring, type Plan, type Row } from './measuring.js';
import { forkScript, startSubject } from './process.js';
import { OPERATOR_KEY, type Prepared } from './preparing.js';
import { restRows } from './rest-rows.js';
import { sessionRows } from './sessions.js';
import { signInRows } from './sign-ins.js';
import { GROUP_SIZES, idOf, OUTSIDE, userBody, userName, WITH_MEMBER } from './seed.js';

/** One database, one server process and one of bare routes per size, and a database and a process of the former commit. */
export async function benchStore(plan: Plan): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of plan.sizes) {
    const { storeUrl, tenant } = await filled(plan, wantedRows(size));
    const subject = await startSubject(storeUrl, OPERATOR_KEY);
    const bare = await startSubject(storeUrl, OPERATOR_KEY, { part: 'bare' });
    const former = await startFormer(plan, tenant, size);
    console.error(
      `${storeUrl.split(':')[0]} ${size}: started in ${subject.readyMs.toFixed(0)} ms, ${subject.rssMb()} MB`,
    );
    try {
      const on = { plan, subject, bare, size, ...(former && { former }) };
      for await (const row of measure(on, tenant)) {
        rows.push(row);
        console.error(`  ${row.operation}: ${row.own.cpuUs.toFixed(0)} µs`);
      }
    } catch (error) {
      // what was measured until then is a record, too
      console.error(`*** The rows of ${size} end here:`, error);
      process.exitCode = 1;
    } finally {
      for (const one of [subject, bare, former?.subject]) await one?.stop();
    }
  }
  return rows;
}

export function wantedRows(size: number): Wanted {
  return { kind: 'rows', size, changes: true, fill: (url, tenant) => fill(url, tenant, size) };
}

async function fill(storeUrl: string, tenant: Prepared, size: number, from?: URL): Promise<void> {
  const child = forkScript('seeding.ts', [storeUrl, String(size), JSON.stringify(tenant)], from);
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`The database could not be filled: ${String(code)}`);
}

/** The same requests are sent to it, under the name and with the token that it gave. */
async function startFormer(
  plan: Plan,
  tenant: Prepared,
  size: number,
): Promise<Measuring['former'] | undefined> {
  if (!plan.former) return undefined;
  const { bench: from, commit } = plan.former;
  const { storeUrl, tenant: own } = await filled(plan, {
    ...wantedRows(size),
    kind: `rows-${commit}`,
    url: formerUrl(plan.urlOf(size)),
    from,
    fill: (url, prepared) => fill(url, prepared, size, from),
  });
  const names = (['connectionId', 'token', 'hostedId'] as const).map(
    (name) => [tenant[name], own[name]] as const,
  );
  const translate = (request: string): string =>
    names.reduce((text, [ours, theirs]) => text.replaceAll(ours, theirs), request);
  return { subject: await startSubject(storeUrl, OPERATOR_KEY, { from }), own: translate };
}

function formerUrl(url: string): string {
  const [path = '', query] = url.split('?', 2);
  return `${path}_former${query === undefined ? '' : `?${query}`}`;
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
  const offset = (i: number): number => (i % Math.min(9, size / 100)) * 100;
  yield row('page of 100', on, {
    own: (i) => ask('GET', `/Users?startIndex=${offset(i) + 1}&count=100`),
    bare: (i) => bare('GET', `/page/${connectionId}/${offset(i)}`),
  });
  yield row('ServiceProviderConfig', on, { own: () => ask('GET', '/ServiceProviderConfig') });
  if (on.plan.readsOnly) return;
  // a few people off, then the same on again: each request changes something, and the brake on mass changes sees nothing
  const people = Math.min(size, WITH_MEMBER);
  const few = Math.min(32, people);
  const one = (i: number): string =>
    idOf(1, some(Math.floor(i / (2 * few)) * few + (i % few), people));
  yield row('PATCH active', on, {
    own: (i) =>
      ask('PATCH', `/Users/${one(i)}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'active', value: i % (2 * few) >= few }],
      }),
    bare: (i) => bare('PATCH', `/users/${one(i)}`),
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

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Sixty-four people outside of every group join, then leave, then join … */
export function memberPatch(i: number, size: number): object {
  const value = [{ value: idOf(1, size + (i % OUTSIDE)) }];
  const op = Math.floor(i / OUTSIDE) % 2 === 0 ? 'Add' : 'Remove';
  return { schemas: [PATCH_OP], Operations: [{ op, path: 'members', value }] };
}

export function scimRequests(base: string, token: string) {
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
