import { Fault } from '#kernel/index.js';
import {
  all,
  equals,
  type AccessSource,
  type Member,
  type Space,
  type SpaceMember,
} from '#store/index.js';
import {
  findAll,
  firstVersion,
  findRoles,
  type OrganizationScope,
  isLive,
  nextVersion,
  requirePreset,
  type Role,
} from '#core/tenancy/index.js';

/** The key of the one row that people decide about. */
export const MANUAL_SOURCE_KEY = 'manual';

/** Spaces that the entry about a former member names; the count is of all of them. */
const MAX_NAMED_SPACES = 100;

/** How many spaces an organization has. */
export function spacesTallyKey(organizationId: string): string {
  return `spaces:${organizationId}`;
}

/** A member who can be in a space: active or suspended. Faults `member.missing`, `member.left`. */
export async function requireNotLeft(
  { members }: Pick<OrganizationScope, 'members'>,
  id: string,
): Promise<Member> {
  const member = await members.require(id);
  if (member.status === 'left') throw new Fault('member.left', { id });
  return member;
}

/** Fault `role.unknown`, when the preset has no such space role. */
export function requireSpaceRole(
  { presets, organization }: Pick<OrganizationScope, 'presets' | 'organization'>,
  role: string,
): void {
  const { spaceRoles } = requirePreset(presets, organization);
  if (spaceRoles.some(({ name }) => name === role)) return;
  throw new Fault('role.unknown', { spaceRole: role, known: spaceRoles.map(({ name }) => name) });
}

/** The role by which a member reaches every space, if there is one and they are not suspended. */
export async function findInheritingRole(
  {
    ctx,
    presets,
    organization,
    ...rest
  }: Pick<OrganizationScope, 'ctx' | 'presets' | 'organization'> & {
    readonly tx: Parameters<typeof findRoles>[0];
  },
  member: Pick<Member, 'grants' | 'status'>,
): Promise<Role | undefined> {
  if (member.status !== 'active') return undefined;
  const liveGrants = member.grants.filter((grant) => isLive(grant, ctx.clock.now()));
  const names = liveGrants.map(({ role }) => role);
  const roles = await findRoles(rest.tx, presets, organization, names);
  return [...roles.values()].find(({ everySpace }) => everySpace !== undefined);
}

export interface Assignment {
  readonly space: Space;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly role: string;
  readonly source: AccessSource;
  /** given while a person had unlocked the member */
  readonly override?: boolean;
}

/** `group:{id}` for what a group gives, else the one row that people decide about. */
export function sourceKeyOf(source: AccessSource): string {
  return source.kind === 'group' ? `group:${source.groupId}` : MANUAL_SOURCE_KEY;
}

/** Makes or changes the member's row of this source. The names are checked before. */
export async function assignSpace(
  { ctx, tx, organization, journal }: OrganizationScope,
  { space, member, role, source, override = false }: Assignment,
): Promise<'assigned' | 'changed' | 'unchanged'> {
  const sourceKey = sourceKeyOf(source);
  const current = await tx.spaceMembers.first(
    all(equals('spaceId', space.id), equals('memberId', member.id), equals('sourceKey', sourceKey)),
  );
  if (current?.role === role) return 'unchanged';
  if (current)
    await tx.spaceMembers.update(nextVersion<SpaceMember>(ctx, current, { role, source }));
  else {
    await tx.spaceMembers.insert(
      firstVersion(ctx, {
        organizationId: organization.id,
        spaceId: space.id,
        memberId: member.id,
        role,
        source,
        sourceKey,
        ...(override && { override: true }),
      }),
    );
  }
  await journal.append({
    type: 'space.member_added',
    target: { kind: 'member', id: member.id, name: member.name },
    ...(current && { before: { role: current.role, source: current.source } }),
    after: { spaceId: space.id, space: space.name, memberId: member.id, role, source },
  });
  return current ? 'changed' : 'assigned';
}

