import { Fault, isFault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Connection,
  type Recompute,
  type ScimUser,
  type Writers,
} from '#store/index.js';
import { mappingsOfConnection, recomputeGroupGrants } from './group-grants.js';
import {
  nextVersion,
  type Presets,
  groundFor,
  type OrganizationScope,
  type CoreDeps,
} from '#core/tenancy/index.js';

/** People per transaction: short enough that a SCIM request never waits long behind one. */
const USERS_PER_BATCH = 100;

export interface Recomputation {
  /**
   * Works through everybody a change of mappings concerns, batch by batch; the mark on the connection says how far it is, so it
   * can be called again after a crash and by several processes. Resolves when the mark is gone.
   */
  run(ctx: Context, connectionId: string): Promise<void>;
  /** `run` for every connection that carries a mark, one after the other; resolves to how many there were. */
  resume(ctx: Context): Promise<number>;
}

export function createRecomputation(deps: CoreDeps): Recomputation {
  const { store, presets } = deps;
  async function run(ctx: Context, connectionId: string): Promise<void> {
    for (;;) {
      const connection = await store.read.connections.get(connectionId);
      if (!connection?.recompute) return;
      try {
        await store.transaction(connection.organizationId, (tx) =>
          recomputeBatch({ ctx, tx, presets }, connectionId),
        );
      } catch (error) {
        // another process did this batch; go on from where it left the mark
        if (!isFault(error, 'record.stale')) throw error;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    run,
    async resume(ctx) {
      let after: string | undefined;
      let resumed = 0;
      do {
        const { records, last } = await store.read.connections.find({
          where: all(),
          limit: 1_000,
          ...(after !== undefined && { after: { values: [], id: after } }),
        });
        for (const { id, recompute } of records) {
          if (!recompute) continue;
          await run(ctx, id);
          resumed += 1;
        }
        after = records.length === 1_000 ? last?.id : undefined;
      } while (after !== undefined);
      return resumed;
    },
  };
}

interface ChangeScope {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
}

async function recomputeBatch(scope: ChangeScope, connectionId: string): Promise<void> {
  const { ctx, tx } = scope;
  const connection = await tx.connections.get(connectionId);
  const organization = connection && (await tx.organizations.get(connection.organizationId));
  if (!connection?.recompute || !organization) return;
  const { users, after, rows } = await nextUsers(tx, connection, connection.recompute);
  const mappings = await mappingsOfConnection(tx, connectionId);
  const members = await tx.members.getMany(users.map(({ memberId }) => memberId));
  const byId = new Map(members.map((member) => [member.id, member]));
  for (const user of users) {
    const member = byId.get(user.memberId);
    if (!member) continue;
    const scimUserId = user.id;
    const changed = await recomputeUnlessLastAdmin(
      groundFor(ctx, tx, scope.presets, organization),
      // nobody is there to be told no: who finds no free seat waits for one
      { connection, mappings, scimUserId, member, whenFull: 'queue' },
    );
    // somebody with two users of this connection comes by twice
    byId.set(changed.id, changed);
  }
  const { recompute, givesBelongings: _gives, ...rest } = connection;
  const givesSpacesOrSeats = mappings.some(({ role }) => role === undefined);
  const progress = { ...recompute, done: recompute.done + users.length, ...(after && { after }) };
  await tx.connections.update(
    rows < USERS_PER_BATCH
      ? nextVersion<Connection>(ctx, rest, givesSpacesOrSeats ? { givesBelongings: true } : {})
      : nextVersion<Connection>(ctx, connection, { recompute: progress }),
  );
}

/** A last owner or administrator keeps the grant, and the operator learns of it: nobody is there to be told "no". */
async function recomputeUnlessLastAdmin(
  scope: OrganizationScope,
  input: Parameters<typeof recomputeGroupGrants>[1],
): ReturnType<typeof recomputeGroupGrants> {
  try {
    return await recomputeGroupGrants(scope, input);
  } catch (error) {
    if (!(error instanceof Fault) || !isFault(error, 'member.last_owner', 'member.last_admin')) {
      throw error;
    }
    await scope.journal.append({
      type: 'scim.lockout_refused',
      target: { kind: 'member', id: input.member.id, name: input.member.name },
      after: { code: error.code, connectionId: input.connection.id },
    });
    return input.member;
  }
}

/** The next users by the mark: the rows of the groups concerned, or the connection's users. */
async function nextUsers(
  tx: Writers,
  connection: Connection,
  { groupIds, after: lastId }: Recompute,
): Promise<{ users: ScimUser[]; after?: string; rows: number }> {
  const page = {
    limit: USERS_PER_BATCH,
    ...(lastId !== undefined && { after: { values: [], id: lastId } }),
  };
  if (!groupIds) {
    const where = equals('connectionId', connection.id);
    const { records, last } = await tx.scimUsers.find({ where, ...page });
    return { users: [...records], rows: records.length, ...(last && { after: last.id }) };
  }
  const where = all(oneOf('groupId', groupIds), equals('type', 'User'));
  const { records, last } = await tx.groupMembers.find({ where, ...page });
  const users = await tx.scimUsers.getMany([...new Set(records.map((row) => row.memberId))]);
  return { users, rows: records.length, ...(last && { after: last.id }) };
}
