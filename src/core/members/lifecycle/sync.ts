import { fold } from '#kernel/index.js';
import { equals, type Member } from '#store/index.js';
import type { Person } from './link.js';
import { endow } from '#core/entitlements/index.js';
import { rewrite, type MemberChange } from './change.js';
import type { Ground } from '#core/tenancy/index.js';

/**
 * Makes a member follow the SCIM users that stand for it: active while one of them is, suspended when none is, left when there is
 * none. What a person suspended stays suspended. Roles, spaces and seats that a connection gave go with its user. Call it after the
 * SCIM users were written.
 */
export async function follow(ground: Ground, member: Member, person?: Person): Promise<Member> {
  const { records: users } = await ground.tx.scimUsers.find({
    where: equals('memberId', member.id),
    limit: 1_000,
  });
  const still = new Set(users.map(({ connectionId }) => connectionId));
  const wanted =
    users.length === 0 ? 'left' : users.some(({ active }) => active) ? 'active' : 'suspended';
  const held = member.status === 'suspended' && member.suspendedBy !== 'directory';
  const status = held && wanted !== 'left' ? 'suspended' : wanted;
  const change: MemberChange = {
    status,
    ...(status === 'suspended' && !held && { suspendedBy: 'directory' }),
    grants: member.grants.filter(
      ({ source }) => !('connectionId' in source) || still.has(source.connectionId),
    ),
    ...(person && { name: person.name }),
    ...(person?.email && { email: person.email, emailKey: fold(person.email) }),
  };
  const after = await rewrite(ground, member, change);
  if (wanted !== 'left') await takeBelongings(ground, after, still);
  return after;
}

/** Of somebody whose last user of the acting connection went while another connection keeps them. */
async function takeBelongings(
  ground: Ground,
  member: Member,
  still: ReadonlySet<string>,
): Promise<void> {
  const { actor } = ground.ctx;
  if (actor.kind !== 'connection' || still.has(actor.id)) return;
  const connection = await ground.tx.connections.get(actor.id);
  if (!connection?.givesBelongings) return;
  await endow(ground, member, { connectionId: actor.id, hits: [], whenFull: 'queue' });
}
