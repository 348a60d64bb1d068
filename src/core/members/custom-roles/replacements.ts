import {
  all,
  equals,
  type CustomRole,
  type Grant,
  type GroupMapping,
  type Member,
} from '#store/index.js';
import { type CoreDeps, nextVersion, type OrganizationScope } from '#core/tenancy/index.js';
import { writeMember } from '../lifecycle/change.js';
import { writeRoleVersion, rolesTallyKey } from './changes.js';
import { MAX_ROLES } from './checks.js';
import { membersWithRole, mappingsToRole } from './usages.js';

export interface RoleDeps extends CoreDeps {
  /** promises `to` in the next `limit` invitations that promise `role`; resolves to how many there were */
  readonly replaceInInvitations: (
    scope: OrganizationScope,
    names: { readonly role: string; readonly to: string },
    limit: number,
  ) => Promise<number>;
}

/** Records per transaction: short enough that a request never waits long behind one. */
const REPLACEMENT_BATCH_SIZE = 100;

/**
 * Gives the next hundred holders of a deleted role the other one. They no longer hold the role and are not found again, so the work
 * needs no mark of its own. Mappings first, so that no recomputation gives the role anew. Undefined: the role is gone.
 */
export async function replaceNextBatch(
  { replaceInInvitations }: Pick<RoleDeps, 'replaceInInvitations'>,
  scope: OrganizationScope,
  name: string,
): Promise<{ readonly done: number } | undefined> {
  const { ctx, tx, organization } = scope;
  const role = await tx.roles.first(
    all(equals('organizationId', organization.id), equals('name', name)),
  );
  const to = role?.retiring?.to;
  if (!role?.retiring || to === undefined) return undefined;
  const changed =
    (await replaceMappings(scope, name, to)) ||
    (await replaceInInvitations(scope, { role: name, to }, REPLACEMENT_BATCH_SIZE)) ||
    (await replaceGrants(scope, name, to));
  const done = role.retiring.done + changed;
  if (changed === 0) {
    await deleteRole(scope, role, done, to);
    return undefined;
  }
  await tx.roles.update(nextVersion<CustomRole>(ctx, role, { retiring: { to, done } }));
  return { done };
}

/** The role itself, and its name in other roles: who could give it does not get to give the other one instead. */
export async function deleteRole(
  scope: OrganizationScope,
  { id, name, definition, organizationId }: CustomRole,
  done: number,
  to: string | undefined,
): Promise<void> {
  const { ctx, tx } = scope;
  const where = equals('organizationId', organizationId);
  const { records } = await tx.roles.find({ where, limit: MAX_ROLES });
  const without = (names: readonly string[]): string[] => names.filter((one) => one !== name);
  for (const other of records) {
    const { grants, manages } = other.definition;
    if (other.id === id || ![...grants, ...manages].includes(name)) continue;
    const rest = { ...other.definition, grants: without(grants), manages: without(manages) };
    const number = other.number + 1;
    const after = nextVersion<CustomRole>(ctx, other, { definition: rest, number });
    await tx.roles.update(after);
    await writeRoleVersion(scope, after);
  }
  await tx.roles.remove(id);
  await tx.tallies.adjust(rolesTallyKey(organizationId), -1);
  await scope.journal.append({
    type: 'role.deleted',
    target: { kind: 'role', id, name },
    before: { ...definition },
    after: { replaced: done, ...(to !== undefined && { to }) },
  });
}

async function replaceMappings(
  { ctx, tx, organization }: OrganizationScope,
  role: string,
  to: string,
): Promise<number> {
  const where = mappingsToRole(organization.id, role);
  const { records } = await tx.groupMappings.find({ where, limit: REPLACEMENT_BATCH_SIZE });
  const gives = `role:${to}`;
  for (const mapping of records) {
    const same = all(equals('groupId', mapping.groupId), equals('gives', gives));
    if (await tx.groupMappings.first(same)) await tx.groupMappings.remove(mapping.id);
    else
      await tx.groupMappings.update(nextVersion<GroupMapping>(ctx, mapping, { role: to, gives }));
  }
  return records.length;
}

async function replaceGrants(scope: OrganizationScope, role: string, to: string): Promise<number> {
  const where = membersWithRole(scope.organization.id, role);
  const { records } = await scope.tx.members.find({ where, limit: REPLACEMENT_BATCH_SIZE });
  for (const member of records) {
    await writeMember(scope, member, { grants: withRoleReplaced(member, role, to) });
  }
  return records.length;
}

/** The same reasons for another role; a reason that gives it already is not repeated. */
function withRoleReplaced({ grants }: Member, role: string, to: string): Grant[] {
  const others = grants.filter((grant) => grant.role !== role);
  const sources = new Set(
    others.filter((grant) => grant.role === to).map(({ source }) => JSON.stringify(source)),
  );
  const moved = grants.filter(
    (grant) => grant.role === role && !sources.has(JSON.stringify(grant.source)),
  );
  return [...others, ...moved.map((grant) => ({ ...grant, role: to }))];
}
