import { Fault, instant, newId, type Context } from '#kernel/index.js';
import { equals, type Connection, type Recompute, type Store, type Writers } from '#store/index.js';
import { nextVersion, requireConnection } from './connections.js';
import { append } from './journal.js';
import { mappingsOf } from './members/regrant.js';
import { requireRoles, type Presets } from './roles.js';

/** More would make every person's roles a long sum; nobody has come near. */
export const MAX_MAPPINGS = 1_000;

export interface MappingSettings {
  /** `union`: the roles of all mapped groups; `first`: of the first in the list that the person is in */
  readonly mode?: Connection['mappingMode'];
  /** null takes it away */
  readonly defaultRole?: string | null;
  readonly mappings: readonly { readonly groupId: string; readonly role: string }[];
}

export interface MappingView {
  readonly mode: Connection['mappingMode'];
  readonly defaultRole?: string;
  readonly mappings: readonly {
    readonly groupId: string;
    readonly groupName: string;
    readonly role: string;
  }[];
  /** present while people's roles are being worked out anew */
  readonly recompute?: Recompute;
}

export interface GroupMappings {
  get(ctx: Context, organizationId: string, connectionId: string): Promise<MappingView>;
  /**
   * Puts the whole list in the place of the old one and marks the connection for recomputation (recompute.ts). Faults
   * `connection.missing`, `mapping.group_missing`, `role.unknown`, `role.not_mappable`, `request.invalid` (doubles, too many).
   */
  replace(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    settings: MappingSettings,
  ): Promise<void>;
}

export function createGroupMappings(
  store: Store,
  presets: Presets,
  forgetSessions: () => void,
): GroupMappings {
  return {
    async get(_ctx, organizationId, connectionId) {
      const connection = await requireConnection(store.read, organizationId, connectionId);
      const { records } = await store.read.groupMappings.find({
        where: equals('connectionId', connectionId),
        sort: [{ field: { column: 'position' } }],
        limit: MAX_MAPPINGS,
      });
      const groups = await store.read.scimGroups.getMany(records.map(({ groupId }) => groupId));
      const names = new Map(groups.map(({ id, displayName }) => [id, displayName]));
      const { mappingMode, defaultRole, recompute } = connection;
      return {
        mode: mappingMode,
        ...(defaultRole !== undefined && { defaultRole }),
        mappings: records.flatMap(({ groupId, role }) =>
          role === undefined ? [] : [{ groupId, role, groupName: names.get(groupId) ?? '' }],
        ),
        ...(recompute && { recompute }),
      };
    },
    async replace(ctx, organizationId, connectionId, settings) {
      await store.transaction(organizationId, async (tx) => {
        const connection = await requireConnection(tx, organizationId, connectionId);
        await check(tx, presets, connection, settings);
        await write(ctx, tx, connection, settings);
      });
      forgetSessions();
    },
  };
}

async function check(
  tx: Writers,
  presets: Presets,
  connection: Connection,
  { mappings, defaultRole }: MappingSettings,
): Promise<void> {
  const refuse = (problem: string): Fault =>
    new Fault('request.invalid', { errors: [{ field: 'mappings', problem }] });
  if (mappings.length > MAX_MAPPINGS) throw refuse(`has more than ${MAX_MAPPINGS} entries`);
  const doubles = new Set(mappings.map(({ groupId, role }) => `${groupId} ${role}`));
  if (doubles.size < mappings.length) throw refuse('names a group and role twice');
  const organization = await tx.organizations.get(connection.organizationId);
  const roles = new Set(mappings.map(({ role }) => role));
  if (defaultRole) roles.add(defaultRole);
  if (!organization) throw new Fault('organization.missing', { id: connection.organizationId });
  for (const role of await requireRoles(tx, presets, organization, [...roles])) {
    if (!role.mappable) throw new Fault('role.not_mappable', { role: role.name });
  }
  const groups = await tx.scimGroups.getMany([...new Set(mappings.map((m) => m.groupId))]);
  const known = new Set(groups.filter((g) => g.connectionId === connection.id).map((g) => g.id));
  const unknown = mappings.find(({ groupId }) => !known.has(groupId));
  if (unknown) throw new Fault('mapping.group_missing', { groupId: unknown.groupId });
}

async function write(
  ctx: Context,
  tx: Writers,
  connection: Connection,
  { mode = connection.mappingMode, defaultRole, mappings }: MappingSettings,
): Promise<void> {
  const { organizationId, id: connectionId } = connection;
  const before = await mappingsOf(tx, connectionId);
  const now = instant(ctx.clock.now());
  await tx.groupMappings.removeWhere(equals('connectionId', connectionId));
  for (const [position, { groupId, role }] of mappings.entries()) {
    await tx.groupMappings.insert({
      ...{ id: newId(), version: 1, createdAt: now, updatedAt: now },
      ...{ organizationId, connectionId, groupId, role, gives: `role:${role}`, position },
    });
  }
  const { defaultRole: oldDefault, ...rest } = connection;
  const newDefault = defaultRole === undefined ? oldDefault : (defaultRole ?? undefined);
  const groupIds = [...new Set([...before, ...mappings].map(({ groupId }) => groupId))];
  // the store is asked for at most so many groups at once
  const many = groupIds.length > MAX_MAPPINGS;
  const everybody = many || newDefault !== oldDefault || mode !== connection.mappingMode;
  const after = nextVersion<Connection>(
    ctx,
    { ...rest, ...(newDefault !== undefined && { defaultRole: newDefault }) },
    {
      mappingMode: mode,
      // a recomputation that was under way starts again for everybody, because its own groups are not known any more
      recompute: {
        done: 0,
        startedAt: now,
        ...(!everybody && !connection.recompute && { groupIds }),
      },
    },
  );
  await tx.connections.update(after);
  const view = (list: readonly { groupId: string; role?: string }[]): unknown =>
    list.map(({ groupId, role }) => ({ groupId, role }));
  await append(ctx, tx, {
    ...{ organizationId, type: 'role_mapping.changed' },
    target: { kind: 'connection', id: connectionId, name: connection.name },
    before: { mode: connection.mappingMode, defaultRole: oldDefault, mappings: view(before) },
    after: { mode, defaultRole: newDefault, mappings: view(mappings) },
  });
}
