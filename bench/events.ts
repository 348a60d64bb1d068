/**
 * `npm run bench:events -- [--store URL] [--changes 200] [--backlog 2000] [--others 1000] [--waiting 10000]`
 *
 * Events in one process over an empty database: SQLite in a temporary folder unless `--store` names another one. A page of 1,000 events
 * with few and with many of them stored; from a change to its delivery, alone and beside many endpoints of other organizations; how fast a
 * backlog is delivered; a hundred healthy endpoints beside one that hangs with many events waiting. The receiver is a process of its own.
 * Nothing is asserted.
 */
import './fresh-build.js';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inOrganization } from '#core/index.js';
import { FULL_AUTHORITY, newId, newTraceId, silentLog, systemClock } from '#kernel/index.js';
import type { Context } from '#kernel/index.js';
import { compose, type Application } from '#main.js';
import { loadSettings } from '#settings/index.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    changes: { type: 'string', default: '200' },
    backlog: { type: 'string', default: '2000' },
    others: { type: 'string', default: '1000' },
    waiting: { type: 'string', default: '10000' },
  },
});
const HEALTHY_ENDPOINTS = 100;
const ENDPOINTS_PER_CHANGE = 10;
const ROUNDS = 6;

const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const receiver = await startReceiver();
const settings = loadSettings({
  env: {},
  overrides: {
    store: { url: values.store ?? `sqlite:${join(work, 'events.db')}` },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    outgoing: { allow: [`127.0.0.1:${receiver.port}`] },
  },
});
const application = await compose(settings, { clock: systemClock, log: silentLog });
try {
  console.log(`Node ${process.version}, ${application.store.kind}`);
  await readPages(application);
  await deliverBacklog(application, Number(values.backlog));
  application.integrations.webhooks.dispatcher.start();
  await deliverOneByOne(application, 'alone');
  await deliverBesideHanging(application, Number(values.waiting));
  await addOthers(application, Number(values.others));
  await deliverOneByOne(application, `beside ${values.others} endpoints of others`);
} finally {
  await application.close();
  receiver.child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}

interface Arrival {
  /** milliseconds since 1970, with a fraction */
  readonly at: number;
  readonly id: string;
}

interface Receiver {
  readonly child: ChildProcess;
  readonly port: number;
  /** Resolves to so many arrivals, once they are there, and forgets them. */
  arrivals(count: number): Promise<readonly Arrival[]>;
}

async function startReceiver(): Promise<Receiver> {
  const program = fileURLToPath(new URL('event-receiver.ts', import.meta.url));
  const child = fork(program, [], { execArgv: ['--import', 'tsx'] });
  const first = new Promise<{ port: number }>((resolve) => child.once('message', resolve));
  const { port } = await first;
  let arrived: Arrival[] = [];
  let check = (): void => undefined;
  child.on('message', (arrival) => {
    arrived.push(arrival as Arrival);
    check();
  });
  return {
    child,
    port,
    arrivals: (count) =>
      new Promise((resolve) => {
        check = () => {
          if (arrived.length < count) return;
          const taken = arrived;
          arrived = [];
          resolve(taken);
        };
        check();
      }),
  };
}

function context(): Context {
  const actor = { kind: 'operator', name: 'operator' } as const;
  const traceId = newTraceId();
  return { actor, authority: FULL_AUTHORITY, traceId, clock: systemClock, log: silentLog };
}

async function newOrganization({ core }: Application): Promise<string> {
  return (await core.organizations.create(context(), { name: 'Bench', slug: `bench-${newId()}` }))
    .id;
}

/** Entries of a journal, a thousand in a transaction. */
async function append({ core }: Application, organizationId: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1_000) {
    await inOrganization(core.deps, context(), organizationId, async ({ journal }) => {
      for (let index = 0; index < Math.min(left, 1_000); index += 1) {
        const name = `Space ${left - index}`;
        const target = { kind: 'space', id: newId(), name };
        await journal.append({ type: 'space.created', target, after: { name } });
      }
    });
  }
}

