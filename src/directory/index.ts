/** Owns the rules: who belongs to an organization, with which roles, and why; never knows by which door a wish came. */
import type { Store } from '#store/index.js';
import { createApiKeys, type ApiKeys } from './api-keys.js';
import { createCallers, type Callers } from './authority.js';
import { createConnections, type Connections } from './connections.js';
import { createCredentials, type CredentialLimits, type Credentials } from './credentials.js';
import { createGroupMappings, type GroupMappings } from './group-mappings.js';
import { createJobRuns, type JobRuns } from './job-runs.js';
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency-keys.js';
import { createJournal, type Journal } from './journal.js';
import { createLinks, type Links } from './links.js';
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
export type { JobRunReport, JobRuns } from './job-runs.js';
export type { MemberQuery } from './members/index.js';
export type { Plan, Preset, Presets, Role, SpaceRole } from './roles.js';
export { AREAS, isPermission, reachOf, requirePermission } from './permissions.js';
export type { Area, Permission } from './permissions.js';
export { authorityOf, type Callers } from './authority.js';
export { KEY_MARK } from './api-keys.js';
export type { KeptAnswer, NamedRequest } from './idempotency-keys.js';
export { requireConnection } from './connections.js';

export interface DirectoryOptions {
  readonly store: Store;
  readonly presets: Presets;
  readonly credentials: CredentialLimits;
  /** links in mails are made of it; processes over one database share it */
  readonly linkKey: string;
}

export interface Directory {
  readonly presets: Presets;
  readonly links: Links;
  readonly callers: Callers;
  readonly apiKeys: ApiKeys;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly organizations: Organizations;
  readonly connections: Connections;
  readonly credentials: Credentials;
  readonly groupMappings: GroupMappings;
  readonly recomputation: Recomputation;
  readonly members: Members;
  readonly journal: Journal;
  readonly jobRuns: JobRuns;
}

export function createDirectory(options: DirectoryOptions): Directory {
  const { store, presets, credentials, linkKey } = options;
  const links = createLinks(linkKey);
  const keys = createCredentials(store, credentials);
  return {
    presets,
    links,
    callers: createCallers(store, presets),
    apiKeys: createApiKeys(store),
    idempotencyKeys: createIdempotencyKeys(store),
    organizations: createOrganizations(store, presets),
    connections: createConnections(store, keys.forget),
    credentials: keys,
    groupMappings: createGroupMappings(store, presets, keys.forget),
    recomputation: createRecomputation(store, presets),
    members: createMembers(store),
    journal: createJournal(store),
    jobRuns: createJobRuns(store),
  };
}
