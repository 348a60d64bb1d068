import { Fault, isFault, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type Member } from '#store/index.js';
import {
  type OrganizationScope,
  type CoreDeps,
  inOrganization,
  requirePreset,
} from '#core/tenancy/index.js';
import { directoryOf } from '../managed.js';
import type { ReadScope } from '../scopes.js';
import { requireRemainingAdmin, writeMember } from './change.js';

const LEFT = { typeByStatus: { left: 'member.left' } } as const;

/** How many administrators are named to a member who cannot leave. */
const MAX_NAMED_ADMINS = 5;

/**
 * The acting member leaves. Faults `permission.missing` (no member acts), `member.owner_leaves`, `member.cannot_leave` (a directory
 * manages the membership; details name who to ask).
 */
export function leave(deps: CoreDeps, ctx: Context, organizationId: string): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.get(ctx.authority.memberId ?? '');
    if (!member) throw new Fault('permission.missing', { permission: 'self' });
    if (member.status !== 'active') throw new Fault('member.not_active', { id: member.id });
    return leaveAsMember(scope, member);
  });
}

/** The fault with which `leave` would be refused now; undefined where it would not. Fault `permission.missing` (no member acts). */
export async function leavingRefusal(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<Fault | undefined> {
  try {
    await inOrganization(deps, ctx, organizationId, async (scope) => {
      const member = await scope.members.get(ctx.authority.memberId ?? '');
      if (!member) throw new Fault('permission.missing', { permission: 'self' });
      if (member.status !== 'active') throw new Fault('member.not_active', { id: member.id });
      await requireMayLeave(scope, member);
    });
    return undefined;
  } catch (error) {
    const isRefusal = isFault(
      error,
      'member.not_active',
      'member.owner_leaves',
      'member.cannot_leave',
    );
    if (isRefusal) return error;
    throw error;
  }
}

/** Takes out a member who leaves and is not removed. Faults as `leave`. */
export async function leaveAsMember(scope: OrganizationScope, member: Member): Promise<Member> {
  await requireMayLeave(scope, member);
  return writeMember(scope, member, { status: 'left' }, LEFT);
}

async function requireMayLeave(scope: OrganizationScope, member: Member): Promise<void> {
  await requireUnmanagedByDirectory(scope, member);
  try {
    await requireRemainingAdmin(scope.tx, member, { ...member, status: 'left' });
    await requireSelfRemoval(scope);
  } catch (error) {
    if (
      !(error instanceof Fault) ||
      !isFault(error, 'member.last_owner', 'member.last_admin', 'member.last_break_glass')
    ) {
      throw error;
    }
    throw new Fault('member.owner_leaves', error.details, { cause: error });
  }
}

/** Fault `member.cannot_leave`, with a few owners and administrators: the directory would provision the member again. */
export async function requireUnmanagedByDirectory(
  scope: ReadScope,
  { id }: Pick<Member, 'id'>,
): Promise<void> {
  const directory = await directoryOf(scope, id);
  if (!directory) return;
  throw new Fault('member.cannot_leave', {
    ...(directory.name !== undefined && { directory: directory.name }),
    ask: await namesToAsk(scope),
  });
}

/** Fault `member.cannot_leave` where the organization, or else its preset, does not let members leave by themselves. */
async function requireSelfRemoval(scope: ReadScope): Promise<void> {
  const { organization, presets } = scope;
  const own = organization.policies?.selfRemoval;
  const policy = own ?? requirePreset(presets, organization).selfRemoval;
  if (policy !== 'refused') return;
  const ask = await namesToAsk(scope);
  throw new Fault('member.cannot_leave', { policy: 'selfRemoval', ask });
}

async function namesToAsk({ tx, organization }: ReadScope): Promise<string[]> {
  const { records } = await tx.members.find({
    where: all(
      equals('organizationId', organization.id),
      oneOf('standing', ['owner', 'admin']),
      equals('status', 'active'),
    ),
    limit: MAX_NAMED_ADMINS,
  });
  return records.map(({ name }) => name);
}
