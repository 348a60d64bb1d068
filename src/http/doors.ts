import type { ServerResponse } from 'node:http';
import type { TemplateService, TxtResolver } from '#delivery/index.js';
import type { Core } from '#core/index.js';
import type { Clock, Log } from '#kernel/index.js';
import type { Provisioning } from '#provisioning/index.js';

/** The settings of the doors, as settings/ hands them out. */
export interface HttpSettings {
  readonly host: string;
  /** 0: a free one */
  readonly port: number;
  readonly publicUrl?: string | undefined;
  readonly trustProxy: boolean;
  /** bytes */
  readonly bodyBytes: { readonly scim: number; readonly rest: number };
  readonly jsonDepth: number;
  readonly headerBytes: number;
  readonly headerSeconds: number;
  readonly requestSeconds: number;
  readonly keepAliveSeconds: number;
  readonly connections: number;
  readonly shutdownSeconds: number;
}

export interface ScimSettings {
  readonly bulk: { readonly maxPayloadBytes: number };
  /** requests a second and connection; and further ones within ten seconds */
  readonly rateLimit: { readonly sustained: number; readonly burst: number };
}

export interface RestSettings {
  /** requests a second and API key; and further ones within ten seconds */
  readonly rateLimit: { readonly sustained: number; readonly burst: number };
}

/** What the doors need to know of the database: whether it answers, and how hard it works. */
export interface StoreProbe {
  ping(): Promise<void>;
  figures(): { readonly transactions: number; readonly retries: number };
}

/** The runner of jobs, as the operator sees it. */
export interface JobDesk {
  list(): Promise<readonly JobView[]>;
  /** Has the job run at once, here or elsewhere. Fault `job.missing`. */
  wake(name: string): Promise<void>;
  /** of this process, since its start */
  figures(): readonly {
    readonly name: string;
    readonly runs: number;
    readonly failures: number;
    readonly seconds: number;
  }[];
}

export interface JobView {
  readonly name: string;
  readonly purpose: string;
  readonly every: string;
  readonly running: boolean;
  readonly disabled: boolean;
  readonly lastRunAt?: string;
  readonly lastFinishedAt?: string;
  readonly nextRunAt?: string;
  readonly failCount: number;
  readonly lastError?: string;
}

/** What main.ts hands to the doors. */
export interface DoorOptions {
  readonly http: HttpSettings;
  readonly scim: ScimSettings;
  readonly rest: RestSettings;
  /** absent: REST and metrics refuse everybody */
  readonly operatorKey?: string | undefined;
  readonly directory: Core;
  readonly provisioning: Provisioning;
  readonly store: StoreProbe;
  readonly jobs: JobDesk;
  readonly mail: TemplateService;
  /** asks DNS for proofs of domains */
  readonly resolver: TxtResolver;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the doors share with each other. */
export interface Doors extends DoorOptions {
  /** true from SIGTERM on */
  draining(): boolean;
  /** the URL of this server as the caller of this request should know it, without a slash at its end */
  baseOf(headers: NodeJS.Dict<string | string[]>): string;
  /** Counts bytes of large bodies until the response is over. Fault `service.busy` when the process holds too many. */
  hold(response: ServerResponse, bytes: number): void;
  /** one request is over: counts it and writes its line */
  finished(visit: FinishedVisit): void;
  /** Work that a caller does not wait for. Its failure is logged; closing the server waits for it. */
  inBackground(what: string, work: Promise<unknown>): void;
}

export type DoorName = 'scim' | 'oauth' | 'rest' | 'health' | 'other';

export interface FinishedVisit {
  readonly door: DoorName;
  readonly traceId: string;
  readonly method: string;
  /** without query */
  readonly path: string;
  readonly status: number;
  readonly latencyMs: number;
  readonly connection?: string | undefined;
}
