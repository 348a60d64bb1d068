/**
 * Owns what every rule about an organization stands on: the scope of one organization in one transaction, its journal, its readers,
 * the presets and roles as they are read, versions, pages. Never knows what a member, a seat or an invitation may do.
 *
 * A rule begins with `inOrganization`, which opens the scope; it writes by `scope.tx`, reads by `scope.members.get(id)` and says what
 * it did by `scope.journal.append`. Journal listeners hear of it in the same transaction. The module `journal` reads it.
 */
export { isLiveKey, readmit } from './admission.js';
export { checkAttributes, isValidValue } from './attribute-values.js';
export { MAX_ROWS, rowByRow } from './batches.js';
export type { RowResult } from './batches.js';
export { ERASE_BATCH_SIZE, findInWays, NOTHING_ERASED, wayBy } from './erased-persons.js';
export type {
  AccountEntryEraser,
  EntryEraser,
  ErasedBatch,
  ErasedPerson,
  FoundTraces,
  PersonEraser,
  PersonInEntry,
} from './erased-persons.js';
export { hashOfEntry, isIntact } from './journal-hashes.js';
export { HOOK_POINTS, hookObjectOf } from './hooks.js';
export type {
  HookAsking,
  HookObject,
  HookPoint,
  HookPort,
  HookQuestion,
  HookVerdict,
  ScopeHooks,
} from './hooks.js';
export { invalidCursor, listPage, readCursor, toPage } from './lists.js';
export type { ListQuery } from './lists.js';
export { authorityOf, intersectAuthority, rolesOfMember } from './member-authority.js';
export {
  findOrganization,
  requireActive,
  requireOpenOrganization,
  requireOrganization,
} from './organizations.js';
export {
  findRoles,
  titleOf,
  highestRole,
  isLive,
  requirePreset,
  requireRoles,
  toRole,
  standingOf,
} from './roles.js';
export type { ChecklistItemName, ConsoleLayout, ConsolePage } from './console-layout.js';
export type { Plan, Preset, Presets, Role } from './roles.js';
export { dueBy, removeSome, sweep, sweepOrganizations } from './sweeps.js';
export type { SweepResult } from './sweeps.js';
export { tenantReaders } from './tenant-readers.js';
export type { TenantReaders } from './tenant-readers.js';
export { chunksOf, findAll, getAll, pagesOf } from './whole-reads.js';
export { firstVersion, nextVersion, requireVersion } from './versions.js';
export { decodeSortedCursor, encodeSortedCursor, listSorted } from './sorted-lists.js';
export type { SortedPosition } from './sorted-lists.js';
export {
  beginOfSession,
  endOfSession,
  endOfSessionsSoFar,
  refusalOfSession,
} from './session-rule.js';
export {
  contextsOf,
  isSecondStepOfProvider,
  saysSecondStep,
  secondStepValuesOf,
  showsContext,
  type SaidOfMethod,
} from './sign-in-strength.js';
export {
  enforcedAccess,
  isClosedTo,
  isOfEnforcedDomain,
  isWayInto,
  requireEnforcedWay,
  requireNotEnforced,
} from './enforcement.js';
export { isFreshAt, requireStepUp } from './step-up.js';
export {
  allUsersOfMember,
  isAppliedActive,
  isOfDirectory,
  usersOfMember,
} from './directory-users.js';
export { hashOfToken } from './token-hashes.js';
export { accountOf } from './accounts.js';
export { familyOf, INSTALLATION, journalTally, TransactionJournal } from './journal.js';
export type {
  CoreDeps,
  JournalListener,
  NewJournalEntry,
  MassChangeLimits,
  OrganizationScope,
} from './organization-scope.js';
export {
  actorId as whoIs,
  createScope,
  inInstallation,
  inOrganization,
  rulesOf,
  viewOrganization,
} from './scope.js';
export type {
  ChangeOptions,
  InstallationScope,
  OrganizationState,
  OrganizationView,
  ReadsAhead,
} from './scope.js';
