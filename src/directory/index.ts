/** Owns the rules: who belongs to an organization, with which roles, and why; never knows by which door a wish came. */
import type { Store } from '#store/index.js';
import { createConnections, type Connections } from './connections.js';
import { createCredentials, type CredentialLimits, type Credentials } from './credentials.js';
import { createGroupMappings, type GroupMappings } from './group-mappings.js';
import { createJournal, type Journal } from './journal.js';
import { createMembers, type Members } from './members/index.js';
import { createOrganizations, type Organizations } from './organizations.js';
import { createRecomputation, type Recomputation } from './recompute.js';
import type { Presets } from './roles.js';

export { append, type Fact } from './journal.js';
export { admit, type Admission, type Person } from './members/admit.js';
export { follow } from './members/follow.js';
export { mappingsOf, regrant } from './members/regrant.js';
export type { Ground } from './members/rewrite.js';
export { nextVersion } from './connections.js';
export { listPage, type ListQuery } from './lists.js';
export { ALL_SCOPES } from './credentials.js';
export { ASSERTION_ALGORITHMS } from './assertions.js';
export type { ClientProof, IssuedToken, TokenRequest } from './clients.js';
export type { Session } from './authentication.js';
export type { MappingSettings, MappingView } from './group-mappings.js';
export type { MemberQuery } from './members/index.js';
export type { Preset, Presets, Role } from './roles.js';
export { requireConnection } from './connections.js';

export interface DirectoryOptions {
  readonly store: Store;
  readonly presets: Presets;
  readonly credentials: CredentialLimits;
}

export interface Directory {
  readonly presets: Presets;
  readonly organizations: Organizations;
  readonly connections: Connections;
  readonly credentials: Credentials;
  readonly groupMappings: GroupMappings;
  readonly recomputation: Recomputation;
  readonly members: Members;
  readonly journal: Journal;
}

export function createDirectory({ store, presets, credentials }: DirectoryOptions): Directory {
  const keys = createCredentials(store, credentials);
  return {
    presets,
    organizations: createOrganizations(store, presets),
    connections: createConnections(store, keys.forget),
    credentials: keys,
    groupMappings: createGroupMappings(store, presets, keys.forget),
    recomputation: createRecomputation(store, presets),
    members: createMembers(store),
    journal: createJournal(store),
  };
}
