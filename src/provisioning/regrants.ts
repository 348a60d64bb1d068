import { instant } from '#kernel/index.js';
import { mappingsOf, nextVersion, regrant } from '#core/index.js';
import { equals, type Connection, type Member, type Writers } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { chunksOf, type Moves } from './memberships.js';
import { groundOf, type Rooms } from './writing.js';

/** Up to here roles follow in the same transaction; beyond, the connection is marked and they follow batch by batch. */
const AT_ONCE = 500;

/** After people joined or left a group: what its mappings give them. A group without a mapping costs one look. */
export async function regrantMoved(
  { presets }: Pick<Rooms, 'presets'>,
  ctx: ProvisioningContext,
  tx: Writers,
  { groupId, moves }: { readonly groupId: string; readonly moves: Moves },
): Promise<{ readonly marked: boolean }> {
  const people = [...moves.added, ...moves.removed];
  if (people.length === 0) return { marked: false };
  // not the session's copy, which may be a second old
  const connection = await tx.connections.get(ctx.session.connection.id);
  if (!connection || !(await bearsRoles(tx, connection, groupId))) return { marked: false };
  if (people.length > AT_ONCE) {
    await mark(ctx, tx, connection);
    note(ctx.account, 'roles.recompute', `${people.length} people; their roles follow in batches`);
    return { marked: true };
  }
  const mappings = await mappingsOf(tx, connection.id);
  const users = await tx.scimUsers.getMany(people);
  const members = new Map<string, Member>();
  for (const ids of chunksOf(users.map(({ memberId }) => memberId))) {
    for (const member of await tx.members.getMany(ids)) members.set(member.id, member);
  }
  const ground = groundOf(ctx, tx, presets);
  for (const user of users) {
    const before = members.get(user.memberId);
    if (!before) continue;
    const scimUserId = user.id;
    const after = await regrant(ground, {
      connection,
      mappings,
      scimUserId,
      member: before,
      note: (step, detail) => note(ctx.account, step, detail),
    });
    members.set(after.id, after);
    if (after !== before) noteRoles(ctx, before, after);
  }
  return { marked: false };
}

/**
 * Whether people have roles by this group: by a mapping, or by one that was just taken away and is not yet worked out for
 * everybody. Who leaves such a group now is not found in it any more when the recomputation gets there.
 */
export async function bearsRoles(
  tx: Writers,
  connection: Connection | undefined,
  groupId: string,
): Promise<boolean> {
  if (connection?.recompute?.groupIds?.includes(groupId)) return true;
  return (await tx.groupMappings.first(equals('groupId', groupId))) !== undefined;
}

export function noteRoles(ctx: ProvisioningContext, before: Member, after: Member): void {
  const names = (member: Member): string =>
    member.grants.map(({ role }) => role).join(', ') || 'none';
  if (names(before) === names(after)) return;
  const roles = `before: ${names(before)}; after: ${names(after)}`;
  note(ctx.account, 'member.roles', `member ${after.id}: ${roles}`);
}

async function mark(ctx: ProvisioningContext, tx: Writers, connection: Connection): Promise<void> {
  const startedAt = instant(ctx.clock.now());
  const change = { recompute: { done: 0, startedAt } };
  await tx.connections.update(nextVersion<Connection>(ctx, connection, change));
}
