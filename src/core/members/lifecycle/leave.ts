import { Fault, isFault, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type Readers, type Store } from '#store/index.js';
import { type Ground, openGround, type Presets } from '#core/tenancy/index.js';
import { rewrite } from './change.js';

/** How many administrators are named to somebody who cannot help themselves. */
const NAMED = 5;

/**
 * A member goes by themselves. Faults `permission.missing` (nobody acts), `member.owner_leaves`, `member.cannot_leave` (a directory
 * manages the membership; details name who to ask).
 */
export function leave(
  store: Store,
  presets: Presets,
  ctx: Context,
  organizationId: string,
): Promise<Member> {
  return store.transaction(organizationId, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    const { memberId } = ctx.authority;
    const member = memberId === undefined ? undefined : await tx.members.get(memberId);
    if (member?.organizationId !== organizationId) {
      throw new Fault('permission.missing', { permission: 'self' });
    }
    if (member.status !== 'active') throw new Fault('member.not_active', { id: member.id });
    return depart(ground, member);
  });
}

/** Takes the member out, as somebody who went and was not sent. Faults as `leave`. */
export async function depart(ground: Ground, member: Member): Promise<Member> {
  await requireFree(ground, member);
  try {
    return await rewrite(ground, member, { status: 'left' }, { left: 'member.left' });
  } catch (error) {
    if (!(error instanceof Fault) || !isFault(error, 'member.last_owner', 'member.last_admin')) {
      throw error;
    }
    throw new Fault('member.owner_leaves', error.details, { cause: error });
  }
}

/** Fault `member.cannot_leave`: the directory would bring them back at its next visit. */
export async function requireFree(
  { tx, organization }: Pick<Ground, 'tx' | 'organization'>,
  { id }: Pick<Member, 'id'>,
): Promise<void> {
  const user = await tx.scimUsers.first(equals('memberId', id));
  if (!user) return;
  const connection = await tx.connections.get(user.connectionId);
  throw new Fault('member.cannot_leave', {
    ...(connection && { directory: connection.name }),
    ask: await administratorsOf(tx, organization.id),
  });
}

/** Names of a few owners and administrators. */
async function administratorsOf(
  reading: Pick<Readers, 'members'>,
  organizationId: string,
): Promise<string[]> {
  const { records } = await reading.members.find({
    where: all(
      equals('organizationId', organizationId),
      oneOf('standing', ['owner', 'admin']),
      equals('status', 'active'),
    ),
    limit: NAMED,
  });
  return records.map(({ name }) => name);
}
