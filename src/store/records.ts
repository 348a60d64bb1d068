import { accounts, type Account } from './accounts.js';
import { avatars, type Avatar } from './avatars.js';
import { hooks, type Hook } from './hooks.js';
import { hookSamples, type HookSample } from './hook-samples.js';
import { logos, type Logo } from './logos.js';
import { apiKeys, type ApiKey } from './api-keys.js';
import { roles, type CustomRole } from './roles.js';
import { roleVersions, type RoleVersion } from './role-versions.js';
import { organizationSlugs, type OrganizationSlug } from './organization-slugs.js';
import { ownershipOffers, type OwnershipOffer } from './ownership-offers.js';
import { invitations, type Invitation } from './invitations.js';
import { invitationTokens, type InvitationToken } from './invitation-tokens.js';
import { rates, type Rate } from './rates.js';
import { joinRequests, type JoinRequest } from './join-requests.js';
import { linkRequests, type LinkRequest } from './link-requests.js';
import {
  massChangePeople,
  massChanges,
  massChangeWindows,
  type MassChange,
  type MassChangePerson,
  type MassChangeWindow,
} from './mass-changes.js';
import { personPreferences, type PersonPreferences } from './person-preferences.js';
import { pastLinks, type PastLink } from './past-links.js';
import { domains, type Domain } from './domains.js';
import { spaces, type Space } from './spaces.js';
import { spaceMembers, type SpaceMember } from './space-members.js';
import { products, type Product } from './products.js';
import { savedViews, type SavedView } from './saved-views.js';
import { seats, type Seat } from './seats.js';
import { seatTrends, type SeatTrend } from './seat-trends.js';
import { tasks, type Task } from './tasks.js';
import { taskRows, type TaskRow } from './task-rows.js';
import { mails, type Mail } from './mails.js';
import { mailTemplates, type MailTemplate } from './mail-templates.js';
import { noticePreferences, type NoticePreference } from './notice-preferences.js';
import { notices, type Notice } from './notices.js';
import { tellings, type PendingNotification } from './tellings.js';
import { idempotencyKeys, type IdempotencyKey } from './idempotency-keys.js';
import { jobRuns, type JobRun } from './job-runs.js';
import { signingKeys, type SigningKey } from './signing-keys.js';
import { operatorKeys, type OperatorKey } from './operator-keys.js';
import { accessTokens, type AccessToken } from './access-tokens.js';
import { connections, type Connection } from './connections.js';
import { credentials, type Credential } from './credentials.js';
import { endpointSecrets, type EndpointSecret } from './endpoint-secrets.js';
import { erasures, type Erasure } from './erasures.js';
import { exchangeReads, type ExchangeReads } from './exchange-reads.js';
import { exchanges, type Exchange } from './exchanges.js';
import { feedMarks, type FeedMark } from './feed-marks.js';
import { feedRanges, type FeedRange } from './feed-ranges.js';
import { groupMappings, type GroupMapping } from './group-mappings.js';
import { endedGroups, type EndedGroup } from './ended-groups.js';
import { groupMembers, type GroupMember } from './group-members.js';
import { journal, type JournalEntry } from './journal.js';
import { members, type Member } from './members.js';
import { organizations, type Organization } from './organizations.js';
import type { Collection, Stored } from './record.js';
import { scimGroups, type ScimGroup } from './scim-groups.js';
import { scimUsers, type ScimUser } from './scim-users.js';
import { sessions, type SignInSession } from './sessions.js';
import { signInIdentities, type SignInIdentity } from './sign-in-identities.js';
import { signInFlows, type SignInFlow } from './sign-in-flows.js';
import { usedAssertions, type UsedAssertion } from './used-assertions.js';
import { signInCodes, type SignInCode } from './sign-in-codes.js';
import { signInLinks, type SignInLink } from './sign-in-links.js';
import { signInAttempts, type SignInAttempt } from './sign-in-attempts.js';
import { samlKeys, type ClientSecret, type SamlKey } from './saml-keys.js';
import { secondFactors, type SecondFactor } from './second-factors.js';
import { webhookCursors, type WebhookCursor } from './webhook-cursors.js';
import { webhookDeliveries, type WebhookDelivery } from './webhook-deliveries.js';
import { webhookEndpoints, type WebhookEndpoint } from './webhook-endpoints.js';

