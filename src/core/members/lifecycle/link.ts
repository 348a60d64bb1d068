import { fold } from '#kernel/index.js';
import { all, equals, type Connection, type Member } from '#store/index.js';
import { enter } from './create.js';
import { rewrite } from './change.js';
import type { Ground } from '#core/tenancy/index.js';

/** A person as a directory describes them. */
export interface Person {
  readonly name: string;
  readonly email?: string;
}

export interface Admission {
  readonly member: Member;
  readonly decision: 'created' | 'linked' | 'revived';
  readonly why: string;
}

/**
 * Finds or makes the member whom a directory's user stands for. Somebody of this organization with the same address, who is not
 * yet another user of the same connection, is the same person; an address of another organization never counts.
 */
export async function admit(
  ground: Ground,
  connection: Connection,
  person: Person,
  active: boolean,
): Promise<Admission> {
  const known = person.email ? await findByAddress(ground, connection, person.email) : undefined;
  if (!known) {
    const member = await create(ground, person, active);
    const why = person.email
      ? `nobody in the organization has the address ${person.email}`
      : 'the user has no address to match by';
    return { member, decision: 'created', why };
  }
  const why = `the address ${person.email ?? ''} belongs to this member`;
  const decision = known.status === 'left' ? 'revived' : 'linked';
  const held = known.status === 'suspended' && known.suspendedBy === 'person';
  const status = decision === 'revived' ? (active ? 'active' : 'suspended') : known.status;
  const member = await rewrite(ground, known, {
    name: person.name,
    status: !held && active ? 'active' : status,
    ...(status === 'suspended' && !held && { suspendedBy: 'directory' }),
  });
  return { member, decision, why };
}

async function findByAddress(
  { tx, organization }: Ground,
  connection: Connection,
  email: string,
): Promise<Member | undefined> {
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('emailKey', fold(email))),
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

function create(ground: Ground, person: Person, active: boolean): Promise<Member> {
  return enter(ground, {
    name: person.name,
    source: 'scim',
    grants: [],
    status: active ? 'active' : 'suspended',
    ...(person.email && { email: person.email }),
    ...(!active && { suspendedBy: 'directory' as const }),
  });
}
