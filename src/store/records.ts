import { accessTokens, type AccessToken } from './access-tokens.js';
import { connections, type Connection } from './connections.js';
import { credentials, type Credential } from './credentials.js';
import { exchanges, type Exchange } from './exchanges.js';
import { groupMappings, type GroupMapping } from './group-mappings.js';
import { groupMembers, type GroupMember } from './group-members.js';
import { journal, type JournalLine } from './journal.js';
import { members, type Member } from './members.js';
import { organizations, type Organization } from './organizations.js';
import type { Collection, Stored } from './record.js';
import { scimGroups, type ScimGroup } from './scim-groups.js';
import { scimUsers, type ScimUser } from './scim-users.js';

/** Every record of the house by the name under which the port hands out its collection. */
export interface Records {
  organizations: Organization;
  members: Member;
  connections: Connection;
  credentials: Credential;
  accessTokens: AccessToken;
  scimUsers: ScimUser;
  scimGroups: ScimGroup;
  groupMembers: GroupMember;
  groupMappings: GroupMapping;
  journal: JournalLine;
  exchanges: Exchange;
}

/** Version of this table: raise it, with a migration in both adapters, when kept data must be changed. */
export const SCHEMA_VERSION = 1;

export const COLLECTIONS: { readonly [Name in keyof Records]: Collection<Records[Name]> } = {
  organizations,
  members,
  connections,
  credentials,
  accessTokens,
  scimUsers,
  scimGroups,
  groupMembers,
  groupMappings,
  journal,
  exchanges,
};

export type CollectionName = keyof Records;

/** The same table for adapters, which treat all records alike. */
export const COLLECTION_LIST = Object.entries(COLLECTIONS) as unknown as readonly (readonly [
  CollectionName,
  Collection<Stored>,
])[];