/** Processor time of this process, in µs. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function readPages(parts: Application): Promise<void> {
  const organizationId = await newOrganization(parts);
  const { feed } = parts.integrations;
  const scope = { organizationId };
  for (const more of [2_000, 48_000]) {
    await append(parts, organizationId, more);
    const latest = await feed.latest(scope);
    const stored = Number(latest.split('.')[1]);
    const after = `${organizationId}.${stored - 1_000}`;
    const costs: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const before = processorTime();
      const { events } = await feed.read(scope, { after, limit: 1_000 });
      JSON.stringify(events);
      costs.push(processorTime() - before);
    }
    const least = Math.min(...costs);
    console.log(
      `page of 1,000 events of ${stored} stored: ${(least / 1_000).toFixed(1)} ms of CPU`,
    );
  }
}

function makeEndpoint(parts: Application, organizationId: string, path: string, type: string) {
  const url = `http://127.0.0.1:${receiver.port}${path}`;
  const input = { url, types: [type], headers: {} };
  return parts.integrations.webhooks.endpoints.create(context(), organizationId, input);
}

/** All that waits, sent as fast as one endpoint takes it. */
async function deliverBacklog(parts: Application, count: number): Promise<void> {
  const organizationId = await newOrganization(parts);
  await makeEndpoint(parts, organizationId, '/backlog', 'space.created');
  await append(parts, organizationId, count);
  const [startedAt, before] = [performance.now(), processorTime()];
  const arrived = receiver.arrivals(count);
  await parts.integrations.webhooks.dispatcher.runOnce();
  await arrived;
  const [seconds, cpu] = [(performance.now() - startedAt) / 1_000, processorTime() - before];
  const perCore = Math.round((count * 1_000_000) / cpu);
  console.log(
    `backlog of ${count}: ${Math.round(count / seconds)} events/s, ${perCore} a second and core`,
  );
}

async function addOthers(parts: Application, count: number): Promise<void> {
  for (let made = 0; made < count;) {
    const organizationId = await newOrganization(parts);
    for (let index = 0; index < 50 && made < count; index += 1, made += 1) {
      await makeEndpoint(parts, organizationId, '/others', 'space.removed');
    }
  }
}

/**
 * A hundred healthy endpoints of ten organizations, without and with one beside them that hangs while so many of its events wait: from
 * each change to its arrival at ten endpoints, and how the one is to the other.
 */
async function deliverBesideHanging(parts: Application, waiting: number): Promise<void> {
  const organizations: string[] = [];
  for (let made = 0; made < HEALTHY_ENDPOINTS; made += ENDPOINTS_PER_CHANGE) {
    const organizationId = await newOrganization(parts);
    organizations.push(organizationId);
    for (let index = 0; index < ENDPOINTS_PER_CHANGE; index += 1) {
      await makeEndpoint(parts, organizationId, `/healthy/${index}`, 'space.created');
    }
  }
  const hanging = await newOrganization(parts);
  const { id } = await makeEndpoint(parts, hanging, '/hangs', 'space.created');
  await append(parts, hanging, waiting);
  const { endpoints } = parts.integrations.webhooks;
  const alone: number[] = [];
  const beside: number[] = [];
  // in turn, so that what else the machine does is in both; the first round warms up
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const status of ['disabled', 'enabled'] as const) {
      await endpoints.update(context(), { organizationId: hanging, endpointId: id }, { status });
      const latencies = await latenciesOf(parts, organizations);
      if (round > 0) (status === 'enabled' ? beside : alone).push(...latencies);
    }
  }
  for (const list of [alone, beside]) list.sort((a, b) => a - b);
  const say = (share: number): string => {
    const [before, after] = [shareOf(alone, share), shareOf(beside, share)];
    return `${before.toFixed(1)} and ${after.toFixed(1)} ms (${(after / before).toFixed(2)} times)`;
  };
  console.log(
    `${HEALTHY_ENDPOINTS} healthy endpoints, alone and beside ${waiting} waiting for one that hangs: ` +
      `p50 ${say(0.5)}, p99 ${say(0.99)}`,
  );
}

/** Milliseconds from each change to each arrival, in order. What hangs takes its requests, too, and is none of these. */
async function latenciesOf(
  parts: Application,
  organizations: readonly string[],
): Promise<readonly number[]> {
  const latencies: number[] = [];
  for (let index = 0; index < Number(values.changes) / ROUNDS; index += 1) {
    const changedAt = performance.timeOrigin + performance.now();
    await append(parts, organizations[index % organizations.length] ?? '', 1);
    for (const { at } of await receiver.arrivals(ENDPOINTS_PER_CHANGE)) {
      latencies.push(at - changedAt);
    }
  }
  return latencies;
}

function shareOf(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** One change after the other, each from the moment before it is made to its arrival. */
async function deliverOneByOne(parts: Application, beside: string): Promise<void> {
  const organizationId = await newOrganization(parts);
  await makeEndpoint(parts, organizationId, '/single', 'space.created');
  const count = Number(values.changes);
  const latencies: number[] = [];
  const before = processorTime();
  for (let index = 0; index < count; index += 1) {
    const changedAt = performance.timeOrigin + performance.now();
    await append(parts, organizationId, 1);
    const [arrival] = await receiver.arrivals(1);
    latencies.push((arrival?.at ?? 0) - changedAt);
  }
  const cpu = (processorTime() - before) / count / 1_000;
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): string => shareOf(sorted, share).toFixed(1);
  console.log(
    `change to delivered, ${beside}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${cpu.toFixed(2)} ms of CPU each`,
  );
}
