import { Fault, isFault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Connection,
  type Recompute,
  type ScimUser,
  type Store,
  type Writers,
} from '#store/index.js';
import { mappingsOf, regrant } from './group-grants.js';
import {
  append,
  nextVersion,
  type Presets,
  groundFor,
  type Ground as OrganizationScope,
} from '#core/tenancy/index.js';

/** People per transaction: short enough that a SCIM request never waits long behind one. */
const BATCH = 100;

export interface Recomputation {
  /**
   * Works through everybody a change of mappings concerns, batch by batch; the mark on the connection says how far it is, so it
   * can be called again after a crash and by several processes. Resolves when the mark is gone.
   */
  run(ctx: Context, connectionId: string): Promise<void>;
  /** `run` for every connection that carries a mark, one after the other; resolves to how many there were. */
  resume(ctx: Context): Promise<number>;
}

export function createRecomputation(store: Store, presets: Presets): Recomputation {
  async function run(ctx: Context, connectionId: string): Promise<void> {
    for (;;) {
      const connection = await store.read.connections.get(connectionId);
      if (!connection?.recompute) return;
      try {
        await store.transaction(connection.organizationId, (tx) =>
          batch({ ctx, tx, presets }, connectionId),
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

interface Ground {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
}

async function batch(ground: Ground, connectionId: string): Promise<void> {
  const { ctx, tx } = ground;
  const connection = await tx.connections.get(connectionId);
  const organization = connection && (await tx.organizations.get(connection.organizationId));
  if (!connection?.recompute || !organization) return;
  const { users, after, rows } = await nextPeople(tx, connection, connection.recompute);
  const mappings = await mappingsOf(tx, connectionId);
  const members = await tx.members.getMany(users.map(({ memberId }) => memberId));
  const byId = new Map(members.map((member) => [member.id, member]));
  for (const user of users) {
    const member = byId.get(user.memberId);
    if (!member) continue;
    const scimUserId = user.id;
    const changed = await regrantUnlessLast(
      groundFor(ctx, tx, ground.presets, organization),
      // nobody is there to be told no: who finds no free seat waits for one
      { connection, mappings, scimUserId, member, whenFull: 'queue' },
    );
    // somebody with two users of this connection comes by twice
    byId.set(changed.id, changed);
  }
  const { recompute, givesBelongings: _gives, ...rest } = connection;
  const gives = mappings.some(({ role }) => role === undefined);
  const mark = { ...recompute, done: recompute.done + users.length, ...(after && { after }) };
  await tx.connections.update(
    rows < BATCH
      ? nextVersion<Connection>(ctx, rest, gives ? { givesBelongings: true } : {})
      : nextVersion<Connection>(ctx, connection, { recompute: mark }),
  );
}

/** A last owner or administrator keeps the grant, and the operator learns of it: nobody is there to be told "no". */
async function regrantUnlessLast(
  ground: OrganizationScope,
  work: Parameters<typeof regrant>[1],
): ReturnType<typeof regrant> {
  try {
    return await regrant(ground, work);
  } catch (error) {
    if (!(error instanceof Fault) || !isFault(error, 'member.last_owner', 'member.last_admin')) {
      throw error;
    }
    const { ctx, tx, organization } = ground;
    await append(ctx, tx, {
      organizationId: organization.id,
      type: 'scim.lockout_refused',
      target: { kind: 'member', id: work.member.id, name: work.member.name },
      after: { code: error.code, connectionId: work.connection.id },
    });
    return work.member;
  }
}

/** The next users by the mark: the rows of the groups concerned, or the connection's users. */
async function nextPeople(
  tx: Writers,
  connection: Connection,
  { groupIds, after: mark }: Recompute,
): Promise<{ users: ScimUser[]; after?: string; rows: number }> {
  const page = { limit: BATCH, ...(mark !== undefined && { after: { values: [], id: mark } }) };
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
