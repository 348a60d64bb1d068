import { isFault, type Context } from '#kernel/index.js';
import type { Organization, Readers, Writers } from '#store/index.js';
import { asksAdmission, readAhead, readmit } from './admission.js';
import { HookAnswers, HookQuestionOpen, NO_HOOKS, type ScopeHooks } from './hooks.js';
import { INSTALLATION, lastEntry, TransactionJournal } from './journal.js';
import type { CoreDeps, OrganizationScope } from './organization-scope.js';
import { findOrganization, requireKept, requireOpenOrganization } from './organizations.js';
import { tenantReaders, type TenantReaders } from './tenant-readers.js';

/** What all scopes of one transaction share. */
interface Shared {
  readonly chain: TransactionJournal;
  readonly hooks: ScopeHooks;
}

/** A scope over an organization that was read, or written, in this transaction. */
export function createScope(
  deps: Pick<CoreDeps, 'presets' | 'listeners' | 'brakeLimits'>,
  ctx: Context,
  tx: Writers,
  organization: Organization,
  shared: Partial<Shared> = {},
): OrganizationScope {
  const { chain = new TransactionJournal(tx, organization.id, deps.listeners), hooks = NO_HOOKS } =
    shared;
  const scope: OrganizationScope = {
    ctx,
    tx,
    presets: deps.presets,
    organization,
    ...tenantReaders(tx, organization.id),
    journal: { append: (entry) => chain.append(ctx, entry, scope) },
    hooks,
    brakeLimits: deps.brakeLimits,
    actingAs: (actor) => createScope(deps, { ...ctx, actor }, tx, organization, { chain, hooks }),
  };
  return scope;
}

/** Which organizations a transaction is for: `active` refuses disabled and deleted ones, `kept` refuses deleted ones. */
export type OrganizationState = 'active' | 'kept' | 'any';

/**
 * What a rule is going to read, begun at once: on MongoDB it is one command, and what was read is known when the rule asks. It decides
 * nothing; a read that the rule does not make costs its part of the command.
 */
export type ReadsAhead = (read: Readers) => readonly Promise<unknown>[];

/** How a change of an organization begins. */
export interface ChangeOptions {
  readonly state?: OrganizationState;
  readonly ahead?: ReadsAhead;
}

const FIND = {
  active: requireOpenOrganization,
  kept: requireKept,
  any: findOrganization,
} as const;

/** Another process wrote the same record a moment earlier: the next attempt finds what it wrote. */
const MAX_ATTEMPTS = 4;

/**
 * The one way to change an organization: a transaction that finds it in the wanted state, asks whether the caller is still admitted,
 * runs `work` in its scope, and is repeated when another process was a moment earlier with the same key or version (`record.exists`,
 * `record.stale`). `work` may therefore run several times and has no effect but its writes and `tx.afterCommit`; what the caller may do
 * now is the authority of `scope.ctx`. Where `work` asks inline hooks, the transaction is given up, they are asked, and it is run again
 * with their answer. To callers of the organization itself it must be active, whatever `state` says. Faults
 * `organization.missing`, `organization.deleted`, `organization.disabled`, `credential.invalid`, `acting.unknown`,
 * `permission.missing`, and those of `work`.
 */
export async function inOrganization<T>(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  work: (scope: OrganizationScope) => Promise<T>,
  options: OrganizationState | ChangeOptions = 'active',
): Promise<T> {
  const { state = 'active', ahead } = typeof options === 'string' ? { state: options } : options;
  const answers = deps.hooks && new HookAnswers(deps.hooks, ctx, organizationId);
  try {
    const result = await runAttempts(deps, ctx, { organizationId, work, state, ahead, answers });
    answers?.settle(true);
    return result;
  } catch (error) {
    answers?.settle(false);
    throw error;
  }
}

interface Change<T> {
  readonly organizationId: string;
  readonly work: (scope: OrganizationScope) => Promise<T>;
  readonly state: OrganizationState;
  readonly ahead: ReadsAhead | undefined;
  readonly answers: HookAnswers | undefined;
}

async function runAttempts<T>(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, work, state, ahead, answers }: Change<T>,
): Promise<T> {
  const find = FIND[asksAdmission(ctx) ? 'active' : state];
  for (let attempt = 1; ;) {
    try {
      const begun = (read: Readers) => [
        read.organizations.get(organizationId),
        lastEntry(read, organizationId),
        ...readAhead(ctx, read),
        ...(ahead?.(read) ?? []),
      ];
      const change = async (tx: Writers): Promise<T> => {
        const organization = await find(tx, organizationId);
        const admitted = await readmit(ctx, { tx, presets: deps.presets, organization });
        const hooks = answers?.scope(organization) ?? NO_HOOKS;
        const result = await work(createScope(deps, admitted, tx, organization, { hooks }));
        answers?.requireAsked();
        return result;
      };
      return await deps.store.transaction(organizationId, change, { ahead: begun });
    } catch (error) {
      if (error instanceof HookQuestionOpen && answers) {
        // the transaction is over: from here on the network may be used
        await answers.askOpen();
      } else if (isFault(error, 'record.exists', 'record.stale') && attempt < MAX_ATTEMPTS) {
        attempt += 1;
      } else {
        throw error;
      }
    }
  }
}

/**
 * Functions of a scope as methods of a service: `rule(approveRequest)` takes the caller, the organization and what `approveRequest` takes
 * beside its scope.
 */
export function rulesOf(deps: CoreDeps, state: OrganizationState = 'active') {
  return <Rest extends unknown[], T>(
      work: (scope: OrganizationScope, ...rest: Rest) => Promise<T>,
    ) =>
    (ctx: Context, organizationId: string, ...rest: Rest): Promise<T> =>
      inOrganization(deps, ctx, organizationId, (scope) => work(scope, ...rest), state);
}

/** What belongs to no organization (accounts), or makes one, inside of one transaction. */
export type InstallationScope = Pick<OrganizationScope, 'ctx' | 'tx' | 'journal'>;

/** A transaction of the installation. `partition`: the id of what is changed, or of the organization that comes to be. */
export function inInstallation<T>(
  { store, listeners }: CoreDeps,
  ctx: Context,
  partition: string,
  work: (scope: InstallationScope) => Promise<T>,
): Promise<T> {
  return store.transaction(partition, (tx) => {
    const journal = new TransactionJournal(tx, INSTALLATION, listeners);
    return work({ ctx, tx, journal: { append: (entry) => journal.append(ctx, entry, undefined) } });
  });
}

/** What a question needs of an organization, outside of a transaction: it sees what is committed. */
export interface OrganizationView extends TenantReaders {
  readonly organization: Organization;
}

/** Faults `organization.missing`, `organization.deleted`, `organization.disabled`. */
export async function viewOrganization(
  { store }: Pick<CoreDeps, 'store'>,
  organizationId: string,
  state: OrganizationState = 'active',
): Promise<OrganizationView> {
  const organization = await FIND[state](store.read, organizationId);
  return { organization, ...tenantReaders(store.read, organizationId) };
}

/** Who decided, as records keep it: the id where there is one, else the name. */
export function actorId({ actor }: Context): string {
  return 'id' in actor ? actor.id : actor.name;
}
