import { WARM } from '../measuring.js';
import { userBody, userName } from '../seed.js';
import type { Running } from './running.js';
import { GROUP_SIZES, isWithin, outsideOf, PATCH_OP } from './seeding.js';

interface Figures {
  /** of the server process, per request: user and system time, the least of the rounds */
  readonly cpuUs: number;
  /** per request, the least of the rounds */
  readonly writtenKb: number;
}

export interface PeerRow {
  readonly operation: string;
  /** by the name of the server: what it took, or why it cannot */
  readonly figures: ReadonlyMap<string, Figures | string>;
}

interface Plan {
  readonly size: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

/** Before anything is measured: a server that answers something else would be fast for nothing. Throws where one does. */
export async function check(server: Running, size: number): Promise<void> {
  const [id = ''] = server.userIds;
  const require = (what: string, is: boolean): void => {
    if (!is) throw new Error(`${server.name} does not answer as the rows need it: ${what}`);
  };
  const user = `/Users/${id}`;
  require('GET by id', (await server.say<Record<string, unknown>>('GET', user))['userName'] ===
    userName(0));
  const list = (
    query: string,
  ): Promise<{ readonly Resources?: readonly { readonly id: string }[] }> =>
    server.say('GET', `/Users?${query}`);
  const found = (await list(filterOf(0))).Resources ?? [];
  require('filter userName eq', found.length === 1 && found[0]?.id === id);
  const [first, second] = [await list(pageOf(0)), await list(pageOf(1))];
  require('page of 100', first.Resources?.length === 100 && second.Resources?.length === 100);
  require('the next page', first.Resources?.[0]?.id !== second.Resources?.[0]?.id);
  for (const value of [false, true]) {
    await server.say('PATCH', user, active(value));
    const { active: is } = await server.say<{ readonly active?: boolean }>('GET', user);
    require(`PATCH active ${String(value)}`, is === value);
  }
  for (const members of GROUP_SIZES.filter((one) => isWithin(server, one, size))) {
    const group = `/Groups/${server.groupIds.get(members)}`;
    for (const op of ['add', 'remove'] as const) await server.say('PATCH', group, member(op, id));
  }
}

export async function measureAll(servers: readonly Running[], plan: Plan): Promise<PeerRow[]> {
  const rows: PeerRow[] = [];
  const keep = (row: PeerRow): void => {
    rows.push(row);
    const told = [...row.figures].map(([name, found]) =>
      typeof found === 'object' ? `${name} ${found.cpuUs.toFixed(0)} µs` : `${name} –`,
    );
    console.error(`  ${row.operation}: ${told.join(', ')}`);
  };
  const { size } = plan;
  // spread over the whole table, never in order
  const some = (i: number): number => (i * 7_919 + 13) % size;
  const idOf = ({ userIds }: Running, i: number): string => userIds[some(i)] ?? '';
  const rowOf = (operation: string, request: Request): Promise<void> =>
    inTurn(operation, { servers, plan, request }).then(keep);
  await rowOf('GET by id', (on, i) => on.ask('GET', `/Users/${idOf(on, i)}`));
  await rowOf('filter userName eq', (on, i) => on.ask('GET', `/Users?${filterOf(some(i))}`));
  const pages = Math.min(9, size / 100);
  await rowOf('page of 100', (on, i) => on.ask('GET', `/Users?${pageOf(i % pages)}`));
  // a few people off, then the same on again: each request changes something, and the brake on mass changes sees nothing
  const few = Math.min(32, outsideOf(size));
  await rowOf('PATCH active', (on, i) => {
    const n = Math.floor(i / (2 * few)) * few + (i % few);
    return on.ask('PATCH', `/Users/${idOf(on, n)}`, active(i % (2 * few) >= few));
  });
  await rowOf('POST of a user', (on, i) => on.ask('POST', '/Users', userBody(size + i)));
  for (const members of GROUP_SIZES.filter((one) => one <= size)) {
    (await joinAndLeave(members, servers, plan)).forEach(keep);
  }
  return rows;
}

type Request = (on: Running, i: number) => string;

async function inTurn(
  operation: string,
  { servers, plan, request }: { servers: readonly Running[]; plan: Plan; request: Request },
): Promise<PeerRow> {
  const { connections } = plan;
  const sent = new Map<Running, number>();
  const run = async (on: Running, limits: { seconds: number; maxRequests?: number }) => {
    const firstIndex = sent.get(on) ?? 0;
    const make = (i: number): string => request(on, i);
    const { requests } = await on.load(make, { ...limits, connections, firstIndex });
    sent.set(on, firstIndex + requests);
    return requests;
  };
  for (const on of servers) await run(on, WARM);
  const least = new Least();
  for (let round = 0; round < plan.rounds; round += 1) {
    const seconds = plan.seconds / plan.rounds;
    for (const on of servers) await least.take(on, () => run(on, { seconds }));
  }
  return { operation, figures: least.figures };
}

/** All who are outside join, as far as the time of the round goes, then the same leave. */
async function joinAndLeave(
  members: number,
  servers: readonly Running[],
  { size, seconds, rounds, connections }: Plan,
): Promise<PeerRow[]> {
  const [joins, leaves] = [new Least(), new Least()];
  for (const { name, peer } of servers) {
    if (members <= (peer?.maxMembers ?? Infinity)) continue;
    const why = `at most ${peer?.maxMembers?.toLocaleString('en')} members`;
    for (const least of [joins, leaves]) least.figures.set(name, why);
  }
  // the first round warms
  for (let round = 0; round <= rounds; round += 1) {
    for (const on of servers.filter((one) => isWithin(one, members, size))) {
      const group = `/Groups/${on.groupIds.get(members)}`;
      const send = async (
        op: 'add' | 'remove',
        limits: { seconds: number; maxRequests: number },
      ) => {
        const make = (i: number): string => on.ask('PATCH', group, member(op, on.userIds[i] ?? ''));
        return (await on.load(make, { ...limits, connections, firstIndex: 0 })).requests;
      };
      const [add, remove] = round === 0 ? [new Least(), new Least()] : [joins, leaves];
      const limits = { seconds: seconds / rounds, maxRequests: outsideOf(size) };
      const joined = await add.take(on, () => send('add', limits));
      await remove.take(on, () => send('remove', { seconds: LEAVE_SECONDS, maxRequests: joined }));
    }
  }
  const of = members.toLocaleString('en');
  return [
    { operation: `add one member to ${of}`, figures: joins.figures },
    { operation: `remove one member of ${of}`, figures: leaves.figures },
  ];
}

/** Long enough for all who joined, by whatever server. */
const LEAVE_SECONDS = 600;

/** The least of the rounds, of each server. */
class Least {
  readonly figures = new Map<string, Figures | string>();

  /** Runs `work`, which says how many requests it sent. */
  async take(on: Running, work: () => Promise<number>): Promise<number> {
    const [cpu, bytes] = [await on.settle(), on.writtenBytes()];
    const requests = await work();
    const cpuUs = (((await on.settle()) - cpu) * 1_000) / requests;
    const writtenKb = (on.writtenBytes() - bytes) / requests / 1_000;
    const before = this.figures.get(on.name);
    const least = typeof before === 'object' ? before : { cpuUs: Infinity, writtenKb: Infinity };
    this.figures.set(on.name, {
      cpuUs: Math.min(least.cpuUs, cpuUs),
      writtenKb: Math.min(least.writtenKb, writtenKb),
    });
    return requests;
  }
}

function filterOf(n: number): string {
  return `filter=${encodeURIComponent(`userName eq "${userName(n)}"`)}`;
}

function pageOf(n: number): string {
  return `startIndex=${n * 100 + 1}&count=100`;
}

function active(value: boolean): object {
  return { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value }] };
}

function member(op: 'add' | 'remove', value: string): object {
  const Operations = [{ op, path: 'members', value: [{ value }] }];
  return { schemas: [PATCH_OP], Operations };
}
