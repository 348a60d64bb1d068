/** Owns what is kept and how it is asked for; never knows in which database. */
export * from './kept.js';
export * from './record.js';
export * from './records.js';
export { COLLECTIONS_WITH_ADDRESSES, rekeyed } from './address-keys.js';
export * from './spelling-keys.js';
export { ENDED_INDEXES } from './ended-indexes.js';
export { VERSION_1 } from './version-1.js';
export * from './query.js';
export * from './store.js';
export { CommitCallbacks } from './commit-callbacks.js';
export { matches } from './matching.js';
export { lazyWriters } from './lazy-writers.js';
export { WorkMemory, type SharedMemory } from './memory.js';
export { RememberedReads } from './remembered-reads.js';
export { tracedStore } from './traced-store.js';
export { wakingStore, type QueueWakes } from './waking-store.js';
export type {
  AttributeNames,
  Connection,
  ConnectionConcern,
  MetadataSource,
  OidcConnection,
  OidcProvider,
  PeopleChoice,
  ProviderCertificate,
  ProviderKey,
  Recompute,
  SamlConnection,
  SamlEndpoint,
  SamlProvider,
  ScimConnection,
  SignInConnection,
} from './connections.js';
export { isForSignIn } from './connections.js';
export type { SessionEndReason, SignInMethod, SignInSession, StepUpMethod } from './sessions.js';
export type { SignInIdentity } from './sign-in-identities.js';
export type { IdentityStatement, SignInFlow } from './sign-in-flows.js';
export type { UsedAssertion } from './used-assertions.js';
export type { SignInCode } from './sign-in-codes.js';
export type { SignInLink } from './sign-in-links.js';
export type { ReceivedAttribute, SignInAttempt } from './sign-in-attempts.js';
export type { ClientSecret, SamlKey } from './saml-keys.js';
export type { SecondFactor } from './second-factors.js';
export type { Hook } from './hooks.js';
export type { HookSample } from './hook-samples.js';
export type { WebhookConfirmation, WebhookCursor, WebhookReplay } from './webhook-cursors.js';
export type { WebhookAttempt, WebhookDelivery, WebhookResponse } from './webhook-deliveries.js';
export type { WebhookEncoding, WebhookEndpoint } from './webhook-endpoints.js';
export type { AccessToken } from './access-tokens.js';
export type { Credential, PublicKey, Scope, Trust } from './credentials.js';
export type { EndpointSecret } from './endpoint-secrets.js';
export type { Erasure, ErasureWork } from './erasures.js';
export type { FeedMark } from './feed-marks.js';
export type { FeedRange } from './feed-ranges.js';
export type { ExchangeReads } from './exchange-reads.js';
export type { Exchange } from './exchanges.js';
export type { GroupMapping } from './group-mappings.js';
export { isHeldRow, seenRows } from './group-members.js';
export type { GroupMember } from './group-members.js';
export type { EndedGroup } from './ended-groups.js';
export { CONNECTION_ACTORS, TARGET_KINDS } from './journal.js';
export type { JournalEntry } from './journal.js';
export { searchableOfEntry } from './journal-subjects.js';
export type {
  AccessSource,
  AttributeValue,
  Grant,
  GrantSource,
  Member,
  PersonNames,
} from './members.js';
export type {
  AttributeDefinition,
  Organization,
  OrganizationPolicies,
  SignInEnforcement,
} from './organizations.js';
export type { RoleDefinition, CustomRole } from './roles.js';
export type { InvitationStatus } from './invitations.js';
export { isThere } from './scim-users.js';
export type { ScimAttributes, ScimUser } from './scim-users.js';
export type { ScimGroup } from './scim-groups.js';
export type { Account } from './accounts.js';
export type { ApiKey } from './api-keys.js';
export type { Avatar } from './avatars.js';
export type { Logo } from './logos.js';
export type { RoleVersion } from './role-versions.js';
export type { OwnershipOffer } from './ownership-offers.js';
export type { Invitation } from './invitations.js';
export type { Rate } from './rates.js';
export type { JoinRequest } from './join-requests.js';
export type { LinkRequest } from './link-requests.js';
export type {
  DirectoryLoss,
  MassChange,
  MassChangePerson,
  MassChangeWindow,
} from './mass-changes.js';
export type { PastLink } from './past-links.js';
export type { Domain } from './domains.js';
export type { Space } from './spaces.js';
export type { SpaceMember } from './space-members.js';
export type { Product } from './products.js';
export type { Seat } from './seats.js';
export type { SeatDay, SeatTrend } from './seat-trends.js';
export type { Ceiling } from './ceilings.js';
export type { StoredAuthority, Task } from './tasks.js';
export type { TaskRow } from './task-rows.js';
export { NEVER, type Mail } from './mails.js';
export type { MailTemplate } from './mail-templates.js';
export type { NoticePreference } from './notice-preferences.js';
export type { SavedView } from './saved-views.js';
export type { ListPreference, PersonPreferences } from './person-preferences.js';
export type { Notice } from './notices.js';
export type { PendingNotification } from './tellings.js';
export type { IdempotencyKey } from './idempotency-keys.js';
export type { JobRun } from './job-runs.js';
export type { KeyPurpose, SigningKey } from './signing-keys.js';
export type { OperatorKey } from './operator-keys.js';
