import type { Core, CoreDeps } from '#core/index.js';
import type { Clock } from '#kernel/index.js';
import type { Provisioning } from '#provisioning/index.js';
import type { Settings } from '#settings/index.js';

/** Where a database stands on the schema's way forward. The shape of the store's own MigrationState. */
export interface StoreState {
  readonly kind: 'sqlite' | 'mongodb';
  /** 0 when the database is empty */
  readonly current: number;
  readonly target: number;
  readonly pending: readonly { readonly version: number; readonly name: string }[];
  /** tables, columns and indexes that this program declares and the database lacks */
  readonly missing: readonly string[];
}

/** The rules over an opened store, without a server: for commands that find none running. */
export interface OpenedCore {
  readonly core: Core;
  close(): Promise<void>;
}

/** The rules and the SCIM engine over an opened store, where nothing that happens makes a mail. */
export interface OpenedDemo extends OpenedCore {
  readonly provisioning: Provisioning;
}

/** An opened store for the rules about its keys, which hold also where no core can be opened over it. */
export interface OpenedDeps {
  readonly deps: CoreDeps;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Called once, when requests are answered. `url` has no trailing slash. */
  onListening?(url: string): void | Promise<void>;
}

/**
 * What main.ts hands to the command line, so that this module needs to import neither HTTP nor the databases. `runCli(argv, deps)`
 * takes the arguments after `muster` and resolves to the exit code (exit-codes.ts).
 */
export interface CliDeps {
  readonly version: string;
  /** what is typed for `muster` in the folder where the command was given; `muster` when absent */
  readonly program?: string;
  readonly clock: Clock;
  /** how a command lets time pass; a timer when absent */
  wait?(milliseconds: number): Promise<unknown>;
  /** Reads defaults, the file (when named) and the environment. Throws one error whose message lists every problem. */
  loadSettings(options: { readonly file?: string }): Settings | Promise<Settings>;
  /** Starts the server; resolves when a signal has stopped it and requests have drained. */
  serve(settings: Settings, options?: ServeOptions): Promise<void>;
  /** Opens the store, migrated, and the core over it. */
  openCore(settings: Settings): Promise<OpenedCore>;
  /** Opens the store, migrated, for example data: under a clock of its own, and without notifications. */
  openDemo(settings: Settings, clock: Clock): Promise<OpenedDemo>;
  /** Opens the store, migrated, whatever secrets key wrapped its keys. */
  openDeps(settings: Settings): Promise<OpenedDeps>;
  /** Looks at a database and changes nothing. Fault `store.unavailable` when it does not answer. */
  inspectStore(url: string): Promise<StoreState>;
  /** Brings a database up to this program's version; answers where it stood before. */
  migrateStore(url: string): Promise<StoreState>;
}
