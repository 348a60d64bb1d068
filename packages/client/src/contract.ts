// @generated from the contract (src/api) by `npm run pages`, and compared in the test run. Do not edit.

/** A body that is no JSON; its `type` is the media type. */
export type Upload = Blob;

export type Account = {
  id: string;
  email: string;
  name: string;
  firstName?: string;
  lastName?: string;
  emailVerified: boolean;
  emailVerifiedAt?: string;
  locale?: string;
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type AddressConflict = {
  memberId: string;
  name: string;
  status: 'active' | 'suspended';
  /** What the member has meanwhile. */
  email?: string;
  /** What a directory says. */
  wanted: string;
  /** The directory; absent where an earlier release let two members have the address. */
  connectionId?: string;
  since: string;
  /** Left: people decided to leave it as it is. */
  state: 'open' | 'left';
  holders: readonly { memberId: string; name: string; status: 'active' | 'suspended' }[];
};

export type Connection = {
  id: string;
  organizationId: string;
  kind: 'scim';
  name: string;
  compatibility: 'lenient' | 'strict';
  status: 'active' | 'disabled' | 'deleting';
  /** While it is being deleted. */
  deletion?: {
    /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
    people: 'keep' | 'suspend' | 'remove';
    taskId: string;
  };
  scimBaseUrl: string;
  mappingMode: 'union' | 'first';
  overSeatLimit?: 'queue' | 'refuse';
  defaultRole?: string;
  notifyMembers: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type ConnectionDeletion = {
  id: string;
  organizationId: string;
  status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  total: number;
  done: number;
  succeeded: number;
  failed: number;
  createdBy: { kind: string; id?: string; name: string };
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
  error?: string;
  connectionId: string;
  /** The name of the connection. */
  connection: string;
  /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
  people: 'keep' | 'suspend' | 'remove';
  /** What was done so far. */
  report?: ConnectionDeletionCounts;
};

export type ConnectionDeletionCounts = {
  kept: number;
  suspended: number;
  removed: number;
  /** Users who waited for a link and stood for nobody. */
  waiting: number;
  /** Members who had left before. */
  gone: number;
  roles: { handGiven: number; ended: number };
  spaces: { handGiven: number; ended: number };
  seats: { handGiven: number; ended: number };
};

export type ConnectionDeletionPerson = {
  memberId: string;
  name: string;
  email?: string;
  outcome: 'kept' | 'suspended' | 'removed';
  /** Why the person is not suspended or removed, or keeps what the caller could not give: another connection stands behind them, they are the caller, the caller may not manage them, or no other owner or administrator would be left. */
  because?: 'other_connection' | 'self' | 'authority' | 'member.last_owner' | 'member.last_admin';
  roles: { handGiven: readonly string[]; ended: readonly string[] };
  spaces: {
    handGiven: readonly { spaceId: string; role: string }[];
    ended: readonly { spaceId: string; role: string }[];
  };
  products: { handGiven: readonly string[]; ended: readonly string[] };
};

export type Credential = {
  id: string;
  connectionId: string;
  kind: 'token' | 'client';
  name: string;
  prefix?: string;
  scopes: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
  clientId?: string;
  tokenUrl?: string;
  trust?: {
    issuer: string;
    subject: string;
    audience: string;
    assertionSeconds: number;
    jwks: {
      keys: readonly {
        kty: 'RSA' | 'EC' | 'OKP';
        kid?: string;
        alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
        crv?: 'P-256' | 'Ed25519';
        n?: string;
        e?: string;
        x?: string;
        y?: string;
        d?: never;
        p?: never;
        q?: never;
        dp?: never;
        dq?: never;
        qi?: never;
        oth?: never;
        k?: never;
      }[];
    };
  };
  expiresAt?: string;
  revokedAt?: string;
  lastUsedAt?: string;
  createdAt: string;
};

export type Domain = {
  id: string;
  organizationId: string;
  name: string;
  status: 'pending' | 'verified' | 'failed';
  /** What a verified address of this domain opens: nothing by itself, the right to ask, or membership at once. */
  enrolment: 'manual' | 'suggest' | 'auto';
  defaultRole?: string;
  defaultSpaces?: readonly { spaceId: string; role: string }[];
  /** The DNS record that proves the domain; the domain itself will do as its name. */
  record: { type: 'TXT'; name: string; text: string };
  /** While a code is on its way to that mailbox. */
  emailProof?: { address: string; expiresAt: string; triesLeft: number };
  verifiedBy?: 'dns' | 'email';
  verifiedAt?: string;
  recheckAt?: string;
  /** Looks in a row that did not find the record. */
  failures: number;
  createdAt: string;
  updatedAt: string;
};

export type Erasure = {
  id: string;
  /** Of one organization, or of an account with all of its memberships. */
  kind: 'member' | 'account';
  /** `installation` for an account. */
  organizationId: string;
  memberId?: string;
  accountId?: string;
  /** The erasure of the account that began this one. */
  parentId?: string;
  /** blocked: `reason` says what forbids it; it is tried again every ten minutes. */
  status: 'running' | 'blocked' | 'done';
  reason?: { code: string; details: { [name: string]: unknown } };
  /** Kind and id of the caller. */
  requestedBy: string;
  /** Journal entries that lost personal data so far. */
  entries: number;
  /** Other records that went or lost personal data so far. */
  records: number;
  createdAt: string;
  updatedAt: string;
  endedAt?: string;
};

export type Exchange = {
  id: string;
  organizationId: string;
  connectionId: string;
  /** Absent where no token was recognised. */
  credentialId?: string;
  /** Of the last one where `count` is given. */
  traceId: string;
  method: string;
  path: string;
  operation: string;
  resourceType?: string;
  resourceId?: string;
  subjectId?: string;
  /** For whom the user of `subjectId` stood. */
  memberId?: string;
  /** That the request gave a user, folded. */
  address?: string;
  status: number;
  outcome: 'ok' | 'refused' | 'failed';
  trouble?: 'refused' | 'failed';
  latencyMs: number;
  userAgent?: string;
  /** Body, redacted and perhaps cut. */
  request?: string;
  /** Body, redacted and perhaps cut. */
  response?: string;
  difference?: readonly { path: string; before?: unknown; after?: unknown }[];
  trace: readonly { step: string; detail: string }[];
  /** Requests alike of one hour, when several. */
  count?: number;
  /** When the last of them came. */
  lastAt?: string;
  /** What it takes of `bytesPerConnection`. */
  bytes?: number;
  createdAt: string;
};

export type GroupMappings = {
  /** For roles: all of them, or the first of the list. Spaces and seats are always all. */
  mode: 'union' | 'first';
  defaultRole?: string;
  /** When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403. */
  overSeatLimit?: 'queue' | 'refuse';
  mappings: readonly {
    groupId: string;
    groupName: string;
    /** Dormant: its group was deleted. Waiting: its group has not come yet. */
    state: 'bound' | 'dormant' | 'waiting';
    externalId?: string;
    bindByName?: boolean;
    dormantSince?: string;
    warning?: string;
    role?: string;
    space?: { spaceId: string; role: string };
    productId?: string;
    spaceName?: string;
    productName?: string;
  }[];
  /** While people’s roles, spaces and seats are being worked out anew. */
  recompute?: { done: number; startedAt: string };
};

export type JoinRequest = {
  id: string;
  organizationId: string;
  accountId?: string;
  name: string;
  firstName?: string;
  lastName?: string;
  email: string;
  message?: string;
  status: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'superseded';
  decidedAt?: string;
  decidedBy?: string;
  reason?: string;
  memberId?: string;
  createdAt: string;
};

export type Limits = {
  plan: string;
  members: {
    used: number;
    limit: number | null;
    kind: 'hard' | 'soft' | 'metered';
    active: number;
    pending: number;
    pendingCounts: boolean;
    included: number | null;
    extra: number;
    price: string | null;
    grace: number | null;
  };
  spaces: { used: number; limit: number | null };
  roles: { used: number; limit: number | null };
  domains: { used: number; limit: number | null };
  apiKeys: { used: number; limit: number | null };
  products: readonly { productId: string; name: string; used: number; limit: number }[];
  moreProducts: boolean;
};

export type LinkRequest = {
  id: string;
  connectionId: string;
  scimUserId: string;
  memberId: string;
  memberName?: string;
  status: 'pending' | 'approved' | 'rejected' | 'withdrawn';
  /** Why it waits: an owner or administrator made by hand, or beyond the authority of the connection. */
  reason: 'owner' | 'administrator' | 'authority';
  /** As the directory says it. */
  name: string;
  email?: string;
  active: boolean;
  decidedAt?: string;
  decidedBy?: string;
  createdAt: string;
  updatedAt: string;
};

export type MappingPreview = {
  memberId: string;
  name: string;
  email?: string;
  roles: { before: readonly string[]; after: readonly string[] };
  spaces: {
    before: readonly { spaceId: string; role: string }[];
    after: readonly { spaceId: string; role: string }[];
  };
  products: { before: readonly string[]; after: readonly string[] };
  /** The member keeps the roles, because no other administrator would be left. */
  refused?: 'member.last_owner' | 'member.last_admin';
};

export type MemberAccess = {
  member: { id: string; name: string; email?: string; status: 'active' | 'suspended' | 'left' };
  reasons: readonly {
    role: string;
    source: {
      kind:
        | 'manual'
        | 'import'
        | 'request'
        | 'ownership'
        | 'invitation'
        | 'join_request'
        | 'domain'
        | 'default'
        | 'group';
      invitationId?: string;
      joinRequestId?: string;
      domainId?: string;
      connectionId?: string;
      groupId?: string;
      inviter?: string;
      domain?: string;
      connection?: string;
      group?: string;
    };
    since: string;
  }[];
  inherited?: {
    /** The member’s role that reaches every space. */
    role: string;
    /** The role in the space that this reason gives. */
    spaceRole: string;
  };
};

export type NewCredential = {
  id: string;
  connectionId: string;
  kind: 'token' | 'client';
  name: string;
  prefix?: string;
  scopes: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
  clientId?: string;
  tokenUrl?: string;
  trust?: {
    issuer: string;
    subject: string;
    audience: string;
    assertionSeconds: number;
    jwks: {
      keys: readonly {
        kty: 'RSA' | 'EC' | 'OKP';
        kid?: string;
        alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
        crv?: 'P-256' | 'Ed25519';
        n?: string;
        e?: string;
        x?: string;
        y?: string;
        d?: never;
        p?: never;
        q?: never;
        dp?: never;
        dq?: never;
        qi?: never;
        oth?: never;
        k?: never;
      }[];
    };
  };
  expiresAt?: string;
  revokedAt?: string;
  lastUsedAt?: string;
  createdAt: string;
  /** Shown in this answer and never again. */
  token?: string;
  /** Shown in this answer and never again. */
  clientSecret?: string;
};

export type Organization = {
  id: string;
  name: string;
  slug: string;
  preset: string;
  plan: string;
  status: 'active' | 'disabled' | 'deleted';
  locale?: string;
  /** IANA, in which mails write times; UTC when absent. */
  timeZone?: string;
  branding?: { logoUrl?: string; color?: string; supportUrl?: string };
  policies?: {
    inviteDomains?: 'any' | 'verified';
    guests?: 'allowed' | 'refused';
    inviterGone?: 'keep' | 'revoke';
    selfRemoval?: 'allowed' | 'refused';
    invitedSeats?: 'reserved' | 'unreserved';
    reminders?: boolean;
    joinRequests?: 'open' | 'domains' | 'closed';
    journalDays?: number;
    secondFactor?: {
      signIn?: boolean;
      highRisk?: boolean;
      roles?: readonly { role: string; from: string }[];
    };
  };
  limits?: { members?: number; spaces?: number };
  personalOf?: string;
  disabledAt?: string;
  deletedAt?: string;
  purgeAt?: string;
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type OwnershipOffer = {
  id: string;
  organizationId: string;
  fromMemberId: string;
  toMemberId: string;
  roleAfter: string | null;
  status: 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'expired';
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
};

export type Plan = {
  name: string;
  title: string;
  features: readonly string[];
  members: {
    kind: 'hard' | 'soft' | 'metered';
    limit?: number;
    included?: number;
    grace?: number;
    price?: string;
    pendingCounts: boolean;
  };
  roles?: readonly string[];
};

export type PlanPreview = {
  plan: string;
  allowed: boolean;
  members: { used: number; limit: number | null; excess: number };
  people: readonly { memberId: string; name: string; because: 'limit' | 'role' }[];
  invitations: readonly { invitationId: string; email: string }[];
  roles: readonly string[];
  features: readonly string[];
  more: boolean;
};

export type Problem = {
  /** Where the code is explained. */
  type: string;
  title: string;
  status: number;
  /** For people. */
  detail: string;
  /** Stable, for programs. */
  code: string;
  /** Finds the request in the log. */
  traceId: string;
  /** The fields that are wrong. */
  errors?: readonly { field: string; problem: string }[];
  details?: { [name: string]: unknown };
};

export type Product = {
  id: string;
  organizationId: string;
  key: string;
  name: string;
  description?: string;
  /** How many the organization has bought. */
  seats: number;
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type ProductUse = {
  bought: number;
  used: number;
  /** Kept for people who are invited; they are not free. */
  reserved: number;
  free: number;
  /** Of suspended members; they do not count as used. */
  held: number;
  requested: number;
  queued: number;
  /** Of the seats in use or reserved; 100 for a product without any. */
  percent: number;
  /** Members not active since that day, among the first `of` seats. */
  idle: { count: number; of: number; since: string };
};

export type RowResult = {
  /** As it was sent. */
  id: string;
  /** `failed`, `unchanged`, or what was done. */
  outcome: string;
  /** Of a failed row: see docs/errors.md. */
  code?: string;
  message?: string;
  details?: { [name: string]: unknown };
};

export type Seat = {
  id: string;
  organizationId: string;
  productId: string;
  productName: string;
  memberId: string;
  memberName: string;
  memberEmail?: string;
  /** `held`: of a suspended member, not counted; `requested`: waits for approval; `queued`: receives the next free seat. */
  status: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';
  source: {
    kind:
      | 'manual'
      | 'import'
      | 'request'
      | 'ownership'
      | 'invitation'
      | 'join_request'
      | 'domain'
      | 'default'
      | 'group';
    invitationId?: string;
    joinRequestId?: string;
    domainId?: string;
    connectionId?: string;
    groupId?: string;
    inviter?: string;
    domain?: string;
    connection?: string;
    group?: string;
  };
  requestedBy?: string;
  decidedBy?: string;
  decidedAt?: string;
  reason?: string;
  createdAt: string;
  updatedAt: string;
};

export type Space = {
  id: string;
  organizationId: string;
  name: string;
  description?: string;
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type SpaceAccess = {
  space: { id: string; name: string };
  reasons: readonly {
    role: string;
    source: {
      kind:
        | 'manual'
        | 'import'
        | 'request'
        | 'ownership'
        | 'invitation'
        | 'join_request'
        | 'domain'
        | 'default'
        | 'group';
      invitationId?: string;
      joinRequestId?: string;
      domainId?: string;
      connectionId?: string;
      groupId?: string;
      inviter?: string;
      domain?: string;
      connection?: string;
      group?: string;
    };
    since: string;
  }[];
  inherited?: {
    /** The member’s role that reaches every space. */
    role: string;
    /** The role in the space that this reason gives. */
    spaceRole: string;
  };
};

/** What each operation takes and gives. */
export interface Operations {
  /** Creates an organization, with its first owner if one is named. */
  createOrganization: {
    input: {
      body: {
        name: string;
        slug?: string;
        preset?: string;
        plan?: string;
        locale?: string;
        timeZone?: string;
        owner?: { email: string; name: string; accountId?: string };
      };
    };
    output: Organization;
  };
  /** Lists organizations by creation time; with `q`, finds them by name. */
  listOrganizations: {
    input: {
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'active' | 'disabled' | 'deleted';
        q?: string;
      };
    };
    output: { items: readonly Organization[]; next?: string };
  };
  /** Deletes the organization. It can be restored for 30 days and is erased afterwards. */
  deleteOrganization: {
    input: { params: { organizationId: string }; query?: { confirmation: string } };
    output: Organization;
  };
  /** Reads an organization. The operator can also read disabled and deleted ones. */
  getOrganization: { input: { params: { organizationId: string } }; output: Organization };
  /** Changes name, locale, time zone, branding and policies. Null removes a field. */
  updateOrganization: {
    input: {
      params: { organizationId: string };
      body: {
        name?: string;
        locale?: string | null;
        timeZone?: string | null;
        branding?: {
          logoUrl?: string | null;
          color?: string | null;
          supportUrl?: string | null;
        } | null;
        policies?: {
          inviteDomains?: ('any' | 'verified') | null;
          guests?: ('allowed' | 'refused') | null;
          inviterGone?: ('keep' | 'revoke') | null;
          selfRemoval?: ('allowed' | 'refused') | null;
          invitedSeats?: ('reserved' | 'unreserved') | null;
          reminders?: boolean | null;
          joinRequests?: ('open' | 'domains' | 'closed') | null;
          journalDays?: number | null;
        } | null;
      };
    };
    output: Organization;
  };
  /** Disables the organization: SCIM, API keys and members are refused. Nothing is deleted. */
  disableOrganization: { input: { params: { organizationId: string } }; output: Organization };
  /** Enables a disabled organization. */
  enableOrganization: { input: { params: { organizationId: string } }; output: Organization };
  /** Finds an organization by its current or a former slug; `slug` in the answer is the current one. */
  findOrganization: { input: { params: { slug: string } }; output: Organization };
  /** Reads the billing contacts. */
  getBilling: {
    input: { params: { organizationId: string } };
    output: { plan: string; contacts: readonly string[] };
  };
  /** Replaces the billing contacts. */
  updateBilling: {
    input: { params: { organizationId: string }; body: { contacts: readonly string[] } };
    output: { plan: string; contacts: readonly string[] };
  };
  /** Changes the slug of an organization. Links with the former slug still work. */
  renameOrganization: {
    input: { params: { organizationId: string }; body: { slug: string } };
    output: Organization;
  };
  /** Restores a deleted organization with all its data. */
  restoreOrganization: { input: { params: { organizationId: string } }; output: Organization };
  /** Sets limits that differ from the plan. Null returns to the limit of the plan. */
  updateLimits: {
    input: {
      params: { organizationId: string };
      body: { members?: number | null; spaces?: number | null };
    };
    output: Organization;
  };
  /** Reads the limits of the organization and how much of each is used. */
  getLimits: { input: { params: { organizationId: string } }; output: Limits };
  /** Sets where a second factor is required, for whom and from which day. Null: nowhere. */
  updateSecondFactor: {
    input: {
      params: { organizationId: string };
      body: {
        secondFactor: {
          signIn?: boolean;
          highRisk?: boolean;
          roles?: readonly { role: string; from: string }[];
        } | null;
      };
    };
    output: Organization;
  };
  /** Registers a new sign-up. Creates a personal organization where the settings say so. */
  createAccount: {
    input: {
      body: {
        email: string;
        name: string;
        firstName?: string;
        lastName?: string;
        emailVerified?: boolean;
        locale?: string;
      };
    };
    output: {
      id: string;
      email: string;
      name: string;
      firstName?: string;
      lastName?: string;
      emailVerified: boolean;
      emailVerifiedAt?: string;
      locale?: string;
      version: number;
      createdAt: string;
      updatedAt: string;
      organizationId?: string;
    };
  };
  /** Lists accounts by creation time, or finds the account of an address. */
  listAccounts: {
    input: { query?: { limit?: number; cursor?: string; email?: string } };
    output: { items: readonly Account[]; next?: string };
  };
  /** Reads an account. */
  getAccount: { input: { params: { accountId: string } }; output: Account };
  /** Changes names and locale, or records that the address is verified. */
  updateAccount: {
    input: {
      params: { accountId: string };
      body: {
        name?: string;
        firstName?: string | null;
        lastName?: string | null;
        locale?: string | null;
        emailVerified?: true;
      };
    };
    output: Account;
  };
  /** Erases an account with all of its memberships and everything that is kept about the person. It cannot be undone. */
  eraseAccount: { input: { params: { accountId: string } }; output: Erasure };
  /** Lists the organizations in which the account is an active member. */
  listAccountOrganizations: {
    input: { params: { accountId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      items: readonly {
        organizationId: string;
        name: string;
        slug: string;
        status: 'active' | 'disabled';
        personal: boolean;
        memberId: string;
        roles: readonly string[];
      }[];
      next?: string;
    };
  };
  /** Lists accounts that are active in no organization. A page looks at `limit` accounts: it can be empty and still have a next one. */
  listOrphanAccounts: {
    input: { query?: { limit?: number; cursor?: string } };
    output: { items: readonly Account[]; next?: string };
  };
  /** Changes the plan of the organization. */
  changePlan: {
    input: { params: { organizationId: string }; body: { plan: string } };
    output: Organization;
  };
  /** Reads the plan that the organization is on. */
  getPlan: { input: { params: { organizationId: string } }; output: Plan };
  /** Lists the plans that the organization could be on. */
  listPlans: { input: { params: { organizationId: string } }; output: { items: readonly Plan[] } };
  /** Shows whether the organization fits into a plan, and what would have to be removed first. */
  previewPlan: {
    input: { params: { organizationId: string }; body: { plan: string } };
    output: PlanPreview;
  };
  /** Accepts the ownership. It is transferred in one step. */
  acceptOwnership: {
    input: { params: { organizationId: string; offerId: string }; body: { confirm: true } };
    output: OwnershipOffer;
  };
  /** Declines the ownership. */
  declineOwnership: {
    input: { params: { organizationId: string; offerId: string } };
    output: OwnershipOffer;
  };
  /** Reads an offer. For the member who made it, the member who receives it, and other owners. */
  getOwnershipOffer: {
    input: { params: { organizationId: string; offerId: string } };
    output: OwnershipOffer;
  };
  /** The acting member leaves the organization. */
  leaveOrganization: { input: { params: { organizationId: string } }; output: undefined };
  /** Lists offers of ownership, including past ones. */
  listOwnershipOffers: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: { items: readonly OwnershipOffer[]; next?: string };
  };
  /** Offers the ownership to a member for 7 days. Nothing changes until the member accepts. */
  offerOwnership: {
    input: {
      params: { organizationId: string };
      body: { toMemberId: string; roleAfter: string | null; fromMemberId?: string };
    };
    output: OwnershipOffer;
  };
  /** Withdraws the offer. */
  withdrawOwnership: {
    input: { params: { organizationId: string; offerId: string } };
    output: OwnershipOffer;
  };
  /** Creates a connection for one identity provider. */
  createConnection: {
    input: {
      params: { organizationId: string };
      body: {
        kind: 'scim';
        name: string;
        compatibility?: 'lenient' | 'strict';
        /** Whether members get mails about what the directory gives and takes. Default: false. */
        notifyMembers?: boolean;
      };
    };
    output: Connection;
  };
  /** Lists the connections of an organization. */
  listConnections: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: { items: readonly Connection[]; next?: string };
  };
  /** Reads a connection. */
  getConnection: {
    input: { params: { organizationId: string; connectionId: string } };
    output: Connection;
  };
  /** Renames a connection, changes its compatibility and its notices, disables or enables it. */
  updateConnection: {
    input: {
      params: { organizationId: string; connectionId: string };
      body: {
        name?: string;
        compatibility?: 'lenient' | 'strict';
        status?: 'active' | 'disabled';
        /** Whether members get mails about what the directory gives and takes. Default: false. */
        notifyMembers?: boolean;
      };
    };
    output: Connection;
  };
  /** Deletes a connection with its tokens, clients, mappings, groups and log. SCIM requests are refused from now on; the people follow in the background. */
  deleteConnection: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: { people: 'keep' | 'suspend' | 'remove' };
    };
    output: ConnectionDeletion;
  };
  /** Reads the progress of the deletion of a connection. */
  getConnectionDeletion: {
    input: { params: { organizationId: string; deletionId: string } };
    output: ConnectionDeletion;
  };
  /** Lists deletions of connections with their progress, those of the last 90 days. */
  listConnectionDeletions: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: { items: readonly ConnectionDeletion[]; next?: string };
  };
  /** Shows what deleting a connection would make of its people, one page at a time, at most 100 people each. Changes nothing. */
  previewConnectionDeletion: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: { limit?: number; cursor?: string };
      body: {
        /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
        people: 'keep' | 'suspend' | 'remove';
      };
    };
    output: {
      items: readonly ConnectionDeletionPerson[];
      next?: string;
      /** How many users this page looked at. */
      looked: number;
      counts: ConnectionDeletionCounts;
      users: number;
      groups: number;
      mappings: number;
      credentials: readonly { id: string; kind: 'token' | 'client'; name: string }[];
    };
  };
  /** Creates a token, or a client for the token endpoint. The token or secret is shown only in this answer. */
  createCredential: {
    input: {
      params: { organizationId: string; connectionId: string };
      body:
        | {
            kind: 'token';
            name?: string;
            scopes?: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
            expiresAt?: string;
          }
        | {
            kind: 'client';
            name?: string;
            scopes?: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
            expiresAt?: string;
            trust?: {
              issuer: string;
              subject: string;
              audience: string;
              assertionSeconds?: number;
              jwks: {
                keys: readonly {
                  kty: 'RSA' | 'EC' | 'OKP';
                  kid?: string;
                  alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
                  crv?: 'P-256' | 'Ed25519';
                  n?: string;
                  e?: string;
                  x?: string;
                  y?: string;
                  d?: never;
                  p?: never;
                  q?: never;
                  dp?: never;
                  dq?: never;
                  qi?: never;
                  oth?: never;
                  k?: never;
                }[];
              };
            };
          };
    };
    output: NewCredential;
  };
  /** Lists the credentials of a connection, revoked and expired ones too, without tokens. */
  listCredentials: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: { items: readonly Credential[]; next?: string };
  };
  /** Reads a credential, without its token. */
  getCredential: {
    input: { params: { organizationId: string; connectionId: string; credentialId: string } };
    output: Credential;
  };
  /** Revokes a credential with immediate effect. It stays in the list; repeating the call is not an error. */
  revokeCredential: {
    input: { params: { organizationId: string; connectionId: string; credentialId: string } };
    output: undefined;
  };
  /** Reads which groups grant which roles, spaces and seats. */
  getGroupMappings: {
    input: { params: { organizationId: string; connectionId: string } };
    output: GroupMappings;
  };
  /** Replaces the whole list and recomputes the roles, spaces and seats of all members. */
  replaceGroupMappings: {
    input: {
      params: { organizationId: string; connectionId: string };
      body: {
        /** For roles: all of them, or the first of the list. Spaces and seats are always all. */
        mode?: 'union' | 'first';
        defaultRole?: string | null;
        /** When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403. */
        overSeatLimit?: 'queue' | 'refuse';
        mappings: readonly {
          groupId?: string;
          /** Of a group that may come later; binds while one group of the connection has it. */
          externalId?: string;
          /** Of a group that may come later; needs bindByName. */
          groupName?: string;
          /** Binds a new group of the name, once, at its creation: whoever names groups at the provider can then give this. */
          bindByName?: boolean;
          role?: string;
          space?: { spaceId: string; role: string };
          productId?: string;
        }[];
        /** Answers for credentials whose makers could not give it; for callers who could. The preview lists them. */
        vouch?: boolean;
      };
    };
    output: GroupMappings;
  };
  /** Shows which members a list of mappings would change, and how, one page at a time. Changes nothing. */
  previewGroupMappings: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: { limit?: number; cursor?: string };
      body: {
        /** For roles: all of them, or the first of the list. Spaces and seats are always all. */
        mode?: 'union' | 'first';
        defaultRole?: string | null;
        /** When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403. */
        overSeatLimit?: 'queue' | 'refuse';
        mappings: readonly {
          groupId?: string;
          /** Of a group that may come later; binds while one group of the connection has it. */
          externalId?: string;
          /** Of a group that may come later; needs bindByName. */
          groupName?: string;
          /** Binds a new group of the name, once, at its creation: whoever names groups at the provider can then give this. */
          bindByName?: boolean;
          role?: string;
          space?: { spaceId: string; role: string };
          productId?: string;
        }[];
        /** Answers for credentials whose makers could not give it; for callers who could. The preview lists them. */
        vouch?: boolean;
      };
    };
    output: {
      items: readonly MappingPreview[];
      /** How many people this page looked at. */
      looked: number;
      next?: string;
      /** Credentials whose makers could not give it; the change needs vouch. */
      credentials?: readonly { id: string; kind: 'token' | 'client'; name: string }[];
    };
  };
  /** Assigns a member to up to 1,000 spaces, or removes them, with a result for each space. */
  changeMemberSpaces: {
    input: {
      params: { organizationId: string; memberId: string };
      body: { action: 'assign' | 'remove'; role?: string; spaceIds: readonly string[] };
    };
    output: { results: readonly RowResult[] };
  };
  /** Assigns up to 1,000 members to a space, or removes them, with a result for each member. */
  changeSpaceMembers: {
    input: {
      params: { organizationId: string; spaceId: string };
      body: { action: 'assign' | 'remove'; role?: string; memberIds: readonly string[] };
    };
    output: { results: readonly RowResult[] };
  };
  /** Creates a space. Its name must be unique in the organization. */
  createSpace: {
    input: { params: { organizationId: string }; body: { name: string; description?: string } };
    output: Space;
  };
  /** Lists spaces by creation time. With an `:own` permission: only those that the member has access to. */
  listSpaces: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; search?: string };
    };
    output: { items: readonly Space[]; next?: string };
  };
  /** Deletes a space, all access to it, and the group mappings that grant it. */
  deleteSpace: {
    input: { params: { organizationId: string; spaceId: string } };
    output: undefined;
  };
  /** Reads a space. */
  getSpace: { input: { params: { organizationId: string; spaceId: string } }; output: Space };
  /** Changes the name or the description of a space. */
  updateSpace: {
    input: {
      params: { organizationId: string; spaceId: string };
      body: { name?: string; description?: string | null };
    };
    output: Space;
  };
  /** Lists the spaces that a member has access to, and why; all spaces, where a role says so. */
  listMemberSpaces: {
    input: {
      params: { organizationId: string; memberId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: { items: readonly SpaceAccess[]; next?: string };
  };
  /** Lists the members of a space and why they have access, or the members whose role gives access to every space. */
  listSpaceMembers: {
    input: {
      params: { organizationId: string; spaceId: string };
      query?: { limit?: number; cursor?: string; access?: 'assigned' | 'inherited' };
    };
    output: { items: readonly MemberAccess[]; next?: string };
  };
  /** Removes the manual assignment of a member to a space. */
  removeSpaceMember: {
    input: { params: { organizationId: string; spaceId: string; memberId: string } };
    output: undefined;
  };
  /** Assigns a member to a space, or changes the role in it. */
  setSpaceMember: {
    input: {
      params: { organizationId: string; spaceId: string; memberId: string };
      body: { role: string };
    };
    output: undefined;
  };
  /** Creates a product with a number of seats. */
  createProduct: {
    input: {
      params: { organizationId: string };
      body: { key: string; name: string; description?: string; seats: number };
    };
    output: Product;
  };
  /** Lists products. With an `:own` permission: only those of which the member holds or requests a seat. */
  listProducts: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: { items: readonly Product[]; next?: string };
  };
  /** Deletes a product, releases its seats, and removes the group mappings that grant it. */
  deleteProduct: {
    input: { params: { organizationId: string; productId: string } };
    output: undefined;
  };
  /** Reads a product. */
  getProduct: { input: { params: { organizationId: string; productId: string } }; output: Product };
  /** Changes the name or the number of seats of a product. New seats go to waiting members. */
  updateProduct: {
    input: {
      params: { organizationId: string; productId: string };
      body: { key?: string; name?: string; seats?: number; description?: string | null };
    };
    output: Product;
  };
  /** Counts the seats that are bought, used, waited for and idle. */
  getProductUse: {
    input: { params: { organizationId: string; productId: string }; query?: { idleDays?: number } };
    output: ProductUse;
  };
  /** Approves a request. The member receives a free seat, or the next one that is released. */
  approveSeatRequest: {
    input: { params: { organizationId: string; seatRequestId: string } };
    output: Seat;
  };
  /** Assigns a seat to a member. Without a free seat, `whenFull` decides: refuse, request or queue. */
  assignSeat: {
    input: {
      params: { organizationId: string };
      body: { productId: string; memberId: string; whenFull?: 'refuse' | 'request' | 'queue' };
    };
    output: Seat;
  };
  /** Lists seats of one status (default: assigned), of a product or a member. */
  listSeats: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';
        productId?: string;
        memberId?: string;
      };
    };
    output: { items: readonly Seat[]; next?: string };
  };
  /** Assigns seats of a product to up to 1,000 members, or releases them, with a result for each member. */
  changeSeats: {
    input: {
      params: { organizationId: string };
      body: {
        action: 'assign' | 'release';
        productId: string;
        whenFull?: 'refuse' | 'request' | 'queue';
        memberIds: readonly string[];
      };
    };
    output: { results: readonly RowResult[] };
  };
  /** Denies a request, with an optional reason. */
  denySeatRequest: {
    input: { params: { organizationId: string; seatRequestId: string }; body: { reason?: string } };
    output: Seat;
  };
  /** Lists the seats that a member holds, waits for, or has requested. */
  listMemberSeats: {
    input: {
      params: { organizationId: string; memberId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: { items: readonly Seat[]; next?: string };
  };
  /** Lists seat requests, oldest first (default: open ones). */
  listSeatRequests: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'requested' | 'queued' | 'denied';
        productId?: string;
      };
    };
    output: { items: readonly Seat[]; next?: string };
  };
  /** Requests a seat for the acting member. A member with the permission to assign seats decides. */
  requestSeat: {
    input: { params: { organizationId: string }; body: { productId: string; reason?: string } };
    output: Seat;
  };
  /** Releases a seat. The member who has waited longest receives it. */
  releaseSeat: { input: { params: { organizationId: string; seatId: string } }; output: undefined };
  /** Withdraws the acting member's own request, also from the queue. */
  withdrawSeatRequest: {
    input: { params: { organizationId: string; seatRequestId: string } };
    output: undefined;
  };
  /** Adds a member without an invitation. The host application asserts the identity of the person. The name can be omitted when a first or last name is given, or an account with the address exists. */
  addMember: {
    input: {
      params: { organizationId: string };
      body: {
        email: string;
        name?: string;
        firstName?: string;
        lastName?: string;
        roles?: readonly string[];
        spaces?: readonly { spaceId: string; role: string }[];
        products?: readonly string[];
        attributes?: { [name: string]: string | number | boolean };
        locale?: string;
        guest?: boolean;
        /** Whether the person gets a mail that welcomes them. Default: true. */
        notify?: boolean;
      };
    };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Lists members and pending invitations in one list: active, suspended, left and pending. */
  listMembers: {
    input: {
      params: { organizationId: string };
      query?: {
        state?: string;
        q?: string;
        email?: string;
        filter?: string;
        sort?: 'name' | '-name' | 'email' | 'createdAt' | '-createdAt' | 'lastActiveOn';
        limit?: number;
        cursor?: string;
      };
    };
    output: {
      items: readonly (
        | {
            kind: 'member';
            id: string;
            version: number;
            organizationId: string;
            status: 'active' | 'suspended' | 'left';
            /** The name that is shown. */
            name: string;
            firstName?: string;
            lastName?: string;
            email?: string;
            /** The address that a directory says of the member while another present member has it; given once it is free. */
            addressConflict?: {
              email: string;
              connectionId?: string;
              since: string;
              /** Left: people decided to leave it as it is. */
              state: 'open' | 'left';
            };
            accountId?: string;
            roles: readonly string[];
            grants: readonly {
              role: string;
              source: {
                kind:
                  | 'manual'
                  | 'import'
                  | 'request'
                  | 'ownership'
                  | 'invitation'
                  | 'join_request'
                  | 'domain'
                  | 'default'
                  | 'group';
                invitationId?: string;
                joinRequestId?: string;
                domainId?: string;
                connectionId?: string;
                groupId?: string;
                inviter?: string;
                domain?: string;
                connection?: string;
                group?: string;
              };
              since: string;
              until?: string;
              /** Given while the member was unlocked; ends with that. */
              override?: true;
            }[];
            /** What people had given before the member left. It does not return by itself. */
            previousRoles?: readonly string[];
            standing: 'owner' | 'admin' | 'none';
            source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
            /** A directory manages names, address, status and removal. */
            managed: boolean;
            /** Until then people may change what the directory manages. */
            unlockedUntil?: string;
            guest?: boolean;
            avatar?: {
              source: 'upload' | 'directory';
              /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
              url: string;
            };
            locale?: string;
            /** Values of the attributes that the organization has defined. */
            attributes: {
              [name: string]: {
                value: string | number | boolean;
                source: 'manual' | 'directory' | 'import' | 'invitation';
              };
            };
            /** To the day. */
            lastActiveOn?: string;
            suspendedAt?: string;
            suspendedBy?: 'directory' | 'person';
            leftAt?: string;
            /** The member who has been this person since. */
            mergedInto?: string;
            createdAt: string;
            updatedAt: string;
            /** For callers who may read seats; `promised` by an invitation. */
            seats?: readonly {
              productId: string;
              product: string;
              status:
                'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released' | 'promised';
            }[];
            /** For callers who may read spaces. */
            spaces?: readonly { spaceId: string; space: string; role: string }[];
            /** There are more seats or spaces than the row shows. */
            moreAccess?: boolean;
          }
        | {
            kind: 'invitation';
            id: string;
            version: number;
            organizationId: string;
            status: 'pending';
            name?: string;
            firstName?: string;
            lastName?: string;
            email: string;
            roles: readonly string[];
            guest: boolean;
            delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
            inviter: { kind: string; id?: string; name: string };
            /** For callers who may read seats; `promised` by an invitation. */
            seats?: readonly {
              productId: string;
              product: string;
              status:
                'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released' | 'promised';
            }[];
            /** For callers who may read spaces. */
            spaces?: readonly { spaceId: string; space: string; role: string }[];
            /** There are more seats or spaces than the row shows. */
            moreAccess?: boolean;
            expiresAt: string;
            createdAt: string;
            updatedAt: string;
          }
      )[];
      next?: string;
    };
  };
  /** Reads a member. Every member may read their own record. */
  getMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Changes names, address, locale or attributes. Null removes the value of an attribute, and a first or last name. Every member may change their own names and locale. */
  updateMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        name?: string;
        firstName?: string | null;
        lastName?: string | null;
        email?: string;
        locale?: string;
        attributes?: { [name: string]: (string | number | boolean) | null };
      };
    };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Ends an override before its time. Roles, spaces and seats that people decided under it end with it. */
  lockMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Unlocks a directory-managed member until a given time. Roles, spaces and seats that people decide meanwhile end with it. */
  unlockMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: { hours: number; reason: string };
    };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Shows what removing a member would remove with them, and whether it would be refused. */
  previewMemberRemoval: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      memberId: string;
      name: string;
      refusal?: { code: string; message: string };
      seats: readonly {
        productId: string;
        product: string;
        status: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';
      }[];
      spaces: readonly { spaceId: string; space: string; role: string }[];
      /** Pending ones that the member sent. */
      invitations: readonly { id: string; email: string; expiresAt: string }[];
      invitationsAre: 'kept' | 'revoked';
    };
  };
  /** Removes a member with all seats and spaces. The successor, if one is named, receives what the member owns in the host application. */
  removeMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: { successorMemberId?: string };
    };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Records that the member was active today. Only the day is stored, at most once a day. */
  reportMemberActivity: {
    input: { params: { organizationId: string; memberId: string } };
    output: { lastActiveOn: string };
  };
  /** Restores a suspended member, with the roles, seats and spaces that were kept. */
  restoreMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Suspends a member. Roles, seats and spaces are kept and return when the member is restored. */
  suspendMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Suspends, restores or removes up to 1,000 members, or sets their roles. Removing revokes the invitations of pending rows. A refusal of one row does not stop the others. */
  bulkMembers: {
    input: {
      params: { organizationId: string };
      body:
        | { action: 'suspend' | 'restore'; ids: readonly string[] }
        | { action: 'remove'; ids: readonly string[]; successorMemberId?: string }
        | {
            action: 'setRoles';
            ids: readonly string[];
            roles: readonly string[];
            confirm?: boolean;
          };
    };
    output: {
      succeeded: number;
      failed: number;
      rows: readonly {
        id: string;
        /** `failed`, or what was done. */
        outcome: string;
        code?: string;
        message?: string;
        details?: { [name: string]: unknown };
      }[];
    };
  };
  /** Exports the member list as a file, with the same filters and sort order. An import takes it; unchanged rows change nothing. */
  exportMembers: {
    input: {
      params: { organizationId: string };
      query?: {
        state?: string;
        q?: string;
        email?: string;
        filter?: string;
        sort?: 'name' | '-name' | 'email' | 'createdAt' | '-createdAt' | 'lastActiveOn';
        format?: 'csv' | 'xlsx';
        locale?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      };
    };
    output: Response;
  };
  /** Removes the picture that was uploaded. One that a directory names is shown again. */
  deleteAvatar: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Reads the picture that was uploaded for a member: 256 × 256 points, WebP. With its ETag as If-None-Match the answer is 304. */
  getAvatar: { input: { params: { organizationId: string; memberId: string } }; output: Response };
  /** Uploads a picture of a member: PNG, JPEG or WebP, at most 4096 × 4096 points. It is cut to a square and made small; what it says of the camera and the place is dropped. Every member may upload their own. */
  replaceAvatar: {
    input: { params: { organizationId: string; memberId: string }; body: Upload };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Leaves an address conflict as it is: it is no longer asked about. The member still gets the address once it is free. */
  leaveAddressConflict: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Lists members of whom a directory says an address that another member has, and those others. */
  listAddressConflicts: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; state?: 'open' | 'left' };
    };
    output: { items: readonly AddressConflict[]; next?: string };
  };
  /** Merges a member into another one who is the same person. What the member has goes to the one who stays, and the member leaves for good. */
  mergeMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** The member who stays. */
        into: string;
        /** Of the one who stays, as it was read; If-Match is about the one who goes. */
        intoVersion?: number;
        /** Rights over other members move, too: the preview was looked at. */
        confirm?: boolean;
      };
    };
    output: {
      kind: 'member';
      id: string;
      version: number;
      organizationId: string;
      status: 'active' | 'suspended' | 'left';
      /** The name that is shown. */
      name: string;
      firstName?: string;
      lastName?: string;
      email?: string;
      /** The address that a directory says of the member while another present member has it; given once it is free. */
      addressConflict?: {
        email: string;
        connectionId?: string;
        since: string;
        /** Left: people decided to leave it as it is. */
        state: 'open' | 'left';
      };
      accountId?: string;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      /** What people had given before the member left. It does not return by itself. */
      previousRoles?: readonly string[];
      standing: 'owner' | 'admin' | 'none';
      source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import';
      /** A directory manages names, address, status and removal. */
      managed: boolean;
      /** Until then people may change what the directory manages. */
      unlockedUntil?: string;
      guest?: boolean;
      avatar?: {
        source: 'upload' | 'directory';
        /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
        url: string;
      };
      locale?: string;
      /** Values of the attributes that the organization has defined. */
      attributes: {
        [name: string]: {
          value: string | number | boolean;
          source: 'manual' | 'directory' | 'import' | 'invitation';
        };
      };
      /** To the day. */
      lastActiveOn?: string;
      suspendedAt?: string;
      suspendedBy?: 'directory' | 'person';
      leftAt?: string;
      /** The member who has been this person since. */
      mergedInto?: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Shows what merging a member into another one would make of that one, or why it would be refused. Changes nothing. */
  previewMemberMerge: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** The member who stays. */
        into: string;
      };
    };
    output: {
      member: { memberId: string; name: string; version: number };
      into: { memberId: string; name: string; version: number };
      refusal?: { code: string; message: string };
      result?: {
        status: 'active' | 'suspended';
        email?: string;
        accountId?: string;
        standing: 'owner' | 'admin' | 'none';
        roles: { before: readonly string[]; after: readonly string[] };
        /** Those that are gained; for callers who may read spaces. */
        spaces?: readonly { spaceId: string; space: string; role: string }[];
        /** Those that are gained; for callers who may read seats. */
        seats?: readonly {
          productId: string;
          product: string;
          status: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released' | 'promised';
        }[];
        /** Users of directories that would stand for the other member. */
        scimUserIds: readonly string[];
        /** The member gains rights over other members; the merge needs confirm. */
        needsConfirmation: boolean;
      };
    };
  };
  /** Removes a member and erases what the organization keeps about the person. It cannot be undone; journal entries keep their hashes. */
  eraseMember: {
    input: { params: { organizationId: string; memberId: string }; body: Record<string, never> };
    output: Erasure;
  };
  /** Reads how far an erasure is, of an account too. */
  getAnyErasure: { input: { params: { erasureId: string } }; output: Erasure };
  /** Reads how far the erasure of a member is. */
  getErasure: { input: { params: { organizationId: string; erasureId: string } }; output: Erasure };
  /** Lists every erasure of the installation, the oldest first: what has to be erased again after a backup was restored. */
  listAllErasures: {
    input: { query?: { limit?: number; cursor?: string } };
    output: { items: readonly Erasure[]; next?: string };
  };
  /** Lists erasures of members of the organization, the oldest first. */
  listErasures: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: { items: readonly Erasure[]; next?: string };
  };
  /** Reads the definitions of the organization's member attributes. */
  getAttributes: {
    input: { params: { organizationId: string } };
    output: {
      attributes: readonly {
        name: string;
        title: string;
        type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
        choices?: readonly string[];
        /** SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department. */
        scim?: string;
      }[];
      version: number;
    };
  };
  /** Replaces the definitions, at most 50. Values of a removed attribute are hidden, and visible again when it is defined again. */
  replaceAttributes: {
    input: {
      params: { organizationId: string };
      body: {
        attributes: readonly {
          name: string;
          title: string;
          type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
          choices?: readonly string[];
          /** SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department. */
          scim?: string;
        }[];
      };
    };
    output: {
      attributes: readonly {
        name: string;
        title: string;
        type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
        choices?: readonly string[];
        /** SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department. */
        scim?: string;
      }[];
      version: number;
    };
  };
  /** Invites up to 1,000 addresses in the background. `common` gives the defaults of all rows. */
  bulkCreateInvitations: {
    input: {
      params: { organizationId: string };
      body: {
        common?: {
          firstName?: string;
          lastName?: string;
          roles?: readonly string[];
          spaces?: readonly { spaceId: string; role: string }[];
          products?: readonly string[];
          attributes?: { [name: string]: string | number | boolean };
          locale?: string;
          message?: string;
          guest?: boolean;
          lifeDays?: number;
          redirectUrl?: string;
          send?: boolean;
        };
        invitations: readonly {
          email: string;
          name?: string;
          firstName?: string;
          lastName?: string;
          roles?: readonly string[];
          spaces?: readonly { spaceId: string; role: string }[];
          products?: readonly string[];
          attributes?: { [name: string]: string | number | boolean };
          locale?: string;
          message?: string;
          guest?: boolean;
          lifeDays?: number;
          redirectUrl?: string;
          send?: boolean;
        }[];
      };
    };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
      kind: 'invite' | 'resend' | 'revoke' | 'import';
      gathering: boolean;
    };
  };
  /** Sends pending invitations again: those named, or all that match a filter (`{}`: all). */
  bulkResendInvitations: {
    input: {
      params: { organizationId: string };
      body: {
        ids?: readonly string[];
        filter?: {
          email?: string;
          role?: string;
          inviter?: string;
          expiresFrom?: string;
          expiresTo?: string;
          q?: string;
        };
      };
    };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
      kind: 'invite' | 'resend' | 'revoke' | 'import';
      gathering: boolean;
    };
  };
  /** Revokes pending invitations: those named, or all that match a filter (`{}`: all). */
  bulkRevokeInvitations: {
    input: {
      params: { organizationId: string };
      body: {
        ids?: readonly string[];
        filter?: {
          email?: string;
          role?: string;
          inviter?: string;
          expiresFrom?: string;
          expiresTo?: string;
          q?: string;
        };
        notify?: boolean;
        note?: string;
      };
    };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
      kind: 'invite' | 'resend' | 'revoke' | 'import';
      gathering: boolean;
    };
  };
  /** Counts invitations by their current state. Deleted records do not count. */
  countInvitations: {
    input: { params: { organizationId: string } };
    output: {
      pending: number;
      accepted: number;
      declined: number;
      expired: number;
      revoked: number;
      superseded: number;
    };
  };
  /** Invites an address. With `send: false` no mail is sent and this answer shows the link, once. */
  createInvitation: {
    input: {
      params: { organizationId: string };
      body: {
        email: string;
        name?: string;
        firstName?: string;
        lastName?: string;
        roles?: readonly string[];
        spaces?: readonly { spaceId: string; role: string }[];
        products?: readonly string[];
        attributes?: { [name: string]: string | number | boolean };
        locale?: string;
        message?: string;
        guest?: boolean;
        lifeDays?: number;
        redirectUrl?: string;
        send?: boolean;
      };
    };
    output: {
      id: string;
      organizationId: string;
      email: string;
      name?: string;
      firstName?: string;
      lastName?: string;
      status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
      roles: readonly string[];
      spaces: readonly { spaceId: string; role: string }[];
      products: readonly string[];
      /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
      reserved?: readonly string[];
      attributes?: { [name: string]: string | number | boolean };
      locale?: string;
      message?: string;
      redirectUrl?: string;
      guest: boolean;
      expiresAt: string;
      daysLeft: number;
      lifeDays: number;
      send: boolean;
      delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
      sentAt?: string;
      resent: number;
      reminded: readonly ('day3' | 'lastDay')[];
      inviter: { kind: string; id?: string; name: string };
      holdsPlace: boolean;
      endedAt?: string;
      endedBy?: string;
      note?: string;
      memberId?: string;
      reported?: boolean;
      askedAgainAt?: string;
      createdAt: string;
      updatedAt: string;
      version: number;
      link?: string;
      token?: string;
    };
  };
  /** Lists invitations with their current state, newest first. */
  listInvitations: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
        email?: string;
        role?: string;
        inviter?: string;
        expiresFrom?: string;
        expiresTo?: string;
        q?: string;
      };
    };
    output: {
      items: readonly {
        id: string;
        organizationId: string;
        email: string;
        name?: string;
        firstName?: string;
        lastName?: string;
        status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
        roles: readonly string[];
        spaces: readonly { spaceId: string; role: string }[];
        products: readonly string[];
        /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
        reserved?: readonly string[];
        attributes?: { [name: string]: string | number | boolean };
        locale?: string;
        message?: string;
        redirectUrl?: string;
        guest: boolean;
        expiresAt: string;
        daysLeft: number;
        lifeDays: number;
        send: boolean;
        delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
        sentAt?: string;
        resent: number;
        reminded: readonly ('day3' | 'lastDay')[];
        inviter: { kind: string; id?: string; name: string };
        holdsPlace: boolean;
        endedAt?: string;
        endedBy?: string;
        note?: string;
        memberId?: string;
        reported?: boolean;
        askedAgainAt?: string;
        createdAt: string;
        updatedAt: string;
        version: number;
      }[];
      next?: string;
    };
  };
  /** Deletes the record of an ended invitation. A member who accepted it stays. */
  deleteInvitation: {
    input: { params: { organizationId: string; invitationId: string } };
    output: undefined;
  };
  /** Reads an invitation. */
  getInvitation: {
    input: { params: { organizationId: string; invitationId: string } };
    output: {
      id: string;
      organizationId: string;
      email: string;
      name?: string;
      firstName?: string;
      lastName?: string;
      status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
      roles: readonly string[];
      spaces: readonly { spaceId: string; role: string }[];
      products: readonly string[];
      /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
      reserved?: readonly string[];
      attributes?: { [name: string]: string | number | boolean };
      locale?: string;
      message?: string;
      redirectUrl?: string;
      guest: boolean;
      expiresAt: string;
      daysLeft: number;
      lifeDays: number;
      send: boolean;
      delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
      sentAt?: string;
      resent: number;
      reminded: readonly ('day3' | 'lastDay')[];
      inviter: { kind: string; id?: string; name: string };
      holdsPlace: boolean;
      endedAt?: string;
      endedBy?: string;
      note?: string;
      memberId?: string;
      reported?: boolean;
      askedAgainAt?: string;
      createdAt: string;
      updatedAt: string;
      version: number;
    };
  };
  /** Changes what a pending invitation grants. A given field replaces the former one; `lifeDays` counts from now. */
  updateInvitation: {
    input: {
      params: { organizationId: string; invitationId: string };
      body: {
        name?: string;
        firstName?: string;
        lastName?: string;
        roles?: readonly string[];
        spaces?: readonly { spaceId: string; role: string }[];
        products?: readonly string[];
        attributes?: { [name: string]: string | number | boolean };
        locale?: string;
        message?: string;
        guest?: boolean;
        lifeDays?: number;
        redirectUrl?: string | null;
      };
    };
    output: {
      id: string;
      organizationId: string;
      email: string;
      name?: string;
      firstName?: string;
      lastName?: string;
      status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
      roles: readonly string[];
      spaces: readonly { spaceId: string; role: string }[];
      products: readonly string[];
      /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
      reserved?: readonly string[];
      attributes?: { [name: string]: string | number | boolean };
      locale?: string;
      message?: string;
      redirectUrl?: string;
      guest: boolean;
      expiresAt: string;
      daysLeft: number;
      lifeDays: number;
      send: boolean;
      delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
      sentAt?: string;
      resent: number;
      reminded: readonly ('day3' | 'lastDay')[];
      inviter: { kind: string; id?: string; name: string };
      holdsPlace: boolean;
      endedAt?: string;
      endedBy?: string;
      note?: string;
      memberId?: string;
      reported?: boolean;
      askedAgainAt?: string;
      createdAt: string;
      updatedAt: string;
      version: number;
    };
  };
  /** Renews an expired, revoked or declined invitation. It is checked like a new one. */
  renewInvitation: {
    input: {
      params: { organizationId: string; invitationId: string };
      body: {
        name?: string;
        firstName?: string;
        lastName?: string;
        roles?: readonly string[];
        spaces?: readonly { spaceId: string; role: string }[];
        products?: readonly string[];
        attributes?: { [name: string]: string | number | boolean };
        locale?: string;
        message?: string;
        guest?: boolean;
        lifeDays?: number;
        redirectUrl?: string | null;
      };
    };
    output: {
      id: string;
      organizationId: string;
      email: string;
      name?: string;
      firstName?: string;
      lastName?: string;
      status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
      roles: readonly string[];
      spaces: readonly { spaceId: string; role: string }[];
      products: readonly string[];
      /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
      reserved?: readonly string[];
      attributes?: { [name: string]: string | number | boolean };
      locale?: string;
      message?: string;
      redirectUrl?: string;
      guest: boolean;
      expiresAt: string;
      daysLeft: number;
      lifeDays: number;
      send: boolean;
      delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
      sentAt?: string;
      resent: number;
      reminded: readonly ('day3' | 'lastDay')[];
      inviter: { kind: string; id?: string; name: string };
      holdsPlace: boolean;
      endedAt?: string;
      endedBy?: string;
      note?: string;
      memberId?: string;
      reported?: boolean;
      askedAgainAt?: string;
      createdAt: string;
      updatedAt: string;
      version: number;
      link?: string;
      token?: string;
    };
  };
  /** Sends a pending invitation again with a new link and a new expiry. The former link stops working. */
  resendInvitation: {
    input: { params: { organizationId: string; invitationId: string } };
    output: {
      id: string;
      organizationId: string;
      email: string;
      name?: string;
      firstName?: string;
      lastName?: string;
      status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
      roles: readonly string[];
      spaces: readonly { spaceId: string; role: string }[];
      products: readonly string[];
      /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
      reserved?: readonly string[];
      attributes?: { [name: string]: string | number | boolean };
      locale?: string;
      message?: string;
      redirectUrl?: string;
      guest: boolean;
      expiresAt: string;
      daysLeft: number;
      lifeDays: number;
      send: boolean;
      delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
      sentAt?: string;
      resent: number;
      reminded: readonly ('day3' | 'lastDay')[];
      inviter: { kind: string; id?: string; name: string };
      holdsPlace: boolean;
      endedAt?: string;
      endedBy?: string;
      note?: string;
      memberId?: string;
      reported?: boolean;
      askedAgainAt?: string;
      createdAt: string;
      updatedAt: string;
      version: number;
      link?: string;
      token?: string;
    };
  };
  /** Revokes a pending invitation. With `notify` the invitee receives a mail with your `note`. */
  revokeInvitation: {
    input: {
      params: { organizationId: string; invitationId: string };
      body: { notify?: boolean; note?: string };
    };
    output: {
      id: string;
      organizationId: string;
      email: string;
      name?: string;
      firstName?: string;
      lastName?: string;
      status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
      roles: readonly string[];
      spaces: readonly { spaceId: string; role: string }[];
      products: readonly string[];
      /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
      reserved?: readonly string[];
      attributes?: { [name: string]: string | number | boolean };
      locale?: string;
      message?: string;
      redirectUrl?: string;
      guest: boolean;
      expiresAt: string;
      daysLeft: number;
      lifeDays: number;
      send: boolean;
      delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
      sentAt?: string;
      resent: number;
      reminded: readonly ('day3' | 'lastDay')[];
      inviter: { kind: string; id?: string; name: string };
      holdsPlace: boolean;
      endedAt?: string;
      endedBy?: string;
      note?: string;
      memberId?: string;
      reported?: boolean;
      askedAgainAt?: string;
      createdAt: string;
      updatedAt: string;
      version: number;
    };
  };
  /** Accepts an invitation of any organization. The operator's key asserts who is signed in. */
  acceptInvitation: {
    input: {
      body: {
        token: string;
        email: string;
        emailVerified: boolean;
        name?: string;
        firstName?: string;
        lastName?: string;
        accountId?: string;
        locale?: string;
        explicit: true;
      };
    };
    output: {
      organizationId: string;
      invitationId: string;
      memberId: string;
      name: string;
      email: string;
      roles: readonly string[];
      /** Where the person goes on: the `redirectUrl` of the invitation. */
      redirectUrl?: string;
    };
  };
  /** Accepts an invitation of this organization. Its API key asserts who is signed in. */
  acceptInvitationHere: {
    input: {
      params: { organizationId: string };
      body: {
        token: string;
        email: string;
        emailVerified: boolean;
        name?: string;
        firstName?: string;
        lastName?: string;
        accountId?: string;
        locale?: string;
        explicit: true;
      };
    };
    output: {
      organizationId: string;
      invitationId: string;
      memberId: string;
      name: string;
      email: string;
      roles: readonly string[];
      /** Where the person goes on: the `redirectUrl` of the invitation. */
      redirectUrl?: string;
    };
  };
  /** Asks the administrators for a new invitation in place of an expired one, at most once a day. */
  askForInvitation: { input: { body: { token: string } }; output: undefined };
  /** Declines an invitation. `reportAbuse` reports the mail as unwanted. */
  declineInvitation: {
    input: { body: { token: string; reportAbuse?: boolean } };
    output: undefined;
  };
  /** Reads what an invitation link is for. For landing pages; changes nothing. */
  lookUpInvitation: {
    input: { body: { token: string } };
    output: {
      organization: {
        name: string;
        branding?: { logoUrl?: string; color?: string; supportUrl?: string };
      };
      inviter: {
        name: string;
        /** False where no person invited: `name` is that of the organization then. */
        isPerson: boolean;
      };
      emailHint: string;
      roles: readonly string[];
      /** Names of the spaces. */
      spaces: readonly string[];
      /** Names of the products with a seat. */
      products: readonly string[];
      message?: string;
      /** The setting `invitations.applicationName`. */
      application?: string;
      /** Where the person goes on, with the token behind `#`: the `redirectUrl` of the invitation, else the setting `invitations.acceptUrl`. */
      redirectUrl?: string;
      expiresAt: string;
      status: 'pending';
      locale?: string;
      /** In which the titles are: of the invitation, else of Accept-Language, else of the organization. */
      language: 'en' | 'de' | 'fr' | 'es' | 'ja';
    };
  };
  /** Stops a task after its current row. Finished rows are not undone. */
  cancelTask: {
    input: { params: { organizationId: string; taskId: string } };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
      kind: 'invite' | 'resend' | 'revoke' | 'import';
      gathering: boolean;
    };
  };
  /** Reads the progress of a task. */
  getTask: {
    input: { params: { organizationId: string; taskId: string } };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
      kind: 'invite' | 'resend' | 'revoke' | 'import';
      gathering: boolean;
    };
  };
  /** Lists the rows of a task: the input and the result of each. */
  listTaskRows: {
    input: {
      params: { organizationId: string; taskId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
      };
    };
    output: {
      items: readonly {
        number: number;
        status: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
        input: { [name: string]: unknown };
        code?: string;
        errors?: readonly { field: string; problem: string }[];
        details?: { [name: string]: unknown };
        result?: { [name: string]: unknown };
      }[];
      next?: string;
    };
  };
  /** Lists bulk tasks (invite, resend, revoke) with their progress. */
  listTasks: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      items: readonly {
        id: string;
        organizationId: string;
        status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
        total: number;
        done: number;
        succeeded: number;
        failed: number;
        createdBy: { kind: string; id?: string; name: string };
        createdAt: string;
        startedAt?: string;
        endedAt?: string;
        error?: string;
        kind: 'invite' | 'resend' | 'revoke' | 'import';
        gathering: boolean;
      }[];
      next?: string;
    };
  };
  /** Executes a checked import; repeating the call has no effect. Suspending members needs confirm, the number that the check found, and maxDeactivate where that is more than the guard allows. */
  applyImport: {
    input: {
      params: { organizationId: string; importId: string };
      body: { skipInvalid?: boolean; confirm?: number; maxDeactivate?: number };
    };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      mode: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
      invite: boolean;
      dryRun: boolean;
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      columns: readonly { title: string; key?: string }[];
      /** That most of the titles are in. */
      language?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      report: {
        rows: number;
        valid: number;
        errors: number;
        toAdd: number;
        toInvite: number;
        toUpdate: number;
        unchanged: number;
        toSuspend: number;
        seats: readonly {
          productId: string;
          product: string;
          needed: number;
          free: number;
          waiting: number;
        }[];
        places: { needed: number; used: number; limit?: number; beyond: number };
      };
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
    };
  };
  /** Stops an import after its current rows. Finished rows are not undone. */
  cancelImport: {
    input: { params: { organizationId: string; importId: string } };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      mode: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
      invite: boolean;
      dryRun: boolean;
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      columns: readonly { title: string; key?: string }[];
      /** That most of the titles are in. */
      language?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      report: {
        rows: number;
        valid: number;
        errors: number;
        toAdd: number;
        toInvite: number;
        toUpdate: number;
        unchanged: number;
        toSuspend: number;
        seats: readonly {
          productId: string;
          product: string;
          needed: number;
          free: number;
          waiting: number;
        }[];
        places: { needed: number; used: number; limit?: number; beyond: number };
      };
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
    };
  };
  /** Uploads a sheet and checks every row in the background without changing anything; apply executes it. With dryRun=false a sheet without errors goes on by itself. Titles are understood in five languages; unknown ones are refused, or kept for the result with ignoreUnknown=true. */
  createImport: {
    input: {
      params: { organizationId: string };
      query?: {
        mode?: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
        invite?: 'true' | 'false';
        locale?: string;
        dryRun?: 'true' | 'false';
        ignoreUnknown?: 'true' | 'false';
      };
      body: Upload;
    };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      mode: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
      invite: boolean;
      dryRun: boolean;
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      columns: readonly { title: string; key?: string }[];
      /** That most of the titles are in. */
      language?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      report: {
        rows: number;
        valid: number;
        errors: number;
        toAdd: number;
        toInvite: number;
        toUpdate: number;
        unchanged: number;
        toSuspend: number;
        seats: readonly {
          productId: string;
          product: string;
          needed: number;
          free: number;
          waiting: number;
        }[];
        places: { needed: number; used: number; limit?: number; beyond: number };
      };
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
    };
  };
  /** Lists imports, oldest first. They are deleted after 90 days. */
  listImports: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      items: readonly {
        id: string;
        organizationId: string;
        status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
        mode: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
        invite: boolean;
        dryRun: boolean;
        total: number;
        done: number;
        succeeded: number;
        failed: number;
        columns: readonly { title: string; key?: string }[];
        /** That most of the titles are in. */
        language?: 'en' | 'de' | 'fr' | 'es' | 'ja';
        report: {
          rows: number;
          valid: number;
          errors: number;
          toAdd: number;
          toInvite: number;
          toUpdate: number;
          unchanged: number;
          toSuspend: number;
          seats: readonly {
            productId: string;
            product: string;
            needed: number;
            free: number;
            waiting: number;
          }[];
          places: { needed: number; used: number; limit?: number; beyond: number };
        };
        createdBy: { kind: string; id?: string; name: string };
        createdAt: string;
        startedAt?: string;
        endedAt?: string;
        error?: string;
      }[];
      next?: string;
    };
  };
  /** Reads the progress of an import and the result of its check. */
  getImport: {
    input: { params: { organizationId: string; importId: string } };
    output: {
      id: string;
      organizationId: string;
      status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
      mode: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
      invite: boolean;
      dryRun: boolean;
      total: number;
      done: number;
      succeeded: number;
      failed: number;
      columns: readonly { title: string; key?: string }[];
      /** That most of the titles are in. */
      language?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      report: {
        rows: number;
        valid: number;
        errors: number;
        toAdd: number;
        toInvite: number;
        toUpdate: number;
        unchanged: number;
        toSuspend: number;
        seats: readonly {
          productId: string;
          product: string;
          needed: number;
          free: number;
          waiting: number;
        }[];
        places: { needed: number; used: number; limit?: number; beyond: number };
      };
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      startedAt?: string;
      endedAt?: string;
      error?: string;
    };
  };
  /** Downloads the uploaded sheet with the result of every row, failed rows first. Correct them and upload the file again. */
  getImportResult: {
    input: {
      params: { organizationId: string; importId: string };
      query?: {
        format?: 'xlsx' | 'csv';
        only?: 'all' | 'failed';
        locale?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      };
    };
    output: Response;
  };
  /** Downloads an import template in one of five languages. It offers the roles, products, spaces and attributes of this organization. */
  getImportTemplate: {
    input: {
      params: { organizationId: string };
      query?: { format?: 'xlsx' | 'csv'; locale?: 'en' | 'de' | 'fr' | 'es' | 'ja' };
    };
    output: Response;
  };
  /** Lists the rows of an import: the errors of each cell, the planned action, or the result. */
  listImportRows: {
    input: {
      params: { organizationId: string; importId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
        locale?: 'en' | 'de' | 'fr' | 'es' | 'ja';
      };
    };
    output: {
      items: readonly {
        number: number;
        status: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
        cells?: { [name: string]: string };
        missing?: { memberId: string; email: string; name: string };
        action?: 'add' | 'invite' | 'update' | 'unchanged' | 'suspend';
        memberId?: string;
        invitationId?: string;
        code?: string;
        errors?: readonly { field: string; problem: string }[];
      }[];
      next?: string;
    };
  };
  /** Server-sent events: `progress` with the import whenever it changes, at most once a second, and `done` when it has ended (checked, done, cancelled, failed). */
  watchImport: {
    input: { params: { organizationId: string; importId: string } };
    output: Response;
  };
  /** Cancels a mail that has not been sent. */
  cancelMail: {
    input: { params: { organizationId: string; mailId: string } };
    output: {
      id: string;
      organizationId?: string;
      template: string;
      to: string;
      toName?: string;
      locale?: string;
      subject?: { kind: string; id: string };
      memberId?: string;
      optional: boolean;
      status:
        | 'queued'
        | 'digest'
        | 'sending'
        | 'sent'
        | 'delivered'
        | 'bounced'
        | 'failed'
        | 'suppressed';
      attempts: number;
      dueAt?: string;
      messageId: string;
      sentAt?: string;
      error?: string;
      createdAt: string;
    };
  };
  /** Reads a mail of the outbox, without its text. */
  getMail: {
    input: { params: { organizationId: string; mailId: string } };
    output: {
      id: string;
      organizationId?: string;
      template: string;
      to: string;
      toName?: string;
      locale?: string;
      subject?: { kind: string; id: string };
      memberId?: string;
      optional: boolean;
      status:
        | 'queued'
        | 'digest'
        | 'sending'
        | 'sent'
        | 'delivered'
        | 'bounced'
        | 'failed'
        | 'suppressed';
      attempts: number;
      dueAt?: string;
      messageId: string;
      sentAt?: string;
      error?: string;
      createdAt: string;
    };
  };
  /** Lists the mails of the outbox with recipient and delivery state. */
  listMails: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?:
          | 'queued'
          | 'digest'
          | 'sending'
          | 'sent'
          | 'delivered'
          | 'bounced'
          | 'failed'
          | 'suppressed';
        template?: string;
        to?: string;
      };
    };
    output: {
      items: readonly {
        id: string;
        organizationId?: string;
        template: string;
        to: string;
        toName?: string;
        locale?: string;
        subject?: { kind: string; id: string };
        memberId?: string;
        optional: boolean;
        status:
          | 'queued'
          | 'digest'
          | 'sending'
          | 'sent'
          | 'delivered'
          | 'bounced'
          | 'failed'
          | 'suppressed';
        attempts: number;
        dueAt?: string;
        messageId: string;
        sentAt?: string;
        error?: string;
        createdAt: string;
      }[];
      next?: string;
    };
  };
  /** Reports the delivery of a mail. For the webhook of a mail service. */
  reportDelivery: {
    input: {
      params: { messageId: string };
      body: { state: 'delivered' | 'bounced'; reason?: string };
    };
    output: {
      id: string;
      organizationId?: string;
      template: string;
      to: string;
      toName?: string;
      locale?: string;
      subject?: { kind: string; id: string };
      memberId?: string;
      optional: boolean;
      status:
        | 'queued'
        | 'digest'
        | 'sending'
        | 'sent'
        | 'delivered'
        | 'bounced'
        | 'failed'
        | 'suppressed';
      attempts: number;
      dueAt?: string;
      messageId: string;
      sentAt?: string;
      error?: string;
      createdAt: string;
    };
  };
  /** Sends a mail again that failed, bounced, was cancelled or is waiting. */
  retryMail: {
    input: { params: { organizationId: string; mailId: string } };
    output: {
      id: string;
      organizationId?: string;
      template: string;
      to: string;
      toName?: string;
      locale?: string;
      subject?: { kind: string; id: string };
      memberId?: string;
      optional: boolean;
      status:
        | 'queued'
        | 'digest'
        | 'sending'
        | 'sent'
        | 'delivered'
        | 'bounced'
        | 'failed'
        | 'suppressed';
      attempts: number;
      dueAt?: string;
      messageId: string;
      sentAt?: string;
      error?: string;
      createdAt: string;
    };
  };
  /** Deletes the custom template. The built-in one is used again. */
  deleteMailTemplate: {
    input: { params: { organizationId: string; templateName: string; locale: string } };
    output: undefined;
  };
  /** Reads the template that is in use, custom or built-in. */
  getMailTemplate: {
    input: { params: { organizationId: string; templateName: string; locale: string } };
    output: {
      template: string;
      locale: string;
      source: 'built-in' | 'own';
      subject: string;
      text: string;
      html?: string;
      placeholders: readonly string[];
      /** 0 while the words are the built-in ones. */
      version: number;
    };
  };
  /** Saves a custom template, with placeholders and conditions in Mustache; its HTML is made safe. */
  replaceMailTemplate: {
    input: {
      params: { organizationId: string; templateName: string; locale: string };
      body: { subject: string; text: string; html?: string };
    };
    output: {
      template: string;
      locale: string;
      source: 'built-in' | 'own';
      subject: string;
      text: string;
      html?: string;
      placeholders: readonly string[];
      /** 0 while the words are the built-in ones. */
      version: number;
    };
  };
  /** Lists the mail templates with their placeholders, the languages, and the custom templates. */
  listMailTemplates: {
    input: { params: { organizationId: string } };
    output: {
      templates: readonly { name: string; placeholders: readonly string[] }[];
      locales: readonly string[];
      own: readonly { template: string; locale: string; version: number; updatedAt: string }[];
    };
  };
  /** Renders a mail with sample values, from the given template or the one in use. */
  previewMailTemplate: {
    input: {
      params: { organizationId: string; templateName: string; locale: string };
      body: { words?: { subject: string; text: string; html?: string } };
    };
    output: { subject: string; text: string; html: string };
  };
  /** Mails the preview to the caller or to the named member. */
  testMailTemplate: {
    input: {
      params: { organizationId: string; templateName: string; locale: string };
      body: { memberId?: string };
    };
    output: { to: string };
  };
  /** Reads which roles receive which notices. `own` has the organization's changes to the preset. */
  getNoticeMatrix: {
    input: { params: { organizationId: string } };
    output: {
      notices: readonly { name: string; optional: boolean }[];
      own: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      roles: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      version: number;
    };
  };
  /** Replaces the organization's changes. Where it has none, the preset applies. */
  replaceNoticeMatrix: {
    input: {
      params: { organizationId: string };
      body: { own: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } } };
    };
    output: {
      notices: readonly { name: string; optional: boolean }[];
      own: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      roles: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      version: number;
    };
  };
  /** Reads which notices the acting member receives, and how. `own` is the member's own choice. */
  getNoticePreferences: {
    input: { params: { organizationId: string } };
    output: {
      notices: readonly {
        name: string;
        optional: boolean;
        channel: 'mail' | 'digest' | 'in_app' | 'off';
        own?: 'mail' | 'digest' | 'in_app' | 'off';
      }[];
    };
  };
  /** Sets how the acting member receives optional notices. Null returns to the default of the roles. */
  updateNoticePreferences: {
    input: {
      params: { organizationId: string };
      body: { notices: { [name: string]: ('mail' | 'digest' | 'in_app' | 'off') | null } };
    };
    output: {
      notices: readonly {
        name: string;
        optional: boolean;
        channel: 'mail' | 'digest' | 'in_app' | 'off';
        own?: 'mail' | 'digest' | 'in_app' | 'off';
      }[];
    };
  };
  /** Lists the in-product notices of the acting member. */
  listNotices: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; unread?: 'true' | 'false' };
    };
    output: {
      items: readonly {
        id: string;
        notice: string;
        journalId: string;
        data: { [name: string]: unknown };
        createdAt: string;
        readAt?: string;
      }[];
      next?: string;
    };
  };
  /** Sends a notice of the host application to the named members, or to those whom the matrix names. */
  raiseNotice: {
    input: {
      params: { organizationId: string };
      body: {
        notice: string;
        data: { title: string; text?: string; url?: string };
        memberIds?: readonly string[];
      };
    };
    output: { notice: string };
  };
  /** Marks notices of the acting member as read. Ids of other notices are ignored. */
  markNoticesRead: {
    input: { params: { organizationId: string }; body: { ids: readonly string[] } };
    output: { read: number };
  };
  /** Shows a page with one button, for people who follow the link in a mail. Changes nothing. */
  showUnsubscribe: {
    input: { query?: { memberId: string; notice: string; token: string } };
    output: Response;
  };
  /** Unsubscribes from a notice with one click (RFC 8058). Repeating the call is not an error. */
  unsubscribe: {
    input: { query?: { memberId: string; notice: string; token: string } };
    output: Response;
  };
  /** Grants a member one more role, optionally until a time. Granting it again changes that time. */
  giveMemberRole: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        role: string;
        /** The grant ends by itself then. */
        until?: string;
        /** Required where the change grants rights over other members or ends an elevation. */
        confirm?: boolean;
      };
    };
    output: {
      memberId: string;
      version: number;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      standing: 'owner' | 'admin' | 'none';
    };
  };
  /** Sets the manually granted roles of a member. Roles that groups grant are not affected. */
  setMemberRoles: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        roles: readonly {
          role: string;
          /** The grant ends by itself then. */
          until?: string;
        }[];
        /** Required where the change grants rights over other members or ends an elevation. */
        confirm?: boolean;
      };
    };
    output: {
      memberId: string;
      version: number;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      standing: 'owner' | 'admin' | 'none';
    };
  };
  /** Shows the effect of a change of roles without making it. Seats and assigned spaces stay in any case. */
  previewMemberRoles: {
    input: {
      params: { organizationId: string; memberId: string };
      body:
        | {
            roles: readonly {
              role: string;
              /** The grant ends by itself then. */
              until?: string;
            }[];
          }
        | {
            give: {
              role: string;
              /** The grant ends by itself then. */
              until?: string;
            };
          }
        | { take: string };
    };
    output: {
      roles: { before: readonly string[]; after: readonly string[] };
      standing: { before: 'owner' | 'admin' | 'none'; after: 'owner' | 'admin' | 'none' };
      permissions: { added: readonly string[]; removed: readonly string[] };
      powers: readonly { permission: string; meaning: string }[];
      mayGive: { added: readonly string[]; removed: readonly string[] };
      everySpace: { before: string | null; after: string | null };
      needsConfirmation: boolean;
    };
  };
  /** Grants again what people had granted a member who left and came back (`previousRoles`), as far as the roles still exist. */
  restoreMemberRoles: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** Required where the change grants rights over other members or ends an elevation. */
        confirm?: boolean;
      };
    };
    output: {
      memberId: string;
      version: number;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      standing: 'owner' | 'admin' | 'none';
    };
  };
  /** Removes a manually granted role. */
  takeMemberRole: {
    input: {
      params: { organizationId: string; memberId: string; roleName: string };
      query?: { confirm?: 'true' | 'false' };
    };
    output: {
      memberId: string;
      version: number;
      roles: readonly string[];
      grants: readonly {
        role: string;
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        since: string;
        until?: string;
        /** Given while the member was unlocked; ends with that. */
        override?: true;
      }[];
      standing: 'owner' | 'admin' | 'none';
    };
  };
  /** Reads the acting member and the permissions that the member has through this key. */
  getMe: {
    input: { params: { organizationId: string } };
    output: {
      member: {
        id: string;
        name: string;
        firstName?: string;
        lastName?: string;
        email?: string;
        locale?: string;
        avatar?: {
          source: 'upload' | 'directory';
          /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
          url: string;
        };
        standing: 'owner' | 'admin' | 'none';
      };
      roles: readonly { name: string; title: string }[];
      permissions: readonly string[];
      mayGive: readonly string[];
      mayManage: readonly string[];
    };
  };
  /** Explains the access of a member: roles, permissions, spaces and seats with their sources. */
  getMemberAccess: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      member: {
        id: string;
        name: string;
        status: 'active' | 'suspended' | 'left';
        standing: 'owner' | 'admin' | 'none';
      };
      roles: readonly {
        role: string;
        title: string;
        /** False when its time is over. */
        counts: boolean;
        reasons: readonly {
          source: {
            kind:
              | 'manual'
              | 'import'
              | 'request'
              | 'ownership'
              | 'invitation'
              | 'join_request'
              | 'domain'
              | 'default'
              | 'group';
            invitationId?: string;
            joinRequestId?: string;
            domainId?: string;
            connectionId?: string;
            groupId?: string;
            inviter?: string;
            domain?: string;
            connection?: string;
            group?: string;
          };
          since: string;
          until?: string;
        }[];
        permissions: readonly string[];
      }[];
      permissions: readonly { permission: string; roles: readonly string[] }[];
      everySpace: readonly { spaceRole: string; through: string }[];
      spaces: readonly {
        spaceId: string;
        name: string;
        role: string;
        reason: {
          source: {
            kind:
              | 'manual'
              | 'import'
              | 'request'
              | 'ownership'
              | 'invitation'
              | 'join_request'
              | 'domain'
              | 'default'
              | 'group';
            invitationId?: string;
            joinRequestId?: string;
            domainId?: string;
            connectionId?: string;
            groupId?: string;
            inviter?: string;
            domain?: string;
            connection?: string;
            group?: string;
          };
          since: string;
          until?: string;
        };
      }[];
      seats: readonly {
        productId: string;
        product: string;
        status: string;
        reason: {
          source: {
            kind:
              | 'manual'
              | 'import'
              | 'request'
              | 'ownership'
              | 'invitation'
              | 'join_request'
              | 'domain'
              | 'default'
              | 'group';
            invitationId?: string;
            joinRequestId?: string;
            domainId?: string;
            connectionId?: string;
            groupId?: string;
            inviter?: string;
            domain?: string;
            connection?: string;
            group?: string;
          };
          since: string;
          until?: string;
        };
      }[];
      /** What directories would give and what is not in force. */
      dormant: readonly {
        source: {
          kind:
            | 'manual'
            | 'import'
            | 'request'
            | 'ownership'
            | 'invitation'
            | 'join_request'
            | 'domain'
            | 'default'
            | 'group';
          invitationId?: string;
          joinRequestId?: string;
          domainId?: string;
          connectionId?: string;
          groupId?: string;
          inviter?: string;
          domain?: string;
          connection?: string;
          group?: string;
        };
        /** The directory has the person inactive; an override took it away; or members have one role. */
        because: 'inactive' | 'withheld' | 'other_role';
        role?: string;
        space?: { spaceId: string; role: string };
        productId?: string;
      }[];
      /** There are more spaces or seats than these. */
      more: boolean;
    };
  };
  /** Lists the areas of permissions and the names of the permissions in each. */
  listPermissions: {
    input: { params: { organizationId: string } };
    output: {
      items: readonly {
        area: string;
        description: string;
        host: boolean;
        permissions: readonly string[];
      }[];
      next?: string;
    };
  };
  /** Changes a custom role. The change applies to its holders immediately. */
  changeRole: {
    input: {
      params: { organizationId: string; roleName: string };
      body: {
        title?: string;
        description?: string | null;
        permissions?: readonly string[];
        grants?: readonly (string | '*')[];
        manages?: readonly (string | '*')[];
        mappable?: boolean;
      };
    };
    output: {
      name: string;
      title: string;
      description?: string;
      kind: 'preset' | 'custom';
      standing: 'owner' | 'admin' | 'none';
      permissions: readonly string[];
      grants: readonly string[];
      manages: readonly string[];
      mappable: boolean;
      /** Granted for a time in addition to another role, never by invitation. */
      elevation: boolean;
      /** Reaches every space, as this space role. */
      everySpace?: string;
      /** The caller may give it. */
      grantable: boolean;
      /** Of its newest version; custom roles only. */
      number?: number;
      /** For If-Match; custom roles only. */
      version?: number;
      /** Deleted, while its holders are given another role. */
      retiring?: { to?: string; done: number };
      createdAt?: string;
      updatedAt?: string;
    };
  };
  /** Deletes a custom role. If it is in use, `to` names the role that replaces it. */
  deleteRole: {
    input: { params: { organizationId: string; roleName: string }; query?: { to?: string } };
    output: { state: 'deleted' | 'replacing'; done: number };
  };
  /** Reads a role. */
  getRole: {
    input: { params: { organizationId: string; roleName: string } };
    output: {
      name: string;
      title: string;
      description?: string;
      kind: 'preset' | 'custom';
      standing: 'owner' | 'admin' | 'none';
      permissions: readonly string[];
      grants: readonly string[];
      manages: readonly string[];
      mappable: boolean;
      /** Granted for a time in addition to another role, never by invitation. */
      elevation: boolean;
      /** Reaches every space, as this space role. */
      everySpace?: string;
      /** The caller may give it. */
      grantable: boolean;
      /** Of its newest version; custom roles only. */
      number?: number;
      /** For If-Match; custom roles only. */
      version?: number;
      /** Deleted, while its holders are given another role. */
      retiring?: { to?: string; done: number };
      createdAt?: string;
      updatedAt?: string;
    };
  };
  /** Compares two versions of a role. */
  compareRoleVersions: {
    input: {
      params: { organizationId: string; roleName: string };
      query?: { from: number; to: number };
    };
    output: {
      from: { number: number; at: string; by: string };
      to: { number: number; at: string; by: string };
      changes: {
        title?: { from: string; to: string };
        description?: { from: string | null; to: string | null };
        mappable?: { from: boolean; to: boolean };
        permissions?: { added: readonly string[]; removed: readonly string[] };
        grants?: { added: readonly string[]; removed: readonly string[] };
        manages?: { added: readonly string[]; removed: readonly string[] };
      };
    };
  };
  /** Creates a custom role. It cannot include permissions, grants or managed roles that its creator lacks. */
  createRole: {
    input: {
      params: { organizationId: string };
      body: {
        name: string;
        title: string;
        description?: string;
        permissions: readonly string[];
        grants?: readonly (string | '*')[];
        manages?: readonly (string | '*')[];
        mappable?: boolean;
      };
    };
    output: {
      name: string;
      title: string;
      description?: string;
      kind: 'preset' | 'custom';
      standing: 'owner' | 'admin' | 'none';
      permissions: readonly string[];
      grants: readonly string[];
      manages: readonly string[];
      mappable: boolean;
      /** Granted for a time in addition to another role, never by invitation. */
      elevation: boolean;
      /** Reaches every space, as this space role. */
      everySpace?: string;
      /** The caller may give it. */
      grantable: boolean;
      /** Of its newest version; custom roles only. */
      number?: number;
      /** For If-Match; custom roles only. */
      version?: number;
      /** Deleted, while its holders are given another role. */
      retiring?: { to?: string; done: number };
      createdAt?: string;
      updatedAt?: string;
    };
  };
  /** Lists the preset roles and the custom roles of the organization, on one page. */
  listRoles: {
    input: { params: { organizationId: string } };
    output: {
      items: readonly {
        name: string;
        title: string;
        description?: string;
        kind: 'preset' | 'custom';
        standing: 'owner' | 'admin' | 'none';
        permissions: readonly string[];
        grants: readonly string[];
        manages: readonly string[];
        mappable: boolean;
        /** Granted for a time in addition to another role, never by invitation. */
        elevation: boolean;
        /** Reaches every space, as this space role. */
        everySpace?: string;
        /** The caller may give it. */
        grantable: boolean;
        /** Of its newest version; custom roles only. */
        number?: number;
        /** For If-Match; custom roles only. */
        version?: number;
        /** Deleted, while its holders are given another role. */
        retiring?: { to?: string; done: number };
        createdAt?: string;
        updatedAt?: string;
      }[];
      next?: string;
    };
  };
  /** Counts the members, invitations and mappings that use a role, and shows what replacing it by `to` would change. */
  getRoleUsage: {
    input: { params: { organizationId: string; roleName: string }; query?: { to?: string } };
    output: {
      members: number;
      invitations: number;
      mappings: number;
      defaults: readonly { kind: 'connection' | 'domain'; id: string; name: string }[];
      permissions?: { added: readonly string[]; removed: readonly string[] };
    };
  };
  /** Lists the versions of a role, oldest first. */
  listRoleVersions: {
    input: {
      params: { organizationId: string; roleName: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      items: readonly {
        number: number;
        definition: {
          title: string;
          description?: string;
          permissions: readonly string[];
          grants: readonly string[];
          manages: readonly string[];
          mappable: boolean;
        };
        by: string;
        createdAt: string;
      }[];
      next?: string;
    };
  };
  /** Creates an API key of the organization. The key is shown only in this answer. */
  createApiKey: {
    input: {
      params: { organizationId: string };
      body: { name: string; scopes: readonly string[]; expiresAt?: string };
    };
    output: {
      id: string;
      name: string;
      /** The first characters of the key, to recognize it. */
      prefix: string;
      scopes: readonly string[];
      expiresAt?: string;
      revokedAt?: string;
      /** To the minute. */
      lastUsedAt?: string;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
      /** Absent when the request was repeated. */
      key?: string;
    };
  };
  /** Lists the API keys of an organization, including revoked and expired ones, without the keys themselves. */
  listApiKeys: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      items: readonly {
        id: string;
        name: string;
        /** The first characters of the key, to recognize it. */
        prefix: string;
        scopes: readonly string[];
        expiresAt?: string;
        revokedAt?: string;
        /** To the minute. */
        lastUsedAt?: string;
        createdBy: { kind: string; id?: string; name: string };
        createdAt: string;
      }[];
      next?: string;
    };
  };
  /** Reads an API key, without the key itself. */
  getApiKey: {
    input: { params: { organizationId: string; apiKeyId: string } };
    output: {
      id: string;
      name: string;
      /** The first characters of the key, to recognize it. */
      prefix: string;
      scopes: readonly string[];
      expiresAt?: string;
      revokedAt?: string;
      /** To the minute. */
      lastUsedAt?: string;
      createdBy: { kind: string; id?: string; name: string };
      createdAt: string;
    };
  };
  /** Revokes an API key with immediate effect. It stays in the list; repeating the call is not an error. */
  revokeApiKey: {
    input: { params: { organizationId: string; apiKeyId: string } };
    output: undefined;
  };
  /** Reads one request with its answer, the change it made and the reason. */
  getExchange: {
    input: { params: { organizationId: string; connectionId: string; exchangeId: string } };
    output: Exchange;
  };
  /** Lists the requests of the identity provider, newest first. */
  listExchanges: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: {
        limit?: number;
        cursor?: string;
        outcome?: 'ok' | 'refused' | 'failed';
        operation?: string;
        resourceId?: string;
        memberId?: string;
        address?: string;
        traceId?: string;
        from?: string;
        to?: string;
        order?: 'asc' | 'desc';
      };
    };
    output: { items: readonly Exchange[]; next?: string };
  };
  /** Lists the groups that the identity provider has sent, by name. `q` is the beginning of the name. */
  listDirectoryGroups: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: { limit?: number; cursor?: string; q?: string; externalId?: string };
    };
    output: {
      items: readonly {
        id: string;
        connectionId: string;
        displayName: string;
        externalId?: string;
        /** Users and groups directly in it. */
        members: number;
        createdAt: string;
        updatedAt: string;
      }[];
      next?: string;
    };
  };
  /** Lists the users that the identity provider has sent, with the member each is linked to. `q` is the beginning of the value that the list is sorted by. */
  listDirectoryUsers: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: {
        limit?: number;
        cursor?: string;
        sort?: 'userName' | 'displayName';
        q?: string;
        externalId?: string;
        active?: 'true' | 'false';
      };
    };
    output: {
      items: readonly {
        id: string;
        connectionId: string;
        userName: string;
        displayName?: string;
        externalId?: string;
        active: boolean;
        /** The member of the organization that the user is linked to. */
        member?: {
          id: string;
          name: string;
          email?: string;
          status: 'active' | 'suspended' | 'left';
        };
        createdAt: string;
        updatedAt: string;
      }[];
      next?: string;
    };
  };
  /** Lists what the identity providers say of a member: one record for each SCIM user. */
  listMemberDirectoryRecords: {
    input: {
      params: { organizationId: string; memberId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      items: readonly {
        id: string;
        connectionId: string;
        userName: string;
        displayName?: string;
        externalId?: string;
        active: boolean;
        /** The member of the organization that the user is linked to. */
        member?: {
          id: string;
          name: string;
          email?: string;
          status: 'active' | 'suspended' | 'left';
        };
        createdAt: string;
        updatedAt: string;
        connection: { id: string; name: string; status: 'active' | 'disabled' };
        groups: readonly { id: string; displayName?: string }[];
      }[];
      next?: string;
    };
  };
  /** Claims a mail domain. It has no effect until it is verified. */
  addDomain: {
    input: { params: { organizationId: string }; body: { name: string } };
    output: Domain;
  };
  /** Lists the domains of an organization. */
  listDomains: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: { items: readonly Domain[]; next?: string };
  };
  /** Verifies the domain by the code that was mailed. */
  confirmDomainCode: {
    input: { params: { organizationId: string; domainId: string }; body: { code: string } };
    output: Domain;
  };
  /** Reads a domain. */
  getDomain: { input: { params: { organizationId: string; domainId: string } }; output: Domain };
  /** Removes a domain. Refused while the domain is used for enrolment. */
  removeDomain: {
    input: { params: { organizationId: string; domainId: string } };
    output: undefined;
  };
  /** Changes who may enrol through the domain, and the roles and spaces that they receive. */
  updateDomain: {
    input: {
      params: { organizationId: string; domainId: string };
      body: {
        /** What a verified address of this domain opens: nothing by itself, the right to ask, or membership at once. */
        enrolment?: 'manual' | 'suggest' | 'auto';
        defaultRole?: string | null;
        defaultSpaces?: readonly { spaceId: string; role: string }[];
      };
    };
    output: Domain;
  };
  /** Mails a code to a mailbox that only the administrators of the domain can read. */
  sendDomainCode: {
    input: {
      params: { organizationId: string; domainId: string };
      body: { mailbox: 'admin' | 'administrator' | 'hostmaster' | 'postmaster' | 'webmaster' };
    };
    output: Domain;
  };
  /** Looks up the DNS record now. */
  verifyDomain: { input: { params: { organizationId: string; domainId: string } }; output: Domain };
  /** Approves a request: the person becomes a member with the given roles, spaces and seats. */
  approveJoinRequest: {
    input: {
      params: { organizationId: string; joinRequestId: string };
      body: {
        roles?: readonly string[];
        spaces?: readonly { spaceId: string; role: string }[];
        products?: readonly string[];
      };
    };
    output: JoinRequest;
  };
  /** Creates a request to join for a person whom the host application has signed in. */
  createJoinRequest: {
    input: {
      params: { organizationId: string };
      body: {
        email: string;
        name: string;
        firstName?: string;
        lastName?: string;
        emailVerified: boolean;
        accountId?: string;
        message?: string;
      };
    };
    output: JoinRequest;
  };
  /** Lists requests to join, oldest first. */
  listJoinRequests: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'superseded';
      };
    };
    output: { items: readonly JoinRequest[]; next?: string };
  };
  /** Approves or denies up to 100 requests. Each is decided separately. */
  decideJoinRequests: {
    input: {
      params: { organizationId: string };
      body:
        | {
            decision: 'approve';
            ids: readonly string[];
            roles?: readonly string[];
            spaces?: readonly { spaceId: string; role: string }[];
            products?: readonly string[];
          }
        | { decision: 'deny'; ids: readonly string[]; reason?: string };
    };
    output: {
      results: readonly {
        id: string;
        outcome: 'approved' | 'denied' | 'failed';
        code?: string;
        message?: string;
      }[];
    };
  };
  /** Denies a request, with an optional reason. */
  denyJoinRequest: {
    input: { params: { organizationId: string; joinRequestId: string }; body: { reason?: string } };
    output: JoinRequest;
  };
  /** Reports that a person has signed in. Adds them to organizations whose verified domain allows it; lists those they can ask to join. */
  enrol: {
    input: {
      body: {
        email: string;
        name: string;
        firstName?: string;
        lastName?: string;
        emailVerified: boolean;
        accountId?: string;
      };
    };
    output: {
      joined: readonly { organizationId: string; memberId: string }[];
      suggested: readonly { organizationId: string; name: string }[];
    };
  };
  /** Reads a request to join. */
  getJoinRequest: {
    input: { params: { organizationId: string; joinRequestId: string } };
    output: JoinRequest;
  };
  /** Withdraws a request for the person who made it. */
  withdrawJoinRequest: {
    input: { params: { organizationId: string; joinRequestId: string } };
    output: JoinRequest;
  };
  /** Links the user to the member, for callers who may manage the member. The member follows the directory from then on. */
  approveLinkRequest: {
    input: {
      params: { organizationId: string; connectionId: string; linkRequestId: string };
      body: Record<string, never>;
    };
    output: LinkRequest;
  };
  /** Approves or rejects up to 100 requests for a link. Each is decided separately. */
  decideLinkRequests: {
    input: {
      params: { organizationId: string; connectionId: string };
      body: { ids: readonly string[]; decision: 'approve' | 'reject' };
    };
    output: {
      results: readonly {
        id: string;
        outcome: 'approved' | 'rejected' | 'failed';
        code?: string;
        message?: string;
      }[];
    };
  };
  /** Reads a request for a link. */
  getLinkRequest: {
    input: { params: { organizationId: string; connectionId: string; linkRequestId: string } };
    output: LinkRequest;
  };
  /** Lists users of a directory who wait to be linked to an existing member, oldest first. */
  listLinkRequests: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'pending' | 'approved' | 'rejected' | 'withdrawn';
      };
    };
    output: { items: readonly LinkRequest[]; next?: string };
  };
  /** Rejects the link: the user stands for no member, and nobody is asked again. It can be approved later. */
  rejectLinkRequest: {
    input: {
      params: { organizationId: string; connectionId: string; linkRequestId: string };
      body: Record<string, never>;
    };
    output: LinkRequest;
  };
  /** Exports every matching line as a file. */
  exportJournal: {
    input: {
      params: { organizationId: string };
      query?: {
        type?: string;
        actor?: string;
        target?: string;
        from?: string;
        until?: string;
        order?: 'asc' | 'desc';
        format?: 'csv' | 'jsonl';
      };
    };
    output: Response;
  };
  /** Lists every change to the organization in order: what changed, by whom, before and after. */
  listJournal: {
    input: {
      params: { organizationId: string };
      query?: {
        type?: string;
        actor?: string;
        target?: string;
        from?: string;
        until?: string;
        order?: 'asc' | 'desc';
        limit?: number;
        after?: number;
      };
    };
    output: {
      items: readonly {
        id: string;
        organizationId: string;
        sequence: number;
        type: string;
        family: string;
        actor: { kind: string; name: string };
        target: { kind: string; id: string; name?: string };
        before?: { [name: string]: unknown };
        after?: { [name: string]: unknown };
        traceId: string;
        actorKey: string;
        targetKey: string;
        /** Hash of the line before; empty for the first. */
        previous: string;
        hash: string;
        /** Personal data was taken out of this line; the line `journal.erased` of that sequence says so and names its hash. */
        erasedIn?: number;
        createdAt: string;
      }[];
      next?: string;
    };
  };
  /** Verifies that no line of the journal was changed, removed or cut off. */
  verifyJournal: {
    input: { params: { organizationId: string }; query?: { from?: number } };
    output: {
      organizationId: string;
      lines: number;
      first: number;
      last: number;
      purgedThrough?: number;
      broken?: { sequence: number; problem: 'changed' | 'missing' | 'unlinked' | 'cut' };
    };
  };
  /** Lists the runs of a job that did something or failed, newest first. */
  listJobRuns: {
    input: { params: { jobName: string }; query?: { limit?: number; cursor?: string } };
    output: {
      items: readonly {
        id: string;
        job: string;
        outcome: 'ok' | 'failed';
        startedAt: string;
        finishedAt: string;
        attempt: number;
        done?: number;
        failed?: number;
        error?: string;
        nextRunAt?: string;
      }[];
      next?: string;
    };
  };
  /** Lists the scheduled jobs with last run, next run and failures. */
  listJobs: {
    input: object;
    output: {
      items: readonly {
        name: string;
        purpose: string;
        every: string;
        running: boolean;
        disabled: boolean;
        lastRunAt?: string;
        lastFinishedAt?: string;
        nextRunAt?: string;
        failCount: number;
        lastError?: string;
      }[];
      next?: string;
    };
  };
  /** Starts a job now, in this process or another one. Repeated calls are combined. */
  runJob: {
    input: { params: { jobName: string } };
    output: {
      name: string;
      purpose: string;
      every: string;
      running: boolean;
      disabled: boolean;
      lastRunAt?: string;
      lastFinishedAt?: string;
      nextRunAt?: string;
      failCount: number;
      lastError?: string;
    };
  };
}

