import { addressKey, Fault, maskedAddress, readName, toName, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  type Account,
  type Invitation,
  type Member,
  type PersonNames,
} from '#store/index.js';
import { releasePlace } from '#core/access/index.js';
import {
  createMember,
  formerMember,
  fullNameOf,
  personNamesOf,
  readPersonNames,
  toAttributes,
  toGrants,
  withAddress,
  type Admission,
} from '#core/members/index.js';
import { handOverReservedSeats, offerHandedOverSeats } from '#core/entitlements/index.js';
import { accountOf, requireEnforcedWay, type OrganizationScope } from '#core/tenancy/index.js';
import { askBeforeAccepting } from './hooks.js';
import type { InvitationDeps } from './deps.js';
import { giveInvited, withoutReservations } from './take.js';
import { redirectUrlOf } from './redirect-urls.js';
import { endInvitation } from './write.js';
import { requireOpenLink } from './statuses.js';
import { openLink, type InvitationLink } from './tokens.js';

/** What a host application says of the person who has signed in and accepts. */
export interface Acceptance extends PersonNames {
  readonly token: InvitationLink;
  /** of the account that is signed in */
  readonly email: string;
  readonly emailVerified: boolean;
  /** as the person is called there */
  readonly name?: string;
  /** of our accounts; the one with that address when absent */
  readonly accountId?: string;
  readonly locale?: string;
  /** of a person who signed in here: the connection that made the session, if one did. Absent: a host application has signed them in */
  readonly session?: { readonly connectionId?: string };
}

export interface AcceptanceResult {
  readonly member: Member;
  readonly invitation: Invitation;
  /** where the person goes on now */
  readonly redirectUrl?: string;
}

/**
 * Makes the invited person a member, all in one transaction; a refusal leaves the invitation pending. Faults
 * `link.invalid`, `invitation.expired`, `accepted`, `declined`, `revoked`, `superseded`, `wrong_account`, `unverified`;
 * `organization.disabled`, `organization.deleted`; `member.exists`, `account.missing`, `limit.members`, `sign_in.enforced`.
 */
export function acceptInvitation(
  deps: InvitationDeps,
  ctx: Context,
  acceptance: Acceptance,
  organizationId?: string,
): Promise<AcceptanceResult> {
  const { token } = acceptance;
  return openLink(deps, ctx, { token, organizationId }, async (scope, invitation, isOld) => {
    if (isOld) throw new Fault('invitation.superseded');
    requireOpenLink(invitation, ctx.clock.now());
    requireInvited(invitation, acceptance);
    const { session } = acceptance;
    if (session) requireEnforcedWay(scope.organization, invitation.email, session.connectionId);
    askBeforeAccepting(scope, invitation, acceptance);
    const redirectUrl = redirectUrlOf(deps.settings, invitation);
    const accepted = await joinInvited(scope, invitation, acceptance);
    return { ...accepted, ...(redirectUrl !== undefined && { redirectUrl }) };
  });
}

function requireInvited(
  { email, emailKey }: Invitation,
  acceptance: Pick<Acceptance, 'email' | 'emailVerified'>,
): void {
  if (addressKey(acceptance.email) !== addressKey(emailKey)) {
    throw new Fault('invitation.wrong_account', { invited: maskedAddress(email) });
  }
  if (!acceptance.emailVerified) throw new Fault('invitation.unverified');
}

async function joinInvited(
  callerScope: OrganizationScope,
  invitation: Invitation,
  acceptance: Acceptance,
): Promise<AcceptanceResult> {
  // the invitee acts; the key only says who they are, and the entry of the invitation names it
  const actor = { kind: 'invitee', name: invitation.email } as const;
  const scope = callerScope.actingAs(actor);
  const present = await presentMember(scope, invitation);
  if (present) return acceptAsMember(callerScope, present, invitation);
  const former = await formerMember(scope, invitation.emailKey);
  const account = await accountFor(scope, invitation, acceptance);
  // the invitation's place is handed over: given back here, taken by the member
  if (invitation.holdsPlace) await releasePlace(scope, 'invitation');
  const withoutPlace = { ...withoutReservations(invitation), holdsPlace: false };
  await handOverReservedSeats(scope, invitation.reserved);
  const member = await createMember(
    scope,
    admissionOf(scope, invitation, acceptance, { account, former }),
  );
  await offerHandedOverSeats(scope, invitation.reserved);
  const via = callerScope.ctx.actor;
  const memberId = member.id;
  const entry = { memberId, name: member.name, via: { kind: via.kind, name: via.name } };
  const ended = await endInvitation(scope, withoutPlace, 'accepted', { memberId }, entry);
  return { member, invitation: ended };
}

/** An active member whose invitation still waits: who took the member in could not give what it gives. */
function presentMember(
  { tx, organization }: OrganizationScope,
  { emailKey }: Invitation,
): Promise<Member | undefined> {
  return tx.members.first(all(withAddress(organization.id, emailKey), equals('status', 'active')));
}

async function acceptAsMember(
  callerScope: OrganizationScope,
  before: Member,
  invitation: Invitation,
): Promise<AcceptanceResult> {
  const scope = callerScope.actingAs({ kind: 'invitee', name: invitation.email });
  const member = await giveInvited(scope, before, invitation);
  const { kind, name } = callerScope.ctx.actor;
  const entry = { memberId: member.id, via: { kind, name } };
  const given = withoutReservations(invitation);
  const ended = await endInvitation(scope, given, 'accepted', { memberId: member.id }, entry);
  return { member, invitation: ended };
}

/** Fault `account.missing`; an account of another address is the wrong one. */
async function accountFor(
  { tx }: OrganizationScope,
  { emailKey }: Invitation,
  { accountId }: Acceptance,
): Promise<Account | undefined> {
  if (accountId === undefined) return accountOf(tx, emailKey);
  const account = await tx.accounts.get(accountId);
  if (!account) throw new Fault('account.missing', { id: accountId });
  if (account.emailKey !== addressKey(emailKey)) throw new Fault('invitation.wrong_account');
  return account;
}

/** What a former member had does not come back by itself: the invitation says what they get. */
function admissionOf(
  { ctx, organization }: OrganizationScope,
  invitation: Invitation,
  acceptance: Acceptance,
  { account, former }: { account: Account | undefined; former: Member | undefined },
): Admission {
  const source = { kind: 'invitation', invitationId: invitation.id } as const;
  const locale = invitation.locale ?? acceptance.locale;
  const stated = readPersonNames(acceptance);
  const statedName = acceptance.name?.trim() ? readName(acceptance.name) : fullNameOf(stated);
  // an older release took names of several lines
  const knownName = invitation.name ?? account?.name ?? former?.name;
  const name = statedName ?? toName(knownName ?? '') ?? invitation.email;
  const defined = new Set(organization.attributes?.map(({ name }) => name));
  const attributes = Object.entries(invitation.attributes ?? {}).filter(([key]) =>
    defined.has(key),
  );
  return {
    name,
    ...personNamesOf(invitation),
    ...stated,
    email: invitation.email,
    status: 'active',
    source: 'invitation',
    invitationId: invitation.id,
    grants: toGrants(ctx, invitation.roles, source),
    guest: invitation.guest,
    access: { source, spaces: invitation.spaces, products: invitation.products },
    former,
    ...(account && { accountId: account.id }),
    ...(locale !== undefined && { locale }),
    ...(attributes.length > 0 && {
      attributes: toAttributes(Object.fromEntries(attributes), 'invitation'),
    }),
  };
}
