import { Fault, foldCase, instant, type Context } from '#kernel/index.js';
import { all, equals, type AttributeValue, type Grant, type Member } from '#store/index.js';
import {
  type OrganizationScope,
  readAddress,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import {
  checkPromisedAccess,
  type PromisedAccess,
  assignPromisedSeats,
  assignPromisedSpaces,
} from '#core/entitlements/index.js';
import { requireFeature } from '#core/access/index.js';
import { createMember } from './lifecycle/create.js';
import { writeMember } from './lifecycle/change.js';

/** Somebody for whom the host application vouches: a member at once, without an invitation. */
export interface NewMember {
  readonly email: string;
  /** can be left out when an account of that address is known */
  readonly name?: string;
  /** names; the preset's default role when absent */
  readonly roles?: readonly string[];
  readonly spaces?: readonly { readonly spaceId: string; readonly role: string }[];
  /** ids of products; where no seat is free the member waits in the queue */
  readonly products?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly locale?: string;
  readonly guest?: boolean;
}

/**
 * Adds a member. Somebody who left comes back as the same. A pending invitation of the address is superseded. Faults `member.exists`,
 * `plan.required`, `limit.members`, `role.unknown`, `permission.escalation`, `permission.missing`, `space.missing`,
 * `product.missing`, `attribute.unknown`, `attribute.invalid`, `invitation.domain_refused`, `request.invalid`.
 */
export function addMember(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  input: NewMember,
): Promise<Member> {
  const { presets } = deps;
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    requireFeature(presets, scope.organization, 'members');
    const email = readAddress(input.email);
    const former = await formerMember(scope, email);
    const promised = await checkPromisedAccess(scope, email, input);
    const member = await createOrReviveMember(scope, {
      email,
      promised,
      former,
      requestedName: input.name,
    });
    await assignPromisedSpaces(scope, member, promised.spaces, { kind: 'manual' });
    await assignPromisedSeats(scope, member, promised.products, { kind: 'manual' });
    return member;
  });
}

/** Who had the address and left. Fault `member.exists` when somebody still has it. */
async function formerMember({ tx, organization }: OrganizationScope, email: string) {
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('emailKey', foldCase(email))),
    limit: 20,
  });
  const current = records.find(({ status }) => status !== 'left');
  if (current) throw new Fault('member.exists', { memberId: current.id, status: current.status });
  return records[0];
}

interface MemberAddition {
  readonly email: string;
  readonly promised: PromisedAccess;
  readonly former: Member | undefined;
  readonly requestedName: string | undefined;
}

async function createOrReviveMember(
  scope: OrganizationScope,
  { email, promised, former, requestedName }: MemberAddition,
) {
  const { ctx, tx } = scope;
  const account = await tx.accounts.first(equals('emailKey', foldCase(email)));
  const name = requestedName ?? account?.name ?? former?.name;
  if (name === undefined) {
    const problem = 'is needed: no account of that address is known';
    throw new Fault('request.invalid', { errors: [{ field: 'name', problem }] });
  }
  const since = instant(ctx.clock.now());
  const grants = promised.roles.map((role): Grant => ({ role, source: { kind: 'manual' }, since }));
  const locale = promised.locale ?? account?.locale;
  const attributes = manualValues(promised.attributes);
  const details = {
    name,
    email,
    grants,
    status: 'active' as const,
    source: 'manual' as const,
    // an address that nobody has proved may be somebody else's
    ...(account?.emailVerifiedAt !== undefined && { accountId: account.id }),
    ...(locale !== undefined && { locale }),
    ...(attributes && { attributes }),
  };
  if (former) return writeMember(scope, former, { ...details, emailKey: foldCase(email) });
  return createMember(scope, { ...details, ...(promised.guest && { guest: true }) });
}

function manualValues(
  values: PromisedAccess['attributes'],
): Readonly<Record<string, AttributeValue>> | undefined {
  if (!values) return undefined;
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([key, value]) => [key, { value, source: 'manual' }]));
}
