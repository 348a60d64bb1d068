import { findAll, isOfEnforcedDomain, listPage, type ListQuery } from '#core/index.js';
import { all, equals, oneOf, type Member } from '#store/index.js';
import type { Questioned, WantedEnforcement } from './conditions.js';

export type PageQuery = ListQuery;

/** A member who has no identity at the connections yet, or is a guest. */
export interface HeldMember {
  readonly memberId: string;
  readonly name: string;
  readonly email?: string;
  /**
   * `first_sign_in`: comes in by the connections for the first time; `no_address`: the provider has to know them otherwise;
   * `guest_second_step` and `guest_refused`: as the rule for guests says
   */
  readonly state: 'first_sign_in' | 'no_address' | 'guest_second_step' | 'guest_refused';
}

export interface HeldPage {
  /** of a page of members: those with an identity are left out, so it may be short or empty while there is a next */
  readonly items: readonly HeldMember[];
  readonly next?: string;
}

export interface HeldCounts {
  readonly members: number;
  /** by which people have signed in at the connections */
  readonly identities: number;
}

export async function countsOf(
  { tx, organization }: Questioned,
  { connectionIds }: WantedEnforcement,
): Promise<HeldCounts> {
  const isActive = equals('status', 'active');
  const members = await tx.members.count(all(equals('organizationId', organization.id), isActive));
  let identities = 0;
  for (const id of connectionIds) {
    identities += await tx.signInIdentities.count(equals('connectionId', id));
  }
  return { members, identities };
}

/** A page of active members and one look-up of their identities. */
export async function heldMembers(
  { tx, organization }: Questioned,
  wanted: WantedEnforcement,
  query: PageQuery,
): Promise<HeldPage> {
  const { id, createdAt } = organization;
  const where = all(equals('organizationId', id), equals('status', 'active'));
  const { items, next } = await listPage(tx.members, where, query);
  const accounts = items.flatMap(({ accountId }) => accountId ?? []);
  const ofAccounts = all(oneOf('accountId', accounts), equals('organizationId', id));
  const found = await findAll(tx.signInIdentities, ofAccounts);
  const bound = new Set(
    found
      .filter(({ connectionId }) => wanted.connectionIds.includes(connectionId))
      .map(({ accountId }) => accountId),
  );
  const held = { id, signInEnforcement: { ...wanted, since: createdAt } };
  const stateOf = ({ email }: Member): HeldMember['state'] => {
    if (email === undefined) return 'no_address';
    if (isOfEnforcedDomain(held, email)) return 'first_sign_in';
    return wanted.guests === 'refused' ? 'guest_refused' : 'guest_second_step';
  };
  return {
    items: items
      .filter(({ accountId }) => accountId === undefined || !bound.has(accountId))
      .map((member) => ({
        memberId: member.id,
        name: member.name,
        ...(member.email !== undefined && { email: member.email }),
        state: stateOf(member),
      })),
    ...(next !== undefined && { next }),
  };
}
