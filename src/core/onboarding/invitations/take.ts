import { isForSignIn, type Invitation, type Member } from '#store/index.js';
import { isAutomatic, mayGive, type GivenAccess } from '#core/access/index.js';
import { authorityOfCredential } from '#core/credentials/index.js';
import {
  assignPromisedSeats,
  assignPromisedSpaces,
  handOverReservedSeats,
  offerHandedOverSeats,
} from '#core/entitlements/index.js';
import { isManual, toAttributes, toGrants, writeMember } from '#core/members/index.js';
import { findRoles, requirePreset, type OrganizationScope } from '#core/tenancy/index.js';

/** Ways in by which a person has proved that the address is theirs. */
const PROVED: readonly Member['source'][] = ['domain', 'join_request'];

/** Ways in by which a person says which roles the member has. */
const DECIDED: readonly Member['source'][] = ['manual', 'import', 'join_request'];

/** The member has just joined by a way that proves the address, as accepting the invitation would have. */
export async function hasProvedAddress(
  { ctx, connections }: OrganizationScope,
  { source }: Member,
): Promise<boolean> {
  const { actor } = ctx;
  // the person is there at a sign-in, although the connection says who they are
  if (source === 'sign_in' && actor.kind === 'connection') {
    return isForSignIn(await connections.get(actor.id));
  }
  return PROVED.includes(source) && !isAutomatic(ctx);
}

/**
 * Whether who acts could give what an invitation gives. A connection acts with the authority of those who made it and its credential.
 */
export async function mayGiveInvited(
  scope: OrganizationScope,
  invitation: Invitation,
): Promise<boolean> {
  const { ctx, tx, presets, organization } = scope;
  const roles = await findRoles(tx, presets, organization, invitation.roles);
  const given: GivenAccess = {
    roles: [...roles.values()],
    spaces: invitation.spaces.length > 0,
    seats: invitation.products.length > 0,
  };
  const { actor } = ctx;
  if (actor.kind !== 'connection') return mayGive(ctx.authority, given);
  const connection = await scope.connections.get(actor.id);
  if (!connection) return false;
  const credential = await tx.credentials.get(actor.credentialId);
  return authorityOfCredential(connection, credential).every((one) => mayGive(one, given));
}

/** The invitation whose reserved seats were handed over to the person. */
export function withoutReservations({ reserved: _reserved, ...rest }: Invitation): Invitation {
  return rest;
}

/**
 * Gives a member what an invitation promises, and the seats that it reserved. The invitation is the more specific word: it takes the
 * place of a domain's role and of the preset's default role. Another role that people gave on the way in, or that is the one that members
 * have here, stays alone.
 */
export async function giveInvited(
  scope: OrganizationScope,
  member: Member,
  invitation: Invitation,
): Promise<Member> {
  const { ctx, tx, presets, organization } = scope;
  const { singleRole, defaultRole } = requirePreset(presets, organization);
  const source = { kind: 'invitation', invitationId: invitation.id } as const;
  const known = await findRoles(tx, presets, organization, invitation.roles);
  const roles = invitation.roles.filter((role) => known.has(role) && !known.get(role)?.retiring);
  const others = member.grants.filter(
    (grant) =>
      roles.length === 0 ||
      !isManual(grant) ||
      (grant.source.kind !== 'domain' && grant.role !== defaultRole),
  );
  const hasOther = others.some((grant) => isManual(grant) && grant.until === undefined);
  const isDecided = singleRole || DECIDED.includes(member.source);
  const wanted = isDecided && hasOther ? [] : roles;
  const missing = wanted.filter((role) => !others.some((grant) => grant.role === role));
  const defined = new Set(organization.attributes?.map(({ name }) => name));
  const attributes = Object.entries(invitation.attributes ?? {}).filter(
    ([name]) => defined.has(name) && member.attributes?.[name] === undefined,
  );
  const after = await writeMember(scope, member, {
    grants: [...(wanted.length > 0 ? others : member.grants), ...toGrants(ctx, missing, source)],
    ...(attributes.length > 0 && {
      attributes: {
        ...member.attributes,
        ...toAttributes(Object.fromEntries(attributes), 'invitation'),
      },
    }),
  });
  await assignPromisedSpaces(scope, after, invitation.spaces, source);
  await handOverReservedSeats(scope, invitation.reserved);
  await assignPromisedSeats(scope, after, invitation.products, source);
  await offerHandedOverSeats(scope, invitation.reserved);
  return after;
}
