/**
 * Owns people in an organization: the lifecycle (create, link, change, leave), which is the only writer of members, their grants, the
 * roster, custom roles, and the roles that groups give. Never knows an invitation; those listen to the journal.
 */
export { createAccess } from './access.js';
export type { Access, AccessTree, Reason } from './access.js';
export { rolesTally } from './custom-roles/changes.js';
export { MAX_ROLES } from './custom-roles/checks.js';
export { createRoles } from './custom-roles/roles.js';
export type {
  AreaView,
  Difference,
  NewRole,
  Removed,
  RoleChange,
  Roles,
  RoleUsage,
  ShownRole,
} from './custom-roles/roles.js';
export { setDirectoryValues } from './directory-values.js';
export { isByHand, outcomeOf } from './grant-changes.js';
export type { GrantWish, RoleWish } from './grant-changes.js';
export { createMemberRoles } from './grants.js';
export type { GrantPreview, MemberRoles } from './grants.js';
export { mappingsOf, regrant } from './group-access/group-grants.js';
export { createRecomputation } from './group-access/recomputation.js';
export type { Recomputation } from './group-access/recomputation.js';
export { createGroupMappings } from './group-mappings/group-mappings.js';
export type {
  GroupMappings,
  MappingSettings,
  MappingView,
  PreviewItem,
} from './group-mappings/group-mappings.js';
export { receive } from './lifecycle/add-from-decision.js';
export type { Welcome } from './lifecycle/add-from-decision.js';
export { rewrite } from './lifecycle/change.js';
export { enter } from './lifecycle/create.js';
export { depart, leave, requireFree } from './lifecycle/leave.js';
export { admit } from './lifecycle/link.js';
export type { Admission, Person } from './lifecycle/link.js';
export { follow } from './lifecycle/sync.js';
export { isUnlocked, managedAmong, requireUnmanaged } from './managed.js';
export { createMembers } from './members.js';
export type {
  BulkVerb,
  MemberQuery,
  Members,
  MemberTarget,
  NewMember,
  Removal,
} from './members.js';
export type {
  MemberFilter,
  RosterQuery,
  RosterRow,
  RosterSort,
  RosterState,
} from './roster/roster.js';
export { searchableOfInvitation } from './searchables.js';
export { removeMappingsOfDeleted } from './group-mappings/removed-targets.js';
