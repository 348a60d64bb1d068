import type { Actor, Context } from '#kernel/index.js';
import type { JournalEntry, Organization, Store, Writers } from '#store/index.js';
import type { HookPort, ScopeHooks } from './hooks.js';
import type { Presets } from './roles.js';
import type { TenantReaders } from './tenant-readers.js';

/** What a rule says of a change; sequence, actor, time and hash are added when it is appended. */
export type NewJournalEntry = Pick<JournalEntry, 'type' | 'target' | 'before' | 'after'>;

/**
 * Hears of every entry, inside of the transaction that makes it true: what it writes is kept or dropped with the change, and what it
 * throws refuses the change. `scope` is absent where an entry belongs to the installation and to no organization.
 */
export type JournalListener = (
  entry: JournalEntry,
  transaction: {
    readonly ctx: Context;
    readonly tx: Writers;
    readonly scope: OrganizationScope | undefined;
  },
) => Promise<void> | void;

/** What every part of the core is given at start. */
export interface CoreDeps {
  readonly store: Store;
  readonly presets: Presets;
  /** hear of every journal entry inside of its transaction, in this order; composed in main.ts */
  readonly listeners: readonly JournalListener[];
  /** inline hooks; absent: nobody is asked */
  readonly hooks?: HookPort | undefined;
  /** the brake on mass changes of directories where an organization does not say otherwise; absent: 10 % and 20 people */
  readonly brakeLimits?: MassChangeLimits | undefined;
}

/** More than so many percent of the people whom directories manage, and at least so many people, in an hour. */
export interface MassChangeLimits {
  readonly percent: number;
  readonly people: number;
}

/** A journal that is bound to the caller and the organization of a scope. */
export interface ScopeJournal {
  append(entry: NewJournalEntry): Promise<void>;
}

/**
 * One organization inside of one transaction: who asks, what may be written, whose rules hold. Its readers (`members`, `spaces` …)
 * return records of this organization only.
 */
export interface OrganizationScope extends TenantReaders {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
  readonly organization: Organization;
  readonly journal: ScopeJournal;
  readonly hooks: ScopeHooks;
  readonly brakeLimits?: MassChangeLimits | undefined;
  /** The same transaction, done in the name of another actor: of an invitee, say. */
  actingAs(actor: Actor): OrganizationScope;
}
