/** Composes the server: the only file that sees every module. Everything below is given what it needs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as sqlite from '#adapters/sqlite/index.js';
import type { CliDeps, OpenedDemo, ServeOptions } from '#cli/index.js';
import {
  createNotificationListener,
  createNotifications,
  eraseInbox,
  eraseMailsOfEntries,
  eraseMailsTo,
  eraseNoticesOfEntries,
  type Notifications,
} from '#notifications/index.js';
import {
  createHttpClient,
  createTxtResolver,
  tracedResolver,
  type HttpClient,
  type TxtResolver,
} from '#outgoing/index.js';
import { createCore, type Core, type CoreOptions, type JournalListener } from '#core/index.js';
import {
  eraseDeliveriesAbout,
  eraseDeliveriesOfEntries,
  eraseHookSamples,
  openIntegrations,
  type Integrations,
} from '#integrations/index.js';
import { createHttpServer, type HttpServer } from '#http/index.js';
import { createJobRunner, createJobsTable } from '#jobs/index.js';
import type { JobBackend, JobRunner, JobsTableOptions } from '#jobs/index.js';
import { createLog, isFault, silentLog, systemClock, untilSignal } from '#kernel/index.js';
import type { Clock, Log, Tracer } from '#kernel/index.js';
import {
  createProvisioning,
  eraseDirectoryUsers,
  eraseExchanges,
  type Provisioning,
} from '#provisioning/index.js';
import { PROVIDER_LIMITS, type Registry } from '@muster/scim';
import { configuredOperatorKeys, loadSettings, loadTexts } from '#settings/index.js';
import type { Settings, Texts } from '#settings/index.js';
import {
  createSignIn,
  eraseAttempts,
  eraseIdentities,
  type SignIn,
  type SignInDeps,
} from '#sign-in/index.js';
import { tracedStore, wakingStore, type MigrationState, type Store } from '#store/index.js';
import { openTracer } from '#tracing/index.js';
import {
  codeMailerOf,
  endSmallStart,
  integrationSettingsOf,
  pageTextsOf,
  portsOf,
  openKeys,
  registryOf,
  wakesOf,
  warnOfWeakness,
  warnOfPasskeys,
} from './main/index.js';

/** What does not come from the settings. */
export interface RuntimeDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** instead of asking DNS */
  readonly resolver?: TxtResolver;
  /** instead of fetching by HTTP */
  readonly outgoing?: HttpClient;
  /** instead of reading config/locales/ */
  readonly texts?: Texts;
  /** instead of dist/console */
  readonly consoleFolder?: string;
  /** hear of every journal entry before the others do */
  readonly listeners?: readonly JournalListener[];
}

/** All parts of a running Muster, not yet listening. */
export interface Application {
  readonly store: Store;
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly notifications: Notifications;
  readonly signIn: SignIn;
  readonly integrations: Integrations;
  readonly http: HttpServer;
  /** runs nothing by itself before it is started */
  readonly jobs: JobRunner;
  /** Drains the HTTP server, writes what waits, lets go of the database. */
  close(): Promise<void>;
}

/** Opens the database and builds everything over it. @throws SettingsError, Fault `store.unavailable`, `store.unsuitable` */
export async function compose(settings: Settings, given: RuntimeDeps): Promise<Application> {
  const registry = registryOf(settings);
  const texts = given.texts ?? loadTexts();
  const tracer = await openTracer(settings.tracing, versionOf(), given.log);
  const runtime = { ...given, tracer };
  const database = await openStore(settings, runtime);
  const woken = { jobs: () => jobs, integrations: () => integrations };
  const store = wakingStore(tracedStore(database, tracer), runtime.clock, wakesOf(woken));
  const { signingKeys, secretsKey } = await openKeys(settings, database, runtime);
  const core = coreOf(settings, { store, signingKeys, ...portsOf(woken) }, given.listeners);
  const provisioning = provisioningOf(settings, { store, core, registry }, runtime);
  const resolver = tracedResolver(runtime.resolver ?? resolverOf(settings), tracer);
  const baseUrl = (): string => http.url();
  const mail = { settings: settings.mail, texts: texts.mails };
  const notifications = createNotifications({ core, ...mail, tracer, baseUrl });
  const codeMailer = codeMailerOf(settings, texts, baseUrl);
  const outgoing = runtime.outgoing ?? createHttpClient(settings.outgoing);
  const own = { store, core, provisioning, secretsKey, codeMailer, outgoing, baseUrl };
  const signIn = signInOf(settings, own);
  const set = integrationSettingsOf(settings);
  const integrations = await openIntegrations({ ...own, ...runtime, ...set });
  const parts = { core, provisioning, notifications, signIn, integrations, resolver, outgoing };
  const jobs = jobsOf(settings, { ...parts, store: database }, runtime);
  const http = createHttpServer({
    http: settings.http,
    scim: settings.scim,
    rest: settings.rest,
    ...parts,
    store,
    jobs,
    ...pageTextsOf(settings, texts),
    signInSettings: settings.signIn,
    version: versionOf(),
    ...runtime,
    resolver,
  });
  return {
    store,
    core,
    provisioning,
    notifications,
    signIn,
    integrations,
    http,
    jobs,
    async close() {
      integrations.feed.close();
      const { dispatcher } = integrations.webhooks;
      for (const part of [http, dispatcher, jobs]) await part.drain();
      for (const mailer of [notifications, codeMailer]) mailer.close();
      for (const part of [provisioning, integrations.hooks]) await part.close();
      await settle(core);
      await signingKeys.close();
      await store.close();
      await tracer.close();
    },
  };
}

