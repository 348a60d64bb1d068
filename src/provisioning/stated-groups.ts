import type { ResourceType } from '@muster/scim';
import { bindMappings, findAll, firstVersion, pagesOf } from '#core/index.js';
import { foldCase } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type GroupMember,
  type MassChange,
  type ScimGroup,
  type ScimUser,
} from '#store/index.js';
import { displayOf } from './displays.js';
import { livingRows } from './ended-groups.js';
import { insertGroup } from './group-records.js';
import { brakeOnStatedGroups, releaseStatedRows } from './mass-changes/stated-groups.js';
import { chunksOf } from './memberships.js';
import type { DirectoryScope } from './writing.js';

/** What became of the groups of a person who signed in. */
export interface StatedGroups {
  /** the person entered or left a group, or the brake on mass changes let go of one */
  readonly isOther: boolean;
  /** the mass change that began to hold what the person would lose */
  readonly held?: MassChange;
}

/**
 * Puts a user into exactly these groups of its connection, as the provider names them; a group that was never seen is made, and mappings
 * that wait for it take effect. Names that differ in letter case only are one group. Roles that many people lose so wait, as those of a
 * group push do.
 */
export async function setStatedGroups(
  scope: DirectoryScope,
  type: ResourceType,
  user: ScimUser,
  names: readonly string[],
): Promise<StatedGroups> {
  const { ctx, tx, connection } = scope;
  const byKey = new Map<string, string>();
  for (const name of names) if (!byKey.has(foldCase(name))) byKey.set(foldCase(name), name);
  const known = await groupsByKey(scope, [...byKey.keys()]);
  for (const [key, name] of byKey) {
    if (!known.has(key)) known.set(key, await createStatedGroup(scope, type, name));
  }
  const wanted = new Set([...known.values()].map(({ id }) => id));
  const rows: GroupMember[] = [];
  for await (const page of pagesOf(tx.groupMembers, equals('memberId', user.id))) {
    rows.push(...(await livingRows(tx, connection.id, page)));
  }
  const present = new Set(rows.map(({ groupId }) => groupId));
  const unstated = rows.filter(({ groupId }) => !wanted.has(groupId));
  const staying = await brakeOnStatedGroups(scope, user, unstated);
  const stated = rows.filter(({ groupId }) => wanted.has(groupId));
  const released = await releaseStatedRows(scope, user, stated);
  const leaving = unstated.map(({ id }) => id).filter((id) => !staying.ids.has(id));
  const entering = [...wanted].filter((id) => !present.has(id));
  const display = displayOf(user.attributes);
  const connectionId = connection.id;
  const newRows = entering.map((groupId) => {
    const fields = { connectionId, groupId, memberId: user.id, type: 'User', display } as const;
    return firstVersion<GroupMember>(ctx, fields);
  });
  if (newRows.length > 0) await tx.groupMembers.insertMissing(newRows);
  for (const ids of chunksOf(leaving)) await tx.groupMembers.removeWhere(oneOf('id', ids));
  const isOther = entering.length + leaving.length + released > 0;
  return staying.batch ? { isOther, held: staying.batch } : { isOther };
}

async function groupsByKey(
  { tx, connection }: DirectoryScope,
  keys: readonly string[],
): Promise<Map<string, ScimGroup>> {
  const found = new Map<string, ScimGroup>();
  for (const some of chunksOf(keys)) {
    const where = all(equals('connectionId', connection.id), oneOf('displayNameKey', some));
    for (const group of await findAll(tx.scimGroups, where)) found.set(group.displayNameKey, group);
  }
  return found;
}

/** A provider says an id or a name and not which of both, so the group has it as both. */
async function createStatedGroup(
  scope: DirectoryScope,
  type: ResourceType,
  name: string,
): Promise<ScimGroup> {
  const { ctx, journal, connection } = scope;
  const { id: connectionId, organizationId } = connection;
  const group = firstVersion<ScimGroup>(ctx, {
    organizationId,
    connectionId,
    displayName: name,
    displayNameKey: foldCase(name),
    externalId: name,
    attributes: { displayName: name },
    extensions: {},
  });
  await insertGroup(scope, type, group);
  await journal.append({
    type: 'scim.group.created',
    target: { kind: 'scim-group', id: group.id, name },
    after: { connectionId, members: 1 },
  });
  await bindMappings(scope, group, 'creation');
  return group;
}
