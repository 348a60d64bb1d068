import type { Context } from '#kernel/index.js';
import {
  all,
  equals,
  type CustomRole,
  type Grant,
  type GroupMapping,
  type Invitation,
  type Member,
  type Writers,
} from '#store/index.js';
import { rewrite } from '../lifecycle/change.js';
import { searchableOfInvitation } from '../searchables.js';
import {
  append,
  nextVersion,
  type Presets,
  groundFor,
  type Ground as OrganizationScope,
} from '#core/tenancy/index.js';
import { keepVersion, rolesTally } from './changes.js';
import { MAX_ROLES } from './checks.js';
import { holders, invited, mapped } from './usages.js';

/** Records per transaction: short enough that a request never waits long behind one. */
const BATCH = 100;

interface Ground {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
}

/**
 * Gives the next hundred who hold a deleted role the other one. What is done holds the role no more and is not found again, so
 * the work needs no mark of its own. Mappings first, so that no recomputation gives the role anew. Undefined: the role is gone.
 */
export async function finishBatch(
  ground: Ground,
  organizationId: string,
  name: string,
): Promise<{ readonly done: number } | undefined> {
  const { ctx, tx } = ground;
  const role = await tx.roles.first(
    all(equals('organizationId', organizationId), equals('name', name)),
  );
  const organization = await tx.organizations.get(organizationId);
  const to = role?.retiring?.to;
  if (!role?.retiring || to === undefined || !organization) return undefined;
  const changed =
    (await replaceMappings(ground, organizationId, name, to)) ||
    (await replaceInvitations(ground, organizationId, name, to)) ||
    (await replaceGrants(groundFor(ctx, tx, ground.presets, organization), name, to));
  const done = role.retiring.done + changed;
  if (changed === 0) {
    await erase(ground, role, done, to);
    return undefined;
  }
  await tx.roles.update(nextVersion<CustomRole>(ctx, role, { retiring: { to, done } }));
  return { done };
}

/** The role itself, and what other roles say of it: whoever could give it does not get to give the other one instead. */
export async function erase(
  ground: Ground,
  role: CustomRole,
  done: number,
  to: string | undefined,
): Promise<void> {
  const { ctx, tx } = ground;
  const { organizationId, id, name, definition } = role;
  const { records } = await tx.roles.find({
    where: equals('organizationId', organizationId),
    limit: MAX_ROLES,
  });
  const without = (names: readonly string[]): string[] => names.filter((one) => one !== name);
  for (const other of records) {
    const { grants, manages } = other.definition;
    if (other.id === id || ![...grants, ...manages].includes(name)) continue;
    const rest = { ...other.definition, grants: without(grants), manages: without(manages) };
    const number = other.number + 1;
    const after = nextVersion<CustomRole>(ctx, other, { definition: rest, number });
    await tx.roles.update(after);
    await keepVersion(ctx, tx, after);
  }
  await tx.roles.remove(id);
  await tx.tallies.adjust(rolesTally(organizationId), -1);
  await append(ctx, tx, {
    organizationId,
    type: 'role.deleted',
    target: { kind: 'role', id, name },
    before: { ...definition },
    after: { replaced: done, ...(to !== undefined && { to }) },
  });
}

async function replaceMappings(
  { ctx, tx }: Ground,
  organizationId: string,
  role: string,
  to: string,
): Promise<number> {
  const where = mapped(organizationId, role);
  const { records } = await tx.groupMappings.find({ where, limit: BATCH });
  const gives = `role:${to}`;
  for (const mapping of records) {
    const same = all(equals('groupId', mapping.groupId), equals('gives', gives));
    if (await tx.groupMappings.first(same)) await tx.groupMappings.remove(mapping.id);
    else
      await tx.groupMappings.update(nextVersion<GroupMapping>(ctx, mapping, { role: to, gives }));
  }
  return records.length;
}

async function replaceInvitations(
  { ctx, tx }: Ground,
  organizationId: string,
  role: string,
  to: string,
): Promise<number> {
  const { records } = await tx.invitations.find({
    where: invited(organizationId, role),
    limit: BATCH,
  });
  for (const invitation of records) {
    const roles = [...new Set(invitation.roles.map((one) => (one === role ? to : one)))];
    const after = nextVersion<Invitation>(ctx, invitation, { roles });
    await tx.invitations.update(after, searchableOfInvitation(after));
  }
  return records.length;
}

async function replaceGrants(ground: OrganizationScope, role: string, to: string): Promise<number> {
  const { tx, organization } = ground;
  const { records } = await tx.members.find({
    where: holders(organization.id, role),
    limit: BATCH,
  });
  for (const member of records) {
    await rewrite(ground, member, { grants: replaced(member, role, to) });
  }
  return records.length;
}

/** The same reasons for another role; a reason that gives it already is not repeated. */
function replaced({ grants }: Member, role: string, to: string): Grant[] {
  const kept = grants.filter((grant) => grant.role !== role);
  const reasons = new Set(
    kept.filter((grant) => grant.role === to).map(({ source }) => JSON.stringify(source)),
  );
  const moved = grants.filter(
    (grant) => grant.role === role && !reasons.has(JSON.stringify(grant.source)),
  );
  return [...kept, ...moved.map((grant) => ({ ...grant, role: to }))];
}