/** What was noted of credentials and not yet written. */
async function settle({ credentials, apiKeys, sessions, operatorKeys }: Core): Promise<void> {
  await credentials.settle();
  await apiKeys.settle();
  await sessions.settle();
  await operatorKeys.settle();
}

function jobsOf(
  { jobs }: Settings,
  deps: { readonly store: Store } & Pick<
    JobsTableOptions,
    'core' | 'provisioning' | 'notifications' | 'signIn' | 'integrations' | 'resolver'
  >,
  runtime: RuntimeDeps & { readonly tracer: Tracer },
): JobRunner {
  const { retentionDays: jobRunRetentionDays, processEvery, lockSeconds } = jobs;
  return createJobRunner({
    openBackend: () => openJobBackend(deps.store),
    jobs: createJobsTable({ ...deps, jobRunRetentionDays }),
    runs: deps.core.jobRuns,
    processEvery,
    lockLifetime: lockSeconds * 1_000,
    ...runtime,
  });
}

function signInOf(
  settings: Settings,
  deps: Pick<
    SignInDeps,
    'store' | 'core' | 'provisioning' | 'secretsKey' | 'codeMailer' | 'outgoing' | 'baseUrl'
  >,
): SignIn {
  return createSignIn({ ...deps, settings: settings.signIn });
}

function resolverOf({ domains }: Settings): TxtResolver {
  return createTxtResolver({ timeout: domains.dnsSeconds * 1_000, servers: domains.dnsServers });
}

function provisioningOf(
  settings: Settings,
  deps: { readonly store: Store; readonly core: Core; readonly registry: Registry },
  runtime: RuntimeDeps,
): Provisioning {
  return createProvisioning({
    ...deps,
    ...runtime,
    limits: {
      defaultPage: settings.scim.defaultPage,
      maxPage: settings.scim.maxPage,
      cursorTimeout: PROVIDER_LIMITS.cursorTimeout,
      bulkOperations: settings.scim.bulk.maxOperations,
      bulkPayload: settings.scim.bulk.maxPayloadBytes,
    },
    exchanges: settings.exchanges,
  });
}

export async function openStore(settings: Settings, runtime: RuntimeDeps): Promise<Store> {
  const { url, migrate } = settings.store;
  const options = { url, migrate: migrate ? 'auto' : 'refuse', ...runtime } as const;
  if (isSqlite(url)) return sqlite.openSqliteStore(options);
  const { openMongoStore } = await mongo();
  return openMongoStore(options);
}

/** Agenda's jobs lie in the same database, which the port knows nothing of. */
async function openJobBackend(store: Store): Promise<JobBackend> {
  if (store.kind === 'sqlite') return sqlite.openSqliteJobBackend(store);
  return (await mongo()).openMongoJobBackend(store);
}

/** Loaded only where it is used: the driver costs a third of the start and tens of megabytes. */
function mongo(): Promise<typeof import('#adapters/mongo/index.js')> {
  return import('#adapters/mongo/index.js');
}

function isSqlite(url: string): boolean {
  return url.startsWith('sqlite:');
}

/** Mails and notices, in the transaction of what they tell of. */
function notificationsOf({ operator }: Settings): JournalListener {
  return createNotificationListener({ operatorMail: operator.mail });
}

