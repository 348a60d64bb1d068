/** Owns the rules: who belongs to an organization, with which roles, and why; never knows by which door a wish came. */
import type { Context } from '#kernel/index.js';
import type { Member, Store } from '#store/index.js';
import { createAccounts, type Accounts } from './accounts.js';
import { createAttributes, type Attributes } from './attributes.js';
import { createApiKeys, type ApiKeys } from './api-keys.js';
import { createCallers, type Callers } from './authority.js';
import { createConnections, type Connections } from './connections.js';
import { createRoles, type Roles } from './custom-roles/index.js';
import { createCredentials, type CredentialLimits, type Credentials } from './credentials.js';
import { ANY_DOMAIN, createDomains, type DomainRules, type Domains } from './domains/index.js';
import { createGroupMappings, type GroupMappings } from './group-mappings/index.js';
import {
  createInvitations,
  type Invitations,
  type InvitationSettings,
} from './invitations/index.js';
import { invitationTasks } from './invitations/index.js';
import { createImports, importTasks, type Imports } from './imports/index.js';
import { createJobRuns, type JobRuns } from './job-runs.js';
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency-keys.js';
import { createJoinRequests, type JoinRequests } from './join-requests.js';
import { createJournal, type Journal } from './journal.js';
import { createLinks, type Links } from './links.js';
import { createMailTemplates, type MailTemplates } from './mail-templates.js';
import { createMails, type Mails, type NoteDelivery } from './mails.js';
import { createAccess, type Access } from './members/access.js';
import { createMemberRoles, type MemberRoles } from './members/grants.js';
import { createMembers, type Members } from './members/index.js';
import { createNotices, type Notices } from './notices/index.js';
import { createLimits, type Limits } from './limits-view.js';
import { createOrganizations, type Organizations } from './organizations/index.js';
import { createOwnership, type Ownership } from './ownership.js';
import { createPlans, type Plans } from './plans.js';
import { createProducts, type Products } from './products.js';
import { createSeats, type Seats } from './seats/index.js';
import { createSpaces, type Spaces } from './spaces/index.js';
import { leave } from './members/leave.js';
import { meterUsage } from './metering.js';
import { createRecomputation, type Recomputation } from './recompute.js';
import type { Presets } from './roles.js';
import { createTasks, type TaskKinds, type Tasks } from './tasks/index.js';

export { append, type Fact } from './journal.js';
export { admit, type Admission, type Person } from './members/admit.js';
export { setDirectoryValues } from './members/directory-values.js';
export { follow } from './members/follow.js';
export { mappingsOf, regrant } from './members/regrant.js';
export type { Ground } from './members/rewrite.js';
export { nextVersion } from './connections.js';
export { listPage, type ListQuery } from './lists.js';
export { ALL_SCOPES } from './credentials.js';
export { ASSERTION_ALGORITHMS } from './assertions.js';
export type { ClientProof, IssuedToken, TokenRequest } from './clients.js';
export type { Session } from './authentication.js';
export type { MappingSettings, MappingView, PreviewItem } from './group-mappings/index.js';
export type { JobRunReport, JobRuns } from './job-runs.js';
export { daysLeft, INVITATION_TASKS, statusAt } from './invitations/index.js';
export type {
  InvitationQuery,
  Invitations,
  InvitationSettings,
  Issued,
} from './invitations/index.js';
export type { Tasks } from './tasks/index.js';
export { IMPORT_KEYS, IMPORT_MODES } from './imports/index.js';
export type { ImportColumn, ImportForm, ImportKey, ImportView } from './imports/index.js';
export type { Imports, SheetLine } from './imports/index.js';
export { attributesShown } from './attributes.js';
export type { BulkVerb, MemberQuery, MemberTarget, NewMember, Removal } from './members/index.js';
export type { JournalFilter, JournalQuery, Verification } from './journal.js';
export type {
  MemberFilter,
  RosterQuery,
  RosterRow,
  RosterSort,
  RosterState,
} from './members/roster.js';
export type { Plan, Preset, Presets, Role, SpaceRole } from './roles.js';
export { AREAS, isPermission, reachOf, requirePermission } from './permissions.js';
export type { Area, Permission } from './permissions.js';
export { authorityOf, type Callers } from './authority.js';
export { KEY_MARK, type NewApiKey } from './api-keys.js';
export type { AreaView, Difference, NewRole, Removed, RoleChange } from './custom-roles/index.js';
export type { RoleUsage, ShownRole } from './custom-roles/index.js';
export type { AccessTree, Reason } from './members/access.js';
export type { GrantPreview } from './members/grants.js';
export type { GrantWish, RoleWish } from './members/grant-wishes.js';
export type { KeptAnswer, NamedRequest } from './idempotency-keys.js';
export type { DomainChange } from './domains/index.js';
export { requireConnection } from './connections.js';
export { hashOf } from './authentication.js';
export { findRoles } from './roles.js';
export type { TemplateWords } from './mail-templates.js';
export type { DeliveryReport, MailQuery, Mails, NoteDelivery } from './mails.js';
export { kindOf, NOTICES, type Channel } from './notices/catalogue.js';
export type { Matrix, MatrixView } from './notices/matrix.js';
export type { PreferenceView } from './notices/preferences.js';

