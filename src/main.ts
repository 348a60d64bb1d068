/** Puts the house together: the only file that sees every room. Everything below is handed what it needs. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as sqlite from '#adapters/sqlite/index.js';
import type { House, Serving } from '#cli/index.js';
import { createMail, createTxtResolver, mailSettingsOf } from '#delivery/index.js';
import type { MailService, TxtResolver } from '#delivery/index.js';
import { createDirectory, type Directory } from '#core/index.js';
import { createDoorServer, type DoorServer } from '#http/index.js';
import { createJobRunner, createRota, type JobBackend, type JobRunner } from '#jobs/index.js';
import { createLog, isFault, randomText, silentLog, systemClock } from '#kernel/index.js';
import type { Clock, Log } from '#kernel/index.js';
import { createProvisioning, type Provisioning } from '#provisioning/index.js';
import { createRegistry, PROVIDER_LIMITS, SchemaError, type Registry } from '@muster/scim';
import { loadSettings, SettingsError, type Settings } from '#settings/index.js';
import type { MigrationState, Store } from '#store/index.js';

/** What does not come from the settings. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** instead of asking DNS */
  readonly resolver?: TxtResolver;
}

/** All parts of a running Muster, not yet listening. */
export interface Composed {
  readonly store: Store;
  readonly directory: Directory;
  readonly provisioning: Provisioning;
  readonly mail: MailService;
  readonly doors: DoorServer;
  /** runs nothing by itself before it is started */
  readonly jobs: JobRunner;
  /** Drains the doors, writes what waits, lets go of the database. */
  close(): Promise<void>;
}

/** Opens the database and builds everything over it. @throws SettingsError, Fault `store.unavailable`, `store.unsuitable` */
export async function compose(settings: Settings, around: Surroundings): Promise<Composed> {
  const registry = registryOf(settings);
  const store = await openStore(settings, around);
  const directory = directoryOf(settings, store);
  const provisioning = provisioningOf(settings, { store, directory, registry }, around);
  const resolver = around.resolver ?? resolverOf(settings);
  const mail = createMail({
    store,
    directory,
    settings: mailSettingsOf(settings.mail),
    baseUrl: () => doors.url(),
  });
  const { retentionDays, processEvery, lockSeconds } = settings.jobs;
  const jobs = createJobRunner({
    openBackend: () => openJobBackend(store),
    jobs: createRota({
      directory,
      provisioning,
      mail,
      resolver,
      retentionDays,
      mailDays: settings.mail.retentionDays,
    }),
    runs: directory.jobRuns,
    processEvery,
    lockLifetime: lockSeconds * 1_000,
    ...around,
  });
  const doors = createDoorServer({
    http: settings.http,
    scim: settings.scim,
    rest: settings.rest,
    operatorKey: settings.operator.key,
    directory,
    provisioning,
    store,
    jobs,
    mail,
    resolver,
    ...around,
  });
  return {
    store,
    directory,
    provisioning,
    mail,
    doors,
    jobs,
    async close() {
      await doors.drain();
      await jobs.drain();
      mail.close();
      await provisioning.close();
      await directory.credentials.settle();
      await directory.apiKeys.settle();
      await store.close();
    },
  };
}

function resolverOf({ domains }: Settings): TxtResolver {
  return createTxtResolver({ timeout: domains.dnsSeconds * 1_000, servers: domains.dnsServers });
}

function provisioningOf(
  settings: Settings,
  parts: { readonly store: Store; readonly directory: Directory; readonly registry: Registry },
  around: Surroundings,
): Provisioning {
  return createProvisioning({
    ...parts,
    ...around,
    limits: {
      defaultPage: settings.scim.defaultPage,
      maxPage: settings.scim.maxPage,
      cursorTimeout: PROVIDER_LIMITS.cursorTimeout,
      bulkOperations: settings.scim.bulk.maxOperations,
      bulkPayload: settings.scim.bulk.maxPayloadBytes,
    },
    cursorKey: keyFor(settings, 'scim cursors'),
    exchanges: settings.exchanges,
  });
}

