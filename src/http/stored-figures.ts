import { Counter, Gauge, type Registry } from 'prom-client';
import type { HttpOptions } from './deps.js';

export type StoredFiguresOptions = Pick<
  HttpOptions,
  'clock' | 'core' | 'jobs' | 'notifications' | 'provisioning' | 'store' | 'version'
>;

/** Several collectors that ask within one interval are answered with the same figures. */
const CACHE_MS = 15_000;

/**
 * Figures that are read in the database: the outbox, late jobs, connections. None of them costs more where there are more members or
 * organizations. While the database is away they are left out, and the others are answered.
 */
export function registerStoredFigures(registry: Registry, options: StoredFiguresOptions): void {
  const { core, jobs, clock, notifications, provisioning, store, version } = options;
  new Gauge({
    name: 'muster_build_info',
    help: '1; the labels say what runs.',
    labelNames: ['version', 'node', 'store'],
    registers: [registry],
  })
    .labels(version, process.versions.node, store.kind)
    .set(1);
  registerOutbox(
    registry,
    cached(() => notifications.figures(clock.now())),
  );
  registerLateness(
    registry,
    cached(() => jobs.lateness()),
  );
  registerConnections(
    registry,
    cached(() => provisioning.exchanges.connectionFigures()),
    () => clock.now(),
  );
  registerConcerns(
    registry,
    cached(() => core.connections.countConcerns()),
  );
}

type Read<T> = () => Promise<T | undefined>;

/** One read for all who ask within the interval; undefined when it failed, and then the next one tries again. */
function cached<T>(read: () => Promise<T>): Read<T> {
  let last: { readonly at: number; readonly value: Promise<T | undefined> } | undefined;
  return () => {
    const now = performance.now();
    if (last !== undefined && now - last.at < CACHE_MS) return last.value;
    const value = read().catch(() => {
      last = undefined;
      return undefined;
    });
    last = { at: now, value };
    return value;
  };
}

type OutboxRead = Read<Awaited<ReturnType<StoredFiguresOptions['notifications']['figures']>>>;

function registerOutbox(registry: Registry, read: OutboxRead): void {
  new Gauge({
    name: 'muster_mails',
    help: 'Mails in the outbox, by status: waiting, being sent, waiting for a digest, given up, refused for good.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      this.reset();
      const figures = await read();
      for (const [status, count] of Object.entries(figures?.mails ?? {}))
        this.labels(status).set(count);
    },
  });
  new Gauge({
    name: 'muster_mails_oldest_seconds',
    help: 'Age of the oldest waiting mail of those that are tried next.',
    // without a label the gauge would say 0 while the database is away
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      this.reset();
      const figures = await read();
      if (figures) this.labels('queued').set(figures.oldestSeconds);
    },
  });
  new Counter({
    name: 'muster_mails_total',
    help: 'What became of mails in this process, by outcome; deferred ones are tried again.',
    labelNames: ['outcome'],
    registers: [registry],
    async collect() {
      const figures = await read();
      this.reset();
      for (const [outcome, count] of Object.entries(figures?.outcomes ?? {}))
        this.labels(outcome).inc(count);
    },
  });
}

type LatenessRead = Read<Awaited<ReturnType<StoredFiguresOptions['jobs']['lateness']>>>;

function registerLateness(registry: Registry, read: LatenessRead): void {
  new Gauge({
    name: 'muster_job_late_seconds',
    help: 'How long a job has been due without running in any process, by job.',
    labelNames: ['job'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { name, seconds } of (await read()) ?? []) this.labels(name).set(seconds);
    },
  });
}

type ConnectionFigure = Awaited<
  ReturnType<StoredFiguresOptions['provisioning']['exchanges']['connectionFigures']>
>[number];

function registerConnections(
  registry: Registry,
  read: Read<readonly ConnectionFigure[]>,
  now: () => number,
): void {
  new Gauge({
    name: 'muster_connection_sync_age_seconds',
    help: 'Since the last request of a connection that was not refused; at most 200 connections.',
    labelNames: ['connection'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { connectionId, lastSyncAt } of (await read()) ?? []) {
        if (lastSyncAt === undefined) continue;
        this.labels(connectionId).set(Math.max(0, (now() - lastSyncAt) / 1_000));
      }
    },
  });
  new Counter({
    name: 'muster_connection_refusals_total',
    help: 'Requests of a connection that were refused or failed in this process; at most 200 connections.',
    labelNames: ['connection'],
    registers: [registry],
    async collect() {
      const figures = (await read()) ?? [];
      this.reset();
      for (const { connectionId, refusals } of figures) this.labels(connectionId).inc(refusals);
    },
  });
}

function registerConcerns(
  registry: Registry,
  read: Read<Awaited<ReturnType<StoredFiguresOptions['core']['connections']['countConcerns']>>>,
): void {
  new Gauge({
    name: 'muster_sign_in_connections',
    help: 'Active connections for sign-in that have something to see to, by concern; each has one, the most pressing.',
    labelNames: ['concern'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [concern, count] of Object.entries((await read()) ?? {}))
        this.labels(concern).set(count);
    },
  });
}
