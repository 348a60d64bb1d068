import { domainOf, Fault, readAddress, readName, type Context } from '#kernel/index.js';
import type { AttributeValue, Member } from '#store/index.js';
import {
  allUsersOfMember,
  checkAttributes,
  isOfDirectory,
  type OrganizationScope,
  requireNotEnforced,
  requireVersion,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import { requireOwn, requirePermission } from '#core/access/index.js';
import { canonicalLocale, isUnlocked } from '#core/entitlements/index.js';
import { requireUnmanaged } from './managed.js';
import { writeMember, type MemberChange } from './lifecycle/change.js';
import { readPersonNames, type PersonNamesInput } from './person-names.js';
import { requireManageableMember } from './scopes.js';

/** Absent: as it is. `null` takes the value of an attribute, or a first or last name, away. */
export interface MemberUpdate extends PersonNamesInput {
  readonly name?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface MemberTarget {
  readonly organizationId: string;
  readonly memberId: string;
  /** the version that the caller read */
  readonly expected?: number;
}

/**
 * Faults `member.missing`, `member.left`, `member.managed` (names and address of a member whom a directory manages),
 * `attribute.managed`, `attribute.unknown`, `attribute.invalid`, `member.exists`, `permission.escalation`, `request.precondition`,
 * `permission.missing` (changing one's own address or attributes takes the right to change every member's).
 */
export function updateMember(
  deps: CoreDeps,
  ctx: Context,
  target: MemberTarget,
  update: MemberUpdate,
): Promise<Member> {
  return changeRecord(deps, ctx, target, async (scope, member) =>
    writeMember(scope, member, await toMemberChange(scope, member, update)),
  );
}

/**
 * A change of a member's record, by the member or by a caller who may manage the member. Faults `member.missing`, `member.left`,
 * `permission.escalation`, `permission.missing`, `request.precondition`.
 */
export function changeRecord(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  change: (scope: OrganizationScope, member: Member) => Promise<Member>,
): Promise<Member> {
  requireOwn(ctx, 'members:write', memberId);
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.require(memberId);
    if (member.status === 'left') throw new Fault('member.left', { id: memberId });
    requireVersion(member, expected);
    await requireManageableMember(scope, member);
    return change(scope, member);
  });
}

async function toMemberChange(
  scope: OrganizationScope,
  member: Member,
  update: MemberUpdate,
): Promise<MemberChange> {
  const { locale, attributes } = update;
  const name = update.name === undefined ? member.name : readName(update.name);
  const email = update.email === undefined ? member.email : readAddress(update.email);
  const { firstName = null, lastName = null } = readPersonNames(update, member);
  const isRenamed =
    name !== member.name ||
    firstName !== (member.firstName ?? null) ||
    lastName !== (member.lastName ?? null);
  if (isRenamed || email !== member.email) {
    await requireUnmanaged(scope, member);
  }
  // directories find people by their address: members who may choose their own could choose another person's
  const takesMore = email !== member.email || attributes !== undefined;
  if (takesMore) requirePermission(scope.ctx, 'members:write');
  // nobody becomes a guest of the enforcement by a change of their own address
  const isOwn = scope.ctx.authority.memberId === member.id;
  if (isOwn && email !== member.email && member.email !== undefined) {
    requireNotEnforced(scope.organization, { domain: domainOf(member.email) });
  }
  return {
    name,
    firstName,
    lastName,
    ...(email !== undefined && email !== member.email && { email }),
    ...(locale !== undefined && { locale: canonicalLocale(locale) }),
    ...(attributes && { attributes: await attributesAfter(scope, member, attributes) }),
  };
}

/** A value of a person never replaces one of a directory, as long as a directory manages the member. */
async function attributesAfter(
  { ctx, tx, organization }: OrganizationScope,
  member: Member,
  requested: NonNullable<MemberUpdate['attributes']>,
): Promise<Readonly<Record<string, AttributeValue>>> {
  const nonNull = Object.entries(requested).filter(([, value]) => value !== null);
  checkAttributes(organization, Object.fromEntries(nonNull) as Record<string, string>);
  const values = new Map(Object.entries(member.attributes ?? {}));
  const unlocked = isUnlocked(member, ctx.clock.now());
  for (const [attribute, value] of Object.entries(requested)) {
    const current = values.get(attribute);
    if (current?.value === value || (current === undefined && value === null)) continue;
    if (current?.source === 'directory' && !unlocked) {
      const user = (await allUsersOfMember(tx, member.id)).find(isOfDirectory);
      if (user)
        throw new Fault('attribute.managed', { attribute, connectionId: user.connectionId });
    }
    if (value === null) values.delete(attribute);
    else values.set(attribute, { value, source: 'manual' });
  }
  return Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}
