import { equals, type Readers, type ScimUser } from '#store/index.js';
import { findAll } from './whole-reads.js';

/** The users of all connections that stand for a member, those of sign-in as well. */
export function allUsersOfMember(
  { scimUsers }: Pick<Readers, 'scimUsers'>,
  memberId: string,
): Promise<readonly ScimUser[]> {
  return findAll(scimUsers, equals('memberId', memberId));
}

/**
 * The users that decide about a member: those that directories write over SCIM, where there are any. What an identity provider says at a
 * sign-in is kept as seen then, and changes nothing.
 */
export async function usersOfMember(
  reading: Pick<Readers, 'scimUsers'>,
  memberId: string,
): Promise<readonly ScimUser[]> {
  return decidingUsers(await allUsersOfMember(reading, memberId));
}

function decidingUsers(users: readonly ScimUser[]): readonly ScimUser[] {
  const ofDirectories = users.filter(isOfDirectory);
  return ofDirectories.length > 0 ? ofDirectories : users;
}

/** Whether the user counts as active: the provider's word, unless the brake on mass changes holds it. */
export function isAppliedActive({ active, held }: Pick<ScimUser, 'active' | 'held'>): boolean {
  return active || held !== undefined;
}

/** Written over SCIM, and not at a sign-in. */
export function isOfDirectory({ signIn }: Pick<ScimUser, 'signIn'>): boolean {
  return signIn !== true;
}
