import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startBuilt, type BuiltServer } from './built-server.js';
import { diskOf } from './disk.js';
import { filled, type Databases } from './kept.js';
import { load, type MakeRequest } from './load.js';
import { message } from './measuring.js';
import { OPERATOR_KEY, prepare, type Prepared } from './preparing.js';
import { startSubject } from './process.js';
import { memberPatch, PATCH_OP, scimRequests, wantedRows } from './rows.js';
import { GROUP_SIZES, idOf, OUTSIDE, userBody, userName } from './seed.js';

interface MemoryPlan extends Databases {
  readonly size: number;
  /** who come in by POST, for the disk of a person */
  readonly people: number;
  readonly seconds: number;
  readonly connections: number;
  readonly work: string;
}

/** When what a start leaves behind has been collected. */
const AFTER_START_MS = 15_000;
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Memory of the built server with `size` users behind it, and the disk of `people` people who came in over SCIM. */
export async function benchMemory(plan: MemoryPlan): Promise<string[]> {
  const { storeUrl, tenant } = await filled(plan, wantedRows(plan.size));
  const server = await startBuilt(storeUrl, OPERATOR_KEY);
  const lines: string[] = [];
  const note = (when: string): void => {
    const line = `| ${[when, server.rssMb(), server.peakMb()].join(' | ')} |`;
    lines.push(line);
    console.error(`  ${line}`);
  };
  try {
    await pause(AFTER_START_MS);
    note('after the start');
    for (const [what, work] of everything(server, tenant, plan)) {
      await work();
      note(what);
    }
    await pause(AFTER_START_MS);
    note('a quarter of a minute later');
  } finally {
    await server.stop();
  }
  return [
    `${plan.size.toLocaleString('en')} users, the server as the container starts it, each for ${plan.seconds} s:`,
    '',
    '| after | RSS MB | the most so far MB |',
    '| --- | --- | --- |',
    ...lines,
    '',
    ...(await diskOfAPerson(plan)),
  ];
}

type Work = readonly [what: string, work: () => Promise<void>];

function everything(server: BuiltServer, tenant: Prepared, plan: MemoryPlan): Work[] {
  const { size, seconds, connections } = plan;
  const ask = scimRequests(`/scim/${tenant.connectionId}/v2`, tenant.token);
  const some = (i: number): number => (i * 7_919 + 13) % size;
  const many = (what: string, make: MakeRequest): Work => [
    what,
    async () => {
      const { wrong } = await load({ url: server.url, make, connections, seconds });
      if (wrong.size > 0) throw new Error(`${what}: answered with ${[...wrong.keys()].join(', ')}`);
    },
  ];
  const name = (i: number): string => encodeURIComponent(`userName eq "${userName(some(i))}"`);
  const members = `/api/v1/organizations/${tenant.hostedId}/members?limit=50`;
  const headers = `Authorization: Bearer ${OPERATOR_KEY}\r\n`;
  const rest = (path: string): string => message('GET', path, undefined, { headers });
  const largest = GROUP_SIZES.filter((one) => one <= size).length - 1;
  const few = (i: number): number => Math.floor(i / 64) * 32 + (i % 32);
  return [
    many('GET by id', (i) => ask('GET', `/Users/${idOf(1, some(i))}`)),
    many('filter userName eq', (i) => ask('GET', `/Users?filter=${name(i)}`)),
    many('page of 100', (i) => ask('GET', `/Users?startIndex=${(i % 9) * 100 + 1}&count=100`)),
    many('PATCH active', (i) =>
      ask('PATCH', `/Users/${idOf(1, few(i) % Math.min(size, 10_000))}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'active', value: i % 64 >= 32 }],
      }),
    ),
    many('members of the largest group', (i) =>
      ask('PATCH', `/Groups/${idOf(3, largest)}`, memberPatch(i, size)),
    ),
    many('create', (i) => ask('POST', '/Users', userBody(size + OUTSIDE + i))),
    many('members, page of 50 by name', () => rest(members)),
    many('members, beginning of a name', (i) => rest(`${members}&q=family${10 + (i % 90)}`)),
    ...wholeGroup(server, tenant, { size, largest }),
    [
      'export of the journal',
      () =>
        read(
          `${server.url}/api/v1/organizations/${tenant.organizationId}/journal/export?format=jsonl`,
          { method: 'GET' },
        ),
    ],
  ];
}

/** GET and PUT of the largest group. */
function wholeGroup(
  server: BuiltServer,
  { connectionId, token }: Prepared,
  { size, largest }: { readonly size: number; readonly largest: number },
): Work[] {
  const group = `${server.url}/scim/${connectionId}/v2/Groups/${idOf(3, largest)}`;
  const count = GROUP_SIZES[largest] ?? 0;
  const body = JSON.stringify({
    schemas: [GROUP],
    displayName: `Group ${largest}`,
    members: Array.from({ length: count }, (_, n) => ({ value: idOf(1, (n + 1) % size) })),
  });
  const of = count.toLocaleString('en');
  return [
    [`GET a group of ${of}`, () => read(group, { method: 'GET', token })],
    [`PUT a group of ${of}`, () => read(group, { method: 'PUT', token, body })],
  ];
}

async function read(
  url: string,
  {
    method,
    token,
    body,
  }: { readonly method: string; readonly token?: string; readonly body?: string },
): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token ?? OPERATOR_KEY}`,
      ...(body !== undefined && { 'content-type': 'application/scim+json' }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 300)}`);
}

async function diskOfAPerson({ people, work, connections }: MemoryPlan): Promise<string[]> {
  const file = join(work, 'disk.db');
  const { connectionId, token } = await prepare(`sqlite:${file}`);
  const before = await diskOf(file);
  const subject = await startSubject(`sqlite:${file}`, OPERATOR_KEY);
  const ask = scimRequests(`/scim/${connectionId}/v2`, token);
  try {
    const make = (i: number): string => ask('POST', '/Users', userBody(i));
    const limits = { connections, seconds: Infinity, maxRequests: people };
    const { wrong } = await load({ url: subject.url, make, ...limits });
    if (wrong.size > 0) throw new Error(`create: answered with ${[...wrong.keys()].join(', ')}`);
  } finally {
    await subject.stop();
  }
  const after = await diskOf(file);
  const all = (after.all - before.all) / people / 1_000;
  const logs = (after.logs - before.logs) / people / 1_000;
  return [
    `Disk of a person who came in by POST, of ${people.toLocaleString('en')}: ${all.toFixed(1)} kB, ` +
      `${(all - logs).toFixed(1)} kB without journal, feed and exchanges.`,
  ];
}
