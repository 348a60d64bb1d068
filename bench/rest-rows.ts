import { searchableOf } from '#core/members/searchables.js';
import { instant } from '#kernel/index.js';
import type { Member, Searchable, Store } from '#store/index.js';
import { load } from './load.js';
import { message, row, type Figures, type Measuring, type Plan, type Row } from './measuring.js';
import type { Subject } from './process.js';
import { idOf } from './seed.js';

/** An organization that a host application runs over REST. */
export interface HostedOrganization {
  readonly organizationId: string;
  readonly key: string;
}

/** Beyond this the rows of the list are not measured. */
const MAX_MEMBER_COUNT = 100_000;
const MEMBERS_PER_TRANSACTION = 1_000;
/** Rows of one call in bulk: the most that it takes. */
const BULK_ROW_COUNT = 1_000;
const NOW = instant(Date.UTC(2026, 0, 1));

/** Puts many members where they belong at once. */
export type InsertMembers = (
  rows: readonly { readonly record: Member; readonly searchable: Searchable }[],
) => Promise<void>;

/** Members with all that they can be found by, as many as the size of the run, up to 100,000. */
export async function seedMembers(
  store: Store,
  organizationId: string,
  size: number,
  bulk?: InsertMembers,
): Promise<void> {
  const count = Math.min(size, MAX_MEMBER_COUNT);
  for (let start = 0; start < count; start += MEMBERS_PER_TRANSACTION) {
    const some = Math.min(MEMBERS_PER_TRANSACTION, count - start);
    const rows = Array.from({ length: some }, (_, i) => {
      const record = memberOf(organizationId, start + i);
      return { record, searchable: searchableOf(record) };
    });
    if (bulk) await bulk(rows);
    await store.transaction(organizationId, async (tx) => {
      if (!bulk) {
        for (const { record, searchable } of rows) await tx.members.insert(record, searchable);
      }
      await tx.tallies.adjust(`places:${organizationId}`, some);
    });
  }
}

function memberOf(organizationId: string, n: number): Member {
  const name = `Given${n % 997} Family${n}`;
  const email = `member.${n}@example.com`;
  return {
    id: idOf(5, n),
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    organizationId,
    status: 'active',
    name,
    nameKey: name.toLowerCase(),
    email,
    emailKey: email,
    grants: [{ role: 'member', source: { kind: 'manual' }, since: NOW }],
    standing: 'none',
    source: 'manual',
  };
}

export async function* restRows(on: Measuring, hosted: HostedOrganization): AsyncGenerator<Row> {
  const { organizationId, key } = hosted;
  const size = Math.min(on.size, MAX_MEMBER_COUNT);
  if (on.size > MAX_MEMBER_COUNT) return;
  const path = `/api/v1/organizations/${organizationId}`;
  const headers = `Authorization: Bearer ${key}\r\n`;
  const ask = (method: string, below: string, body?: object): string =>
    message(method, path + below, body, { headers });
  const bare = (method: string, at: string): string => message(method, at, undefined);
  yield row('members, page of 50 by name', on, {
    own: () => ask('GET', '/members?limit=50'),
    bare: () => bare('GET', `/members/${organizationId}`),
  });
  // the first digits of a number: one in a hundred of the members begins like this
  const beginning = (i: number): string => `family${10 + ((i * 7) % 90)}`;
  yield row('members, beginning of a name', on, {
    own: (i) => ask('GET', `/members?limit=50&q=${beginning(i)}`),
    bare: (i) => bare('GET', `/members/${organizationId}/${beginning(i)}`),
  });
  const keep = (): string => bare('POST', `/invitations/${organizationId}`);
  let invited = 0;
  const invitation = (): object => ({ email: `invited.${(invited += 1)}.${size}@example.com` });
  yield row('invitation create', on, {
    own: () => ask('POST', '/invitations', invitation()),
    bare: keep,
  });
  yield inBulk(on, hosted, () => Array.from({ length: BULK_ROW_COUNT }, invitation));
}

/**
 * Rate and CPU are of rows, from the call to the end of its task; the times are of the call that hands a thousand of them in, and
 * there is only one. The bare limit writes one row after the other, as the task does.
 */
async function inBulk(
  { plan, subject, bare, size }: Measuring,
  { organizationId, key }: HostedOrganization,
  rows: () => object[],
): Promise<Row> {
  const basePath = `${subject.url}/api/v1/organizations/${organizationId}`;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const requestedAt = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const sent = body && { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(basePath + path, { headers, ...sent });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const cpu = await subject.settle();
  const started = performance.now();
  const { id } = await requestedAt('/invitations/bulk', { invitations: rows() });
  const call = performance.now() - started;
  for (;;) {
    const { status, failed } = await requestedAt(`/tasks/${String(id)}`);
    if (failed !== 0) throw new Error(`${String(failed)} rows of the task were refused`);
    if (status === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - started) / 1_000;
  const own: Figures = {
    rate: BULK_ROW_COUNT / seconds,
    p50: call,
    p99: call,
    cpuUs: (((await subject.settle()) - cpu) * 1_000) / BULK_ROW_COUNT,
  };
  return {
    operation: 'invitations in bulk, rows',
    size,
    own,
    rssMb: subject.rssMb(),
    bare: await bareRows(plan, bare, organizationId),
  };
}

async function bareRows(plan: Plan, subject: Subject, organizationId: string): Promise<Figures> {
  const before = await subject.settle();
  const { requests, seconds, latencies } = await load({
    url: subject.url,
    connections: 1,
    seconds: plan.seconds,
    make: () => message('POST', `/invitations/${organizationId}`, undefined),
  });
  const half = latencies[Math.floor(latencies.length / 2)] ?? NaN;
  return {
    rate: requests / seconds,
    p50: half,
    p99: latencies.at(-1) ?? NaN,
    cpuUs: (((await subject.settle()) - before) * 1_000) / requests,
  };
}
