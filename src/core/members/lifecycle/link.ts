import { all, equals, type Connection, type Member } from '#store/index.js';
import { createMember, withAddress } from './create.js';
import type { DirectoryPerson } from '../directory-person.js';
import { writeMember } from './change.js';
import { settledGrants } from './directories.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

export interface DirectoryLink {
  readonly member: Member;
  readonly decision: 'created' | 'linked' | 'revived';
  readonly why: string;
}

/**
 * Finds or creates the member for whom a directory's user stands. A member with the same address, for whom no other user of the
 * same connection stands, is the same person; an address of another organization never counts.
 */
export async function linkOrCreateFromDirectory(
  scope: OrganizationScope,
  connection: Connection,
  person: DirectoryPerson,
  active: boolean,
): Promise<DirectoryLink> {
  const existing = person.email ? await findByAddress(scope, connection, person.email) : undefined;
  if (!existing) {
    const status = active ? 'active' : 'suspended';
    const directory = { connection, mappings: [], isBehind: active };
    const member = await createMember(scope, {
      name: person.name,
      source: 'scim',
      // the default role; those of groups come when the person enters one
      grants: settledGrants(scope, { status, grants: [] }, [directory]),
      status,
      suspendedBy: 'directory',
      ...(person.email && { email: person.email }),
    });
    const why = person.email
      ? `no member of the organization has the address ${person.email}`
      : 'the user has no address to match by';
    return { member, decision: 'created', why };
  }
  const why = `the address ${person.email ?? ''} belongs to this member`;
  const decision = existing.status === 'left' ? 'revived' : 'linked';
  const member = await writeMember(scope, existing, { name: person.name });
  return { member, decision, why };
}

async function findByAddress(
  { tx, organization }: OrganizationScope,
  connection: Connection,
  email: string,
): Promise<Member | undefined> {
  const { records } = await tx.members.find({
    where: withAddress(organization.id, email),
    limit: 20,
  });
  for (const member of records) {
    const taken = await tx.scimUsers.first(
      all(equals('memberId', member.id), equals('connectionId', connection.id)),
    );
    if (!taken) return member;
  }
  return undefined;
}
