/**
 * Owns how resources of SCIM become members and groups: mappings, queries, the exchange log; never knows HTTP or a database. A change is
 * made in one transaction of the organization (`inScimScope`); the protocol itself is `packages/scim`.
 */
import {
  createProvider,
  ScimError,
  type Provider,
  type ProviderLimits,
  type Registry,
} from '@muster/scim';
import type { Core, Session, SweepResult } from '#core/index.js';
import { isFault, type Clock, type Context, type Log } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { startExchange, type ProvisioningContext } from './context.js';
import { createCursors } from './cursors.js';
import { createDirectoryLists, type DirectoryLists } from './directory-lists.js';
import { removeEndedRows } from './ended-groups.js';
import { createExchanges, type ExchangeOptions, type Exchanges } from './exchanges/index.js';
import { toScimError } from './faults.js';
import { createGroups } from './groups.js';
import { createLister } from './listing.js';
import { createStatedPeople, type StatedPeople } from './stated-people.js';
import { createUsers } from './users.js';
import { createTurns } from './turns.js';
import { createDirectoryHealth, type DirectoryHealth } from './health/health.js';
import { createHeldChanges, type HeldChanges } from './mass-changes/mass-changes.js';
import type { ScimDeps } from './writing.js';

export type { ProvisioningContext } from './context.js';
export type { StatedPeople } from './stated-people.js';
export type { StatedUser } from './stated-users.js';
export type { DirectoryScope } from './writing.js';
export { eraseDirectoryUsers, eraseExchanges } from './erase.js';
export { enoughLength, type ExchangeOptions } from './exchanges/index.js';
export { toScimError } from './faults.js';
export { readMemberFilter } from './member-filters.js';

export interface ProvisioningOptions {
  readonly store: Store;
  readonly core: Core;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ProviderLimits;
  readonly exchanges: ExchangeOptions;
  readonly documentationUri?: string;
}

export interface Provisioning {
  readonly people: StatedPeople;
  readonly provider: Provider<ProvisioningContext>;
  readonly exchanges: Exchanges;
  readonly directory: DirectoryLists;
  /** how the connections are */
  readonly health: DirectoryHealth;
  /** what the brake on mass changes holds, once it is decided */
  readonly heldChanges: HeldChanges;
  /** Goes on with removing the rows of groups that are gone. */
  removeEndedGroups(ctx: Context, signal?: AbortSignal): Promise<SweepResult>;
  startExchange(ctx: Context, session: Session, userAgent?: string): ProvisioningContext;
  /** Hands one request to the exchange log; never waits and never fails. */
  record: Exchanges['record'];
  /** Waits for recomputations and writes the last exchange lines. */
  close(): Promise<void>;
}

function toBulkFault(log: Log, { traceId }: Context, fault: unknown): ScimError {
  if (isFault(fault)) return toScimError(fault);
  log.error({ err: fault, traceId }, 'an operation of a bulk job failed');
  const detail =
    'The operation failed on our side; the server log has the cause under the trace id';
  return new ScimError(500, `${detail} ${traceId}`);
}

/** @throws Error when the registry has a resource type without a handler */
export function createProvisioning(options: ProvisioningOptions): Provisioning {
  const { store, core, registry, clock, log, limits, documentationUri } = options;
  const exchanges = createExchanges(store, log, options.exchanges);
  const cursors = createCursors({
    keys: core.signingKeys,
    timeout: limits.cursorTimeout,
    now: () => clock.now(),
  });
  const recomputations = new Set<Promise<void>>();
  const [userType, groupType] = [registry.type('User'), registry.type('Group')];
  if (!groupType || !userType) throw new Error('The registry lacks the type User or Group');
  const deps: ScimDeps = {
    ...core.deps,
    lister: createLister(cursors),
    groupType,
    turns: createTurns(),
    recompute(ctx) {
      const recomputation = core.recomputation
        .run(ctx, ctx.session.connection.id)
        .catch((error: unknown) => {
          // the mark stays: the next change or the next start goes on
          log.error({ err: error, traceId: ctx.traceId }, 'roles could not be recomputed');
        })
        .finally(() => recomputations.delete(recomputation));
      recomputations.add(recomputation);
    },
  };
  const handlerFactories = { User: createUsers, Group: createGroups };
  const handlers = registry.types.map((type) => {
    const { name } = type.definition;
    const createHandler = name === 'User' || name === 'Group' ? handlerFactories[name] : undefined;
    if (!createHandler) throw new Error(`There is no handler for resources of the type ${name}`);
    return createHandler(deps, type);
  });
  const provider = createProvider({
    registry,
    handlers,
    limits,
    ...(documentationUri !== undefined && { documentationUri }),
    bulkOperation: exchanges.bulkOperation,
    bulkFault: (ctx, fault) => toBulkFault(log, ctx, fault),
  });
  return {
    provider,
    exchanges,
    directory: createDirectoryLists(store),
    health: createDirectoryHealth(core.deps),
    heldChanges: createHeldChanges(core, { user: userType }),
    people: createStatedPeople(userType, groupType),
    removeEndedGroups: (ctx, signal) => removeEndedRows(store, ctx, signal),
    startExchange,
    record: exchanges.record,
    async close() {
      await Promise.all(recomputations);
      await exchanges.flush();
    },
  };
}
