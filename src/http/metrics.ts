import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpOptions, JobControl } from './deps.js';
import type { RouteGroup } from './request-info.js';
import { registerStoredFigures, type StoredFiguresOptions } from './stored-figures.js';

export interface Metrics {
  count(request: FinishedRequest): void;
  /** Prometheus text */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface FinishedRequest {
  readonly group: RouteGroup;
  readonly status: number;
  readonly latencyMs: number;
}

/** What is measured beside the requests. */
type MetricsOptions = StoredFiguresOptions &
  Pick<HttpOptions, 'store' | 'jobs' | 'provisioning' | 'integrations'>;

type Labelled = ReturnType<Counter['labels']>;

/** Latencies that wait to be sorted into buckets. */
const LATENCIES_PER_BATCH = 256;

/** Requests, latencies, the process and the store. Children are kept per label: a look-up by hash would cost each request. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { store, jobs } = options;
  const { exchanges } = options.provisioning;
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
  registerGauges(registry, [
    ['store_transactions', 'Transactions that were committed.', () => store.figures().transactions],
    [
      'store_retries',
      'Transactions thought again after a conflict.',
      () => store.figures().retries,
    ],
    ['exchanges_waiting', 'Lines that wait to be written.', () => exchanges.figures().waiting],
    ['exchanges_lost', 'Lines given up because too many waited.', () => exchanges.figures().lost],
    ['exchanges_folded', 'Repeats counted in one line.', () => exchanges.figures().folded],
    ['exchanges_evicted', 'Lines beyond a limit.', () => exchanges.figures().evicted],
  ]);
  registerWebhookGauges(registry, options);
  registerHookGauges(registry, options);
  registerJobGauges(registry, jobs);
  registerStoredFigures(registry, options);
  const counters = new Map<string, Labelled>();
  // sorting one latency into its bucket costs a request as much as checking its token; many at a time cost next to nothing
  const waiting = new Map<RouteGroup, number[]>();
  const observe = (): void => {
    for (const [group, latencies] of waiting) {
      const histogram = seconds.labels(group);
      for (const latencyMs of latencies.splice(0)) histogram.observe(latencyMs / 1000);
    }
  };
  return {
    count({ group, status, latencyMs }) {
      const key = `${group} ${status}`;
      let counter = counters.get(key);
      if (!counter) counters.set(key, (counter = requests.labels(group, String(status))));
      counter.inc();
      const latencies = waiting.get(group);
      if (!latencies) waiting.set(group, [latencyMs]);
      else if (latencies.push(latencyMs) >= LATENCIES_PER_BATCH) observe();
    },
    text() {
      observe();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

type GaugeSource = readonly [name: string, help: string, read: () => number];

/** Figures that are kept elsewhere and read at each request for metrics. */
function registerGauges(registry: Registry, figures: readonly GaugeSource[]): void {
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

/** Attempts of this process since its start. */
function registerWebhookGauges(
  registry: Registry,
  { integrations }: Pick<HttpOptions, 'integrations'>,
): void {
  const { webhooks } = integrations;
  registerGauges(registry, [
    ['webhooks_in_flight', 'Deliveries that are being sent.', () => webhooks.figures().inFlight],
    ['webhooks_disabled', 'Endpoints that were disabled.', () => webhooks.figures().disabled],
  ]);
  new Gauge({
    name: 'muster_webhook_deliveries',
    help: 'Attempts to deliver, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      const { delivered, failed } = webhooks.figures();
      this.labels('delivered').set(delivered);
      this.labels('failed').set(failed);
    },
  });
}

/** Questions of this process since its start. */
function registerHookGauges(
  registry: Registry,
  { integrations: { hooks } }: Pick<HttpOptions, 'integrations'>,
): void {
  registerGauges(registry, [
    ['hook_seconds', 'Time that hooks took together.', () => hooks.totals().seconds],
    ['hooks_open', 'Hooks that are not asked for a while.', () => hooks.totals().circuitsOpen],
  ]);
  new Gauge({
    name: 'muster_hook_questions',
    help: 'Questions to hooks, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      const { answered, denied, failed } = hooks.totals();
      this.labels('answered').set(answered);
      this.labels('denied').set(denied);
      this.labels('failed').set(failed);
    },
  });
}

const JOB_FIGURES = [
  ['runs', 'Runs of jobs in this process, by job.'],
  ['failures', 'Runs that failed, by job.'],
  ['seconds', 'Time that runs took together, by job.'],
] as const;

/** A job that has not run yet has no figures. */
function registerJobGauges(registry: Registry, jobs: Pick<JobControl, 'figures'>): void {
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
