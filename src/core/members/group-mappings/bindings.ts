import { foldCase, instant } from '#kernel/index.js';
import { all, equals, type GroupMapping, type ScimGroup } from '#store/index.js';
import { MAX_MAPPINGS } from '#core/credentials/index.js';
import { nextVersion, type OrganizationScope } from '#core/tenancy/index.js';
import { toMappingEntry } from './checks.js';
import { groupByExternalId } from './group-references.js';

/** The same words in every entry, so that readers of the journal find them. */
const DELETED = 'group deleted';
const CREATED = 'group created';

/** For a group that is deleted: its mappings are kept and give nothing, until the group comes back. What they gave was taken back. */
export async function makeMappingsDormant(
  scope: OrganizationScope,
  { id, connectionId, displayName, externalId }: ScimGroup,
): Promise<void> {
  const { ctx, tx } = scope;
  const query = { where: equals('groupId', id), limit: MAX_MAPPINGS };
  const { records } = await tx.groupMappings.find(query);
  if (records.length === 0) return;
  const dormantSince = instant(ctx.clock.now());
  const after: GroupMapping[] = [];
  for (const before of records) {
    const dormant = nextVersion<GroupMapping>(ctx, before, {
      groupName: displayName,
      unboundKey: connectionId,
      dormantSince,
      ...(externalId !== undefined && { externalId }),
    });
    await tx.groupMappings.update(dormant);
    after.push(dormant);
  }
  const change = { connectionId, group: displayName, reason: DELETED, before: records, after };
  await appendBinding(scope, 'role_mapping.dormant', change);
  await appendBinding(scope, 'role_mapping.changed', change);
}

/**
 * For a group that comes, or gets an externalId: mappings that wait for it take effect. A name binds at a group's creation only, a
 * externalId only where one group of the connection has it. Resolves to whether there were any.
 */
export async function bindMappings(
  scope: OrganizationScope,
  group: ScimGroup,
  at: 'creation' | 'change',
): Promise<boolean> {
  const { ctx, tx } = scope;
  const { id, connectionId, displayName, externalId } = group;
  const query = { where: equals('unboundKey', connectionId), limit: MAX_MAPPINGS };
  const { records } = await tx.groupMappings.find(query);
  if (records.length === 0) return false;
  const isUnique =
    externalId !== undefined &&
    (await groupByExternalId(scope, { id: connectionId }, externalId))?.id === id;
  const isMeant = (mapping: GroupMapping): boolean =>
    (isUnique && mapping.externalId === externalId) ||
    (at === 'creation' &&
      mapping.byName === true &&
      foldCase(mapping.groupName ?? '') === group.displayNameKey);
  const meant = records.filter(isMeant);
  if (meant.length === 0) return false;
  const after: GroupMapping[] = [];
  for (const before of meant) {
    const same = all(equals('groupId', id), equals('gives', before.gives));
    if (await tx.groupMappings.first(same)) {
      await tx.groupMappings.remove(before.id);
      continue;
    }
    const { unboundKey: _key, dormantSince: _since, groupName: _name, ...rest } = before;
    const { externalId: _external, ...kept } = rest;
    const bound = nextVersion<GroupMapping>(ctx, kept, { groupId: id });
    await tx.groupMappings.update(bound);
    after.push(bound);
  }
  const change = { connectionId, group: displayName, reason: CREATED, before: meant, after };
  await appendBinding(scope, 'role_mapping.changed', change);
  return true;
}

interface Binding {
  readonly connectionId: string;
  readonly group: string;
  readonly reason: string;
  readonly before: readonly GroupMapping[];
  readonly after: readonly GroupMapping[];
}

async function appendBinding(
  { tx, journal }: OrganizationScope,
  type: string,
  { connectionId, group, reason, before, after }: Binding,
): Promise<void> {
  const connection = await tx.connections.get(connectionId);
  await journal.append({
    type,
    target: {
      kind: 'connection',
      id: connectionId,
      ...(connection && { name: connection.name }),
    },
    before: { group, mappings: before.map(toMappingEntry) },
    after: { group, reason, mappings: after.map(toMappingEntry) },
  });
}
