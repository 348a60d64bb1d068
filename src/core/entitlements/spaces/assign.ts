import { Fault, instant, newId } from '#kernel/index.js';
import {
  all,
  equals,
  type AccessSource,
  type Member,
  type Space,
  type SpaceMember,
} from '#store/index.js';
import {
  append,
  findRoles,
  type Ground,
  isLive,
  nextVersion,
  requirePreset,
  type Role,
} from '#core/tenancy/index.js';

/** The key of the one row that people decide about. */
export const BY_HAND = 'manual';

/** How many spaces an organization has. */
export function spacesTally(organizationId: string): string {
  return `spaces:${organizationId}`;
}

/** A space of this organization. Fault `space.missing`. */
export async function requireSpace(
  { tx, organization }: Pick<Ground, 'tx' | 'organization'>,
  id: string,
): Promise<Space> {
  const space = await tx.spaces.get(id);
  if (space?.organizationId !== organization.id) throw new Fault('space.missing', { id });
  return space;
}

/** Somebody who can be in a space: active, or suspended and back one day. Faults `member.missing`, `member.left`. */
export async function requirePresent(
  { tx, organization }: Pick<Ground, 'tx' | 'organization'>,
  id: string,
): Promise<Member> {
  const member = await tx.members.get(id);
  if (member?.organizationId !== organization.id) throw new Fault('member.missing', { id });
  if (member.status === 'left') throw new Fault('member.left', { id });
  return member;
}

/** Fault `role.unknown`, when the preset has no such space role. */
export function requireSpaceRole(
  { presets, organization }: Pick<Ground, 'presets' | 'organization'>,
  role: string,
): void {
  const { spaceRoles } = requirePreset(presets, organization);
  if (spaceRoles.some(({ name }) => name === role)) return;
  throw new Fault('role.unknown', { spaceRole: role, known: spaceRoles.map(({ name }) => name) });
}

/** The role by which a member reaches every space, if there is one and they are not suspended. */
export async function inheritedThrough(
  {
    ctx,
    presets,
    organization,
    ...rooms
  }: Pick<Ground, 'ctx' | 'presets' | 'organization'> & {
    readonly tx: Parameters<typeof findRoles>[0];
  },
  member: Pick<Member, 'grants' | 'status'>,
): Promise<Role | undefined> {
  if (member.status !== 'active') return undefined;
  const live = member.grants.filter((grant) => isLive(grant, ctx.clock.now()));
  const names = live.map(({ role }) => role);
  const roles = await findRoles(rooms.tx, presets, organization, names);
  return [...roles.values()].find(({ everySpace }) => everySpace !== undefined);
}

export interface Assignment {
  readonly space: Space;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly role: string;
  readonly source: AccessSource;
}

/** `group:{id}` for what a group gives, else the one row that people decide about. */
export function sourceKeyOf(source: AccessSource): string {
  return source.kind === 'group' ? `group:${source.groupId}` : BY_HAND;
}

/** Makes or changes the member's row of this source. The names are checked before. */
export async function assignSpace(
  { ctx, tx, organization }: Ground,
  { space, member, role, source }: Assignment,
): Promise<'assigned' | 'changed' | 'unchanged'> {
  const sourceKey = sourceKeyOf(source);
  const known = await tx.spaceMembers.first(
    all(equals('spaceId', space.id), equals('memberId', member.id), equals('sourceKey', sourceKey)),
  );
  if (known?.role === role) return 'unchanged';
  if (known) await tx.spaceMembers.update(nextVersion<SpaceMember>(ctx, known, { role, source }));
  else {
    const now = instant(ctx.clock.now());
    await tx.spaceMembers.insert({
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId: organization.id,
      spaceId: space.id,
      memberId: member.id,
      role,
      source,
      sourceKey,
    });
  }
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'space.member_added',
    target: { kind: 'member', id: member.id, name: member.name },
    ...(known && { before: { role: known.role, source: known.source } }),
    after: { spaceId: space.id, space: space.name, memberId: member.id, role, source },
  });
  return known ? 'changed' : 'assigned';
}

/** Removes rows of one member and one space, one journal line for all of them. */
export async function dropRows(
  { ctx, tx, organization }: Ground,
  { space, member, rows }: DroppedRows,
  because?: string,
): Promise<void> {
  for (const row of rows) await tx.spaceMembers.remove(row.id);
  await append(ctx, tx, {
    organizationId: organization.id,
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

export interface DroppedRows {
  readonly space: Pick<Space, 'id' | 'name'>;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly rows: readonly SpaceMember[];
}

/**
 * Takes away what people gave, if they gave anything. Faults `space.mapped` (only a group gives it, and would give it again),
 * `space.inherited` (only a role gives it).
 */
export async function withdrawSpace(
  ground: Ground,
  space: Space,
  member: Member,
): Promise<'removed' | 'unchanged'> {
  const { records } = await ground.tx.spaceMembers.find({
    where: all(equals('spaceId', space.id), equals('memberId', member.id)),
    limit: 1_000,
  });
  const rows = records.filter(({ sourceKey }) => sourceKey === BY_HAND);
  if (rows.length > 0) {
    await dropRows(ground, { space, member, rows });
    return 'removed';
  }
  const details = { spaceId: space.id, memberId: member.id };
  const [mapped] = records;
  if (mapped) throw new Fault('space.mapped', { ...details, source: mapped.source });
  const role = await inheritedThrough(ground, member);
  if (role) throw new Fault('space.inherited', { ...details, role: role.name });
  return 'unchanged';
}

/**
 * Spaces that come with an invitation, a request to join, a domain or an import, as far as spaces and roles are still there. What the
 * member reaches already stays as it is.
 */
export async function giveSpaces(
  ground: Ground,
  member: Pick<Member, 'id' | 'name'>,
  wishes: readonly { readonly spaceId: string; readonly role: string }[],
  source: AccessSource,
): Promise<number> {
  const { tx, presets, organization } = ground;
  const known = new Set(requirePreset(presets, organization).spaceRoles.map(({ name }) => name));
  let given = 0;
  for (const { spaceId, role } of wishes) {
    const space = await tx.spaces.get(spaceId);
    if (space?.organizationId !== organization.id || !known.has(role)) continue;
    const sourceKey = sourceKeyOf(source);
    const there = await tx.spaceMembers.first(
      all(
        equals('spaceId', spaceId),
        equals('memberId', member.id),
        equals('sourceKey', sourceKey),
      ),
    );
    if (there) continue;
    await assignSpace(ground, { space, member, role, source });
    given += 1;
  }
  return given;
}