/** Where each operation is. */
export const OPERATIONS = {
  createOrganization: { method: 'POST', path: '/organizations' },
  listOrganizations: { method: 'GET', path: '/organizations' },
  deleteOrganization: { method: 'DELETE', path: '/organizations/{organizationId}' },
  getOrganization: { method: 'GET', path: '/organizations/{organizationId}' },
  updateOrganization: { method: 'PATCH', path: '/organizations/{organizationId}' },
  disableOrganization: { method: 'POST', path: '/organizations/{organizationId}/disable' },
  enableOrganization: { method: 'POST', path: '/organizations/{organizationId}/enable' },
  findOrganization: { method: 'GET', path: '/organizations/by-slug/{slug}' },
  getBilling: { method: 'GET', path: '/organizations/{organizationId}/billing' },
  updateBilling: { method: 'PUT', path: '/organizations/{organizationId}/billing' },
  renameOrganization: { method: 'PUT', path: '/organizations/{organizationId}/slug' },
  restoreOrganization: { method: 'POST', path: '/organizations/{organizationId}/restore' },
  updateLimits: { method: 'PUT', path: '/organizations/{organizationId}/limits' },
  getLimits: { method: 'GET', path: '/organizations/{organizationId}/limits' },
  updateSecondFactor: { method: 'PUT', path: '/organizations/{organizationId}/second-factor' },
  createAccount: { method: 'POST', path: '/accounts' },
  listAccounts: { method: 'GET', path: '/accounts' },
  getAccount: { method: 'GET', path: '/accounts/{accountId}' },
  updateAccount: { method: 'PATCH', path: '/accounts/{accountId}' },
  eraseAccount: { method: 'DELETE', path: '/accounts/{accountId}' },
  listAccountOrganizations: { method: 'GET', path: '/accounts/{accountId}/organizations' },
  listOrphanAccounts: { method: 'GET', path: '/accounts/orphans' },
  changePlan: { method: 'PUT', path: '/organizations/{organizationId}/plan' },
  getPlan: { method: 'GET', path: '/organizations/{organizationId}/plan' },
  listPlans: { method: 'GET', path: '/organizations/{organizationId}/plans' },
  previewPlan: { method: 'POST', path: '/organizations/{organizationId}/plan/preview' },
  acceptOwnership: {
    method: 'POST',
    path: '/organizations/{organizationId}/ownership-offers/{offerId}/accept',
  },
  declineOwnership: {
    method: 'POST',
    path: '/organizations/{organizationId}/ownership-offers/{offerId}/decline',
  },
  getOwnershipOffer: {
    method: 'GET',
    path: '/organizations/{organizationId}/ownership-offers/{offerId}',
  },
  leaveOrganization: { method: 'POST', path: '/organizations/{organizationId}/me/leave' },
  listOwnershipOffers: { method: 'GET', path: '/organizations/{organizationId}/ownership-offers' },
  offerOwnership: { method: 'POST', path: '/organizations/{organizationId}/ownership-offers' },
  withdrawOwnership: {
    method: 'POST',
    path: '/organizations/{organizationId}/ownership-offers/{offerId}/withdraw',
  },
  createConnection: { method: 'POST', path: '/organizations/{organizationId}/connections' },
  listConnections: { method: 'GET', path: '/organizations/{organizationId}/connections' },
  getConnection: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}',
  },
  updateConnection: {
    method: 'PATCH',
    path: '/organizations/{organizationId}/connections/{connectionId}',
  },
  deleteConnection: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/connections/{connectionId}',
  },
  getConnectionDeletion: {
    method: 'GET',
    path: '/organizations/{organizationId}/connection-deletions/{deletionId}',
  },
  listConnectionDeletions: {
    method: 'GET',
    path: '/organizations/{organizationId}/connection-deletions',
  },
  previewConnectionDeletion: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/deletion/preview',
  },
  createCredential: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/credentials',
  },
  listCredentials: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/credentials',
  },
  getCredential: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/credentials/{credentialId}',
  },
  revokeCredential: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/connections/{connectionId}/credentials/{credentialId}',
  },
  getGroupMappings: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/group-mappings',
  },
  replaceGroupMappings: {
    method: 'PUT',
    path: '/organizations/{organizationId}/connections/{connectionId}/group-mappings',
  },
  previewGroupMappings: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/group-mappings/preview',
  },
  changeMemberSpaces: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/spaces/bulk',
  },
  changeSpaceMembers: {
    method: 'POST',
    path: '/organizations/{organizationId}/spaces/{spaceId}/members/bulk',
  },
  createSpace: { method: 'POST', path: '/organizations/{organizationId}/spaces' },
  listSpaces: { method: 'GET', path: '/organizations/{organizationId}/spaces' },
  deleteSpace: { method: 'DELETE', path: '/organizations/{organizationId}/spaces/{spaceId}' },
  getSpace: { method: 'GET', path: '/organizations/{organizationId}/spaces/{spaceId}' },
  updateSpace: { method: 'PATCH', path: '/organizations/{organizationId}/spaces/{spaceId}' },
  listMemberSpaces: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/spaces',
  },
  listSpaceMembers: {
    method: 'GET',
    path: '/organizations/{organizationId}/spaces/{spaceId}/members',
  },
  removeSpaceMember: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/spaces/{spaceId}/members/{memberId}',
  },
  setSpaceMember: {
    method: 'PUT',
    path: '/organizations/{organizationId}/spaces/{spaceId}/members/{memberId}',
  },
  createProduct: { method: 'POST', path: '/organizations/{organizationId}/products' },
  listProducts: { method: 'GET', path: '/organizations/{organizationId}/products' },
  deleteProduct: { method: 'DELETE', path: '/organizations/{organizationId}/products/{productId}' },
  getProduct: { method: 'GET', path: '/organizations/{organizationId}/products/{productId}' },
  updateProduct: { method: 'PATCH', path: '/organizations/{organizationId}/products/{productId}' },
  getProductUse: {
    method: 'GET',
    path: '/organizations/{organizationId}/products/{productId}/use',
  },
  approveSeatRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/seat-requests/{seatRequestId}/approve',
  },
  assignSeat: { method: 'POST', path: '/organizations/{organizationId}/seats' },
  listSeats: { method: 'GET', path: '/organizations/{organizationId}/seats' },
  changeSeats: { method: 'POST', path: '/organizations/{organizationId}/seats/bulk' },
  denySeatRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/seat-requests/{seatRequestId}/deny',
  },
  listMemberSeats: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/seats',
  },
  listSeatRequests: { method: 'GET', path: '/organizations/{organizationId}/seat-requests' },
  requestSeat: { method: 'POST', path: '/organizations/{organizationId}/seat-requests' },
  releaseSeat: { method: 'DELETE', path: '/organizations/{organizationId}/seats/{seatId}' },
  withdrawSeatRequest: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/seat-requests/{seatRequestId}',
  },
  addMember: { method: 'POST', path: '/organizations/{organizationId}/members' },
  listMembers: { method: 'GET', path: '/organizations/{organizationId}/members' },
  getMember: { method: 'GET', path: '/organizations/{organizationId}/members/{memberId}' },
  updateMember: { method: 'PATCH', path: '/organizations/{organizationId}/members/{memberId}' },
  lockMember: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/members/{memberId}/unlock',
  },
  unlockMember: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/unlock',
  },
  previewMemberRemoval: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/removal',
  },
  removeMember: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/remove',
  },
  reportMemberActivity: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/activity',
  },
  restoreMember: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/restore',
  },
  suspendMember: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/suspend',
  },
  bulkMembers: { method: 'POST', path: '/organizations/{organizationId}/members/bulk' },
  exportMembers: { method: 'GET', path: '/organizations/{organizationId}/members/export' },
  deleteAvatar: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/members/{memberId}/avatar',
  },
  getAvatar: { method: 'GET', path: '/organizations/{organizationId}/members/{memberId}/avatar' },
  replaceAvatar: {
    method: 'PUT',
    path: '/organizations/{organizationId}/members/{memberId}/avatar',
  },
  leaveAddressConflict: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/address-conflict/leave',
  },
  listAddressConflicts: {
    method: 'GET',
    path: '/organizations/{organizationId}/address-conflicts',
  },
  mergeMember: { method: 'POST', path: '/organizations/{organizationId}/members/{memberId}/merge' },
  previewMemberMerge: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/merge/preview',
  },
  eraseMember: { method: 'POST', path: '/organizations/{organizationId}/members/{memberId}/erase' },
  getAnyErasure: { method: 'GET', path: '/erasures/{erasureId}' },
  getErasure: { method: 'GET', path: '/organizations/{organizationId}/erasures/{erasureId}' },
  listAllErasures: { method: 'GET', path: '/erasures' },
  listErasures: { method: 'GET', path: '/organizations/{organizationId}/erasures' },
  getAttributes: { method: 'GET', path: '/organizations/{organizationId}/attributes' },
  replaceAttributes: { method: 'PUT', path: '/organizations/{organizationId}/attributes' },
  bulkCreateInvitations: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/bulk',
  },
  bulkResendInvitations: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/bulk-resend',
  },
  bulkRevokeInvitations: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/bulk-revoke',
  },
  countInvitations: { method: 'GET', path: '/organizations/{organizationId}/invitation-counts' },
  createInvitation: { method: 'POST', path: '/organizations/{organizationId}/invitations' },
  listInvitations: { method: 'GET', path: '/organizations/{organizationId}/invitations' },
  deleteInvitation: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/invitations/{invitationId}',
  },
  getInvitation: {
    method: 'GET',
    path: '/organizations/{organizationId}/invitations/{invitationId}',
  },
  updateInvitation: {
    method: 'PATCH',
    path: '/organizations/{organizationId}/invitations/{invitationId}',
  },
  renewInvitation: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/{invitationId}/renew',
  },
  resendInvitation: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/{invitationId}/resend',
  },
  revokeInvitation: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/{invitationId}/revoke',
  },
  acceptInvitation: { method: 'POST', path: '/invitations/accept' },
  acceptInvitationHere: {
    method: 'POST',
    path: '/organizations/{organizationId}/invitations/accept',
  },
  askForInvitation: { method: 'POST', path: '/invitations/ask-again' },
  declineInvitation: { method: 'POST', path: '/invitations/decline' },
  lookUpInvitation: { method: 'POST', path: '/invitations/lookup' },
  cancelTask: { method: 'POST', path: '/organizations/{organizationId}/tasks/{taskId}/cancel' },
  getTask: { method: 'GET', path: '/organizations/{organizationId}/tasks/{taskId}' },
  listTaskRows: { method: 'GET', path: '/organizations/{organizationId}/tasks/{taskId}/rows' },
  listTasks: { method: 'GET', path: '/organizations/{organizationId}/tasks' },
  applyImport: { method: 'POST', path: '/organizations/{organizationId}/imports/{importId}/apply' },
  cancelImport: {
    method: 'POST',
    path: '/organizations/{organizationId}/imports/{importId}/cancel',
  },
  createImport: { method: 'POST', path: '/organizations/{organizationId}/imports' },
  listImports: { method: 'GET', path: '/organizations/{organizationId}/imports' },
  getImport: { method: 'GET', path: '/organizations/{organizationId}/imports/{importId}' },
  getImportResult: {
    method: 'GET',
    path: '/organizations/{organizationId}/imports/{importId}/result',
  },
  getImportTemplate: { method: 'GET', path: '/organizations/{organizationId}/imports/template' },
  listImportRows: {
    method: 'GET',
    path: '/organizations/{organizationId}/imports/{importId}/rows',
  },
  watchImport: { method: 'GET', path: '/organizations/{organizationId}/imports/{importId}/events' },
  cancelMail: { method: 'POST', path: '/organizations/{organizationId}/mails/{mailId}/cancel' },
  getMail: { method: 'GET', path: '/organizations/{organizationId}/mails/{mailId}' },
  listMails: { method: 'GET', path: '/organizations/{organizationId}/mails' },
  reportDelivery: { method: 'POST', path: '/mails/{messageId}/delivery' },
  retryMail: { method: 'POST', path: '/organizations/{organizationId}/mails/{mailId}/retry' },
  deleteMailTemplate: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/mail-templates/{templateName}/{locale}',
  },
  getMailTemplate: {
    method: 'GET',
    path: '/organizations/{organizationId}/mail-templates/{templateName}/{locale}',
  },
  replaceMailTemplate: {
    method: 'PUT',
    path: '/organizations/{organizationId}/mail-templates/{templateName}/{locale}',
  },
  listMailTemplates: { method: 'GET', path: '/organizations/{organizationId}/mail-templates' },
  previewMailTemplate: {
    method: 'POST',
    path: '/organizations/{organizationId}/mail-templates/{templateName}/{locale}/preview',
  },
  testMailTemplate: {
    method: 'POST',
    path: '/organizations/{organizationId}/mail-templates/{templateName}/{locale}/test',
  },
  getNoticeMatrix: { method: 'GET', path: '/organizations/{organizationId}/notice-matrix' },
  replaceNoticeMatrix: { method: 'PUT', path: '/organizations/{organizationId}/notice-matrix' },
  getNoticePreferences: {
    method: 'GET',
    path: '/organizations/{organizationId}/notice-preferences',
  },
  updateNoticePreferences: {
    method: 'PATCH',
    path: '/organizations/{organizationId}/notice-preferences',
  },
  listNotices: { method: 'GET', path: '/organizations/{organizationId}/notices' },
  raiseNotice: { method: 'POST', path: '/organizations/{organizationId}/notices' },
  markNoticesRead: { method: 'POST', path: '/organizations/{organizationId}/notices/read' },
  showUnsubscribe: { method: 'GET', path: '/notices/unsubscribe' },
  unsubscribe: { method: 'POST', path: '/notices/unsubscribe' },
  giveMemberRole: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/roles',
  },
  setMemberRoles: {
    method: 'PUT',
    path: '/organizations/{organizationId}/members/{memberId}/roles',
  },
  previewMemberRoles: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/roles/preview',
  },
  restoreMemberRoles: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/roles/previous',
  },
  takeMemberRole: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/members/{memberId}/roles/{roleName}',
  },
  getMe: { method: 'GET', path: '/organizations/{organizationId}/me' },
  getMemberAccess: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/access',
  },
  listPermissions: { method: 'GET', path: '/organizations/{organizationId}/permissions' },
  changeRole: { method: 'PATCH', path: '/organizations/{organizationId}/roles/{roleName}' },
  deleteRole: { method: 'DELETE', path: '/organizations/{organizationId}/roles/{roleName}' },
  getRole: { method: 'GET', path: '/organizations/{organizationId}/roles/{roleName}' },
  compareRoleVersions: {
    method: 'GET',
    path: '/organizations/{organizationId}/roles/{roleName}/difference',
  },
  createRole: { method: 'POST', path: '/organizations/{organizationId}/roles' },
  listRoles: { method: 'GET', path: '/organizations/{organizationId}/roles' },
  getRoleUsage: { method: 'GET', path: '/organizations/{organizationId}/roles/{roleName}/usage' },
  listRoleVersions: {
    method: 'GET',
    path: '/organizations/{organizationId}/roles/{roleName}/versions',
  },
  createApiKey: { method: 'POST', path: '/organizations/{organizationId}/api-keys' },
  listApiKeys: { method: 'GET', path: '/organizations/{organizationId}/api-keys' },
  getApiKey: { method: 'GET', path: '/organizations/{organizationId}/api-keys/{apiKeyId}' },
  revokeApiKey: { method: 'DELETE', path: '/organizations/{organizationId}/api-keys/{apiKeyId}' },
  getExchange: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/exchanges/{exchangeId}',
  },
  listExchanges: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/exchanges',
  },
  listDirectoryGroups: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/groups',
  },
  listDirectoryUsers: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/users',
  },
  listMemberDirectoryRecords: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/directory-records',
  },
  addDomain: { method: 'POST', path: '/organizations/{organizationId}/domains' },
  listDomains: { method: 'GET', path: '/organizations/{organizationId}/domains' },
  confirmDomainCode: {
    method: 'POST',
    path: '/organizations/{organizationId}/domains/{domainId}/confirm',
  },
  getDomain: { method: 'GET', path: '/organizations/{organizationId}/domains/{domainId}' },
  removeDomain: { method: 'DELETE', path: '/organizations/{organizationId}/domains/{domainId}' },
  updateDomain: { method: 'PATCH', path: '/organizations/{organizationId}/domains/{domainId}' },
  sendDomainCode: {
    method: 'POST',
    path: '/organizations/{organizationId}/domains/{domainId}/code',
  },
  verifyDomain: {
    method: 'POST',
    path: '/organizations/{organizationId}/domains/{domainId}/verify',
  },
  approveJoinRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/join-requests/{joinRequestId}/approve',
  },
  createJoinRequest: { method: 'POST', path: '/organizations/{organizationId}/join-requests' },
  listJoinRequests: { method: 'GET', path: '/organizations/{organizationId}/join-requests' },
  decideJoinRequests: {
    method: 'POST',
    path: '/organizations/{organizationId}/join-requests/decide',
  },
  denyJoinRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/join-requests/{joinRequestId}/deny',
  },
  enrol: { method: 'POST', path: '/enrolments' },
  getJoinRequest: {
    method: 'GET',
    path: '/organizations/{organizationId}/join-requests/{joinRequestId}',
  },
  withdrawJoinRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/join-requests/{joinRequestId}/withdraw',
  },
  approveLinkRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/link-requests/{linkRequestId}/approve',
  },
  decideLinkRequests: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/link-requests/decide',
  },
  getLinkRequest: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/link-requests/{linkRequestId}',
  },
  listLinkRequests: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/link-requests',
  },
  rejectLinkRequest: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/link-requests/{linkRequestId}/reject',
  },
  exportJournal: { method: 'GET', path: '/organizations/{organizationId}/journal/export' },
  listJournal: { method: 'GET', path: '/organizations/{organizationId}/journal' },
  verifyJournal: { method: 'GET', path: '/organizations/{organizationId}/journal/verification' },
  listJobRuns: { method: 'GET', path: '/jobs/{jobName}/runs' },
  listJobs: { method: 'GET', path: '/jobs' },
  runJob: { method: 'POST', path: '/jobs/{jobName}/run' },
} as const;
