import { instant, newId } from '#kernel/index.js';
import type {
  ScimConnection,
  GroupMember,
  JournalEntry,
  Member,
  Organization,
  ScimGroup,
  ScimUser,
  Searchable,
  SearchValue,
} from '#store/index.js';

/** Records for contract tests: complete, small, all of their own unless told otherwise. */
const STORED = {
  version: 1,
  createdAt: instant(1_700_000_000_000),
  updatedAt: instant(1_700_000_000_000),
};

export function sampleOrganization(change: Partial<Organization> = {}): Organization {
  const id = newId();
  return {
    id,
    ...STORED,
    name: 'One',
    nameKey: 'one',
    slug: id,
    preset: 'b2b',
    plan: 'all',
    status: 'active',
    ...change,
  };
}

export function sampleConnection(change: Partial<ScimConnection> = {}): ScimConnection {
  return {
    id: newId(),
    ...STORED,
    organizationId: newId(),
    kind: 'scim',
    name: 'Provider',
    status: 'active',
    compatibility: 'lenient',
    mappingMode: 'union',
    ...change,
  };
}

export function sampleUser(change: Partial<ScimUser> = {}): ScimUser {
  const id = newId();
  return {
    id,
    ...STORED,
    organizationId: 'organization-1',
    connectionId: 'connection-1',
    memberId: newId(),
    userNameKey: `${id}@example.com`,
    active: true,
    attributes: { userName: `${id}@example.com` },
    extensions: {},
    ...change,
  };
}

export function sampleMember(change: Partial<Member> = {}): Member {
  return {
    id: newId(),
    ...STORED,
    organizationId: 'o',
    status: 'active',
    source: 'manual',
    standing: 'none',
    name: 'One',
    nameKey: 'one',
    grants: [],
    ...change,
  };
}

export function sampleGroup(change: Partial<ScimGroup> = {}): ScimGroup {
  const id = newId();
  return {
    id,
    ...STORED,
    organizationId: 'organization-1',
    connectionId: 'connection-1',
    displayName: id,
    displayNameKey: id,
    attributes: { displayName: id },
    extensions: {},
    ...change,
  };
}

export function sampleGroupMember(change: Partial<GroupMember> = {}): GroupMember {
  return {
    id: newId(),
    ...STORED,
    connectionId: 'connection-1',
    groupId: 'group-1',
    memberId: newId(),
    type: 'User',
    ...change,
  };
}

export function searchable(
  search: { readonly [name: string]: SearchValue } = {},
  facets: Searchable['facets'] = [],
): Searchable {
  return { search, facets };
}

/** Without a chain of hashes. */
export function sampleEntry(change: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id: newId(),
    ...STORED,
    organizationId: newId(),
    sequence: 1,
    type: 'member.unlocked',
    family: 'member',
    actor: { kind: 'system', name: 'test' },
    actorKey: 'system:test',
    target: { kind: 'member', id: 'one' },
    targetKey: 'member:one',
    traceId: newId(),
    previous: '',
    salt: '',
    hash: '',
    ...change,
  };
}
