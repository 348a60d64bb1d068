/**
 * Owns the rules: who belongs to an organization, with which roles, spaces and seats, and why; never knows whether SCIM, REST, a job
 * or the command line calls. Nine modules in one order, each importing only those before it: tenancy, journal, access, tasks,
 * credentials, entitlements, members, onboarding, organizations.
 */
import { endInvitationsWithMembers } from '#core/onboarding/index.js';
import { removeMappingsOfDeleted } from '#core/members/index.js';
import {
  setListeners,
  type CoreDeps,
  type JournalListener,
  type SweepResult,
} from '#core/tenancy/index.js';
import type { Context } from '#kernel/index.js';
import type { Member, Store } from '#store/index.js';
import {
  type Accounts,
  type Attributes,
  createAccounts,
  createAttributes,
  createLimits,
  createOrganizations,
  createOwnership,
  createPlans,
  type Limits,
  meterUsage,
  type Organizations,
  type Ownership,
  type Plans,
} from '#core/organizations/index.js';
import {
  type ApiKeys,
  type Connections,
  createApiKeys,
  createConnections,
  createCredentials,
  type CredentialLimits,
  type Credentials,
} from '#core/credentials/index.js';
import { type Callers, createCallers } from '#core/access/index.js';
import {
  type Access,
  createAccess,
  createGroupMappings,
  createMemberRoles,
  createMembers,
  createRecomputation,
  createRoles,
  type GroupMappings,
  leave,
  type MemberRoles,
  type Members,
  type Recomputation,
  type Roles,
} from '#core/members/index.js';
import {
  NO_DOMAIN_RULES,
  createDomains,
  createImports,
  createInvitations,
  createJoinRequests,
  type DomainRules,
  type Domains,
  type Imports,
  importTasks,
  type Invitations,
  type InvitationSettings,
  invitationTasks,
  type JoinRequests,
} from '#core/onboarding/index.js';
import {
  createIdempotencyKeys,
  createJobRuns,
  createTasks,
  type IdempotencyKeys,
  type JobRuns,
  type TaskKinds,
  type Tasks,
} from '#core/tasks/index.js';
import { createJournal, type Journal } from '#core/journal/index.js';
import { createLinks, type Links, type Presets } from '#core/tenancy/index.js';
import {
  createProducts,
  createSeats,
  createSpaces,
  type Products,
  type Seats,
  type Spaces,
} from '#core/entitlements/index.js';

export {
  linkOrCreateFromDirectory,
  type DirectoryLink,
  type DirectoryPerson,
} from '#core/members/index.js';
export { setDirectoryValues } from '#core/members/index.js';
export { syncWithDirectoryUsers } from '#core/members/index.js';
export { mappingsOfConnection, recomputeGroupGrants } from '#core/members/index.js';
export {
  firstVersion,
  inOrganization,
  isLive,
  listPage,
  nextVersion,
  pagesOf,
  removeSome,
  viewOrganization,
} from '#core/tenancy/index.js';
export type {
  CoreDeps,
  JournalListener,
  ListQuery,
  NewJournalEntry,
  OrganizationScope,
  SweepResult,
} from '#core/tenancy/index.js';
export type { NoticeMatrix } from '#core/organizations/index.js';
export { ALL_SCOPES } from '#core/credentials/index.js';
export { ASSERTION_ALGORITHMS } from '#core/credentials/index.js';
export type { ClientProof, IssuedToken, TokenRequest } from '#core/credentials/index.js';
export type { Session } from '#core/credentials/index.js';
export type { MappingSettings, MappingView, PreviewItem } from '#core/members/index.js';
export type { JobRunReport, JobRuns } from '#core/tasks/index.js';
export { daysLeft, INVITATION_TASKS, statusAt } from '#core/onboarding/index.js';
export type {
  InvitationQuery,
  Invitations,
  InvitationSettings,
  IssuedInvitation,
} from '#core/onboarding/index.js';
export type { Tasks } from '#core/tasks/index.js';
export { IMPORT_KEYS, IMPORT_MODES } from '#core/onboarding/index.js';
export type { ImportColumn, ImportForm, ImportKey, ImportView } from '#core/onboarding/index.js';
export type { Imports, SheetLine } from '#core/onboarding/index.js';
export { visibleAttributes } from '#core/organizations/index.js';
export type {
  BulkMemberChange,
  MemberQuery,
  MemberTarget,
  NewMember,
  RemovalPreview,
} from '#core/members/index.js';
export type { JournalFilter, JournalQuery, Verification } from '#core/journal/index.js';
export type {
  MemberFilter,
  RosterQuery,
  RosterRow,
  RosterSort,
  RosterState,
} from '#core/members/index.js';
export type { Plan, Preset, Presets, Role, SpaceRole } from '#core/tenancy/index.js';
export { AREAS, isPermission, reachOf, requirePermission } from '#core/access/index.js';
export type { Area, Permission } from '#core/access/index.js';
export { authorityOf, type Callers } from '#core/access/index.js';
export { API_KEY_PREFIX, type NewApiKey } from '#core/credentials/index.js';
export type {
  AreaView,
  Difference,
  NewRole,
  RoleRemovalResult,
  RoleChange,
} from '#core/members/index.js';
export type { RoleUsage, RoleView } from '#core/members/index.js';
export type { AccessTree, Reason } from '#core/members/index.js';
export type { GrantPreview } from '#core/members/index.js';
export type { GrantChange, RoleInput } from '#core/members/index.js';
export type { StoredAnswer, IdempotentRequest } from '#core/tasks/index.js';
export type { DomainChange } from '#core/onboarding/index.js';
export { hashOfToken, tenantReaders } from '#core/tenancy/index.js';
export { findRoles } from '#core/tenancy/index.js';

