/** Owns what is kept and how it is asked for; never knows in which database. */
export * from './record.js';
export * from './records.js';
export * from './query.js';
export * from './store.js';
export type { Connection, Recompute } from './connections.js';
export type { AccessToken } from './access-tokens.js';
export type { Credential, PublicKey, Scope, Trust } from './credentials.js';
export type { Exchange } from './exchanges.js';
export type { GroupMapping } from './group-mappings.js';
export type { GroupMember } from './group-members.js';
export type { JournalLine } from './journal.js';
export type { Grant, GrantSource, Member } from './members.js';
export type { Organization } from './organizations.js';
export type { ScimAttributes, ScimUser } from './scim-users.js';
export type { ScimGroup } from './scim-groups.js';
