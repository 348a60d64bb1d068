import { addressKey } from '#kernel/index.js';
import { all, equals, type Readers } from '#store/index.js';
import { mappingsOfConnection } from '#core/credentials/index.js';
import { liveSeatsOf, mappedSpacesOf } from '#core/entitlements/index.js';
import {
  accountOf,
  allUsersOfMember,
  endOfSessionsSoFar,
  findAll,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { peopleOf } from '../mass-changes/brake.js';
import { findHolder, findWaiting } from './address-holders.js';
import { withAddress } from './create.js';

interface Newcomer {
  readonly connectionId: string;
  readonly externalId: string | undefined;
  readonly email: string | undefined;
}

/**
 * What the rules ask before a person whom a directory brings becomes a member, begun at once: who has the address, had it or waits for it,
 * what waits for it, and what the connections of the organization say. Each rule asks again, and is answered from here.
 */
export function readsOfNewcomer(
  tx: Readers,
  organizationId: string,
  { connectionId, externalId, email }: Newcomer,
): readonly Promise<unknown>[] {
  const ofOrganization = equals('organizationId', organizationId);
  const reads: Promise<unknown>[] = [
    findAll(tx.connections, ofOrganization),
    mappingsOfConnection(tx, connectionId),
  ];
  if (externalId !== undefined) {
    const where = all(equals('connectionId', connectionId), equals('externalId', externalId));
    reads.push(findAll(tx.scimUsers, where));
  }
  if (email === undefined) return reads;
  const scope = { tx, organization: { id: organizationId } };
  const isWaiting = all(ofOrganization, equals('pendingKey', addressKey(email)));
  const where = withAddress(organizationId, email);
  return [
    ...reads,
    findAll(tx.members, where),
    findHolder(scope, email),
    findWaiting(scope, addressKey(email)),
    accountOf(tx, email),
    tx.joinRequests.first(isWaiting),
    tx.invitations.first(isWaiting),
  ];
}

interface ChangedMember {
  readonly memberId: string;
  readonly connectionId: string;
  /** the address that the directory says: most often the member's */
  readonly emailKey?: string | undefined;
  /** whether the directory takes something from the person, which the brake on mass changes counts */
  readonly isLoss: boolean;
}

/** The same for what a directory changes of a member who is there. */
export function readsOfMember(
  { ctx, tx, organization }: Pick<OrganizationScope, 'ctx' | 'tx' | 'organization'>,
  { memberId, connectionId, emailKey = '', isLoss }: ChangedMember,
): readonly Promise<unknown>[] {
  const ofConnection = all(equals('memberId', memberId), equals('connectionId', connectionId));
  return [
    tx.members.get(memberId),
    allUsersOfMember(tx, memberId),
    findAll(tx.scimUsers, ofConnection),
    mappingsOfConnection(tx, connectionId),
    findAll(tx.seats, liveSeatsOf(memberId)),
    findAll(tx.spaceMembers, mappedSpacesOf(memberId)),
    ...(emailKey === '' ? [] : [findWaiting({ tx, organization }, emailKey)]),
    ...(isLoss
      ? [
          tx.massChangeWindows.get(organization.id),
          peopleOf({ tx }, '', [memberId]),
          endOfSessionsSoFar(ctx, tx),
        ]
      : []),
  ];
}