export { accountOf, INSTALLATION } from './accounts.js';
export type { AccountChange, Accounts, Membership, NewAccount } from './accounts.js';
export type {
  LimitChange,
  OrganizationChange,
  OrganizationQuery,
  Organizations,
} from './organizations/index.js';
export type { NewOrganization, SecondFactor } from './organizations/index.js';
export type { LimitsView } from './limits-view.js';
export type { NewOffer, Ownership } from './ownership.js';
export type { PlanPreview, Plans } from './plans.js';
export type { RowResult } from './batches.js';
export type { ProductUse, Products } from './products.js';
export { giveSeats, type WhenFull } from './seats/assign.js';
export type { Seats, SeatView } from './seats/index.js';
export type { MemberAccess, SpaceAccess } from './spaces/access.js';
export { giveSpaces } from './spaces/assign.js';
export type { Spaces } from './spaces/index.js';

/** The settings section `organizations`. */
export interface OrganizationSettings {
  /** organizations that may be made for one account */
  readonly perAccount: number;
  /** the preset of personal organizations; absent: nobody gets one */
  readonly personalPreset?: string | undefined;
}

export interface DirectoryOptions {
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
  /** links in mails are made of it; processes over one database share it */
  readonly linkKey: string;
}

export interface Directory {
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
  meterUsage(ctx: Context): Promise<{ done: number; more: boolean }>;
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
  readonly mails: Mails;
  readonly mailTemplates: MailTemplates;
  readonly notices: Notices;
  /** tells an invitation what became of its mail */
  readonly noteDelivery: NoteDelivery;
}

const INVITING: InvitationSettings = {
  lifeDays: 7,
  coolDownSeconds: 60,
  perOrganizationHour: 5_000,
  perActorHour: 2_000,
  perAddressDay: 5,
};

export function createDirectory(options: DirectoryOptions): Directory {
  const { store, presets, credentials, linkKey } = options;
  const founding = { store, presets, ...(options.organizations ?? { perAccount: 100 }) };
  const links = createLinks(linkKey);
  const keys = createCredentials(store, credentials);
  const bureau = { store, presets, links, settings: options.invitations ?? INVITING };
  const invitations = createInvitations(bureau);
  const { noteDelivery } = invitations;
  const kinds: TaskKinds = { ...invitationTasks(bureau), ...importTasks(bureau) };
  const tasks = createTasks(store, presets, kinds);
  return {
    presets,
    links,
    callers: createCallers(store, presets),
    apiKeys: createApiKeys(store, presets, credentials),
    roles: createRoles(store, presets),
    memberRoles: createMemberRoles(store, presets),
    access: createAccess(store, presets),
    idempotencyKeys: createIdempotencyKeys(store),
    organizations: createOrganizations({ ...founding, forgetSessions: keys.forget }),
    accounts: createAccounts(founding),
    plans: createPlans(store, presets),
    limits: createLimits(store, presets, credentials.live),
    ownership: createOwnership(store, presets),
    leave: (ctx, organizationId) => leave(store, presets, ctx, organizationId),
    meterUsage: (ctx) => meterUsage(store, presets, ctx),
    connections: createConnections(store, presets, keys.forget),
    credentials: keys,
    groupMappings: createGroupMappings(store, presets, keys.forget),
    spaces: createSpaces(store, presets),
    products: createProducts(store, presets),
    seats: createSeats(store, presets),
    recomputation: createRecomputation(store, presets),
    members: createMembers(store, presets),
    attributes: createAttributes(store),
    invitations,
    tasks,
    imports: createImports(store, presets, tasks),
    domains: createDomains({ store, presets, links, rules: options.domains ?? ANY_DOMAIN }),
    joinRequests: createJoinRequests({ store, presets }),
    journal: createJournal(store, options.journalDays),
    jobRuns: createJobRuns(store),
    mails: createMails(store, noteDelivery),
    mailTemplates: createMailTemplates(store),
    notices: createNotices(store, presets, links),
    noteDelivery,
  };
}
