/**
 * Owns the rules: who belongs to an organization, with which roles, spaces and seats, and why; never knows whether SCIM, REST, a job
 * or the command line calls. Eleven modules in one order, each importing only those before it: tenancy, journal, access, tasks,
 * credentials, entitlements, members, onboarding, member-changes, organizations, erasures.
 */
import { endInvitationsWithMembers } from '#core/onboarding/index.js';
import { removeMappingsOfDeleted } from '#core/members/index.js';
import type { CoreDeps, HookPort, JournalListener } from '#core/tenancy/index.js';
import type { Presets, SweepResult } from '#core/tenancy/index.js';
import type { Context } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { taskKindsOf } from './task-kinds.js';
import {
  createAttributes,
  createConsoleServices,
  createLimits,
  createOrganizations,
  createOwnership,
  endOffersWithMembers,
  createPersonServices,
  createPlans,
  meterUsage,
} from '#core/organizations/index.js';
import {
  createApiKeys,
  createConnections,
  createCredentials,
  createLinks,
  createOperatorKeys,
  createSessions,
  type CredentialLimits,
  type SessionSettings,
  type SigningKeys,
} from '#core/credentials/index.js';
import { createCallers } from '#core/access/index.js';
import {
  createAccess,
  createAddressConflicts,
  createConnectionDeletions,
  createGroupMappings,
  createLinkRequests,
  createMassChanges,
  createMemberRoles,
  createMembers,
  createRecomputation,
  createRoles,
  leave,
  leavingRefusal,
  reevaluateMember,
  withholdAccess,
} from '#core/members/index.js';
import {
  countPeople,
  createDomains,
  createImports,
  createInvitations,
  createJoinRequests,
  NO_DOMAIN_RULES,
  replaceRoleInInvitations,
  type DomainRules,
  type InvitationSettings,
} from '#core/onboarding/index.js';
import { createMemberChanges } from '#core/member-changes/index.js';
import { createErasures, withErasers, type Erasers } from '#core/erasures/index.js';
import { createIdempotencyKeys, createJobRuns, createTasks } from '#core/tasks/index.js';
import { createJournal } from '#core/journal/index.js';
import { createProducts, createSeats, createSpaces } from '#core/entitlements/index.js';

