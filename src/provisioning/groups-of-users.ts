import type { Resource } from '@muster/scim';
import {
  oneOf,
  type ColumnQuery,
  type ColumnValues,
  type GroupMember,
  type Kept,
  type Listed,
  type ListedQuery,
  type Reading,
  type ScimUser,
} from '#store/index.js';
import { requireFewRows } from './sizes.js';

export interface GroupReaders {
  readonly groupMembers: Pick<Reading<GroupMember>, 'columns'>;
}

export type GroupsOfUsers = ReadonlyMap<string, readonly GroupReference[]>;

export interface GroupReference extends Resource {
  readonly value: string;
  readonly display: string;
  readonly type: 'direct';
}

/** Memberships per question. */
const PAGE_SIZE = 1_000;

/** What is asked of them; one object, by which the store knows the question again. */
const MEMBERSHIPS: Omit<ColumnQuery, 'where'> = {
  columns: ['memberId', 'groupId', 'heldBy'],
  joined: { collection: 'scim-groups', local: 'groupId', column: 'displayName' },
  sort: ['memberId', 'groupId'],
  limit: PAGE_SIZE,
};

/**
 * `User.groups` (RFC 7643 section 4.1.2) for a page of users: one question to the store, however many users. Names are joined and not kept
 * with people, so that a group is renamed in one row. What the brake on mass changes holds is not seen, nor are rows of a group that is
 * gone (`ended-groups.ts`). Users of one group share the object that names it.
 */
export async function groupsOfUsers(
  { groupMembers }: GroupReaders,
  userIds: readonly string[],
  pageLength = userIds.length,
): Promise<GroupsOfUsers> {
  const groups = new Map<string, GroupReference[]>();
  if (userIds.length === 0) return groups;
  const references = new Map<string, GroupReference>();
  let count = 0;
  let personId: ColumnValues[number] | undefined;
  let list: GroupReference[] | undefined;
  for (let after: ColumnQuery['after'], more = true; more;) {
    const rows = await groupMembers.columns({
      ...MEMBERSHIPS,
      where: oneOf('memberId', userIds),
      ...(after !== undefined && { after }),
    });
    count += rows.length;
    requireFewRows(count, pageLength);
    for (const [memberId, groupId, heldBy, name] of rows) {
      if (name === null || (heldBy !== null && heldBy !== '')) continue;
      const reference = referenceIn(references, String(groupId), String(name));
      // rows of one person follow each other
      if (list === undefined || memberId !== personId) {
        personId = memberId;
        list = groups.get(String(memberId)) ?? [];
        groups.set(String(memberId), list);
      }
      list.push(reference);
    }
    more = rows.length === PAGE_SIZE;
    const [memberId, groupId] = rows.at(-1) ?? [];
    after = [String(memberId), String(groupId)];
  }
  return groups;
}

/** The same, as it is read with the record of each user. */
export const LISTED_GROUPS: ListedQuery = {
  collection: 'group-members',
  foreign: 'memberId',
  column: 'groupId',
  named: { collection: 'scim-groups', column: 'displayName' },
  unless: 'heldBy',
};

/** Of users that were read with `LISTED_GROUPS`, one by one; undefined where there are none. Users of the same groups share the list. */
export async function groupsOfKept(
  reading: GroupReaders,
  users: readonly Kept<ScimUser>[],
): Promise<readonly (readonly GroupReference[] | undefined)[]> {
  const references = new Map<string, GroupReference>();
  const lists = new Map<readonly Listed[], readonly GroupReference[]>();
  const toList = (listed: readonly Listed[]): readonly GroupReference[] => {
    const known = lists.get(listed);
    if (known !== undefined) return known;
    const list = listed.flatMap(([id, name]) =>
      name === null ? [] : referenceIn(references, id, name),
    );
    lists.set(listed, list);
    return list;
  };
  const others = users.flatMap(({ fields, listed }) => (listed === undefined ? fields.id : []));
  const ofOthers = await groupsOfUsers(reading, others, users.length);
  return users.map(({ fields, listed }) => {
    if (listed === undefined) return ofOthers.get(fields.id);
    const list = toList(listed);
    return list.length === 0 ? undefined : list;
  });
}

function referenceIn(
  references: Map<string, GroupReference>,
  value: string,
  display: string,
): GroupReference {
  let reference = references.get(value);
  if (reference === undefined) {
    reference = { value, display, type: 'direct' };
    references.set(value, reference);
  }
  return reference;
}

export function withGroups(resource: Resource, groups: GroupsOfUsers): Resource {
  const ownGroups = groups.get(String(resource['id']));
  return ownGroups ? { ...resource, groups: ownGroups } : resource;
}
