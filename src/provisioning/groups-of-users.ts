import type { Resource } from '@muster/scim';
import { pagesOf } from '#core/index.js';
import { oneOf, seenRows, type Readers } from '#store/index.js';
import { requireFewRows } from './sizes.js';

export type GroupReaders = Pick<Readers, 'groupMembers' | 'scimGroups'>;

export type GroupsOfUsers = ReadonlyMap<string, readonly GroupReference[]>;

interface GroupReference {
  readonly value: string;
  readonly display?: string;
  readonly type: 'direct';
}

/** `User.groups` (RFC 7643 section 4.1.2) for a page of users: two questions to the store, however many users. */
export async function groupsOfUsers(
  reading: GroupReaders,
  userIds: readonly string[],
): Promise<GroupsOfUsers> {
  const groups = new Map<string, GroupReference[]>();
  if (userIds.length === 0) return groups;
  const rows: { groupId: string; memberId: string }[] = [];
  for await (const page of pagesOf(reading.groupMembers, oneOf('memberId', userIds))) {
    rows.push(...seenRows(page));
    requireFewRows(rows.length, userIds.length);
  }
  const names = await namesOf(reading.scimGroups, [...new Set(rows.map(({ groupId }) => groupId))]);
  for (const { groupId, memberId } of rows) {
    const display = names.get(groupId);
    const list = groups.get(memberId) ?? [];
    list.push({ value: groupId, ...(display !== undefined && { display }), type: 'direct' });
    groups.set(memberId, list);
  }
  return groups;
}

async function namesOf(
  reading: GroupReaders['scimGroups'],
  ids: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (let from = 0; from < ids.length; from += 1_000) {
    for (const group of await reading.getMany(ids.slice(from, from + 1_000))) {
      names.set(group.id, group.displayName);
    }
  }
  return names;
}

export function withGroups(resource: Resource, groups: GroupsOfUsers): Resource {
  const ownGroups = groups.get(String(resource['id']));
  return ownGroups ? { ...resource, groups: ownGroups } : resource;
}