/** Every collection by the name under which the port hands out its collection. */
export interface Records {
  organizations: Organization;
  members: Member;
  avatars: Avatar;
  logos: Logo;
  connections: Connection;
  credentials: Credential;
  accessTokens: AccessToken;
  scimUsers: ScimUser;
  scimGroups: ScimGroup;
  groupMembers: GroupMember;
  endedGroups: EndedGroup;
  groupMappings: GroupMapping;
  journal: JournalEntry;
  exchanges: Exchange;
  exchangeReads: ExchangeReads;
  accounts: Account;
  personPreferences: PersonPreferences;
  savedViews: SavedView;
  apiKeys: ApiKey;
  roles: CustomRole;
  roleVersions: RoleVersion;
  organizationSlugs: OrganizationSlug;
  ownershipOffers: OwnershipOffer;
  invitations: Invitation;
  invitationTokens: InvitationToken;
  rates: Rate;
  joinRequests: JoinRequest;
  linkRequests: LinkRequest;
  pastLinks: PastLink;
  domains: Domain;
  spaces: Space;
  spaceMembers: SpaceMember;
  products: Product;
  seats: Seat;
  seatTrends: SeatTrend;
  tasks: Task;
  taskRows: TaskRow;
  mails: Mail;
  mailTemplates: MailTemplate;
  noticePreferences: NoticePreference;
  notices: Notice;
  tellings: PendingNotification;
  idempotencyKeys: IdempotencyKey;
  jobRuns: JobRun;
  signingKeys: SigningKey;
  operatorKeys: OperatorKey;
  erasures: Erasure;
  sessions: SignInSession;
  signInIdentities: SignInIdentity;
  signInFlows: SignInFlow;
  usedAssertions: UsedAssertion;
  signInCodes: SignInCode;
  signInLinks: SignInLink;
  signInAttempts: SignInAttempt;
  samlKeys: SamlKey | ClientSecret;
  secondFactors: SecondFactor;
  feedMarks: FeedMark;
  feedRanges: FeedRange;
  endpointSecrets: EndpointSecret;
  hooks: Hook;
  hookSamples: HookSample;
  webhookEndpoints: WebhookEndpoint;
  webhookCursors: WebhookCursor;
  webhookDeliveries: WebhookDelivery;
  massChanges: MassChange;
  massChangePeople: MassChangePerson;
  massChangeWindows: MassChangeWindow;
}

/**
 * Version of the data: raise it, with a step in both adapters, when stored records must be changed. Collections, columns and indexes
 * that are new need no step: both adapters make what is missing at every start.
 */
export const SCHEMA_VERSION = 11;

export const COLLECTIONS: { readonly [Name in keyof Records]: Collection<Records[Name]> } = {
  organizations,
  members,
  avatars,
  logos,
  connections,
  credentials,
  accessTokens,
  scimUsers,
  scimGroups,
  groupMembers,
  endedGroups,
  groupMappings,
  journal,
  exchanges,
  exchangeReads,
  accounts,
  personPreferences,
  savedViews,
  apiKeys,
  roles,
  roleVersions,
  organizationSlugs,
  ownershipOffers,
  invitations,
  invitationTokens,
  rates,
  joinRequests,
  linkRequests,
  pastLinks,
  domains,
  spaces,
  spaceMembers,
  products,
  seats,
  seatTrends,
  tasks,
  taskRows,
  mails,
  mailTemplates,
  noticePreferences,
  notices,
  tellings,
  idempotencyKeys,
  jobRuns,
  signingKeys,
  operatorKeys,
  erasures,
  sessions,
  signInIdentities,
  signInFlows,
  usedAssertions,
  signInCodes,
  signInLinks,
  signInAttempts,
  samlKeys,
  secondFactors,
  endpointSecrets,
  hooks,
  hookSamples,
  webhookEndpoints,
  webhookCursors,
  webhookDeliveries,
  feedMarks,
  feedRanges,
  massChanges,
  massChangePeople,
  massChangeWindows,
};

export type CollectionName = keyof Records;

/** The same table for adapters, which treat all records alike. */
export const COLLECTION_LIST = Object.entries(COLLECTIONS) as unknown as readonly (readonly [
  CollectionName,
  Collection<Stored>,
])[];

/** The declarations alone. */
export const DECLARED: readonly Collection<Stored>[] = COLLECTION_LIST.map(
  ([, declaration]) => declaration,
);