function coreOf(
  settings: Settings,
  deps: Pick<CoreOptions, 'store' | 'signingKeys' | 'hooks' | 'heldFrom'>,
  listeners: CoreOptions['listeners'] = [],
  mails: readonly JournalListener[] = [notificationsOf(settings)],
): Core {
  const { presets, scim } = settings;
  return createCore({
    ...deps,
    listeners: [...listeners, ...mails],
    configuredOperatorKeys: () => configuredOperatorKeys(settings),
    brakeLimits: scim.massChanges,
    presets: new Map(presets.map((preset) => [preset.name, preset])),
    erasers: {
      records: [
        eraseMailsTo,
        eraseInbox,
        eraseIdentities,
        eraseDirectoryUsers,
        eraseExchanges,
        eraseAttempts,
        eraseHookSamples,
        eraseDeliveriesAbout,
      ],
      entries: [eraseMailsOfEntries, eraseNoticesOfEntries, eraseDeliveriesOfEntries],
      ofAccount: [eraseMailsOfEntries, eraseDeliveriesOfEntries],
    },
    organizations: settings.organizations,
    domains: {
      consumer: new Set(settings.domains.consumer),
      blocked: new Set(settings.domains.blocked),
    },
    invitations: settings.invitations,
    sessions: settings.signIn.sessions,
    journalDays: settings.journal.retentionDays,
    credentials: {
      lifeDays: scim.tokenDays,
      live: scim.tokensPerConnection,
      accessSeconds: scim.accessTokenSeconds,
    },
  });
}

/** Between two tries to start the jobs. */
const JOBS_RETRY_MS = 5_000;

/** Runs until a signal, then drains. A second signal does not wait. */
async function serve(settings: Settings, options: ServeOptions = {}): Promise<void> {
  const runtime = { clock: systemClock, log: createLog(settings.log.level) };
  const application = await compose(settings, runtime);
  const signalReceived = untilSignal();
  const url = await application.http.listen();
  const { log } = runtime;
  endSmallStart(application, log);
  log.info(
    {
      url,
      publicUrl: application.http.url(),
      store: application.store.kind,
      firstPerson: 'muster sign-in <address> [--owner-of <slug>]',
    },
    'listening',
  );
  await warnOfWeakness(settings, log);
  await warnOfPasskeys(application.signIn, runtime);
  application.integrations.hooks.watch();
  if (settings.jobs.enabled) void startJobs(application, log);
  await options.onListening?.(url);
  const signal = await signalReceived;
  log.info({ signal, seconds: settings.http.shutdownSeconds }, 'draining');
  await application.close();
  log.info({ signal }, 'stopped');
}

/** What a process that died had begun is finished now, not at the job's next time. A database that is away is waited for. */
async function startJobs(
  { jobs, integrations }: Pick<Application, 'jobs' | 'integrations'>,
  log: Log,
): Promise<void> {
  try {
    await jobs.start();
    integrations.webhooks.dispatcher.start();
    await jobs.wake('finish-recomputations');
  } catch (error) {
    if (isFault(error, 'service.stopping')) return;
    log.warn({ err: error }, 'jobs do not run yet; the next try is in five seconds');
    setTimeout(() => void startJobs({ jobs, integrations }, log), JOBS_RETRY_MS).unref();
  }
}

/** For a command: rules and SCIM engine, and no jobs. The server sends the mail at the next time of its job. */
async function openRules(
  settings: Settings,
  clock: Clock,
  mails?: readonly JournalListener[],
): Promise<OpenedDemo> {
  const runtime = { clock, log: silentLog };
  const store = await openStore(settings, runtime);
  const { signingKeys } = await openKeys(settings, store, runtime);
  const core = coreOf(settings, { store, signingKeys }, [], mails);
  const registry = registryOf(settings);
  const provisioning = provisioningOf(settings, { store, core, registry }, runtime);
  const close = async (): Promise<void> => {
    await provisioning.close();
    await signingKeys.close();
    await store.close();
  };
  return { core, provisioning, close };
}

/** What the command line is given: also by tests, which read what it prints. */
export function cliDeps(): CliDeps {
  const silentDeps = { clock: systemClock, log: silentLog };
  const withKind = (
    url: string,
    migration: MigrationState,
  ): MigrationState & Pick<Store, 'kind'> => ({
    ...migration,
    kind: isSqlite(url) ? 'sqlite' : 'mongodb',
  });
  return {
    version: versionOf(),
    clock: systemClock,
    loadSettings,
    serve,
    openCore: (settings) => openRules(settings, systemClock),
    openDemo: (settings, clock) => openRules(settings, clock, []),
    async openDeps(settings) {
      const store = await openStore(settings, silentDeps);
      const deps = { store, presets: new Map(), listeners: [] };
      return { deps, close: () => store.close() };
    },
    async inspectStore(url) {
      const adapter = isSqlite(url) ? sqlite : await mongo();
      return withKind(url, await adapter.inspect(url));
    },
    async migrateStore(url) {
      const migrate = isSqlite(url) ? sqlite.migrate : (await mongo()).migrate;
      return withKind(url, await migrate({ url, ...silentDeps }));
    },
  };
}

function versionOf(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** `argv` is what stands behind `muster`. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // tests and benchmarks import this file and need no command line
  const { programName, runCli } = await import('#cli/index.js');
  const file = fileURLToPath(new URL('../bin/muster.js', import.meta.url));
  return runCli(argv, { ...cliDeps(), program: programName(file) });
}
