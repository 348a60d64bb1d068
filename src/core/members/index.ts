/**
 * Owns people in an organization: the lifecycle (create, link, change, leave), which is the only writer of members, their grants, the
 * roster, custom roles, and the roles that groups give. Never knows how a person was invited: invitations listen to the journal.
 *
 * Every way in calls `createMember`; a directory calls it through `linkOrCreateFromDirectory`. Every later change is a `writeMember`.
 * Next door: `entitlements` (spaces and seats), `onboarding` (the ways in).
 */
export { createAccess } from './access.js';
export { eraseViews } from './views.js';
export { createAddressConflicts } from './address-conflicts.js';
export {
  connectionDeletionTask,
  createConnectionDeletions,
} from './connection-deletion/deletions.js';
export { rolesTallyKey } from './custom-roles/changes.js';
export { MAX_ROLES } from './custom-roles/checks.js';
export { createRoles } from './custom-roles/roles.js';
export type { NewRole, RoleView } from './custom-roles/roles.js';
export { setDirectoryValues } from './directory-values.js';
export { departureOf } from './departures.js';
export type { Departure } from './departures.js';
export { grantOutcomeOf } from './grant-changes.js';
export type { GrantChange } from './grant-changes.js';
export { changeRolesIn, createMemberRoles } from './grants.js';
export { recomputeGroupGrants } from './group-access/group-grants.js';
export { createRecomputation, recomputeUnlessLastAdmin } from './group-access/recomputation.js';
export { reevaluateMember } from './group-access/re-evaluation.js';
export { createGroupMappings } from './group-mappings/group-mappings.js';
export type { MappingRequest } from './group-mappings/group-mappings.js';
export { requireRemainingAdmin, writeMember } from './lifecycle/change.js';
export {
  createMember,
  formerMember,
  toAttributes,
  toGrants,
  withAddress,
} from './lifecycle/create.js';
export type { Admission } from './lifecycle/create.js';
export { createDirectoryCache, isManual } from './lifecycle/directories.js';
export type { DirectoryCache } from './lifecycle/directories.js';
export {
  leaveAsMember,
  leave,
  leavingRefusal,
  requireUnmanagedByDirectory,
} from './lifecycle/leave.js';
export { readDirectoryPerson } from './directory-person.js';
export type { DirectoryPerson, DirectoryStatement, DirectoryUser } from './directory-person.js';
export { eraseLinks, eraseMember, requireErasable } from './lifecycle/erase.js';
export {
  askAgainAtSignIn,
  askToComeBack,
  attachAtSignIn,
  createAtSignIn,
  linkAtSignIn,
  membersOfAddress,
  setAccount,
} from './lifecycle/link-at-sign-in.js';
export type { LinkProof, SignInLink } from './lifecycle/link-at-sign-in.js';
export { isOfProvedDomain } from './lifecycle/link-authority.js';
export { linkOrCreateFromDirectory, relinkFromDirectory } from './lifecycle/link.js';
export type { DirectoryLink } from './lifecycle/link.js';
export { readsOfMember, readsOfNewcomer } from './lifecycle/reads-ahead.js';
export {
  endLink,
  requestOfMember,
  requestOfUser,
  withdrawLinkRequest,
} from './lifecycle/link-requests.js';
export { applyOverdue, finishMassChange, writePersonState } from './mass-changes/decisions.js';
export { eraseMassChangePeople } from './mass-changes/erase.js';
export { brakeOf, holdLosses, holdOrCount, peopleOf } from './mass-changes/brake.js';
export type { PersonLoss } from './mass-changes/brake.js';
export { createMassChanges } from './mass-changes/mass-changes.js';
export type { MassChangeView } from './mass-changes/mass-changes.js';
export { nextStatus } from './lifecycle/sync.js';
export { createLinkRequests } from './link-requests/link-requests.js';
export { syncWithDirectoryUsers } from './lifecycle/sync.js';
export type { SyncStep, UserEvent } from './lifecycle/sync.js';
export { managedAmong, requireUnmanaged } from './managed.js';
export { createMembers } from './members.js';
export { fullNameOf, personNamesOf, readPersonNames } from './person-names.js';
export type { PersonNamesInput } from './person-names.js';
export { reinstateMemberIn, reinstatableUntil } from './reinstate.js';
export { removeMemberIn } from './remove.js';
export { readScope } from './scopes.js';
export { requireManageableMember } from './scopes.js';
export { setSuspendedIn } from './suspend.js';
export { rosterTerms } from './roster/roster.js';
export { endSessionsOfMemberIn } from './sessions.js';
export type {
  MemberFilter,
  RosterQuery,
  RosterRow,
  RosterSelection,
  RosterState,
} from './roster/roster.js';
export { searchableOfInvitation, termsOfSearch } from './searchables.js';
export { pendingInvitationsWithRole } from './custom-roles/usages.js';
export { bindMappings, makeMappingsDormant } from './group-mappings/bindings.js';
export { removeMappingsOfDeleted } from './group-mappings/removed-targets.js';
export { withholdAccess } from './withhold-access.js';