export {
  ERASE_BATCH_SIZE,
  INSTALLATION,
  NOTHING_ERASED,
  authorityOf,
  accountOf,
  isAppliedActive,
  usersOfMember,
  endOfSession,
  isFreshAt,
  isOfEnforcedDomain,
  isWayInto,
  requireEnforcedWay,
  requireStepUp,
  requireVersion,
  refusalOfSession,
  contextsOf,
  saysSecondStep,
  secondStepValuesOf,
  showsContext,
  HOOK_POINTS,
  dueBy,
  findInWays,
  findRoles,
  titleOf,
  firstVersion,
  hashOfToken,
  highestRole,
  inInstallation,
  inOrganization,
  type ReadsAhead,
  findAll,
  getAll,
  isLive,
  journalTally,
  listPage,
  listSorted,
  readCursor,
  toPage,
  nextVersion,
  pagesOf,
  removeSome,
  tenantReaders,
  viewOrganization,
  wayBy,
} from '#core/tenancy/index.js';
export type {
  CoreDeps,
  AccountEntryEraser,
  EntryEraser,
  HookAsking,
  HookObject,
  HookPoint,
  HookPort,
  HookQuestion,
  HookVerdict,
  InstallationScope,
  JournalListener,
  ListQuery,
  OrganizationScope,
  PersonEraser,
  PersonInEntry,
  Preset,
  Presets,
  Role,
  SweepResult,
} from '#core/tenancy/index.js';
export { firstSequenceSince, type JournalFilter } from '#core/journal/index.js';
export { isPermission, requireOwn, requirePermission } from '#core/access/index.js';
export type { IdempotentRequest, JobRuns } from '#core/tasks/index.js';
export {
  addGeneration,
  attributeNamesOf,
  connectionEntry,
  isTested,
  lastSigningEnd,
  metadataStateOf,
  ALL_SCOPES,
  API_KEY_PREFIX,
  ASSERTION_ALGORITHMS,
  connectionTallyKey,
  createSecretsKey,
  endOtherSessions,
  endSessionsIn,
  endSessionsOfIdentity,
  inScopeOfSession,
  isSecondStep,
  stepUpIn,
  KEY_PURPOSES,
  openSigningKeys,
  PUBLISHED_MS,
  readGenerations,
  replaceUnreadable,
  rewrap,
  SESSION_PREFIX,
  wrappedBy,
  writeConnection,
} from '#core/credentials/index.js';
export type {
  ConnectionTarget,
  FetchedMetadata,
  NewSignInConnection,
  ProviderGiven,
  SignInChange,
  MadeSession,
  NewSession,
  Sessions,
  SessionSettings,
  KeyDeps,
  OpenedSigningKeys,
  OperatorKeys,
  SecretsKey,
  SigningKeys,
} from '#core/credentials/index.js';
export type { ClientProof, Session, TokenRequest } from '#core/credentials/index.js';
export {
  askAgainAtSignIn,
  askToComeBack,
  attachAtSignIn,
  bindMappings,
  createAtSignIn,
  createDirectoryCache,
  applyOverdue,
  endLink,
  finishMassChange,
  holdLosses,
  holdOrCount,
  nextStatus,
  peopleOf,
  writePersonState,
  makeMappingsDormant,
  requestOfMember,
  reinstatableUntil,
  requestOfUser,
  withdrawLinkRequest,
  isOfProvedDomain,
  linkAtSignIn,
  linkOrCreateFromDirectory,
  managedAmong,
  membersOfAddress,
  recomputeUnlessLastAdmin,
  endSessionsOfMemberIn,
  requireManageableMember,
  setAccount,
  relinkFromDirectory,
  recomputeGroupGrants,
  readDirectoryPerson,
  readsOfMember,
  readsOfNewcomer,
  setDirectoryValues,
  syncWithDirectoryUsers,
} from '#core/members/index.js';
export type {
  MassChangeView,
  PersonLoss,
  DirectoryCache,
  SyncStep,
  UserEvent,
  DirectoryLink,
  DirectoryPerson,
  DirectoryStatement,
  DirectoryUser,
  GrantChange,
  LinkProof,
  MappingRequest,
  MemberFilter,
  NewRole,
  RoleView,
  RosterQuery,
  RosterRow,
  RosterState,
} from '#core/members/index.js';
export {
  FACT_KEYS,
  fillProblem,
  IDENTITY_KEYS,
  INVITATION_TASKS,
  PROBLEMS,
  daysLeft,
  isBelowOne,
  statusAt,
  takeRate,
  writeList,
} from '#core/onboarding/index.js';
export type { ImportColumn, ImportForm, ImportKey, ImportView } from '#core/onboarding/index.js';
export type { DomainChange, IssuedInvitation, SheetLine } from '#core/onboarding/index.js';
export { MEMBER_CHANGE_TASK } from '#core/member-changes/index.js';
export type {
  MemberChange,
  MemberChangeOptions,
  MemberChangeRequest,
  PeopleSelection,
} from '#core/member-changes/index.js';
export { visibleAttributes } from '#core/organizations/index.js';
export type { ConsoleView, FindLacking, NoticeMatrix } from '#core/organizations/index.js';

/** The settings section `organizations`. */
export interface OrganizationSettings {
  /** organizations that may be made for one account */
  readonly perAccount: number;
  /** the preset of personal organizations; absent: nobody gets one */
  readonly personalPreset?: string | undefined;
}

export interface CoreOptions {
  readonly store: Store;
  readonly presets: Presets;
  readonly credentials: CredentialLimits;
  /** days that the journal is kept where the organization does not say otherwise; 400 when absent */
  readonly journalDays?: number;
  /** for the purge of the journal: the first entry that a reader of the organization's events has still to read */
  readonly heldFrom?: (organizationId: string) => Promise<number | undefined>;
  /** absent: 100 organizations an account, and no personal ones */
  readonly organizations?: OrganizationSettings;
  /** absent: a life of 7 days, a minute between mails, and the rates of config/default.yaml */
  readonly invitations?: InvitationSettings;
  /** absent: 8 hours without a request, and a day at most */
  readonly sessions?: SessionSettings;
  /** absent: every domain can be claimed */
  readonly domains?: DomainRules;
  /** hear of every journal entry inside of its transaction, before those of the core */
  readonly listeners?: readonly JournalListener[];
  /** inline hooks; absent: nobody is asked */
  readonly hooks?: HookPort;
  /** the brake on mass changes where an organization does not say otherwise; absent: 10 % and 20 people */
  readonly brakeLimits?: CoreDeps['brakeLimits'];
  /** sign links and cursors; processes over one database share them */
  readonly signingKeys: SigningKeys;
  /** the operator keys of the settings, or of the file; absent: there are none */
  readonly configuredOperatorKeys?: () => Promise<readonly string[]>;
  /** what modules beside the core hold about a person */
  readonly erasers?: Partial<Erasers>;
}