/** Removes rows of one member and one space, one journal line for all of them. */
export async function removeAssignments(
  { tx, journal }: OrganizationScope,
  { space, member, rows }: RemovedAssignments,
  because?: string,
): Promise<void> {
  for (const row of rows) await tx.spaceMembers.remove(row.id);
  await journal.append({
    type: 'space.member_removed',
    target: { kind: 'member', id: member.id, name: member.name },
    before: { roles: rows.map(({ role, source }) => ({ role, source })) },
    after: {
      spaceId: space.id,
      space: space.name,
      memberId: member.id,
      ...(because !== undefined && { because }),
    },
  });
}

export interface RemovedAssignments {
  readonly space: Pick<Space, 'id' | 'name'>;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly rows: readonly SpaceMember[];
}

/** The line names the spaces: what the host application keeps there for the member is without an owner from now on (seed 3.33). */
export async function removeFromAllSpaces(
  { tx, journal }: OrganizationScope,
  member: Pick<Member, 'id' | 'name'>,
): Promise<void> {
  const ofMember = equals('memberId', member.id);
  const rows = await findAll(tx.spaceMembers, ofMember);
  if (rows.length === 0) return;
  const removed = await tx.spaceMembers.removeWhere(ofMember);
  const ids = [...new Set(rows.map(({ spaceId }) => spaceId))].sort();
  const named = await tx.spaces.getMany(ids.slice(0, MAX_NAMED_SPACES));
  await journal.append({
    type: 'space.member_removed',
    target: { kind: 'member', id: member.id, name: member.name },
    after: {
      memberId: member.id,
      because: 'member.removed',
      assignments: removed.length,
      spaces: named.map(({ id, name }) => ({ id, name })),
    },
  });
}

/**
 * Spaces that people gave a member go to another one; where that one was given the space, its own role stays. Resolves to how many go.
 */
export async function transferSpaces(
  scope: OrganizationScope,
  from: Pick<Member, 'id'>,
  to: Pick<Member, 'id' | 'name'>,
): Promise<number> {
  const rowsOf = ({ id }: Pick<Member, 'id'>): Promise<SpaceMember[]> => {
    const byHand = equals('sourceKey', MANUAL_SOURCE_KEY);
    return findAll(scope.tx.spaceMembers, all(equals('memberId', id), byHand));
  };
  const known = new Set((await rowsOf(to)).map(({ spaceId }) => spaceId));
  let given = 0;
  for (const { spaceId, role, source, override } of await rowsOf(from)) {
    const space = override || known.has(spaceId) ? undefined : await scope.spaces.get(spaceId);
    if (!space) continue;
    await assignSpace(scope, { space, member: to, role, source });
    given += 1;
  }
  return given;
}

/**
 * Spaces that come with an invitation, a request to join, a domain or an import, as far as spaces and roles are still there. What the
 * member reaches already stays as it is.
 */
export async function assignPromisedSpaces(
  scope: OrganizationScope,
  member: Pick<Member, 'id' | 'name'>,
  requested: readonly { readonly spaceId: string; readonly role: string }[],
  source: AccessSource,
): Promise<number> {
  const { tx, presets, organization } = scope;
  const spaceRoleNames = new Set(
    requirePreset(presets, organization).spaceRoles.map(({ name }) => name),
  );
  let assigned = 0;
  for (const { spaceId, role } of requested) {
    const space = await scope.spaces.get(spaceId);
    if (!space || !spaceRoleNames.has(role)) continue;
    const sourceKey = sourceKeyOf(source);
    const existing = await tx.spaceMembers.first(
      all(
        equals('spaceId', spaceId),
        equals('memberId', member.id),
        equals('sourceKey', sourceKey),
      ),
    );
    if (existing) continue;
    await assignSpace(scope, { space, member, role, source });
    assigned += 1;
  }
  return assigned;
}
