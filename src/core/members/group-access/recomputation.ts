import { Fault, isFault, type Context } from '#kernel/index.js';
import { all, type Connection, type Member } from '#store/index.js';
import { mappingsOfConnection, writeConnection } from '#core/credentials/index.js';
import {
  type OrganizationScope,
  type CoreDeps,
  inOrganization,
  pagesOf,
} from '#core/tenancy/index.js';
import type { MemberWriteOptions } from '../lifecycle/change.js';
import { createDirectoryCache } from '../lifecycle/directories.js';
import { nextUsers, recomputeGroupGrants } from './group-grants.js';

/** People per transaction: short enough that a SCIM request never waits long behind one. */
const USERS_PER_BATCH = 100;

export function createRecomputation(deps: CoreDeps) {
  const { connections } = deps.store.read;
  /**
   * Works through all members whom a change of mappings concerns, batch by batch; the mark on the connection says how far it is, so it
   * can be called again after a crash and by several processes. Resolves when the mark is gone.
   */
  async function run(caller: Context, connectionId: string): Promise<void> {
    const ctx: Context = { ...caller, followsUp: true };
    for (;;) {
      const connection = await connections.get(connectionId);
      if (!connection?.recompute) return;
      try {
        const work = (scope: OrganizationScope) => recomputeBatch(scope, connectionId);
        await inOrganization(deps, ctx, connection.organizationId, work, 'any');
      } catch (error) {
        // another process did this batch; go on from where it left the mark
        if (!isFault(error, 'record.stale')) throw error;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    run,
    /** `run` for every connection that carries a mark, one after the other; resolves to how many there were. */
    async resume(ctx: Context): Promise<number> {
      let resumed = 0;
      for await (const page of pagesOf(connections, all())) {
        for (const { id } of page.filter(({ recompute }) => recompute)) {
          await run(ctx, id);
          resumed += 1;
        }
      }
      return resumed;
    },
  };
}

async function recomputeBatch(scope: OrganizationScope, connectionId: string): Promise<void> {
  const { tx } = scope;
  const connection = await scope.connections.get(connectionId);
  if (!connection?.recompute) return;
  const { groupIds, after: lastId } = connection.recompute;
  const batch = { limit: USERS_PER_BATCH, after: lastId };
  const { users, rows, last } = await nextUsers(tx, { connectionId, groupIds }, batch);
  const mappings = await mappingsOfConnection(tx, connectionId);
  const members = await scope.members.getMany(users.map(({ memberId }) => memberId));
  const byId = new Map(members.map((member) => [member.id, member]));
  const cache = createDirectoryCache();
  for (const user of users) {
    const member = byId.get(user.memberId);
    if (!member) continue;
    // a member for whom no seat is free waits for one
    const options = { connectionId, cache, whenFull: 'queue' } as const;
    const changed = await scope.hooks.collect(() =>
      recomputeUnlessLastAdmin(scope, member, options),
    );
    if (!changed) continue;
    // a member for whom two users of this connection stand comes by twice
    byId.set(changed.id, changed);
  }
  const { recompute, givesBelongings: _gives, ...rest } = connection;
  const givesSpacesOrSeats = mappings.some(({ role }) => role === undefined);
  const progress = {
    ...recompute,
    done: recompute.done + users.length,
    ...(last && { after: last }),
  };
  if (rows < USERS_PER_BATCH)
    await writeConnection<Connection>(
      scope,
      rest,
      givesSpacesOrSeats ? { givesBelongings: true } : {},
    );
  else await writeConnection(scope, connection, { recompute: progress });
}

interface HeldRecomputation extends Omit<MemberWriteOptions, 'recompute'> {
  readonly connectionId: string;
  /** it was said before */
  readonly quiet?: boolean;
}

/** A last owner or administrator keeps the grant, and the journal says so: there is no caller to refuse. */
export async function recomputeUnlessLastAdmin(
  scope: OrganizationScope,
  member: Member,
  { connectionId, quiet, ...options }: HeldRecomputation,
): Promise<Member> {
  try {
    return await recomputeGroupGrants(scope, member, options);
  } catch (error) {
    if (
      !(error instanceof Fault) ||
      !isFault(error, 'member.last_owner', 'member.last_admin', 'member.last_break_glass')
    ) {
      throw error;
    }
    if (quiet) return member;
    await scope.journal.append({
      type: 'scim.lockout_refused',
      target: { kind: 'member', id: member.id, name: member.name },
      after: { code: error.code, connectionId },
    });
    return member;
  }
}
