import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Notifications } from '#notifications/index.js';
import type { Integrations } from '#integrations/index.js';
import type { HttpClient, TxtResolver } from '#outgoing/index.js';
import type { Core } from '#core/index.js';
import type { Clock, Log, Tracer } from '#kernel/index.js';
import type { Provisioning } from '#provisioning/index.js';
import type { SignIn } from '#sign-in/index.js';
import type { BuiltConsole } from './console/built-console.js';
import type { Cookies } from './cookies.js';
import type { HookTextsByLocale } from './hook-words.js';
import type { InvitationTextsByLocale } from './invitation-page/texts.js';
import type { RequestInfo } from './request-info.js';
import type { SignInTextsByLocale } from './sign-in/texts.js';
import type { SheetTextsByLocale } from './rest/imports/texts.js';
import type { TrustedProxies } from './trusted-proxies.js';

/** The section `http` of the settings. */
export interface HttpSettings {
  readonly host: string;
  /** 0: a free one */
  readonly port: number;
  readonly publicUrl?: string | undefined;
  /** plain http opens sessions on any name, which the operator has asked for */
  readonly insecureCookies: boolean;
  readonly trustProxy: TrustedProxies;
  /** of pages that may call what is for pages: `https://app.example.com` */
  readonly allowedOrigins: readonly string[];
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

/** What readiness and metrics ask of the database. */
export interface StoreProbe {
  readonly kind: string;
  ping(): Promise<void>;
  figures(): { readonly transactions: number; readonly retries: number };
}

/** The runner of jobs, as the operator sees it over REST. */
export interface JobControl {
  list(): Promise<readonly JobState[]>;
  /** Has the job run at once, in this process or another. Fault `job.missing`. */
  wake(name: string): Promise<void>;
  /** of this process, since its start */
  figures(): readonly {
    readonly name: string;
    readonly runs: number;
    readonly failures: number;
    readonly seconds: number;
  }[];
  /** how long jobs have been due without running anywhere */
  lateness(): Promise<readonly { readonly name: string; readonly seconds: number }[]>;
}

export interface JobState {
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

/** What main.ts hands over. */
export interface HttpOptions {
  readonly http: HttpSettings;
  readonly scim: ScimSettings;
  readonly rest: RestSettings;
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly store: StoreProbe;
  readonly jobs: JobControl;
  readonly notifications: Notifications;
  readonly signIn: SignIn;
  readonly integrations: Integrations;
  /** of config/locales/ */
  readonly sheetTexts: SheetTextsByLocale;
  readonly invitationTexts: InvitationTextsByLocale;
  readonly signInTexts: SignInTextsByLocale;
  /** of the folder of hooks */
  readonly hookTexts: HookTextsByLocale;
  /** the section `signIn` of the settings */
  readonly signInSettings: { readonly returnUrls: readonly string[] };
  /** asks DNS for proofs of domains */
  readonly resolver: TxtResolver;
  /** fetches logos from addresses that customers name */
  readonly outgoing: HttpClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  /** of the built console, where it is not dist/console */
  readonly consoleFolder?: string;
  /** of this program */
  readonly version: string;
}

/** The options and what server.ts adds to them: every route and middleware gets these. */
export interface HttpDeps extends HttpOptions {
  /** true from SIGTERM on */
  isStopping(): boolean;
  /** the URL of this server as the caller of this request should know it, without a slash at its end */
  baseUrlOf(request: IncomingMessage): string;
  /** `http.publicUrl`, or where the server listens; of no request */
  publicUrl(): string;
  readonly cookies: Cookies;
  /** undefined where it is not built */
  readonly builtConsole: BuiltConsole | undefined;
  /** Counts bytes of large bodies until the response is over. Fault `service.busy` when the process holds too many. */
  holdBytes(response: ServerResponse, bytes: number): void;
  /** Counts one request and writes its line in the log. */
  requestFinished(info: RequestInfo, status: number, latencyMs: number): void;
  /** Work that no caller waits for. Its failure is logged; closing the server waits for it. */
  runInBackground(what: string, work: Promise<unknown>): void;
}