export type Core = ReturnType<typeof createCore>;

const DEFAULT_INVITATION_SETTINGS: InvitationSettings = {
  lifeDays: 7,
  redirectUrls: [],
  coolDownSeconds: 60,
  perOrganizationHour: 5_000,
  perActorHour: 2_000,
  perAddressDay: 5,
};

const DEFAULT_SESSION_SETTINGS: SessionSettings = { idleMinutes: 480, absoluteHours: 24 };

/** In this order, after those of the options; each hears of an entry inside of its transaction. */
const LISTENERS: readonly JournalListener[] = [
  endInvitationsWithMembers,
  endOffersWithMembers,
  removeMappingsOfDeleted,
];

/** Of many people with a mark on the connection, and of one at once. */
function withReevaluation(deps: CoreDeps) {
  return {
    ...createRecomputation(deps),
    one: (ctx: Context, organizationId: string, memberId: string) =>
      reevaluateMember(deps, ctx, organizationId, memberId),
  };
}

function invitationDepsOf(
  deps: CoreDeps,
  links: ReturnType<typeof createLinks>,
  { invitations: settings = DEFAULT_INVITATION_SETTINGS }: CoreOptions,
) {
  return { ...deps, links, settings };
}

export function createCore(options: CoreOptions) {
  const { store, presets, credentials, signingKeys, hooks, brakeLimits } = options;
  const listeners = [...(options.listeners ?? []), ...LISTENERS];
  const deps: CoreDeps = { store, presets, listeners, hooks, brakeLimits };
  const organizationDeps = { ...deps, ...(options.organizations ?? { perAccount: 100 }) };
  const links = createLinks(signingKeys);
  const credentialService = createCredentials(deps, credentials);
  const invitationDeps = invitationDepsOf(deps, links, options);
  const invitations = createInvitations(invitationDeps);
  const forgetSessions = credentialService.forget;
  const tasks = createTasks(deps, taskKindsOf(invitationDeps, forgetSessions));
  return {
    /** for transactions of modules beside the core */
    deps,
    presets,
    links,
    signingKeys,
    operatorKeys: createOperatorKeys(deps, options.configuredOperatorKeys),
    callers: createCallers(deps),
    apiKeys: createApiKeys(deps, credentials),
    roles: createRoles({ ...deps, replaceInInvitations: replaceRoleInInvitations }),
    memberRoles: createMemberRoles(deps),
    access: createAccess(deps),
    idempotencyKeys: createIdempotencyKeys(store),
    organizations: createOrganizations({ ...organizationDeps, forgetSessions }),
    ...createPersonServices(organizationDeps),
    plans: createPlans(deps),
    ...createConsoleServices(deps),
    limits: createLimits(deps, credentials.live),
    ownership: createOwnership(deps),
    leave: leave.bind(undefined, deps),
    leavingRefusal: leavingRefusal.bind(undefined, deps),
    /** For a job: notes the use of metered plans, once a day each. */
    meterUsage: (ctx: Context): Promise<SweepResult> => meterUsage(deps, ctx),
    connections: createConnections(deps, forgetSessions),
    connectionDeletions: createConnectionDeletions(deps, { tasks, forgetSessions }),
    credentials: credentialService,
    sessions: createSessions(deps, options.sessions ?? DEFAULT_SESSION_SETTINGS),
    groupMappings: createGroupMappings(deps, forgetSessions),
    spaces: createSpaces({ ...deps, withholdAccess }),
    products: createProducts(deps),
    seats: createSeats({ ...deps, withholdAccess }),
    recomputation: withReevaluation(deps),
    members: createMembers(deps),
    countPeople: countPeople.bind(undefined, deps),
    addressConflicts: createAddressConflicts(deps),
    attributes: createAttributes(deps),
    invitations,
    tasks,
    imports: createImports(deps, tasks),
    memberChanges: createMemberChanges(invitationDeps, tasks),
    domains: createDomains({ ...deps, links, rules: options.domains ?? NO_DOMAIN_RULES }),
    joinRequests: createJoinRequests(deps),
    linkRequests: createLinkRequests(deps),
    massChanges: createMassChanges(deps),
    journal: createJournal(deps, { days: options.journalDays, heldFrom: options.heldFrom }),
    jobRuns: createJobRuns(store),
    erasures: createErasures(deps, withErasers(options.erasers)),
  };
}
