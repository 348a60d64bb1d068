/** Owns how SCIM and the directory are wed: mappings, queries, the exchange log; never knows HTTP or a database. */
import {
  createProvider,
  ScimError,
  type Provider,
  type ProviderLimits,
  type Registry,
} from '@muster/scim';
import type { Directory, Session } from '#core/index.js';
import { isFault, type Clock, type Context, type Log } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { beginExchange, type ProvisioningContext } from './context.js';
import { createCursors } from './cursors.js';
import { createExchanges, type ExchangeOptions, type Exchanges } from './exchanges.js';
import { toScimError } from './faults.js';
import { createGroups } from './groups.js';
import { createLister } from './listing.js';
import { createUsers } from './users.js';
import { createTurns } from './turns.js';
import type { Rooms } from './writing.js';

export type { ProvisioningContext } from './context.js';
export type { ExchangeQuery, Exchanges, Seen } from './exchanges.js';
export { toScimError } from './faults.js';
export { readMemberFilter } from './member-filters.js';

export interface ProvisioningOptions {
  readonly store: Store;
  readonly directory: Directory;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ProviderLimits;
  /** the same in all processes of one service; seals cursors */
  readonly cursorKey: string;
  readonly exchanges: ExchangeOptions;
  readonly documentationUri?: string;
}

export interface Provisioning {
  readonly provider: Provider<ProvisioningContext>;
  readonly exchanges: Exchanges;
  begin(ctx: Context, session: Session): ProvisioningContext;
  /** Hands one request to the exchange log; never waits and never fails. */
  record: Exchanges['record'];
  /** Waits for recomputations and writes the last exchange lines. */
  close(): Promise<void>;
}

/** @throws Error when the registry has a resource type that nobody here can keep */
export function createProvisioning(options: ProvisioningOptions): Provisioning {
  const { store, directory, registry, clock, log, limits, documentationUri } = options;
  const exchanges = createExchanges(store, log, options.exchanges);
  const cursors = createCursors({
    key: options.cursorKey,
    timeout: limits.cursorTimeout,
    now: () => clock.now(),
  });
  const running = new Set<Promise<void>>();
  const groupType = registry.type('Group');
  if (!groupType) throw new Error('The registry lacks the type Group');
  const rooms: Rooms = {
    store,
    presets: directory.presets,
    lister: createLister(cursors),
    groupType,
    turns: createTurns(),
    recompute(ctx) {
      const work = directory.recomputation
        .run(ctx, ctx.session.connection.id)
        .catch((error: unknown) => {
          // the mark stays: the next change or the next start goes on
          log.error({ err: error, traceId: ctx.traceId }, 'roles could not be recomputed');
        })
        .finally(() => running.delete(work));
      running.add(work);
    },
  };
  const makers = { User: createUsers, Group: createGroups };
  const handlers = registry.types.map((type) => {
    const { name } = type.definition;
    const make = name === 'User' || name === 'Group' ? makers[name] : undefined;
    if (!make) throw new Error(`Nobody keeps resources of the type ${name}`);
    return make(rooms, type);
  });
  const provider = createProvider({
    registry,
    handlers,
    limits,
    ...(documentationUri !== undefined && { documentationUri }),
    bulkFault(ctx, fault) {
      if (isFault(fault)) return toScimError(fault);
      log.error({ err: fault, traceId: ctx.traceId }, 'an operation of a bulk job failed');
      const detail =
        'The operation failed on our side; the server log tells why under the trace id';
      return new ScimError(500, `${detail} ${ctx.traceId}`);
    },
  });
  return {
    provider,
    exchanges,
    begin: beginExchange,
    record: exchanges.record,
    async close() {
      await Promise.all(running);
      await exchanges.flush();
    },
  };
}