export async function openStore(settings: Settings, around: Surroundings): Promise<Store> {
  const { url, migrate } = settings.store;
  const options = { url, migrate: migrate ? 'auto' : 'refuse', ...around } as const;
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

function directoryOf(settings: Settings, store: Store): Directory {
  const { presets, scim } = settings;
  return createDirectory({
    store,
    presets: new Map(presets.map((preset) => [preset.name, preset])),
    linkKey: keyFor(settings, 'links'),
    organizations: settings.organizations,
    domains: {
      consumer: new Set(settings.domains.consumer),
      blocked: new Set(settings.domains.blocked),
    },
    invitations: settings.invitations,
    journalDays: settings.journal.retentionDays,
    credentials: {
      lifeDays: scim.tokenDays,
      live: scim.tokensPerConnection,
      accessSeconds: scim.accessTokenSeconds,
    },
  });
}

/** A schema that cannot be used is a fault of the settings, and is told with the file it stands in. */
function registryOf({ scim }: Settings): Registry {
  const extensions = scim.schemas.map(({ json, resourceType, required }) => {
    const { id } = (json ?? {}) as { id?: unknown };
    return { schema: typeof id === 'string' ? id : '', resourceType, required };
  });
  try {
    return createRegistry({ schemas: scim.schemas.map(({ json }) => json), extensions });
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new SettingsError(error.problems.map((problem) => `scim.schemas: ${problem}`));
  }
}

/** Processes that share the operator's key can read each other's cursors and links; without a key those end with the process. */
const OF_THIS_PROCESS = randomText(43);

function keyFor({ operator }: Settings, purpose: string): string {
  return createHmac('sha256', operator.key ?? OF_THIS_PROCESS)
    .update(purpose)
    .digest('hex');
}

/** Between two tries to start the jobs. */
const START_AGAIN_MS = 5_000;

/** Characters below which an operator key is called weak. */
const SHORT_KEY = 16;

/** Runs until a signal, then drains. A second signal does not wait. */
async function serve(settings: Settings, serving: Serving = {}): Promise<void> {
  const around = { clock: systemClock, log: createLog(settings.log.level) };
  const composed = await compose(settings, around);
  const told = untilTold();
  const url = await composed.doors.listen();
  const { log } = around;
  log.info(
    { url, publicUrl: settings.http.publicUrl ?? url, store: composed.store.kind },
    'listening',
  );
  warnOfKey(settings, log);
  if (settings.jobs.enabled) void startJobs(composed, log);
  await serving.onListening?.(url);
  const signal = await told;
  log.info({ signal, seconds: settings.http.shutdownSeconds }, 'draining');
  await composed.close();
  log.info({ signal }, 'stopped');
}

/** Refusing a weak key would lock out whoever tries things at home; the people who run Muster read their logs. */
function warnOfKey({ operator }: Settings, log: Log): void {
  const setting = 'operator.key';
  if (operator.key === undefined) {
    log.warn({ setting }, 'no operator key: REST and metrics refuse everybody');
  } else if (operator.key.length < SHORT_KEY) {
    log.warn({ setting }, 'the operator key can be guessed: use 32 random characters');
  }
}

function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let told = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (told) process.exit(1);
      told = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

/** What a process that died had begun is finished now, not at the job's next time. A database that is away is waited for. */
async function startJobs({ jobs }: Pick<Composed, 'jobs'>, log: Log): Promise<void> {
  try {
    await jobs.start();
    await jobs.wake('finish-recomputations');
  } catch (error) {
    if (isFault(error, 'service.stopping')) return;
    log.warn({ err: error }, 'jobs do not run yet; the next try is in five seconds');
    setTimeout(() => void startJobs({ jobs }, log), START_AGAIN_MS).unref();
  }
}

function house(): House {
  const quiet = { clock: systemClock, log: silentLog };
  const state = (url: string, read: MigrationState): MigrationState & Pick<Store, 'kind'> => ({
    ...read,
    kind: isSqlite(url) ? 'sqlite' : 'mongodb',
  });
  return {
    version: versionOf(),
    clock: systemClock,
    loadSettings,
    serve,
    async openHouse(settings) {
      const store = await openStore(settings, quiet);
      return { directory: directoryOf(settings, store), close: () => store.close() };
    },
    async inspectStore(url) {
      const adapter = isSqlite(url) ? sqlite : await mongo();
      return state(url, await adapter.inspect(url));
    },
    async migrateStore(url) {
      const migrate = isSqlite(url) ? sqlite.migrate : (await mongo()).migrate;
      return state(url, await migrate({ url, ...quiet }));
    },
  };
}

function versionOf(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** `argv` is what stands behind `muster`. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // whoever takes the parts by themselves (tests, benchmarks) needs no command line
  const { runCli } = await import('#cli/index.js');
  return runCli(argv, house());
}
