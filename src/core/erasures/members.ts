import { Fault, instant, type Context } from '#kernel/index.js';
import { all, equals, type Erasure, type Member } from '#store/index.js';
import { eraseMember, requireErasable, requireManageableMember } from '#core/members/index.js';
import {
  firstVersion,
  journalTally,
  requireStepUp,
  whoIs,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { beginWork } from './traces.js';

export interface ErasedTarget {
  readonly memberId: string;
}

/**
 * Takes a member out at once and begins to erase what is kept about the person in this organization. The same request again is answered
 * with the erasure that it began. Faults `member.missing`, `member.self`, `member.last_owner`, `member.last_admin`,
 * `permission.escalation`, `erasure.directory`, `erasure.merged`.
 */
export async function beginWithMember(
  scope: OrganizationScope,
  { memberId }: ErasedTarget,
): Promise<Erasure> {
  const { ctx, tx, organization } = scope;
  const ofOrganization = equals('organizationId', organization.id);
  const begun = await tx.erasures.first(all(ofOrganization, equals('memberId', memberId)));
  if (begun && !(await scope.members.get(memberId))) return begun;
  const member = await scope.members.require(memberId);
  if (ctx.authority.memberId === memberId) throw new Fault('member.self', { id: memberId });
  await requireManageableMember(scope, member);
  requireStepUp(ctx, 'deletion');
  return begin(scope, member);
}

/** Without asking who may: for the account of the member. */
export async function begin(
  scope: OrganizationScope,
  member: Member,
  parent?: Pick<Erasure, 'id' | 'accountId'>,
): Promise<Erasure> {
  const { ctx, tx, organization, journal } = scope;
  await requireErasable(scope, member);
  const sequence = await tx.tallies.get(journalTally(organization.id));
  const person = await eraseMember(scope, member);
  const erasure = firstVersion<Erasure>(ctx, {
    organizationId: organization.id,
    kind: 'member',
    memberId: member.id,
    ...parentFields(parent),
    status: 'running',
    requestedBy: requesterOf(ctx),
    entries: 0,
    records: 0,
    work: await beginWork(scope, person, sequence),
    dueAt: instant(ctx.clock.now()),
  });
  await tx.erasures.insert(erasure);
  await journal.append({
    type: 'member.erasure_started',
    target: { kind: 'member', id: member.id },
    after: { erasureId: erasure.id },
  });
  return erasure;
}

/** Of an account whose person the organization invited, or mailed to, and never had as a member. */
export async function beginWithAccount(
  scope: OrganizationScope,
  parent: Erasure & { readonly accountId: string },
  addresses: readonly string[],
): Promise<void> {
  const { ctx, tx, organization } = scope;
  const person = {
    memberIds: [],
    addresses,
    accountIds: [parent.accountId],
    scimUserIds: [],
    names: [],
  };
  const sequence = await tx.tallies.get(journalTally(organization.id));
  await tx.erasures.insert(
    firstVersion<Erasure>(ctx, {
      organizationId: organization.id,
      kind: 'member',
      ...parentFields(parent),
      status: 'running',
      requestedBy: parent.requestedBy,
      entries: 0,
      records: 0,
      work: await beginWork(scope, person, sequence),
      dueAt: instant(ctx.clock.now()),
    }),
  );
}

function parentFields(
  parent: Pick<Erasure, 'id' | 'accountId'> | undefined,
): Pick<Erasure, 'parentId' | 'accountId'> {
  if (!parent) return {};
  const { id: parentId, accountId } = parent;
  return { parentId, ...(accountId !== undefined && { accountId }) };
}

/** `member:0192…`, `operator:operator`: never a name of a person. */
export function requesterOf(ctx: Context): string {
  return `${ctx.actor.kind}:${whoIs(ctx)}`;
}