export { accountOf, INSTALLATION } from '#core/tenancy/index.js';
export type { AccountChange, Accounts, Membership, NewAccount } from '#core/organizations/index.js';
export type {
  LimitChange,
  OrganizationChange,
  OrganizationQuery,
  Organizations,
} from '#core/organizations/index.js';
export type { NewOrganization, SecondFactor } from '#core/organizations/index.js';
export type { LimitsView } from '#core/organizations/index.js';
export type { NewOffer, Ownership } from '#core/organizations/index.js';
export type { PlanPreview, Plans } from '#core/organizations/index.js';
export type { RowResult } from '#core/tenancy/index.js';
export type { ProductUse, Products } from '#core/entitlements/index.js';
export { assignPromisedSeats, type WhenFull } from '#core/entitlements/index.js';
export type { Seats, SeatView } from '#core/entitlements/index.js';
export type { MemberAccess, SpaceAccess } from '#core/entitlements/index.js';
export { assignPromisedSpaces } from '#core/entitlements/index.js';
export type { Spaces } from '#core/entitlements/index.js';

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
  /** absent: 100 organizations an account, and no personal ones */
  readonly organizations?: OrganizationSettings;
  /** absent: a life of 7 days, a minute between mails, and the rates of config/default.yaml */
  readonly invitations?: InvitationSettings;
  /** absent: every domain can be claimed */
  readonly domains?: DomainRules;
  /** hear of every journal entry inside of its transaction, before those of the core */
  readonly listeners?: readonly JournalListener[];
  /** links in mails are made of it; processes over one database share it */
  readonly linkKey: string;
}

export interface Core {
  /** for transactions of modules beside the core */
  readonly deps: CoreDeps;
  readonly presets: Presets;
  readonly links: Links;
  readonly callers: Callers;
  readonly apiKeys: ApiKeys;
  readonly roles: Roles;
  readonly memberRoles: MemberRoles;
  readonly access: Access;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly organizations: Organizations;
  readonly accounts: Accounts;
  readonly plans: Plans;
  readonly limits: Limits;
  readonly ownership: Ownership;
  /** The acting member goes by themselves. Faults `permission.missing`, `member.owner_leaves`, `member.cannot_leave`. */
  leave(ctx: Context, organizationId: string): Promise<Member>;
  /** For a job: notes the use of metered plans, once a day each. */
  meterUsage(ctx: Context): Promise<SweepResult>;
  readonly connections: Connections;
  readonly credentials: Credentials;
  readonly groupMappings: GroupMappings;
  readonly spaces: Spaces;
  readonly products: Products;
  readonly seats: Seats;
  readonly recomputation: Recomputation;
  readonly members: Members;
  readonly attributes: Attributes;
  readonly invitations: Invitations;
  readonly tasks: Tasks;
  readonly imports: Imports;
  readonly domains: Domains;
  readonly joinRequests: JoinRequests;
  readonly journal: Journal;
  readonly jobRuns: JobRuns;
}

const DEFAULT_INVITATION_SETTINGS: InvitationSettings = {
  lifeDays: 7,
  coolDownSeconds: 60,
  perOrganizationHour: 5_000,
  perActorHour: 2_000,
  perAddressDay: 5,
};

/** In this order, after those of the options; each hears of an entry inside of its transaction. */
const LISTENERS: readonly JournalListener[] = [endInvitationsWithMembers, removeMappingsOfDeleted];

export function createCore(options: CoreOptions): Core {
  const { store, presets, credentials, linkKey } = options;
  const listeners = [...(options.listeners ?? []), ...LISTENERS];
  const deps: CoreDeps = { store, presets, listeners };
  const organizationDeps = { ...deps, ...(options.organizations ?? { perAccount: 100 }) };
  setListeners(listeners);
  const links = createLinks(linkKey);
  const credentialService = createCredentials(deps, credentials);
  const invitationDeps = {
    ...deps,
    links,
    settings: options.invitations ?? DEFAULT_INVITATION_SETTINGS,
  };
  const invitations = createInvitations(invitationDeps);
  const kinds: TaskKinds = { ...invitationTasks(invitationDeps), ...importTasks(invitationDeps) };
  const tasks = createTasks(deps, kinds);
  return {
    deps,
    presets,
    links,
    callers: createCallers(deps),
    apiKeys: createApiKeys(deps, credentials),
    roles: createRoles(deps),
    memberRoles: createMemberRoles(deps),
    access: createAccess(deps),
    idempotencyKeys: createIdempotencyKeys(store),
    organizations: createOrganizations({
      ...organizationDeps,
      forgetSessions: credentialService.forget,
    }),
    accounts: createAccounts(organizationDeps),
    plans: createPlans(deps),
    limits: createLimits(deps, credentials.live),
    ownership: createOwnership(deps),
    leave: (ctx, organizationId) => leave(deps, ctx, organizationId),
    meterUsage: (ctx) => meterUsage(deps, ctx),
    connections: createConnections(deps, credentialService.forget),
    credentials: credentialService,
    groupMappings: createGroupMappings(deps, credentialService.forget),
    spaces: createSpaces(deps),
    products: createProducts(deps),
    seats: createSeats(deps),
    recomputation: createRecomputation(deps),
    members: createMembers(deps),
    attributes: createAttributes(deps),
    invitations,
    tasks,
    imports: createImports(deps, tasks),
    domains: createDomains({ ...deps, links, rules: options.domains ?? NO_DOMAIN_RULES }),
    joinRequests: createJoinRequests(deps),
    journal: createJournal(deps, options.journalDays),
    jobRuns: createJobRuns(store),
  };
}
