import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DoorName, FinishedVisit, JobDesk, StoreProbe } from './doors.js';

export interface Metrics {
  count(visit: FinishedVisit): void;
  /** Prometheus text */
  text(): Promise<string>;
  readonly contentType: string;
}

/** The provisioning log's queue. */
interface ExchangeProbe {
  figures(): { readonly waiting: number; readonly lost: number };
}

type Labelled = ReturnType<Counter['labels']>;

/** Latencies that wait to be sorted into buckets. */
const AT_ONCE = 256;

/** Requests, latencies, the process and the store. Children are kept per label: a look-up by hash would cost each request. */
export function createMetrics(
  store: StoreProbe,
  exchanges: ExchangeProbe,
  jobs: Pick<JobDesk, 'figures'>,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'muster_' });
  const requests = new Counter({
    name: 'muster_requests_total',
    help: 'Requests answered, by door and status.',
    labelNames: ['door', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'muster_request_seconds',
    help: 'Time from the first header to the answer, by door.',
    labelNames: ['door'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  watch(registry, [
    ['store_transactions', 'Transactions that were committed.', () => store.figures().transactions],
    [
      'store_retries',
      'Transactions thought again after a conflict.',
      () => store.figures().retries,
    ],
    ['exchanges_waiting', 'Lines that wait to be written.', () => exchanges.figures().waiting],
    ['exchanges_lost', 'Lines given up because too many waited.', () => exchanges.figures().lost],
  ]);
  watchJobs(registry, jobs);
  const counters = new Map<string, Labelled>();
  // sorting one latency into its bucket costs a request as much as checking its token; many at a time cost next to nothing
  const waiting = new Map<DoorName, number[]>();
  const observe = (): void => {
    for (const [door, latencies] of waiting) {
      const histogram = seconds.labels(door);
      for (const latencyMs of latencies.splice(0)) histogram.observe(latencyMs / 1000);
    }
  };
  return {
    count({ door, status, latencyMs }) {
      const key = `${door} ${status}`;
      let counter = counters.get(key);
      if (!counter) counters.set(key, (counter = requests.labels(door, String(status))));
      counter.inc();
      const latencies = waiting.get(door);
      if (!latencies) waiting.set(door, [latencyMs]);
      else if (latencies.push(latencyMs) >= AT_ONCE) observe();
    },
    text() {
      observe();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

type Watched = readonly [name: string, help: string, read: () => number];

/** Figures that are kept elsewhere and read when somebody asks. */
function watch(registry: Registry, figures: readonly Watched[]): void {
  for (const [name, help, read] of figures) {
    new Gauge({
      name: `muster_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}

const JOB_FIGURES = [
  ['runs', 'Runs of jobs in this process, by job.'],
  ['failures', 'Runs that failed, by job.'],
  ['seconds', 'Time that runs took together, by job.'],
] as const;

/** Of jobs that have not run yet there is nothing to tell. */
function watchJobs(registry: Registry, jobs: Pick<JobDesk, 'figures'>): void {
  for (const [figure, help] of JOB_FIGURES) {
    new Gauge({
      name: `muster_job_${figure}`,
      help,
      labelNames: ['job'],
      registers: [registry],
      collect() {
        for (const job of jobs.figures()) this.labels(job.name).set(job[figure]);
      },
    });
  }
}
