import { Fault, isFault, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type Readers } from '#store/index.js';
import { type OrganizationScope, type CoreDeps, inOrganization } from '#core/tenancy/index.js';
import { writeMember } from './change.js';

/** How many administrators are named to somebody who cannot help themselves. */
const MAX_NAMED_ADMINS = 5;

/**
 * A member goes by themselves. Faults `permission.missing` (nobody acts), `member.owner_leaves`, `member.cannot_leave` (a directory
 * manages the membership; details name who to ask).
 */
export function leave(deps: CoreDeps, ctx: Context, organizationId: string): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const { tx } = scope;
    const { memberId } = ctx.authority;
    const member = memberId === undefined ? undefined : await tx.members.get(memberId);
    if (member?.organizationId !== organizationId) {
      throw new Fault('permission.missing', { permission: 'self' });
    }
    if (member.status !== 'active') throw new Fault('member.not_active', { id: member.id });
    return leaveAsMember(scope, member);
  });
}

/** Takes the member out, as somebody who went and was not sent. Faults as `leave`. */
export async function leaveAsMember(scope: OrganizationScope, member: Member): Promise<Member> {
  await requireUnmanagedByDirectory(scope, member);
  try {
    return await writeMember(scope, member, { status: 'left' }, { left: 'member.left' });
  } catch (error) {
    if (!(error instanceof Fault) || !isFault(error, 'member.last_owner', 'member.last_admin')) {
      throw error;
    }
    throw new Fault('member.owner_leaves', error.details, { cause: error });
  }
}

/** Fault `member.cannot_leave`: the directory would bring them back at its next visit. */
export async function requireUnmanagedByDirectory(
  { tx, organization }: Pick<OrganizationScope, 'tx' | 'organization'>,
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
    limit: MAX_NAMED_ADMINS,
  });
  return records.map(({ name }) => name);
}
