// @generated from the contract (src/api) by `npm run pages`, and compared in the test run. Do not edit.

/** A body that is no JSON; its `type` is the media type. */
export type Upload = Blob;

export type Account = {
  /** Its id. */
  id: string;
  /** The mail address. */
  email?: string;
  /** The name that is shown. */
  name: string;
  /** The first name. */
  firstName?: string;
  /** The last name. */
  lastName?: string;
  /** Whether the address is known to be the person’s. */
  emailVerified: boolean;
  /** When the address was verified. */
  emailVerifiedAt?: string;
  /** A language tag such as `de` or `pt-BR`. */
  locale?: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type AddressConflict = {
  /** The member. */
  memberId: string;
  /** The name that is shown. */
  name: string;
  /** How far it has come, or whether it is in force. */
  status: 'active' | 'suspended';
  /** What the member has meanwhile. */
  email?: string;
  /** What a directory says. */
  wanted: string;
  /** The directory; absent where an earlier release let two members have the address. */
  connectionId?: string;
  /** Since when. */
  since: string;
  /** Left: people decided to leave it as it is. */
  state: 'open' | 'left';
  /** The members who have the address. */
  holders: readonly {
    /** The member. */
    memberId: string;
    /** The name that is shown. */
    name: string;
    /** How far it has come, or whether it is in force. */
    status: 'active' | 'suspended';
  }[];
};

export type CloudEvent = {
  /** Of CloudEvents. */
  specversion: '1.0';
  /** That of the event. */
  id: string;
  /** The organization, or the installation. */
  source: string;
  /** That of the event. */
  type: string;
  /** When it happened. */
  time: string;
  /** Kind and id of the object. */
  subject?: string;
  /** That of the event, with 16 digits: it is compared as text. */
  sequence: string;
  /** Absent: of the installation. */
  organizationid?: string;
  /** Of `data`. */
  datacontenttype: 'application/json';
  /** The event. */
  data: Event | ThinEvent;
};

export type Connection = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The name that is shown. */
  name: string;
  /** How far it has come, or whether it is in force. */
  status: 'active' | 'disabled' | 'deleting';
  /** While it is being deleted. */
  deletion?: {
    /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
    people: 'keep' | 'suspend' | 'remove';
    /** The work that runs. */
    taskId: string;
  };
  /** Whether all mapped groups give their roles, or the first that fits. */
  mappingMode: 'union' | 'first';
  /** What happens when a mapped seat is not free. */
  overSeatLimit?: 'queue' | 'refuse';
  /** The role of people for whom nothing else says one. */
  defaultRole?: string;
  /** Whether members get mails about what the directory changes. */
  notifyMembers: boolean;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
  /** What kind it is. */
  kind: 'scim';
  /** Lenient takes what providers do differently; strict holds to the RFCs. */
  compatibility: 'lenient' | 'strict';
  /** The base URL that the identity provider is given. */
  scimBaseUrl: string;
};

export type ConnectionDeletion = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** How far it has come, or whether it is in force. */
  status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  /** How many there are in all. */
  total: number;
  /** How much of it is done. */
  done: number;
  /** How many succeeded. */
  succeeded: number;
  /** How many failed. */
  failed: number;
  /** Who made it. */
  createdBy: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** When it was made. */
  createdAt: string;
  /** When it began. */
  startedAt?: string;
  /** When it ended. */
  endedAt?: string;
  /** The code of what went wrong. */
  error?: string;
  /** The connection of the directory. */
  connectionId: string;
  /** The name of the connection. */
  connection: string;
  /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
  people: 'keep' | 'suspend' | 'remove';
  /** What was done so far. */
  report?: ConnectionDeletionCounts;
};

export type ConnectionDeletionCounts = {
  /** People who stay as they are. */
  kept: number;
  /** People who are suspended. */
  suspended: number;
  /** What was there before and is not now. */
  removed: number;
  /** Users who waited for a link and stood for nobody. */
  waiting: number;
  /** Members who had left before. */
  gone: number;
  /** Names of roles. */
  roles: {
    /** What the mappings gave and is given by hand from then on. */
    handGiven: number;
    /** What ends. */
    ended: number;
  };
  /** Places in spaces. */
  spaces: {
    /** What the mappings gave and is given by hand from then on. */
    handGiven: number;
    /** What ends. */
    ended: number;
  };
  /** Seats. */
  seats: {
    /** What the mappings gave and is given by hand from then on. */
    handGiven: number;
    /** What ends. */
    ended: number;
  };
};

export type ConnectionDeletionPerson = {
  /** The member. */
  memberId: string;
  /** The name that is shown. */
  name: string;
  /** The mail address. */
  email?: string;
  /** How it ended. */
  outcome: 'kept' | 'suspended' | 'removed';
  /** Why the person is not suspended or removed, or keeps what the caller could not give: another connection stands behind them, they are the caller, the caller may not manage them, or no other owner or administrator would be left. */
  because?:
    | 'other_connection'
    | 'self'
    | 'authority'
    | 'member.last_owner'
    | 'member.last_admin'
    | 'member.last_break_glass';
  /** Names of roles. */
  roles: {
    /** What the mappings gave and is given by hand from then on. */
    handGiven: readonly string[];
    /** What ends. */
    ended: readonly string[];
  };
  /** Places in spaces. */
  spaces: {
    /** What the mappings gave and is given by hand from then on. */
    handGiven: readonly {
      /** The space. */
      spaceId: string;
      /** The name of the role. */
      role: string;
    }[];
    /** What ends. */
    ended: readonly {
      /** The space. */
      spaceId: string;
      /** The name of the role. */
      role: string;
    }[];
  };
  /** Products, a seat of each. */
  products: {
    /** What the mappings gave and is given by hand from then on. */
    handGiven: readonly string[];
    /** What ends. */
    ended: readonly string[];
  };
};

export type ConnectionHealth = {
  /** Failing: ten or more requests of the last day went wrong, and more than half of them. Stale: it spoke once, and has said nothing for seven days. */
  state: 'disabled' | 'unused' | 'healthy' | 'failing' | 'stale';
  /** When administrators were told that it fails or is stale; absent: they were not. */
  troubledSince?: string;
  /** When it last said something. */
  lastRequestAt?: string;
  /** Requests of the last day, among the newest entries of the log. */
  recent: {
    /** All of them. */
    requests: number;
    /** Those that were refused or failed. */
    troubled: number;
  };
  /** The newest request of the last day that went wrong. */
  lastTrouble?: {
    /** Its entry in the log of exchanges. */
    exchangeId: string;
    /** When it happened. */
    at: string;
    /** What the request did: the SCIM operation. */
    operation: string;
    /** How far it has come, or whether it is in force. */
    status: number;
  };
  /** What opens the connection today. */
  credentials: readonly {
    /** Its id. */
    id: string;
    /** What kind it is. */
    kind: 'token' | 'client';
    /** The name that is shown. */
    name: string;
    /** Whole days since it was made. */
    ageDays: number;
    /** When it was last used, to about a minute. */
    lastUsedAt?: string;
    /** When it ends by itself. */
    expiresAt?: string;
    /** Whole days; below 0 it is over. */
    expiresInDays?: number;
  }[];
  /** Of a connection for sign-in: how far its metadata is good. */
  metadata?: 'missing' | 'current' | 'failing' | 'ending' | 'expired';
  /** The end of the last certificate that the provider signs with. */
  certificateEndsAt?: string;
};

export type ConnectionKey = {
  /** Its id. */
  id: string;
  /** X.509, PEM. */
  certificate: string;
  /** Published before, and signs from then on. */
  signsFrom: string;
  /** The end of the certificate. */
  notAfter: string;
  /** Whether it signs requests now. */
  signs: boolean;
};

export type Console = {
  /** The organization. */
  organization: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
    /** The short name, for addresses. */
    slug: string;
    /** The logo that was uploaded or fetched. */
    logo?: {
      /** Where it leads. */
      url: string;
    };
    /** Of the branding: `#1a2b3c`. */
    color?: string;
    /** A language tag such as `de` or `pt-BR`. */
    locale?: string;
    /** The name of a time zone such as `Europe/Berlin`. */
    timeZone?: string;
  };
  /** The set of roles and plans that the organization began with. */
  preset: {
    /** For programs. A console need not look at it. */
    name: string;
    /** The name that people read. */
    title: string;
  };
  /** Who is the last of their standing, for callers who see members: they are not removed, suspended or given a lower role, and do not leave. Whoever has not accepted yet does not count. */
  lastOf: {
    /** The member who is the only active owner. */
    owner?: string;
    /** The only active member who is an owner or an administrator. */
    admin?: string;
  };
  /** What the plan includes; `*`: everything. */
  features: readonly string[];
  /** The page after sign-in. */
  landing: ConsolePage;
  /** Where pages are found, in their order. */
  menus: readonly {
    /** For programs; the same in every language. */
    name: string;
    /** In English, where the preset has words of its own. */
    title?: string;
    /** The title in other languages. */
    titles?: { [name: string]: string };
    /** Where it opens: beside the page, by a word in the top bar, or by the cog at its right end. */
    place: 'navigation' | 'bar' | 'cog';
    /** Its pages as a list, or as tabs. */
    as: 'list' | 'tabs';
    /** Parts of the menu, in their order. */
    sections: readonly {
      /** For programs; the same in every language. */
      name: string;
      /** In English, where the preset has words of its own. */
      title?: string;
      /** The title in other languages. */
      titles?: { [name: string]: string };
      /** In their order. */
      pages: readonly ConsolePage[];
    }[];
  }[];
  /** The pages that have a place, and whether the caller can open them. */
  pages: {
    [name: string]: {
      /** Whether the caller can open the page. */
      open: boolean;
      /** Why not. */
      because?: 'permission' | 'plan';
      /** The permission that is missing. */
      permission?: string;
      /** The feature that the plan lacks. */
      feature?: string;
    };
  };
  /** The page of people. */
  people: {
    /** Those that the caller can open, in their order. */
    tabs: readonly ('members' | 'invitations' | 'join-requests' | 'suspended')[];
    /** Pending invitations are rows among the members, too. */
    invitedAmongMembers: boolean;
    /** Columns that are shown at first, in their order. */
    columns: readonly (
      | 'name'
      | 'email'
      | 'roles'
      | 'seats'
      | 'spaces'
      | 'status'
      | 'source'
      | 'createdAt'
      | 'lastActiveOn'
    )[];
    /** The button that adds people. */
    add: {
      /** Shows a plus sign. */
      icon: boolean;
      /** Shows its words; without them they are the name of the plus sign. */
      label: boolean;
      /** One: the button opens it. Several: the button opens a menu of them. */
      entries: readonly ('form' | 'link' | 'import')[];
    };
    /** Buttons above the list for ticked rows, always there. */
    toolbar: readonly ('resend' | 'remove')[];
    /** What can be done in the row of a member. */
    memberRow: {
      /** Buttons in the row, or a menu of three dots. */
      as: 'buttons' | 'menu';
      /** In their order; each only where it applies to the row. */
      actions: readonly (
        'edit' | 'suspend' | 'remove' | 'resend' | 'renew' | 'revoke' | 'delete' | 'access'
      )[];
    };
    /** What can be done in the row of an invitation. */
    invitationRow: {
      /** Buttons in the row, or a menu of three dots. */
      as: 'buttons' | 'menu';
      /** In their order; each only where it applies to the row. */
      actions: readonly (
        'edit' | 'suspend' | 'remove' | 'resend' | 'renew' | 'revoke' | 'delete' | 'access'
      )[];
    };
    /** Where a role that is an elevation is lent: by a switch beside the name, or in the panel. */
    elevation: 'row' | 'panel';
  };
  /** The panel of one person. */
  panel: {
    /** In their order. */
    tabs: readonly ('access' | 'seats' | 'spaces' | 'details' | 'activity' | 'directory')[];
  };
  /** The form that adds a person. */
  add: {
    /** In their order; the first asks for the email. */
    steps: readonly {
      /** For programs; the same in every language. */
      name: string;
      /** In their order. None: what was entered is shown once more. */
      fields: readonly {
        /** What is asked for. */
        name:
          | 'email'
          | 'name'
          | 'firstName'
          | 'lastName'
          | 'roles'
          | 'seats'
          | 'spaces'
          | 'message'
          | 'lifeDays'
          | 'locale';
        /** Without it the form does not go on. */
        required?: boolean;
        /** Takes several addresses in one go. */
        several?: boolean;
        /** How many can be chosen in this form. */
        max?: number;
      }[];
      /** Has a button that goes on without it. */
      skippable?: boolean;
      /** Left out when the organization knows the address already. */
      hiddenWhenKnown?: boolean;
    }[];
  };
  /** How roles are chosen, in the form and in the panel. */
  roleChoice: {
    /** One of a list, several of a list, or one box to tick. */
    as: 'one' | 'several' | 'checkbox';
    /** Of the checkbox: ticked gives this role, not ticked the default one. */
    role?: string;
    /** The role of people for whom nothing else says one. */
    defaultRole?: string;
  };
  /** Those of the preset in their order; for callers who see members or roles, also the organization’s own. */
  roles: readonly {
    /** The name that is shown. */
    name: string;
    /** The name that people read. */
    title: string;
    /** The title in other languages. */
    titles?: { [name: string]: string };
    /** What it is for, in words for people. */
    description?: string;
    /** What kind it is. */
    kind: 'preset' | 'custom';
    /** Whether it counts as owner, as administrator, or as neither. */
    standing: 'owner' | 'admin' | 'none';
    /** Whether the role is lent for a time on top of others. */
    elevation: boolean;
    /** Whether the caller may give this role. */
    mayGive: boolean;
  }[];
  /** Roles in spaces, in their order. */
  spaceRoles: readonly {
    /** The name that is shown. */
    name: string;
    /** The name that people read. */
    title: string;
  }[];
  /** Text key of the console → the English text of this preset. Other languages keep their own. */
  wording: { [name: string]: string };
};

export type ConsolePage =
  | 'overview'
  | 'people'
  | 'imports'
  | 'roles'
  | 'spaces'
  | 'seats'
  | 'plan'
  | 'billing'
  | 'domains'
  | 'notifications'
  | 'audit'
  | 'keys'
  | 'settings'
  | 'personal';

export type Credential = {
  /** Its id. */
  id: string;
  /** The connection of the directory. */
  connectionId: string;
  /** What kind it is. */
  kind: 'token' | 'client';
  /** The name that is shown. */
  name: string;
  /** The first characters, by which people recognise it. */
  prefix?: string;
  /** What it may be used for. */
  scopes: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
  /** What the OAuth client calls itself at the token endpoint. */
  clientId?: string;
  /** Where the client gets access tokens. */
  tokenUrl?: string;
  /** Whose assertions the client may show. */
  trust?: {
    /** Who signs the client’s assertions. */
    issuer: string;
    /** Whom the client’s assertions are about. */
    subject: string;
    /** What the client’s assertions name as their audience. */
    audience: string;
    /** How long a signed assertion of the client may live at most. */
    assertionSeconds: number;
    /** The public keys of the client (RFC 7517). */
    jwks: {
      /** The keys of the set. */
      keys: readonly {
        /** The type of the key (RFC 7517). */
        kty: 'RSA' | 'EC' | 'OKP';
        /** The id of the key. */
        kid?: string;
        /** The algorithm of signatures (RFC 7518). */
        alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
        /** The curve of the key (RFC 7518). */
        crv?: 'P-256' | 'Ed25519';
        /** The modulus of an RSA key. */
        n?: string;
        /** The exponent of an RSA key. */
        e?: string;
        /** The x coordinate of an elliptic key. */
        x?: string;
        /** The y coordinate of an elliptic key. */
        y?: string;
        /** Private: refused. */
        d?: never;
        /** Private: refused. */
        p?: never;
        /** Private: refused. */
        q?: never;
        /** Private: refused. */
        dp?: never;
        /** Private: refused. */
        dq?: never;
        /** Private: refused. */
        qi?: never;
        /** Private: refused. */
        oth?: never;
        /** Private: refused. */
        k?: never;
      }[];
    };
  };
  /** When it ends by itself. */
  expiresAt?: string;
  /** When it was revoked. */
  revokedAt?: string;
  /** When it was last used, to about a minute. */
  lastUsedAt?: string;
  /** When it was made. */
  createdAt: string;
};

export type Domain = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The name that is shown. */
  name: string;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'verified' | 'failed';
  /** What a verified address of this domain opens: nothing by itself, the right to ask, or membership at once. */
  enrolment: 'manual' | 'suggest' | 'auto';
  /** The role of people for whom nothing else says one. */
  defaultRole?: string;
  /** Spaces that people of the domain are added to. */
  defaultSpaces?: readonly {
    /** The space. */
    spaceId: string;
    /** The name of the role. */
    role: string;
  }[];
  /** The DNS record that proves the domain; the domain itself will do as its name. */
  record: {
    /** What kind it is. */
    type: 'TXT';
    /** The name that is shown. */
    name: string;
    /** The text, as people read it. */
    text: string;
  };
  /** While a code is on its way to that mailbox. */
  emailProof?: {
    /** The mail address that a code was sent to. */
    address: string;
    /** When it ends by itself. */
    expiresAt: string;
    /** How often a code may still be entered. */
    triesLeft: number;
  };
  /** How it was verified. */
  verifiedBy?: 'dns' | 'email';
  /** When it was verified. */
  verifiedAt?: string;
  /** When the proof is looked for again. */
  recheckAt?: string;
  /** Looks in a row that did not find the record. */
  failures: number;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type Erasure = {
  /** Its id. */
  id: string;
  /** Of one organization, or of an account with all of its memberships. */
  kind: 'member' | 'account';
  /** `installation` for an account. */
  organizationId: string;
  /** The member. */
  memberId?: string;
  /** The account of the person. */
  accountId?: string;
  /** The erasure of the account that began this one. */
  parentId?: string;
  /** blocked: `reason` says what forbids it; it is tried again every ten minutes. */
  status: 'running' | 'blocked' | 'done';
  /** Why, in words. */
  reason?: {
    /** An error code; see /docs/errors. */
    code: string;
    /** Figures and names of the case. */
    details: { [name: string]: unknown };
  };
  /** Kind and id of the caller. */
  requestedBy: string;
  /** Journal entries that lost personal data so far. */
  entries: number;
  /** Other records that went or lost personal data so far. */
  records: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
  /** When it ended. */
  endedAt?: string;
};

export type Event = {
  /** The same in every feed and for every endpoint. */
  id: string;
  /** What happened: see /api/v1/event-types. */
  type: string;
  /** Of the shape of `data`. */
  version: number;
  /** When it happened; never a cursor. */
  timestamp: string;
  /** Absent: of the installation. */
  organizationId?: string;
  /** Of the organization’s journal, without gaps. Of two events of one object the later one has the higher number. */
  sequence: number;
  /** The place in the feed it was read from. */
  cursor: string;
  /** Who did it. */
  actor: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** Finds the request in the log and the journal. */
  traceId: string;
  /** What it happened to, with its name at that time. */
  object: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name?: string;
  };
  /** What changed. Empty once a person in it was erased. */
  data: {
    /** As it was before. */
    before?: { [name: string]: unknown };
    /** As it is afterwards. */
    after?: { [name: string]: unknown };
  };
};

export type EventType = {
  /** As events and filters have it. */
  type: string;
  /** Of the shape of the payload. */
  version: number;
  /** What happened, in one sentence. */
  description: string;
  /** Kinds of what it happens to. */
  objects: readonly string[];
  /** An event of the type, whole. */
  example: { [name: string]: unknown };
};

export type Exchange = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The connection of the directory. */
  connectionId: string;
  /** Absent where no token was recognised. */
  credentialId?: string;
  /** Of the last one where `count` is given. */
  traceId: string;
  /** The HTTP method. */
  method: string;
  /** The path of the request. */
  path: string;
  /** What the request did: the SCIM operation. */
  operation: string;
  /** User or Group. */
  resourceType?: string;
  /** The id of the SCIM resource. */
  resourceId?: string;
  /** The id of the SCIM resource that the request was about. */
  subjectId?: string;
  /** For whom the user of `subjectId` stood. */
  memberId?: string;
  /** That the request gave a user, folded. */
  address?: string;
  /** The HTTP status of the answer. */
  status: number;
  /** How it ended. */
  outcome: 'ok' | 'refused' | 'failed';
  /** Why the request was refused. */
  trouble?: 'refused' | 'failed';
  /** How long the answer took, in milliseconds. */
  latencyMs: number;
  /** What the client calls itself. */
  userAgent?: string;
  /** Body, redacted and perhaps cut. */
  request?: string;
  /** Body, redacted and perhaps cut. */
  response?: string;
  /** What the request changed, field by field. */
  difference?: readonly {
    /** The path of the request. */
    path: string;
    /** As it was before. */
    before?: unknown;
    /** As it is afterwards. */
    after?: unknown;
  }[];
  /** The steps of the request. */
  trace: readonly {
    /** What was done. */
    step: string;
    /** What happened in this step. */
    detail: string;
  }[];
  /** Requests alike of one hour, when several. */
  count?: number;
  /** When the last of them came. */
  lastAt?: string;
  /** What it takes of `bytesPerConnection`. */
  bytes?: number;
  /** When it was made. */
  createdAt: string;
};

export type GroupMappings = {
  /** For roles: all of them, or the first of the list. Spaces and seats are always all. */
  mode: 'union' | 'first';
  /** The role of people for whom nothing else says one. */
  defaultRole?: string;
  /** When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403. */
  overSeatLimit?: 'queue' | 'refuse';
  /** What groups give. */
  mappings: readonly {
    /** The group of the directory. */
    groupId: string;
    /** The name of the group. */
    groupName: string;
    /** Dormant: its group was deleted. Waiting: its group has not come yet. */
    state: 'bound' | 'dormant' | 'waiting';
    /** The id that the directory has for it. */
    externalId?: string;
    /** Binds a new group of that name, once, at its creation. */
    bindByName?: boolean;
    /** Since when the group of the mapping is gone. */
    dormantSince?: string;
    /** What needs care. */
    warning?: string;
    /** The name of the role. */
    role?: string;
    /** The space. */
    space?: {
      /** The space. */
      spaceId: string;
      /** The name of the role. */
      role: string;
    };
    /** The product. */
    productId?: string;
    /** The name of the space. */
    spaceName?: string;
    /** The name of the product. */
    productName?: string;
  }[];
  /** While people’s roles, spaces and seats are being worked out anew. */
  recompute?: {
    /** How much of it is done. */
    done: number;
    /** When it began. */
    startedAt: string;
  };
};

export type Hook = {
  /** Its id. */
  id: string;
  /** Absent: of the installation. */
  organizationId?: string;
  /** The name that is shown. */
  name: string;
  /** What it is for, in words for people. */
  description?: string;
  /** The decision before which the hook is asked. */
  point:
    | 'before_user_create'
    | 'before_user_update'
    | 'before_user_deactivate'
    | 'before_group_create'
    | 'before_group_update'
    | 'before_group_delete'
    | 'before_role_resolution'
    | 'before_invitation_create'
    | 'before_invitation_accept'
    | 'before_join_request'
    | 'before_admission'
    | 'before_sign_in'
    | 'before_seat_allocation'
    | 'before_import_row';
  /** Where it leads. */
  url: string;
  /** Whether it is in use; true when absent. */
  enabled: boolean;
  /** The lowest is asked first. */
  order: number;
  /** Absent: the default of the point. */
  onFailure?: 'open' | 'closed' | 'last_known';
  /** What happens when it gives no answer in time. */
  effectiveOnFailure: 'open' | 'closed' | 'last_known';
  /** Milliseconds for the whole answer; absent: 3,000. */
  budgetMs?: number;
  /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
  condition?: string;
  /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
  percentage?: number;
  /** It is asked and recorded, and not obeyed. */
  dryRun?: boolean;
  /** The API key with which the hook calls back: what is done with it does not ask the hook. */
  apiKeyId?: string;
  /** Who switched it off from outside of REST. */
  disabledBy?: string;
  /** Of the process that answers, since it started. */
  figures: {
    /** How often it was to be asked. */
    asked: number;
    /** How often it said no. */
    denied: number;
    /** How many failed. */
    failed: number;
    /** open: it failed five times in a row and is not asked for half a minute. */
    circuit: 'closed' | 'open' | 'half_open';
    /** Answers by how long they took. */
    latency: readonly {
      /** Milliseconds; absent: longer than all others. */
      le?: number;
      /** How many. */
      count: number;
    }[];
  };
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type HookAnswer = {
  /** What the hook says. */
  action: 'allow' | 'deny' | 'modify';
  /** Of `deny`: the words are shown to the person and the provider. */
  reason?: {
    /** An error code; see /docs/errors. */
    code?: string;
    /** A few words for people. */
    message?: string;
    /** The name of a text in config/hooks/texts, or of the host application, for the language of the person. */
    i18nKey?: string;
  };
  /** Of `modify`: RFC 6902, of what the point lets a hook change. */
  patch?: readonly {
    /** add, remove, replace, move, copy, test. */
    op: string;
    /** A JSON Pointer (RFC 6901). */
    path: string;
  }[];
  /** Kept in the sample of the exchange. */
  debug?: unknown;
};

export type HookPoint = {
  /** The decision before which the hook is asked. */
  point:
    | 'before_user_create'
    | 'before_user_update'
    | 'before_user_deactivate'
    | 'before_group_create'
    | 'before_group_update'
    | 'before_group_delete'
    | 'before_role_resolution'
    | 'before_invitation_create'
    | 'before_invitation_accept'
    | 'before_join_request'
    | 'before_admission'
    | 'before_sign_in'
    | 'before_seat_allocation'
    | 'before_import_row';
  /** What is about to happen. */
  summary: string;
  /** What happens when a hook fails, unless it says otherwise. */
  onFailure: 'open' | 'closed' | 'last_known';
  /** Why that is the default. */
  because: string;
  /** JSON Pointers of what a patch may change; `*` stands for any index. */
  changeable: readonly string[];
};

export type HookQuestion = {
  /** Of this contract. */
  specversion: '1.0';
  /** Of the question. */
  id: string;
  /** The hook that is asked. */
  hook: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
  };
  /** What is about to happen. */
  operation:
    | 'before_user_create'
    | 'before_user_update'
    | 'before_user_deactivate'
    | 'before_group_create'
    | 'before_group_update'
    | 'before_group_delete'
    | 'before_role_resolution'
    | 'before_invitation_create'
    | 'before_invitation_accept'
    | 'before_join_request'
    | 'before_admission'
    | 'before_sign_in'
    | 'before_seat_allocation'
    | 'before_import_row';
  /** The organization. */
  org: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
    /** The short name, for addresses. */
    slug: string;
  };
  /** Who wants it. */
  actor: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** What it happens to: kind, id if there is one, and the version before. */
  object: { [name: string]: unknown };
  /** As it is now; absent: it is new. */
  before?: { [name: string]: unknown };
  /** As it would be; the answer may change parts of it. */
  proposed: { [name: string]: unknown };
  /** Of the request; `dryRun`: the answer is recorded and not obeyed. */
  context: {
    /** Finds the request in the log and the journal. */
    traceId: string;
    /** Only checked, never applied. */
    dryRun: boolean;
  };
};

export type HookSample = {
  /** Its id. */
  id: string;
  /** The id of the hook. */
  hookId: string;
  /** The organization. */
  organizationId: string;
  /** The decision before which the hook is asked. */
  point:
    | 'before_user_create'
    | 'before_user_update'
    | 'before_user_deactivate'
    | 'before_group_create'
    | 'before_group_update'
    | 'before_group_delete'
    | 'before_role_resolution'
    | 'before_invitation_create'
    | 'before_invitation_accept'
    | 'before_join_request'
    | 'before_admission'
    | 'before_sign_in'
    | 'before_seat_allocation'
    | 'before_import_row';
  /** How it ended. */
  outcome: 'allowed' | 'modified' | 'denied' | 'failed' | 'skipped';
  /** Only checked, never applied. */
  dryRun: boolean;
  /** How long the answer took, in milliseconds. */
  latencyMs: number;
  /** Finds the request in the log and the journal. */
  traceId: string;
  /** As it was sent; absent: more than 16 KiB. */
  question?: string;
  /** As it came. */
  answer?: string;
  /** Why it was no answer. */
  problem?: string;
  /** Whether the change was made after all; false: a rule or another hook refused it. */
  carriedOut?: boolean;
  /** When it was made. */
  createdAt: string;
};

export type HookSecret = {
  /** Its id. */
  id: string;
  /** `whsec_…`; shown only here. */
  secret?: string;
  /** When it was made. */
  createdAt: string;
};

export type HookTrial = {
  /** skipped: its condition or percentage leaves this one out. */
  outcome: 'allowed' | 'modified' | 'denied' | 'failed' | 'skipped';
  /** How long the answer took, in milliseconds. */
  latencyMs: number;
  /** With the changes of the hook. */
  proposed?: { [name: string]: unknown };
  /** As the hook sent it (RFC 6902). */
  patch?: unknown;
  /** Why, in words. */
  reason?: {
    /** An error code; see /docs/errors. */
    code: string;
    /** A few words for people. */
    message: string;
    /** The name of a text in config/hooks/texts, or of the host application, for the language of the person. */
    i18nKey?: string;
  };
  /** What is wrong, in words. */
  problem?: string;
};

export type Import = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** How far it has come, or whether it is in force. */
  status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  /** How the work is done. */
  mode: 'add' | 'update' | 'add-or-update' | 'deactivate-missing';
  /** Whether new people are invited, not added at once. */
  invite: boolean;
  /** Only checked, never applied. */
  dryRun: boolean;
  /** How many there are in all. */
  total: number;
  /** How much of it is done. */
  done: number;
  /** How many succeeded. */
  succeeded: number;
  /** How many failed. */
  failed: number;
  /** The columns of the sheet, and what each was read as. */
  columns: readonly {
    /** The name that people read. */
    title: string;
    /** Its short name, for programs. */
    key?: string;
  }[];
  /** That most of the titles are in. */
  language?: 'en' | 'de' | 'fr' | 'es' | 'ja';
  /** The result, in figures. */
  report: {
    /** Rows, in their order. */
    rows: number;
    /** Rows that can be applied. */
    valid: number;
    /** Every problem that was found. */
    errors: number;
    /** Rows that would add a member. */
    toAdd: number;
    /** Rows that would invite a person. */
    toInvite: number;
    /** Rows that would change a member. */
    toUpdate: number;
    /** Rows that change nothing. */
    unchanged: number;
    /** Members who would be suspended. */
    toSuspend: number;
    /** Seats. */
    seats: readonly {
      /** The product. */
      productId: string;
      /** The product. */
      product: string;
      /** How many are needed. */
      needed: number;
      /** How many are free. */
      free: number;
      /** How many wait. */
      waiting: number;
    }[];
    /** Places within the limit of members. */
    places: {
      /** How many are needed. */
      needed: number;
      /** How many are taken. */
      used: number;
      /** How many there may be; null or absent: as many as wanted. */
      limit?: number;
      /** How many would be over the limit. */
      beyond: number;
    };
  };
  /** Who made it. */
  createdBy: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** When it was made. */
  createdAt: string;
  /** When it began. */
  startedAt?: string;
  /** When it ended. */
  endedAt?: string;
  /** The code of what went wrong. */
  error?: string;
};

export type Invitation = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The mail address. */
  email: string;
  /** The name that is shown. */
  name?: string;
  /** The first name. */
  firstName?: string;
  /** The last name. */
  lastName?: string;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
  /** Names of roles. */
  roles: readonly string[];
  /** Places in spaces. */
  spaces: readonly {
    /** The space. */
    spaceId: string;
    /** The name of the role. */
    role: string;
  }[];
  /** Products, a seat of each. */
  products: readonly string[];
  /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
  reserved?: readonly string[];
  /** Values of the attributes that the organization has defined, by key. */
  attributes?: { [name: string]: string | number | boolean };
  /** A language tag such as `de` or `pt-BR`. */
  locale?: string;
  /** A few words for people. */
  message?: string;
  /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
  redirectUrl?: string;
  /** Whether the person is from outside. */
  guest: boolean;
  /** When it ends by itself. */
  expiresAt: string;
  /** Whole days until it expires. */
  daysLeft: number;
  /** For how many days it is valid. */
  lifeDays: number;
  /** Whether the mail is sent; otherwise the answer has the link. */
  send: boolean;
  /** How far the mail has come. */
  delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
  /** When it was last sent. */
  sentAt?: string;
  /** How often it was sent again. */
  resent: number;
  /** When reminders were sent. */
  reminded: readonly ('day3' | 'lastDay')[];
  /** Who invited. */
  inviter: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** Whether it counts against the limit of members. */
  holdsPlace: boolean;
  /** When it ended. */
  endedAt?: string;
  /** Who ended it. */
  endedBy?: string;
  /** A few words for the people concerned. */
  note?: string;
  /** The member. */
  memberId?: string;
  /** That the invited person reported the mail as unwanted. */
  reported?: boolean;
  /** When the invited person last asked for a new link. */
  askedAgainAt?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
};

export type IssuedInvitation = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The mail address. */
  email: string;
  /** The name that is shown. */
  name?: string;
  /** The first name. */
  firstName?: string;
  /** The last name. */
  lastName?: string;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
  /** Names of roles. */
  roles: readonly string[];
  /** Places in spaces. */
  spaces: readonly {
    /** The space. */
    spaceId: string;
    /** The name of the role. */
    role: string;
  }[];
  /** Products, a seat of each. */
  products: readonly string[];
  /** Those of `products` of which a seat is kept for the person while the invitation is pending. */
  reserved?: readonly string[];
  /** Values of the attributes that the organization has defined, by key. */
  attributes?: { [name: string]: string | number | boolean };
  /** A language tag such as `de` or `pt-BR`. */
  locale?: string;
  /** A few words for people. */
  message?: string;
  /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
  redirectUrl?: string;
  /** Whether the person is from outside. */
  guest: boolean;
  /** When it ends by itself. */
  expiresAt: string;
  /** Whole days until it expires. */
  daysLeft: number;
  /** For how many days it is valid. */
  lifeDays: number;
  /** Whether the mail is sent; otherwise the answer has the link. */
  send: boolean;
  /** How far the mail has come. */
  delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
  /** When it was last sent. */
  sentAt?: string;
  /** How often it was sent again. */
  resent: number;
  /** When reminders were sent. */
  reminded: readonly ('day3' | 'lastDay')[];
  /** Who invited. */
  inviter: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** Whether it counts against the limit of members. */
  holdsPlace: boolean;
  /** When it ended. */
  endedAt?: string;
  /** Who ended it. */
  endedBy?: string;
  /** A few words for the people concerned. */
  note?: string;
  /** The member. */
  memberId?: string;
  /** That the invited person reported the mail as unwanted. */
  reported?: boolean;
  /** When the invited person last asked for a new link. */
  askedAgainAt?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** The address that the mail would have led to; shown this once. */
  link?: string;
  /** The secret; shown this once. */
  token?: string;
};

export type JoinRequest = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The account of the person. */
  accountId?: string;
  /** The name that is shown. */
  name: string;
  /** The first name. */
  firstName?: string;
  /** The last name. */
  lastName?: string;
  /** The mail address. */
  email: string;
  /** A few words for people. */
  message?: string;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'superseded';
  /** When it was decided. */
  decidedAt?: string;
  /** Who decided. */
  decidedBy?: string;
  /** Why, in words. */
  reason?: string;
  /** The member. */
  memberId?: string;
  /** When it was made. */
  createdAt: string;
};

export type Limits = {
  /** The name of the plan. */
  plan: string;
  /** Members. */
  members: {
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number | null;
    /** What kind it is. */
    kind: 'hard' | 'soft' | 'metered';
    /** Members who are active or suspended. */
    active: number;
    /** Those that wait. */
    pending: number;
    /** Whether pending invitations count. */
    pendingCounts: boolean;
    /** What the plan includes without a charge. */
    included: number | null;
    /** What was bought beyond the plan. */
    extra: number;
    /** A text of the operator, such as an amount. */
    price: string | null;
    /** How many beyond the limit are let in with a warning. */
    grace: number | null;
  };
  /** Places in spaces. */
  spaces: {
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number | null;
  };
  /** Names of roles. */
  roles: {
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number | null;
  };
  /** Verified mail domains. */
  domains: {
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number | null;
  };
  /** Active API keys. */
  apiKeys: {
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number | null;
  };
  /** Products, a seat of each. */
  products: readonly {
    /** The product. */
    productId: string;
    /** The name that is shown. */
    name: string;
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number;
  }[];
  /** Whether there are more products than are shown. */
  moreProducts: boolean;
};

export type LinkRequest = {
  /** Its id. */
  id: string;
  /** The connection of the directory. */
  connectionId: string;
  /** The user of the directory. */
  scimUserId: string;
  /** The member. */
  memberId: string;
  /** The name of the member. */
  memberName?: string;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'approved' | 'rejected' | 'withdrawn';
  /** Why it waits: an owner or administrator made by hand, or beyond the authority of the connection. */
  reason: 'owner' | 'administrator' | 'authority' | 'departed';
  /** As the directory says it. */
  name: string;
  /** The mail address. */
  email?: string;
  /** Whether it is in force. */
  active: boolean;
  /** When it was decided. */
  decidedAt?: string;
  /** Who decided. */
  decidedBy?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type Mail = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId?: string;
  /** The name of the template. */
  template: string;
  /** What it becomes. */
  to: string;
  /** The name of the recipient. */
  toName?: string;
  /** A language tag such as `de` or `pt-BR`. */
  locale?: string;
  /** The subject of the mail. */
  subject?: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id: string;
  };
  /** The member. */
  memberId?: string;
  /** Whether members may switch it off. */
  optional: boolean;
  /** How far it has come, or whether it is in force. */
  status:
    'queued' | 'digest' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'suppressed';
  /** How often sending was tried. */
  attempts: number;
  /** When it is to be sent. */
  dueAt?: string;
  /** The Message-ID of the mail (RFC 5322). */
  messageId: string;
  /** When it was last sent. */
  sentAt?: string;
  /** The code of what went wrong. */
  error?: string;
  /** When it was made. */
  createdAt: string;
};

export type MappingPreview = {
  /** The member. */
  memberId: string;
  /** The name that is shown. */
  name: string;
  /** The mail address. */
  email?: string;
  /** Names of roles. */
  roles: {
    /** As it was before. */
    before: readonly string[];
    /** As it is afterwards. */
    after: readonly string[];
  };
  /** Places in spaces. */
  spaces: {
    /** As it was before. */
    before: readonly {
      /** The space. */
      spaceId: string;
      /** The name of the role. */
      role: string;
    }[];
    /** As it is afterwards. */
    after: readonly {
      /** The space. */
      spaceId: string;
      /** The name of the role. */
      role: string;
    }[];
  };
  /** Products, a seat of each. */
  products: {
    /** As it was before. */
    before: readonly string[];
    /** As it is afterwards. */
    after: readonly string[];
  };
  /** The member keeps the roles, because no other administrator would be left. */
  refused?: 'member.last_owner' | 'member.last_admin' | 'member.last_break_glass';
};

export type MassChange = {
  /** Its id. */
  id: string;
  /** Applied: nobody decided in 24 hours. */
  status: 'held' | 'approved' | 'rejected' | 'applied';
  /** The connection whose request tripped the brake. */
  connectionId: string;
  /** People whom directories managed when the hour began; of what sign-ins take, people who sign in, if more. */
  base: number;
  /** People who had lost something in that hour when the brake tripped. */
  people: number;
  /** The limit in per cent, as it was then. */
  percent: number;
  /** The least number of people, as it was then. */
  least: number;
  /** How many people are in which state now. */
  counts: {
    /** Applied before the brake tripped. */
    applied: number;
    /** They wait. */
    held: number;
    /** Applied by an approval, or by time. */
    let_through: number;
    /** Kept by a rejection. */
    kept: number;
    /** Given back. */
    restored: number;
    /** The directory took its word back. */
    withdrawn: number;
    /** It would have taken the last administrator. */
    refused: number;
  };
  /** When it is applied if nobody decides. */
  appliesAt: string;
  /** When it was decided. */
  decidedAt?: string;
  /** Who decided. */
  decidedBy?: string;
  /** Why, in words. */
  reason?: string;
  /** When it was asked to give back what was applied before the brake tripped. */
  restoredAt?: string;
  /** Who asked for that. */
  restoredBy?: string;
  /** Whether all that was decided is carried out; false while people are worked on. */
  isDone: boolean;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type MassChangeBrake = {
  /** It trips above so many per cent. */
  percent: number;
  /** The least number of people at which it trips. */
  people: number;
  /** Whether it holds anything back now. */
  isOn: boolean;
  /** Present while it is switched off; it is on again by itself. */
  off?: {
    /** When it ends; absent: it stays. */
    until: string;
    /** Why, in words. */
    reason: string;
    /** Who did it. */
    by: string;
  };
};

export type MassChangePerson = {
  /** The member. */
  memberId: string;
  /** The name that is shown. */
  name?: string;
  /** The mail address. */
  email?: string;
  /** Applied: before the brake tripped. Held: waits. Let through: by an approval or by time. Kept: by a rejection. Withdrawn: the directory took it back. Refused: it would have taken the last administrator. */
  state: 'applied' | 'held' | 'let_through' | 'kept' | 'restored' | 'withdrawn' | 'refused';
  /** What the directory took, or wants to take. */
  losses: readonly {
    /** What kind it is. */
    kind: 'deactivated' | 'deleted' | 'left_group';
    /** The connection of the directory. */
    connectionId: string;
    /** The user of the directory. */
    scimUserId: string;
    /** The group of the directory. */
    groupId?: string;
  }[];
  /** Of the last of them. */
  lostAt: string;
};

export type Member = {
  /** What kind it is. */
  kind: 'member';
  /** Its id. */
  id: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** The organization. */
  organizationId: string;
  /** How far it has come, or whether it is in force. */
  status: 'active' | 'suspended' | 'left';
  /** The name that is shown. */
  name: string;
  /** The first name. */
  firstName?: string;
  /** The last name. */
  lastName?: string;
  /** The mail address. */
  email?: string;
  /** The address that a directory says of the member while another present member has it; given once it is free. */
  addressConflict?: {
    /** The mail address. */
    email: string;
    /** The connection of the directory. */
    connectionId?: string;
    /** Since when. */
    since: string;
    /** Left: people decided to leave it as it is. */
    state: 'open' | 'left';
  };
  /** The account of the person. */
  accountId?: string;
  /** Names of roles. */
  roles: readonly string[];
  /** The roles of the member, each with where it comes from. */
  grants: readonly {
    /** The name of the role. */
    role: string;
    /** Where it comes from. */
    source: {
      /** What kind it is. */
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
      /** The invitation. */
      invitationId?: string;
      /** The request to join. */
      joinRequestId?: string;
      /** The domain. */
      domainId?: string;
      /** The connection of the directory. */
      connectionId?: string;
      /** The group of the directory. */
      groupId?: string;
      /** Who invited. */
      inviter?: string;
      /** The mail domain. */
      domain?: string;
      /** The connection of the directory. */
      connection?: string;
      /** The group of the directory. */
      group?: string;
    };
    /** Since when. */
    since: string;
    /** When it ends; absent: it stays. */
    until?: string;
    /** Given while the member was unlocked; ends with that. */
    override?: true;
  }[];
  /** What people had given before the member left. It does not return by itself. */
  previousRoles?: readonly string[];
  /** Whether it counts as owner, as administrator, or as neither. */
  standing: 'owner' | 'admin' | 'none';
  /** Where it comes from. */
  source: 'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import' | 'sign_in';
  /** A directory manages names, address, status and removal. */
  managed: boolean;
  /** Until then people may change what the directory manages. */
  unlockedUntil?: string;
  /** Whether the person is from outside. */
  guest?: boolean;
  /** The picture of the member; absent where there is none. */
  avatar?: {
    /** Where it comes from. */
    source: 'upload' | 'directory';
    /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
    url: string;
  };
  /** A language tag such as `de` or `pt-BR`. */
  locale?: string;
  /** Values of the attributes that the organization has defined. */
  attributes: {
    [name: string]: {
      /** The value. */
      value: string | number | boolean;
      /** Where it comes from. */
      source: 'manual' | 'directory' | 'import' | 'invitation';
    };
  };
  /** To the day. */
  lastActiveOn?: string;
  /** When the member was suspended. */
  suspendedAt?: string;
  /** Who suspended: people, or a directory. */
  suspendedBy?: 'directory' | 'person';
  /** When the member left. */
  leftAt?: string;
  /** Until then the removal of the member can be taken back (reinstateMember). */
  reinstateUntil?: string;
  /** The member who has been this person since. */
  mergedInto?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type MemberAccess = {
  /** The member. */
  member: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
    /** The mail address. */
    email?: string;
    /** How far it has come, or whether it is in force. */
    status: 'active' | 'suspended' | 'left';
  };
  /** Every source of the right. */
  reasons: readonly {
    /** The name of the role. */
    role: string;
    /** Where it comes from. */
    source: {
      /** What kind it is. */
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
      /** The invitation. */
      invitationId?: string;
      /** The request to join. */
      joinRequestId?: string;
      /** The domain. */
      domainId?: string;
      /** The connection of the directory. */
      connectionId?: string;
      /** The group of the directory. */
      groupId?: string;
      /** Who invited. */
      inviter?: string;
      /** The mail domain. */
      domain?: string;
      /** The connection of the directory. */
      connection?: string;
      /** The group of the directory. */
      group?: string;
    };
    /** Since when. */
    since: string;
  }[];
  /** Comes from a role that reaches every space. */
  inherited?: {
    /** The member’s role that reaches every space. */
    role: string;
    /** The role in the space that this reason gives. */
    spaceRole: string;
  };
};

export type MemberChange = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** How far it has come, or whether it is in force. */
  status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  /** How many there are in all. */
  total: number;
  /** How much of it is done. */
  done: number;
  /** How many succeeded. */
  succeeded: number;
  /** How many failed. */
  failed: number;
  /** Who made it. */
  createdBy: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** When it was made. */
  createdAt: string;
  /** When it began. */
  startedAt?: string;
  /** When it ended. */
  endedAt?: string;
  /** The code of what went wrong. */
  error?: string;
  /** What kind it is. */
  kind: 'member-change';
  /** Whether rows are still being collected. */
  gathering: boolean;
  /** The kind of the change; of an undo that of what it takes back. */
  change: string;
  /** What the change names, as it is called now. */
  subject: {
    /** Names of the roles. */
    roles?: readonly string[];
    /** When the roles end by themselves. */
    until?: string;
    /** Whose seats. */
    product?: {
      /** Its id. */
      id: string;
      /** Absent when it is not there any more. */
      name?: string;
    };
    /** Which spaces. */
    spaces?: readonly {
      /** Its id. */
      id: string;
      /** Absent when it is not there any more. */
      name?: string;
    }[];
    /** The name of the role there. */
    spaceRole?: string;
    /** Who takes over what they owned. */
    successor?: {
      /** Its id. */
      id: string;
      /** Absent when it is not there any more. */
      name?: string;
    };
    /** Of a change of one row: whom it is about, as they are called now. */
    person?: {
      /** Its id. */
      id: string;
      /** Absent when it is not there any more. */
      name?: string;
      /** What kind it is. */
      kind: 'member' | 'invitation';
    };
  };
  /** Whether undoTask can take it back now. */
  undoable: boolean;
  /** Of removals: until when. */
  undoUntil?: string;
  /** The task that this one takes back. */
  undoOf?: string;
  /** The task that took this one back. */
  undoneBy?: string;
};

export type MemberRoles = {
  /** The member. */
  memberId: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** Names of roles. */
  roles: readonly string[];
  /** The roles of the member, each with where it comes from. */
  grants: readonly {
    /** The name of the role. */
    role: string;
    /** Where it comes from. */
    source: {
      /** What kind it is. */
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
      /** The invitation. */
      invitationId?: string;
      /** The request to join. */
      joinRequestId?: string;
      /** The domain. */
      domainId?: string;
      /** The connection of the directory. */
      connectionId?: string;
      /** The group of the directory. */
      groupId?: string;
      /** Who invited. */
      inviter?: string;
      /** The mail domain. */
      domain?: string;
      /** The connection of the directory. */
      connection?: string;
      /** The group of the directory. */
      group?: string;
    };
    /** Since when. */
    since: string;
    /** When it ends; absent: it stays. */
    until?: string;
    /** Given while the member was unlocked; ends with that. */
    override?: true;
  }[];
  /** Whether it counts as owner, as administrator, or as neither. */
  standing: 'owner' | 'admin' | 'none';
};

export type MissingSecondFactor = {
  /** The member. */
  memberId: string;
  /** The name that is shown. */
  name: string;
  /** The mail address. */
  email?: string;
  /** Whether the organization asks the member for one (`secondFactor`). */
  asked: 'now' | 'later' | 'no';
  /** From when on, where the policy names a day for a role that the member holds. */
  askedFrom?: string;
};

export type NewCredential = {
  /** Its id. */
  id: string;
  /** The connection of the directory. */
  connectionId: string;
  /** What kind it is. */
  kind: 'token' | 'client';
  /** The name that is shown. */
  name: string;
  /** The first characters, by which people recognise it. */
  prefix?: string;
  /** What it may be used for. */
  scopes: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
  /** What the OAuth client calls itself at the token endpoint. */
  clientId?: string;
  /** Where the client gets access tokens. */
  tokenUrl?: string;
  /** Whose assertions the client may show. */
  trust?: {
    /** Who signs the client’s assertions. */
    issuer: string;
    /** Whom the client’s assertions are about. */
    subject: string;
    /** What the client’s assertions name as their audience. */
    audience: string;
    /** How long a signed assertion of the client may live at most. */
    assertionSeconds: number;
    /** The public keys of the client (RFC 7517). */
    jwks: {
      /** The keys of the set. */
      keys: readonly {
        /** The type of the key (RFC 7517). */
        kty: 'RSA' | 'EC' | 'OKP';
        /** The id of the key. */
        kid?: string;
        /** The algorithm of signatures (RFC 7518). */
        alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
        /** The curve of the key (RFC 7518). */
        crv?: 'P-256' | 'Ed25519';
        /** The modulus of an RSA key. */
        n?: string;
        /** The exponent of an RSA key. */
        e?: string;
        /** The x coordinate of an elliptic key. */
        x?: string;
        /** The y coordinate of an elliptic key. */
        y?: string;
        /** Private: refused. */
        d?: never;
        /** Private: refused. */
        p?: never;
        /** Private: refused. */
        q?: never;
        /** Private: refused. */
        dp?: never;
        /** Private: refused. */
        dq?: never;
        /** Private: refused. */
        qi?: never;
        /** Private: refused. */
        oth?: never;
        /** Private: refused. */
        k?: never;
      }[];
    };
  };
  /** When it ends by itself. */
  expiresAt?: string;
  /** When it was revoked. */
  revokedAt?: string;
  /** When it was last used, to about a minute. */
  lastUsedAt?: string;
  /** When it was made. */
  createdAt: string;
  /** Shown in this answer and never again. */
  token?: string;
  /** Shown in this answer and never again. */
  clientSecret?: string;
};

export type OidcConnection = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The name that is shown. */
  name: string;
  /** How far it has come, or whether it is in force. */
  status: 'active' | 'disabled' | 'deleting';
  /** While it is being deleted. */
  deletion?: {
    /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
    people: 'keep' | 'suspend' | 'remove';
    /** The work that runs. */
    taskId: string;
  };
  /** Whether all mapped groups give their roles, or the first that fits. */
  mappingMode: 'union' | 'first';
  /** What happens when a mapped seat is not free. */
  overSeatLimit?: 'queue' | 'refuse';
  /** The role of people for whom nothing else says one. */
  defaultRole?: string;
  /** Whether members get mails about what the directory changes. */
  notifyMembers: boolean;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
  /** What kind it is. */
  kind: 'oidc';
  /** Whose attribute names hold where `names` says nothing. `custom` of kind saml: email, name, firstName, lastName, groups; of kind oidc: email, name, given_name, family_name, locale, groups. */
  preset: 'okta' | 'entra' | 'google' | 'keycloak' | 'custom';
  /** Rises when whom to believe, or what says who is who, is changed by hand. */
  configuration: number;
  /** A test sign-in went well with the configuration as it is: it can be activated. */
  isTested: boolean;
  /** The last test sign-in that went well. */
  tested?: {
    /** The number of the configuration: it grows when entity ID, addresses or keys are changed by hand. */
    configuration: number;
    /** When it happened. */
    at: string;
    /** What its answer said of the method: AuthnContextClassRef or acr, and amr. */
    shown?: readonly string[];
  };
  /** What the provider is told of us. */
  relyingParty: {
    /** Where answers go; also called callback URL. */
    redirectUrl: string;
    /** Where tiles of the provider begin a sign-in. */
    initiateUrl: string;
    /** Where browsers come back after a sign-out. */
    signedOutUrl: string;
    /** Where logout tokens are posted. */
    backChannelLogoutUrl: string;
    /** Our public keys, for private_key_jwt. */
    keysUrl: string;
    /** False: the public URL of this server is another one by now; see `reissueAddresses`. */
    isCurrent: boolean;
  };
  /** What the identity provider says of itself; absent until it is known. */
  provider?: {
    /** Who signs the client’s assertions. */
    issuer: string;
    /** Where people sign in. */
    authorizationEndpoint: string;
    /** Where codes are exchanged for tokens. */
    tokenEndpoint: string;
    /** Where public keys are published. */
    keysUrl: string;
    /** Where claims are asked for that the ID token leaves out. */
    userinfoEndpoint?: string;
    /** Where people sign out. */
    endSessionEndpoint?: string;
    /** Every key whose signatures are believed. */
    keys: readonly {
      /** The `kid` of the key. */
      keyId?: string;
      /** The algorithm of the key, or its type. */
      algorithm: string;
    }[];
    /** With which it signs ID tokens. */
    algorithms: readonly string[];
    /** Whether it says that it takes PKCE with S256. */
    takesPkce: boolean;
    /** In every answer (RFC 9207). */
    namesItself: boolean;
  };
  /** Where the provider was read. */
  metadata?:
    | {
        /** What kind it is. */
        kind: 'url';
        /** Where it leads. */
        url: string;
        /** When it was last read without a fault. */
        fetchedAt: string;
        /** Of the certificate that signs the metadata; absent: they came unsigned. */
        signerFingerprint?: string;
        /** Since reading them fails. */
        failure?: {
          /** Since when. */
          since: string;
          /** Of the last try. */
          at: string;
          /** Why, in words. */
          reason: string;
          /** What is wrong, and whose side it is on. */
          message: string;
        };
      }
    | {
        /** What kind it is. */
        kind: 'document';
        /** When it was given. */
        givenAt: string;
      };
  /** `failing`: it cannot be read, and what is known is still believed. */
  metadataState: 'missing' | 'current' | 'failing';
  /** As the provider calls this application. */
  clientId?: string;
  /** How this application proves itself: by the client secret, or by signatures of a key of ours that the provider reads at `relyingParty.keysUrl`. Default: secret. */
  clientAuthentication: 'secret' | 'private_key_jwt';
  /** Whether a client secret was given; it is never shown. */
  hasClientSecret: boolean;
  /** Names of attributes, or of claims, that are read, where they are not those of the preset. Changing `subject`, `externalId` or `email` asks for a new test. */
  names: {
    /** The mail address. */
    email?: string;
    /** The name that is shown. */
    name?: string;
    /** The first name. */
    firstName?: string;
    /** The last name. */
    lastName?: string;
    /** A language tag such as `de` or `pt-BR`. */
    locale?: string;
    /** Groups of the directory. */
    groups?: string;
    /** Says who the person is, in place of NameID or `sub`. */
    subject?: string;
    /** Has what the paired directory knows as `externalId`. */
    externalId?: string;
  };
  /** Names of claims as they are read. */
  effectiveNames: {
    /** The mail address. */
    email?: string;
    /** The name that is shown. */
    name?: string;
    /** The first name. */
    firstName?: string;
    /** The last name. */
    lastName?: string;
    /** A language tag such as `de` or `pt-BR`. */
    locale?: string;
    /** Groups of the directory. */
    groups?: string;
    /** Says who the person is, in place of NameID or `sub`. */
    subject?: string;
    /** Has what the paired directory knows as `externalId`. */
    externalId?: string;
  };
  /** Scopes that are asked for. Default: openid, email, profile; at Okta groups too. */
  scopes?: readonly string[];
  /** Seconds since the person signed in at the provider, at most. Default: no limit. */
  maxAge?: number;
  /** Domains of Google Workspace whose people are let in. */
  hostedDomains?: readonly string[];
  /** For a provider that refuses PKCE, and whose discovery does not say S256: it weakens every sign-in. Default: false. */
  withoutPkce: boolean;
  /** Whether people who are not yet members are admitted at their first sign-in. Default: on while no SCIM connection is active. */
  justInTime?: 'on' | 'off';
  /** The SCIM connection whose users are the people who sign in here; null: none. */
  pairedWith?: string;
  /** AuthnContextClassRef, or `acr`, of which every sign-in must show one; several with spaces between them. They are asked for (RequestedAuthnContext with comparison exact, `acr_values`), and an answer without any is refused, as are sessions of before. Default: nothing is asked for. */
  signInContext?: string;
  /** The same of a fresh sign-in at the provider before an act of high risk. Default: as signInContext. */
  stepUpContext?: string;
  /** Whose second step is one where the organization asks for it: ours alone, or the provider’s too, where its answer says that there was one. Default: ours. */
  secondStep: 'ours' | 'provider';
  /** Values of AuthnContextClassRef, `acr` or `amr` by which the provider says so. Default: those of the preset; google has none. */
  secondStepValues?: readonly string[];
  /** By which the provider says that there was a second step, as they are read. */
  effectiveSecondStepValues: readonly string[];
  /** Whether the provider is asked to have the person sign in anew. Default: false. */
  forceAuthn: boolean;
  /** Whether signing out here also signs out at the provider. Default: false. */
  singleLogout: boolean;
};

export type Organization = {
  /** Its id. */
  id: string;
  /** The name that is shown. */
  name: string;
  /** The short name, for addresses. */
  slug: string;
  /** The set of roles and plans that the organization began with. */
  preset: string;
  /** The name of the plan. */
  plan: string;
  /** How far it has come, or whether it is in force. */
  status: 'active' | 'disabled' | 'deleted';
  /** A language tag such as `de` or `pt-BR`. */
  locale?: string;
  /** IANA, in which mails write times; UTC when absent. */
  timeZone?: string;
  /** How the organization is shown in mails and on invitation pages. */
  branding?: {
    /** An https address of a picture, for the host application; Muster does not show it. */
    logoUrl?: string;
    /** A colour as `#rrggbb`. */
    color?: string;
    /** Where people get help. */
    supportUrl?: string;
  };
  /** The logo that was uploaded or fetched. */
  logo?: {
    /** The picture as Muster serves it, to everybody. */
    url: string;
  };
  /** Choices of the organization; one that is absent has its default. */
  policies?: {
    /** To which domains members may invite. */
    inviteDomains?: 'any' | 'verified';
    /** Whether people from other domains may be invited as guests. */
    guests?: 'allowed' | 'refused';
    /** What becomes of invitations whose sender left. */
    inviterGone?: 'keep' | 'revoke';
    /** Whether members may leave by themselves. */
    selfRemoval?: 'allowed' | 'refused';
    /** Whether a code mailed to a member’s address lets them in; allowed when absent. */
    emailCode?: 'allowed' | 'refused';
    /** Whether a member’s own passkey lets them in by itself, without the company’s provider; as `emailCode` when absent. */
    passkey?: 'allowed' | 'refused';
    /** Whether a pending invitation keeps the seats that it promises. */
    invitedSeats?: 'reserved' | 'unreserved';
    /** Whether invited people are reminded. */
    reminders?: boolean;
    /** Whether people may ask to join. */
    joinRequests?: 'open' | 'domains' | 'closed';
    /** How many days the journal is kept. */
    journalDays?: number;
    /** Above so many per cent of the managed people the brake on mass changes trips; 10 by default. */
    massChangePercent?: number;
    /** At so many people at least the brake on mass changes trips; 20 by default. */
    massChangePeople?: number;
    /** When members have to show a second factor. */
    secondFactor?: {
      /** Asked for at every sign-in. */
      signIn?: boolean;
      /** Asked for before acts of high risk. */
      highRisk?: boolean;
      /** Names of roles. */
      roles?: readonly {
        /** The name of the role. */
        role: string;
        /** From when on it is asked for. */
        from: string;
      }[];
    };
  };
  /** Limits that are set for this organization. */
  limits?: {
    /** Members. */
    members?: number;
    /** Places in spaces. */
    spaces?: number;
  };
  /** The account whose personal organization it is. */
  personalOf?: string;
  /** When it was disabled. */
  disabledAt?: string;
  /** When it was deleted. */
  deletedAt?: string;
  /** When it is removed for good. */
  purgeAt?: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type OwnJoinRequest = {
  /** Its id. */
  id: string;
  /** Which the person asked to join. */
  organization: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
  };
  /** A few words for people. */
  message?: string;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'superseded';
  /** Why, in words. */
  reason?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was decided. */
  decidedAt?: string;
};

export type OwnOrganization = {
  /** As its members see it. */
  organization: {
    /** Its id. */
    id: string;
    /** The short name, for addresses. */
    slug: string;
    /** The name that is shown. */
    name: string;
    /** How far it has come, or whether it is in force. */
    status: 'active' | 'disabled';
    /** Whether it is the personal organization of an account. */
    personal: boolean;
    /** The logo that was uploaded or fetched. */
    logo?: {
      /** Where it leads. */
      url: string;
    };
  };
  /** What the session lacks. `second_step`: a second factor. `enforced`: the provider that the organization asks for. `break_glass`: an owner comes in without it, after saying so. `closed`: another way of signing in, or the organization is disabled. */
  access: 'open' | 'second_step' | 'enforced' | 'break_glass' | 'closed';
  /** The page that gives what is missing; absent where nothing is. */
  signIn?: string;
  /** The member. */
  memberId?: string;
  /** Of the member; only where the session opens the organization. */
  roles?: readonly {
    /** The name that is shown. */
    name: string;
    /** The name that people read. */
    title: string;
  }[];
};

export type OwnSecondFactor = {
  /** Its id. */
  id: string;
  /** An authenticator app, a passkey, or a list of codes to recover with. */
  kind: 'totp' | 'passkey' | 'recovery_codes';
  /** Of a passkey: as the person calls it. */
  name?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last used, to about a minute. */
  lastUsedAt?: string;
  /** Codes that are left, of a list. */
  left?: number;
  /** Of a passkey: it was made for another name of this server, and opens nothing. */
  isDead?: true;
  /** Whether this session may remove it: one of the account is not changed in a session that a provider made. */
  isOwn: boolean;
};

export type OwnSession = {
  /** Its id. */
  id: string;
  /** The HTTP method. */
  method: 'saml' | 'oidc' | 'email_code' | 'operator_link' | 'passkey';
  /** The connection of the directory. */
  connectionId?: string;
  /** The organization. */
  organizationId?: string;
  /** When the person proved who they are. */
  authenticatedAt: string;
  /** When its last request came, to about a minute. */
  lastSeenAt: string;
  /** When it ends by itself. */
  expiresAt: string;
  /** `provider`: the identity provider said the end; `setting`: the settings did. */
  expirySource: 'setting' | 'provider';
  /** How, as the identity provider said it (AuthnContextClassRef). */
  authnContext?: string;
  /** The methods, as the identity provider said them. */
  authnMethods?: readonly string[];
  /** When the person signed in there, as the identity provider said it (AuthnInstant, auth_time). */
  authnInstant?: string;
  /** When the person last proved once more who they are, before an act of high risk. */
  steppedUpAt?: string;
  /** By what: a fresh sign-in at the provider, a code by e-mail, or a second factor. */
  steppedUpBy?: 'saml' | 'oidc' | 'email_code' | 'totp' | 'passkey' | 'recovery_code';
  /** When a second factor was last shown in the session. */
  secondStepAt?: string;
  /** What the client calls itself. */
  userAgent?: string;
  /** The mail address that a code was sent to. */
  address?: string;
  /** The one by which this call was made. */
  current: boolean;
};

export type OwnershipOffer = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The owner who offers. */
  fromMemberId: string;
  /** The member to whom ownership is offered. */
  toMemberId: string;
  /** The role of the former owner; null leaves none. */
  roleAfter: string | null;
  /** How far it has come, or whether it is in force. */
  status: 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'expired';
  /** When it ends by itself. */
  expiresAt: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type Person = {
  /** Who has signed in. */
  account: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
    /** The first name. */
    firstName?: string;
    /** The last name. */
    lastName?: string;
    /** The mail address. */
    email?: string;
    /** Whether the address is known to be the person’s. */
    emailVerified: boolean;
    /** A language tag such as `de` or `pt-BR`. */
    locale?: string;
    /** Grows with each change; it is the number in the ETag. */
    version: number;
    /** Whether this session may change the account: one that an identity provider made may not, since its word is about one organization. */
    own: boolean;
  };
  /** The session by which this call was made. */
  session: {
    /** Its id. */
    id: string;
    /** The HTTP method. */
    method: 'saml' | 'oidc' | 'email_code' | 'operator_link' | 'passkey';
    /** The only organization that the session opens; absent: each one judges. */
    organizationId?: string;
    /** When it was made. */
    createdAt: string;
    /** When the person proved who they are. */
    authenticatedAt: string;
    /** When the person last proved once more who they are, before an act of high risk. */
    steppedUpAt?: string;
    /** By what: a fresh sign-in at the provider, a code by e-mail, or a second factor. */
    steppedUpBy?: 'saml' | 'oidc' | 'email_code' | 'totp' | 'passkey' | 'recovery_code';
    /** When it ends by itself. */
    expiresAt: string;
  };
  /** What a console has to know of this server. */
  installation: {
    /** Of this program. */
    version: string;
    /** People can set up passkeys here. */
    passkeys: boolean;
    /** Codes by mail are sent from here. */
    emailCodes: boolean;
    /** In which its pages are written. */
    languages: readonly string[];
  };
};

export type PersonPreferences = {
  /** Which colours a console has. */
  colorScheme: 'light' | 'dark' | 'system';
  /** How high its rows are. */
  density: 'comfortable' | 'compact';
  /** Single keys do something in its lists. */
  shortcuts: boolean;
  /** Lists have pages instead of rows that come while they are scrolled. */
  pagedTables: boolean;
  /** The page that an organization opens with. */
  startPage?: string;
  /** Hints that are not shown again. */
  dismissedHints: readonly string[];
  /** Preferences of lists, by name of the list. */
  lists: {
    [name: string]: {
      /** The columns that are shown, in their order. */
      columns?: readonly string[];
      /** Rows of a page. */
      pageSize?: number;
      /** The column that it is sorted by; `-` before it turns it round. */
      sort?: string;
    };
  };
  /** 0 before the first choice. */
  version: number;
};

export type Plan = {
  /** The name that is shown. */
  name: string;
  /** The name that people read. */
  title: string;
  /** What the plan includes. */
  features: readonly string[];
  /** Members. */
  members: {
    /** What kind it is. */
    kind: 'hard' | 'soft' | 'metered';
    /** How many there may be; null or absent: as many as wanted. */
    limit?: number;
    /** What the plan includes without a charge. */
    included?: number;
    /** How many beyond the limit are let in with a warning. */
    grace?: number;
    /** A text of the operator, such as an amount. */
    price?: string;
    /** Whether pending invitations count. */
    pendingCounts: boolean;
  };
  /** Names of roles. */
  roles?: readonly string[];
};

export type PlanPreview = {
  /** The name of the plan. */
  plan: string;
  /** Whether the plan can be changed to this one now. */
  allowed: boolean;
  /** Members. */
  members: {
    /** How many are taken. */
    used: number;
    /** How many there may be; null or absent: as many as wanted. */
    limit: number | null;
    /** How many are too many for the plan. */
    excess: number;
  };
  /** The people concerned. */
  people: readonly {
    /** The member. */
    memberId: string;
    /** The name that is shown. */
    name: string;
    /** Why it is so: an error code or a short reason. */
    because: 'limit' | 'role';
  }[];
  /** The invitations. */
  invitations: readonly {
    /** The invitation. */
    invitationId: string;
    /** The mail address. */
    email: string;
  }[];
  /** Names of roles. */
  roles: readonly string[];
  /** What the plan includes. */
  features: readonly string[];
  /** Whether there is more than what is shown. */
  more: boolean;
};

export type Problem = {
  /** Where the code is explained. */
  type: string;
  /** The words of the HTTP status. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** For people. */
  detail: string;
  /** Stable, for programs. */
  code: string;
  /** Finds the request in the log. */
  traceId: string;
  /** The fields that are wrong. */
  errors?: readonly {
    /** The path into the body, or the name of the parameter. */
    field: string;
    /** What is wrong, in words. */
    problem: string;
    /** Stable, for programs: says the same in another language. */
    rule?:
      | 'required'
      | 'short'
      | 'long'
      | 'low'
      | 'high'
      | 'fewest'
      | 'most'
      | 'characters'
      | 'address'
      | 'url'
      | 'color'
      | 'locale'
      | 'timezone'
      | 'date'
      | 'past'
      | 'domain'
      | 'format'
      | 'choice'
      | 'unknown'
      | 'column_missing'
      | 'column_several'
      | 'column_unknown'
      | 'rows_missing';
    /** Figures and names of the rule. */
    values?: { [name: string]: string | number };
  }[];
  /** Figures and names of the case. */
  details?: { [name: string]: unknown };
};

export type Product = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** Its short name, for programs. */
  key: string;
  /** The name that is shown. */
  name: string;
  /** What it is for, in words for people. */
  description?: string;
  /** How many the organization has bought. */
  seats: number;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type ProductTrend = {
  /** The product. */
  productId: string;
  /** None is left out after the first. */
  days: readonly {
    /** In UTC. */
    day: string;
    /** Seats that the organization has. */
    bought: number;
    /** How many are taken. */
    used: number;
    /** Kept for people who were invited. */
    reserved: number;
  }[];
};

export type ProductUse = {
  /** Seats that the organization has. */
  bought: number;
  /** How many are taken. */
  used: number;
  /** Kept for people who are invited; they are not free. */
  reserved: number;
  /** How many are free. */
  free: number;
  /** Of suspended members; they do not count as used. */
  held: number;
  /** Members who have asked for a seat. */
  requested: number;
  /** Members who wait for a seat. */
  queued: number;
  /** Of the seats in use or reserved; 100 for a product without any. */
  percent: number;
  /** Members not active since that day, among the first `of` seats. */
  idle: {
    /** How many. */
    count: number;
    /** Out of how many. */
    of: number;
    /** Since when. */
    since: string;
  };
};

export type Reevaluation = {
  /** The member. */
  memberId: string;
  /** Names of roles. */
  roles: {
    /** As it was before. */
    before: readonly string[];
    /** As it is afterwards. */
    after: readonly string[];
  };
  /** What was looked at and what followed, in order. */
  steps: readonly {
    /** What was done. */
    step: string;
    /** What happened in this step. */
    detail: string;
  }[];
};

export type Role = {
  /** The name that is shown. */
  name: string;
  /** The name that people read. */
  title: string;
  /** What it is for, in words for people. */
  description?: string;
  /** What kind it is. */
  kind: 'preset' | 'custom';
  /** Whether it counts as owner, as administrator, or as neither. */
  standing: 'owner' | 'admin' | 'none';
  /** What the holder may do, each as `area:read` or `area:write`. */
  permissions: readonly string[];
  /** The roles of the member, each with where it comes from. */
  grants: readonly string[];
  /** Roles whose holders the role may change. */
  manages: readonly string[];
  /** Whether a group of a directory may give it. */
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
  retiring?: {
    /** What it becomes. */
    to?: string;
    /** How much of it is done. */
    done: number;
  };
  /** When it was made. */
  createdAt?: string;
  /** When it was last changed. */
  updatedAt?: string;
};

export type RowResult = {
  /** As it was sent. */
  id: string;
  /** `failed`, `unchanged`, or what was done. */
  outcome: string;
  /** Of a failed row: see docs/errors.md. */
  code?: string;
  /** A few words for people. */
  message?: string;
  /** Figures and names of the case. */
  details?: { [name: string]: unknown };
};

export type SamlConnection = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The name that is shown. */
  name: string;
  /** How far it has come, or whether it is in force. */
  status: 'active' | 'disabled' | 'deleting';
  /** While it is being deleted. */
  deletion?: {
    /** What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one. */
    people: 'keep' | 'suspend' | 'remove';
    /** The work that runs. */
    taskId: string;
  };
  /** Whether all mapped groups give their roles, or the first that fits. */
  mappingMode: 'union' | 'first';
  /** What happens when a mapped seat is not free. */
  overSeatLimit?: 'queue' | 'refuse';
  /** The role of people for whom nothing else says one. */
  defaultRole?: string;
  /** Whether members get mails about what the directory changes. */
  notifyMembers: boolean;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
  /** What kind it is. */
  kind: 'saml';
  /** Whose attribute names hold where `names` says nothing. `custom` of kind saml: email, name, firstName, lastName, groups; of kind oidc: email, name, given_name, family_name, locale, groups. */
  preset: 'okta' | 'entra' | 'google' | 'keycloak' | 'custom';
  /** Rises when whom to believe, or what says who is who, is changed by hand. */
  configuration: number;
  /** A test sign-in went well with the configuration as it is: it can be activated. */
  isTested: boolean;
  /** The last test sign-in that went well. */
  tested?: {
    /** The number of the configuration: it grows when entity ID, addresses or keys are changed by hand. */
    configuration: number;
    /** When it happened. */
    at: string;
    /** What its answer said of the method: AuthnContextClassRef or acr, and amr. */
    shown?: readonly string[];
  };
  /** What the provider is told of us. */
  serviceProvider: {
    /** Ours; also called Audience or Identifier. */
    entityId: string;
    /** Where answers go; also called Reply URL or single sign-on URL. */
    acsUrl: string;
    /** Where messages to sign out go. */
    sloUrl: string;
    /** Where the provider can read all of it. */
    metadataUrl: string;
    /** False: the public URL of this server is another one by now; see `reissueAddresses`. */
    isCurrent: boolean;
  };
  /** What the identity provider says of itself; absent until it is known. */
  provider?: {
    /** The entity ID of the provider. */
    entityId: string;
    /** Where people sign in. */
    signOn: readonly {
      /** By which binding messages go: by redirect, or by a form that is posted. */
      binding: 'redirect' | 'post';
      /** The address. */
      location: string;
      /** Where answers go, if elsewhere. */
      responseLocation?: string;
    }[];
    /** Where messages to sign out go. */
    logout: readonly {
      /** By which binding messages go: by redirect, or by a form that is posted. */
      binding: 'redirect' | 'post';
      /** The address. */
      location: string;
      /** Where answers go, if elsewhere. */
      responseLocation?: string;
    }[];
    /** Every certificate whose key is believed, also past its end. */
    certificates: readonly {
      /** SHA-256 of the DER, in hex. */
      fingerprint: string;
      /** The beginning of the certificate. */
      notBefore: string;
      /** The end of the certificate. */
      notAfter: string;
      /** What the key is for. */
      use: 'signing' | 'encryption' | 'both';
    }[];
    /** The end that the metadata say themselves. */
    validUntil?: string;
  };
  /** Where the provider was read. */
  metadata?:
    | {
        /** What kind it is. */
        kind: 'url';
        /** Where it leads. */
        url: string;
        /** When it was last read without a fault. */
        fetchedAt: string;
        /** Of the certificate that signs the metadata; absent: they came unsigned. */
        signerFingerprint?: string;
        /** Since reading them fails. */
        failure?: {
          /** Since when. */
          since: string;
          /** Of the last try. */
          at: string;
          /** Why, in words. */
          reason: string;
          /** What is wrong, and whose side it is on. */
          message: string;
        };
      }
    | {
        /** What kind it is. */
        kind: 'document';
        /** When it was given. */
        givenAt: string;
      };
  /** `failing`: it cannot be read, and what is known is still believed. `ending`: its own end is past, and keys are believed for seven days more. `expired`: nobody signs in until it is read again. */
  metadataState: 'missing' | 'current' | 'failing' | 'ending' | 'expired';
  /** Names of attributes, or of claims, that are read, where they are not those of the preset. Changing `subject`, `externalId` or `email` asks for a new test. */
  names: {
    /** The mail address. */
    email?: string;
    /** The name that is shown. */
    name?: string;
    /** The first name. */
    firstName?: string;
    /** The last name. */
    lastName?: string;
    /** A language tag such as `de` or `pt-BR`. */
    locale?: string;
    /** Groups of the directory. */
    groups?: string;
    /** Says who the person is, in place of NameID or `sub`. */
    subject?: string;
    /** Has what the paired directory knows as `externalId`. */
    externalId?: string;
  };
  /** Names of attributes as they are read. */
  effectiveNames: {
    /** The mail address. */
    email?: string;
    /** The name that is shown. */
    name?: string;
    /** The first name. */
    firstName?: string;
    /** The last name. */
    lastName?: string;
    /** A language tag such as `de` or `pt-BR`. */
    locale?: string;
    /** Groups of the directory. */
    groups?: string;
    /** Says who the person is, in place of NameID or `sub`. */
    subject?: string;
    /** Has what the paired directory knows as `externalId`. */
    externalId?: string;
  };
  /** Whether people who are not yet members are admitted at their first sign-in. Default: on while no SCIM connection is active. */
  justInTime?: 'on' | 'off';
  /** What NameID is asked for. Default: none, so that the provider decides. */
  nameIdFormat?: 'persistent' | 'emailAddress' | 'unspecified';
  /** The SCIM connection whose users are the people who sign in here. */
  pairedWith?: string;
  /** AuthnContextClassRef, or `acr`, of which every sign-in must show one; several with spaces between them. They are asked for (RequestedAuthnContext with comparison exact, `acr_values`), and an answer without any is refused, as are sessions of before. Default: nothing is asked for. */
  signInContext?: string;
  /** The same of a fresh sign-in at the provider before an act of high risk. Default: as signInContext. */
  stepUpContext?: string;
  /** Whose second step is one where the organization asks for it: ours alone, or the provider’s too, where its answer says that there was one. Default: ours. */
  secondStep: 'ours' | 'provider';
  /** Values of AuthnContextClassRef, `acr` or `amr` by which the provider says so. Default: those of the preset; google has none. */
  secondStepValues?: readonly string[];
  /** By which the provider says that there was a second step, as they are read. */
  effectiveSecondStepValues: readonly string[];
  /** Whether sign-ins that begin at the provider are let in. What it costs: an answer that nobody asked for can be an attacker’s, so it is thrown away and a request of our own is begun in its place. Default: false. */
  unsolicited: boolean;
  /** Whether the provider is asked to have the person sign in anew. Default: false. */
  forceAuthn: boolean;
  /** Whether signing out here also signs out at the provider. Default: false. */
  singleLogout: boolean;
};

export type SavedView = {
  /** Its id. */
  id: string;
  /** Which list it is of. */
  list:
    | 'members'
    | 'invitations'
    | 'join-requests'
    | 'roles'
    | 'spaces'
    | 'seats'
    | 'seat-requests'
    | 'domains'
    | 'connections'
    | 'exchanges'
    | 'api-keys'
    | 'journal'
    | 'webhook-deliveries'
    | 'mails';
  /** The name that is shown. */
  name: string;
  /** Filters, order and columns, as the address of the list has them. */
  query: string;
  /** Shown to everybody who may read the list. */
  shared: boolean;
  /** The caller saved it, and may change it. */
  own: boolean;
  /** Who saved it, of one that another member shares. */
  by?: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
  };
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type Seat = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The product. */
  productId: string;
  /** The name of the product. */
  productName: string;
  /** The member. */
  memberId: string;
  /** The name of the member. */
  memberName: string;
  /** The address of the member. */
  memberEmail?: string;
  /** `held`: of a suspended member, not counted; `requested`: waits for approval; `queued`: receives the next free seat. */
  status: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';
  /** Where it comes from. */
  source: {
    /** What kind it is. */
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
    /** The invitation. */
    invitationId?: string;
    /** The request to join. */
    joinRequestId?: string;
    /** The domain. */
    domainId?: string;
    /** The connection of the directory. */
    connectionId?: string;
    /** The group of the directory. */
    groupId?: string;
    /** Who invited. */
    inviter?: string;
    /** The mail domain. */
    domain?: string;
    /** The connection of the directory. */
    connection?: string;
    /** The group of the directory. */
    group?: string;
  };
  /** Who asked. */
  requestedBy?: string;
  /** Who decided. */
  decidedBy?: string;
  /** When it was decided. */
  decidedAt?: string;
  /** Why, in words. */
  reason?: string;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type SecondFactor = {
  /** Its id. */
  id: string;
  /** An authenticator app, a passkey, or a list of codes to recover with. */
  kind: 'totp' | 'passkey' | 'recovery_codes';
  /** Of a passkey: as the person calls it. */
  name?: string;
  /** `organization`: set up in a session of its identity provider; it counts there only. */
  counts: 'everywhere' | 'organization';
  /** Codes that are left, of a list. */
  left?: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last used, to about a minute. */
  lastUsedAt?: string;
};

export type Session = {
  /** Its id. */
  id: string;
  /** The HTTP method. */
  method: 'saml' | 'oidc' | 'email_code' | 'operator_link' | 'passkey';
  /** The connection of the directory. */
  connectionId?: string;
  /** The organization. */
  organizationId?: string;
  /** When the person proved who they are. */
  authenticatedAt: string;
  /** When its last request came, to about a minute. */
  lastSeenAt: string;
  /** When it ends by itself. */
  expiresAt: string;
  /** `provider`: the identity provider said the end; `setting`: the settings did. */
  expirySource: 'setting' | 'provider';
  /** How, as the identity provider said it (AuthnContextClassRef). */
  authnContext?: string;
  /** The methods, as the identity provider said them. */
  authnMethods?: readonly string[];
  /** When the person signed in there, as the identity provider said it (AuthnInstant, auth_time). */
  authnInstant?: string;
  /** When the person last proved once more who they are, before an act of high risk. */
  steppedUpAt?: string;
  /** By what: a fresh sign-in at the provider, a code by e-mail, or a second factor. */
  steppedUpBy?: 'saml' | 'oidc' | 'email_code' | 'totp' | 'passkey' | 'recovery_code';
  /** When a second factor was last shown in the session. */
  secondStepAt?: string;
  /** What the client calls itself. */
  userAgent?: string;
  /** The mail address that a code was sent to. */
  address?: string;
};

export type SignInAttempt = {
  /** Its id. */
  id: string;
  /** The connection of the directory. */
  connectionId: string;
  /** Finds the request in the log and the journal. */
  traceId: string;
  /** What it is for. */
  purpose: 'sign_in' | 'step_up' | 'test' | 'add_identity' | 'logout';
  /** How it ended. */
  outcome: 'ok' | 'waiting' | 'refused';
  /** Whether the signature was right. If not, nothing that was said is kept. */
  verified: boolean;
  /** Why it was refused: a code. */
  reason?: string;
  /** The reason in words. */
  decoded?: {
    /** Whose side it is on: provider, muster, clock, browser or sender. */
    side: string;
    /** What happened. */
    message: string;
    /** What to do. */
    next: string;
  };
  /** Figures of the case. */
  details?: { [name: string]: string | number | boolean };
  /** As the provider said it. */
  issuer?: string;
  /** NameID, or the attribute in its place. */
  subject?: string;
  /** Every attribute that came, with all of its values. */
  attributes?: readonly {
    /** The name that is shown. */
    name: string;
    /** Its values, in the order received. */
    values: readonly string[];
    /** Values that were not kept. */
    omitted?: number;
  }[];
  /** Of a test: what the answer would make of the person. */
  mapping?: { [name: string]: unknown };
  /** The number of the configuration: it grows when entity ID, addresses or keys are changed by hand. */
  configuration: number;
  /** The account of the person. */
  accountId?: string;
  /** The member. */
  memberId?: string;
  /** The steps of the request. */
  trace: readonly {
    /** What was done. */
    step: string;
    /** What happened in this step. */
    detail: string;
  }[];
  /** Answers alike of one hour, not verified. */
  count?: number;
  /** When the last of them came. */
  lastAt?: string;
  /** When it was made. */
  createdAt: string;
};

export type SignInEnforcement = {
  /** Whether people are held to the connections. */
  enforced: boolean;
  /** Domains that the organization has proved; one that is proved later is added. */
  domains?: readonly string[];
  /** Active connections of kind saml or oidc by which people of the domains sign in. */
  connectionIds?: readonly string[];
  /** Members with addresses of other domains, by other ways than the connections: with a second step, or not at all. */
  guests?: 'second_step' | 'refused';
  /** Owners who come in by a code and their own second factor when the provider cannot be reached. Each use is mailed to all owners. */
  breakGlassMemberIds?: readonly string[];
  /** Since when. */
  since?: string;
  /** Of the organization: it goes into If-Match. */
  version: number;
};

export type SignInIdentity = {
  /** Its id. */
  id: string;
  /** The connection of the directory. */
  connectionId: string;
  /** Who signs the client’s assertions. */
  issuer: string;
  /** Who the person is to the identity provider. */
  subject: string;
  /** What proved at the first sign-in that the subject is the member. */
  provedBy: 'domain' | 'email_code' | 'session' | 'approval' | 'directory' | 'new';
  /** As the provider said it last; the address of the member may be another one. */
  email?: string;
  /** The name that is shown. */
  name?: string;
  /** When the person last signed in by it. */
  lastSignInAt?: string;
  /** When it was made. */
  createdAt: string;
};

export type SignInLink = {
  /** Its id. */
  id: string;
  /** The mail address. */
  email: string;
  /** The organization of which the person becomes an owner. */
  ownerOf?: string;
  /** Where it leads. */
  url: string;
  /** When it ends by itself. */
  expiresAt: string;
};

export type Space = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** The name that is shown. */
  name: string;
  /** What it is for, in words for people. */
  description?: string;
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type SpaceAccess = {
  /** The space. */
  space: {
    /** Its id. */
    id: string;
    /** The name that is shown. */
    name: string;
  };
  /** Every source of the right. */
  reasons: readonly {
    /** The name of the role. */
    role: string;
    /** Where it comes from. */
    source: {
      /** What kind it is. */
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
      /** The invitation. */
      invitationId?: string;
      /** The request to join. */
      joinRequestId?: string;
      /** The domain. */
      domainId?: string;
      /** The connection of the directory. */
      connectionId?: string;
      /** The group of the directory. */
      groupId?: string;
      /** Who invited. */
      inviter?: string;
      /** The mail domain. */
      domain?: string;
      /** The connection of the directory. */
      connection?: string;
      /** The group of the directory. */
      group?: string;
    };
    /** Since when. */
    since: string;
  }[];
  /** Comes from a role that reaches every space. */
  inherited?: {
    /** The member’s role that reaches every space. */
    role: string;
    /** The role in the space that this reason gives. */
    spaceRole: string;
  };
};

export type Task = {
  /** Its id. */
  id: string;
  /** The organization. */
  organizationId: string;
  /** How far it has come, or whether it is in force. */
  status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  /** How many there are in all. */
  total: number;
  /** How much of it is done. */
  done: number;
  /** How many succeeded. */
  succeeded: number;
  /** How many failed. */
  failed: number;
  /** Who made it. */
  createdBy: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
    /** The name that is shown. */
    name: string;
  };
  /** When it was made. */
  createdAt: string;
  /** When it began. */
  startedAt?: string;
  /** When it ended. */
  endedAt?: string;
  /** The code of what went wrong. */
  error?: string;
  /** What kind it is. */
  kind: 'invite' | 'resend' | 'revoke' | 'import';
  /** Whether rows are still being collected. */
  gathering: boolean;
};

export type ThinEvent = {
  /** The same in every feed and for every endpoint. */
  id: string;
  /** What happened: see /api/v1/event-types. */
  type: string;
  /** Of the shape of `data`. */
  version: number;
  /** When it happened; never a cursor. */
  timestamp: string;
  /** Absent: of the installation. */
  organizationId?: string;
  /** Of the organization’s journal, without gaps. Of two events of one object the later one has the higher number. */
  sequence: number;
  /** The place in the feed it was read from. */
  cursor: string;
  /** Finds the request in the log and the journal. */
  traceId: string;
  /** Who did it, without a name. */
  actor: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id?: string;
  };
  /** What it happened to, without a name. */
  object: {
    /** What kind it is. */
    kind: string;
    /** Its id. */
    id: string;
    /** Where it is read as it is now. */
    url?: string;
  };
};

export type WebhookDelivery = {
  /** Its id. */
  id: string;
  /** The endpoint. */
  endpointId: string;
  /** The event, as the feed and the body have it. */
  eventId: string;
  /** Of the event. */
  type: string;
  /** The place of the event in the feed. */
  cursor: string;
  /** The header webhook-id: of event and endpoint, the same in every attempt. */
  webhookId: string;
  /** `waiting`: for the next attempt, or for the endpoint to be enabled; `failed`: given up; `refused`: unwanted by the receiver; `canceled`: the endpoint went on from a later place. */
  status: 'sending' | 'waiting' | 'delivered' | 'failed' | 'refused' | 'canceled';
  /** Whether it is a test. */
  test?: boolean;
  /** Attempts so far. */
  attempt: number;
  /** While it waits for one. */
  nextAttemptAt?: string;
  /** When the receiver took it. */
  deliveredAt?: string;
  /** The event was too large, and went out without `data`. */
  thinned?: boolean;
  /** What is sent. */
  request: {
    /** Of the encoding; values of others are not kept. */
    headers: { [name: string]: string };
    /** As it is signed and sent; absent once a person in it was erased. */
    body?: string;
  };
  /** The last answer. */
  response?: {
    /** How far it has come, or whether it is in force. */
    status: number;
    /** Of the answer, those that carry secrets masked. */
    headers: { [name: string]: string };
    /** At most 16 KiB. */
    body: string;
    /** Whether there was more of it. */
    cut: boolean;
  };
  /** The last twenty attempts. */
  attempts: readonly {
    /** 1 is the first. */
    number: number;
    /** When it happened. */
    at: string;
    /** How long the answer took, in milliseconds. */
    latencyMs?: number;
    /** Of the answer, where there was one. */
    status?: number;
    /** Why it failed, as one word. */
    failure?: string;
    /** Why it failed, for people. */
    error?: string;
  }[];
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type WebhookEndpoint = {
  /** Its id. */
  id: string;
  /** Absent: of the installation. */
  organizationId?: string;
  /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
  url: string;
  /** What it is for, in words for people. */
  description?: string;
  /** Types of events, or all below a word (`member.*`); empty: every event. */
  types: readonly string[];
  /** `thin`: without `data`; the receiver reads the object itself. */
  payload: 'full' | 'thin';
  /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
  encoding: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
  /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
  payloadVersion: number;
  /** Names of the endpoint’s own headers. */
  headerNames: readonly string[];
  /** How far it has come, or whether it is in force. */
  status: 'enabled' | 'disabled';
  /** When it was disabled. */
  disabledAt?: string;
  /** `asked`: by hand; `failing`: for days; `gone`: it answered 410. */
  disabledReason?: 'asked' | 'failing' | 'gone';
  /** Of CloudEvents only: whether the receiver consented to be sent to (OPTIONS). */
  confirmation?: {
    /** Nothing is sent while it is false. */
    confirmed: boolean;
    /** Since when it is so. */
    since: string;
    /** `no_handshake`: it answered without WebHook-Allowed-Origin; `denied`: it admits others; `failed`: no answer. */
    reason?: 'not_asked' | 'no_handshake' | 'denied' | 'failed';
    /** The reason, for people. */
    message?: string;
    /** WebHook-Allowed-Rate, which is kept to; absent: without a limit. */
    requestsPerMinute?: number;
  };
  /** How far the endpoint is, and how well it takes its deliveries. */
  progress: {
    /** Examined through this place of the feed. */
    cursor: string;
    /** Entries of the feed that were not examined yet. */
    behind: number;
    /** Failed attempts since the last success. */
    failures: number;
    /** Since when every attempt fails. */
    failingSince?: string;
    /** Nothing is sent before. */
    pausedUntil?: string;
    /** The part of the feed that is being sent again. */
    replay?: {
      /** Examined through this place of the feed. */
      after: string;
      /** The last place of the range. */
      until: string;
      /** Only what was never delivered. */
      missing: boolean;
      /** When it was asked for. */
      requestedAt: string;
    };
  };
  /** Grows with each change; it is the number in the ETag. */
  version: number;
  /** When it was made. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
};

export type WebhookSecret = {
  /** Its id. */
  id: string;
  /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
  scheme: 'v1' | 'v1a';
  /** Of `v1a`: `whpk_` and base64. */
  publicKey?: string;
  /** When it was made. */
  createdAt: string;
  /** Signs until then; absent: without an end. */
  expiresAt?: string;
};

/** What each operation takes and gives. */
export interface Operations {
  /** Creates an organization, with its first owner if one is named. */
  createOrganization: {
    input: {
      body: {
        /** The name that is shown. */
        name: string;
        /** The short name, for addresses. */
        slug?: string;
        /** The set of roles and plans that the organization began with. */
        preset?: string;
        /** The name of the plan. */
        plan?: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** The name of a time zone such as `Europe/Berlin`. */
        timeZone?: string;
        /** The first owner. */
        owner?: {
          /** The mail address. */
          email: string;
          /** The name that is shown. */
          name: string;
          /** The account of the person. */
          accountId?: string;
        };
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
    output: {
      /** The records of this page. */
      items: readonly Organization[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
        /** The name that is shown. */
        name?: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string | null;
        /** The name of a time zone such as `Europe/Berlin`. */
        timeZone?: string | null;
        /** How the organization is shown in mails and on invitation pages. */
        branding?: {
          /** An https address of a picture, for the host application; Muster does not show it. */
          logoUrl?: string | null;
          /** A colour as `#rrggbb`. */
          color?: string | null;
          /** Where people get help. */
          supportUrl?: string | null;
        } | null;
        /** Choices of the organization; one that is absent has its default. */
        policies?: {
          /** To which domains members may invite. */
          inviteDomains?: ('any' | 'verified') | null;
          /** Whether people from other domains may be invited as guests. */
          guests?: ('allowed' | 'refused') | null;
          /** What becomes of invitations whose sender left. */
          inviterGone?: ('keep' | 'revoke') | null;
          /** Whether members may leave by themselves. */
          selfRemoval?: ('allowed' | 'refused') | null;
          /** Whether a code mailed to a member’s address lets them in; allowed when absent. */
          emailCode?: ('allowed' | 'refused') | null;
          /** Whether a member’s own passkey lets them in by itself, without the company’s provider; as `emailCode` when absent. */
          passkey?: ('allowed' | 'refused') | null;
          /** Whether a pending invitation keeps the seats that it promises. */
          invitedSeats?: ('reserved' | 'unreserved') | null;
          /** Whether invited people are reminded. */
          reminders?: boolean | null;
          /** Whether people may ask to join. */
          joinRequests?: ('open' | 'domains' | 'closed') | null;
          /** How many days the journal is kept. */
          journalDays?: number | null;
          /** Above so many per cent of the managed people the brake on mass changes trips; 10 by default. */
          massChangePercent?: number | null;
          /** At so many people at least the brake on mass changes trips; 20 by default. */
          massChangePeople?: number | null;
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
    output: {
      /** The name of the plan. */
      plan: string;
      /** Addresses that mail about billing goes to. */
      contacts: readonly string[];
    };
  };
  /** Replaces the billing contacts. */
  updateBilling: {
    input: {
      params: { organizationId: string };
      body: {
        /** Addresses that mail about billing goes to. */
        contacts: readonly string[];
      };
    };
    output: {
      /** The name of the plan. */
      plan: string;
      /** Addresses that mail about billing goes to. */
      contacts: readonly string[];
    };
  };
  /** Changes the slug of an organization. Links with the former slug still work. */
  renameOrganization: {
    input: {
      params: { organizationId: string };
      body: {
        /** The short name, for addresses. */
        slug: string;
      };
    };
    output: Organization;
  };
  /** Restores a deleted organization with all its data. */
  restoreOrganization: { input: { params: { organizationId: string } }; output: Organization };
  /** Sets limits that differ from the plan. Null returns to the limit of the plan. */
  updateLimits: {
    input: {
      params: { organizationId: string };
      body: {
        /** Members. */
        members?: number | null;
        /** Places in spaces. */
        spaces?: number | null;
      };
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
        /** When members have to show a second factor. */
        secondFactor: {
          /** Asked for at every sign-in. */
          signIn?: boolean;
          /** Asked for before acts of high risk. */
          highRisk?: boolean;
          /** Names of roles. */
          roles?: readonly {
            /** The name of the role. */
            role: string;
            /** From when on it is asked for. */
            from: string;
          }[];
        } | null;
      };
    };
    output: Organization;
  };
  /** Lets a mass change through: what waits is applied. What comes later is counted as before. */
  approveMassChange: {
    input: {
      params: { organizationId: string; massChangeId: string };
      body: {
        /** Why, in words. */
        reason?: string;
      };
    };
    output: MassChange;
  };
  /** Reads a mass change, with how far it is. */
  getMassChange: {
    input: { params: { organizationId: string; massChangeId: string } };
    output: MassChange;
  };
  /** Reads the limits of the brake on mass changes, and whether it is on. */
  getMassChangeBrake: { input: { params: { organizationId: string } }; output: MassChangeBrake };
  /** Lists the people of a mass change: those who wait, and those who had lost something before. */
  listMassChangePeople: {
    input: {
      params: { organizationId: string; massChangeId: string };
      query?: {
        limit?: number;
        cursor?: string;
        state?: 'applied' | 'held' | 'let_through' | 'kept' | 'restored' | 'withdrawn' | 'refused';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly MassChangePerson[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists what directories wanted to take from many people at once, oldest first. */
  listMassChanges: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'held' | 'approved' | 'rejected' | 'applied';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly MassChange[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Rejects a mass change: nothing that waits is applied, and the identity provider reads people as active again. */
  rejectMassChange: {
    input: {
      params: { organizationId: string; massChangeId: string };
      body: {
        /** Why, in words. */
        reason?: string;
      };
    };
    output: MassChange;
  };
  /** Applies at once what waits for one person; the others go on waiting. */
  releaseMassChangePerson: {
    input: {
      params: { organizationId: string; massChangeId: string; memberId: string };
      body: Record<string, never>;
    };
    output: MassChange;
  };
  /** Gives back, once, what was applied before the brake tripped. For callers who could open the connections themselves. */
  restoreMassChange: {
    input: {
      params: { organizationId: string; massChangeId: string };
      body: Record<string, never>;
    };
    output: MassChange;
  };
  /** Switches the brake off for 24 hours; it is on again by itself. For owners and the operator, with a reason. To let one batch through, approve it. */
  switchMassChangeBrakeOff: {
    input: {
      params: { organizationId: string };
      body: {
        /** Why, in words. */
        reason: string;
      };
    };
    output: MassChangeBrake;
  };
  /** Switches the brake on again before its time. */
  switchMassChangeBrakeOn: {
    input: { params: { organizationId: string }; body: Record<string, never> };
    output: MassChangeBrake;
  };
  /** Reads how a connection is: its last word, what went wrong, and the age of its tokens and certificates. */
  getConnectionHealth: {
    input: { params: { organizationId: string; connectionId: string } };
    output: ConnectionHealth;
  };
  /** Works out anew what directories give a member, and shows each step. What people gave is not touched; where nothing is amiss, nothing changes. */
  reevaluateMember: {
    input: { params: { organizationId: string; memberId: string }; body: Record<string, never> };
    output: Reevaluation;
  };
  /** Registers a new sign-up. Creates a personal organization where the settings say so. */
  createAccount: {
    input: {
      body: {
        /** The mail address. */
        email: string;
        /** The name that is shown. */
        name: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Whether the address is known to be the person’s. */
        emailVerified?: boolean;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** The mail address. */
      email: string;
      /** The name that is shown. */
      name: string;
      /** The first name. */
      firstName?: string;
      /** The last name. */
      lastName?: string;
      /** Whether the address is known to be the person’s. */
      emailVerified: boolean;
      /** When the address was verified. */
      emailVerifiedAt?: string;
      /** A language tag such as `de` or `pt-BR`. */
      locale?: string;
      /** Grows with each change; it is the number in the ETag. */
      version: number;
      /** When it was made. */
      createdAt: string;
      /** When it was last changed. */
      updatedAt: string;
      /** The organization. */
      organizationId?: string;
    };
  };
  /** Lists accounts by creation time, or finds the account of an address. */
  listAccounts: {
    input: { query?: { limit?: number; cursor?: string; email?: string } };
    output: {
      /** The records of this page. */
      items: readonly Account[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads an account. */
  getAccount: { input: { params: { accountId: string } }; output: Account };
  /** Changes names and locale, or records that the address is verified. */
  updateAccount: {
    input: {
      params: { accountId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string | null;
        /** The last name. */
        lastName?: string | null;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string | null;
        /** Whether the address is known to be the person’s. */
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
      /** The records of this page. */
      items: readonly {
        /** The organization. */
        organizationId: string;
        /** The name that is shown. */
        name: string;
        /** The short name, for addresses. */
        slug: string;
        /** How far it has come, or whether it is in force. */
        status: 'active' | 'disabled';
        /** Whether it is the personal organization of an account. */
        personal: boolean;
        /** The member. */
        memberId: string;
        /** Names of roles. */
        roles: readonly string[];
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists accounts that are active in no organization. A page looks at `limit` accounts: it can be empty and still have a next one. */
  listOrphanAccounts: {
    input: { query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Account[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Changes the plan of the organization. */
  changePlan: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name of the plan. */
        plan: string;
      };
    };
    output: Organization;
  };
  /** Reads the plan that the organization is on. */
  getPlan: { input: { params: { organizationId: string } }; output: Plan };
  /** Lists the plans that the organization could be on. */
  listPlans: {
    input: { params: { organizationId: string } };
    output: {
      /** The records of this page. */
      items: readonly Plan[];
    };
  };
  /** Shows whether the organization fits into a plan, and what would have to be removed first. */
  previewPlan: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name of the plan. */
        plan: string;
      };
    };
    output: PlanPreview;
  };
  /** Reads what the acting member can do at the start, and what of it is done: from the state of the organization, not from clicks. */
  getChecklist: {
    input: { params: { organizationId: string } };
    output: {
      /** The records of this page. */
      items: readonly {
        /** What there is to do. */
        name:
          | 'picture'
          | 'second-step'
          | 'invite'
          | 'second-administrator'
          | 'branding'
          | 'spaces'
          | 'seats'
          | 'domain'
          | 'second-step-for-all'
          | 'billing-contact';
        /** Where it is done. */
        page: ConsolePage;
        /** Whether it is done, by whomever. */
        done: boolean;
        /** Of what takes several steps. */
        progress?: {
          /** Steps that are done. */
          done: number;
          /** Steps that there are. */
          of: number;
        };
      }[];
      /** How many of them are done. */
      done: number;
    };
  };
  /** Reads what the console of this organization shows to the caller: pages and their places, forms and their steps, roles, and words. */
  getConsole: { input: { params: { organizationId: string } }; output: Console };
  /** Accepts the ownership. It is transferred in one step. */
  acceptOwnership: {
    input: {
      params: { organizationId: string; offerId: string };
      body: {
        /** That the caller has seen what will happen. */
        confirm: true;
      };
    };
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
    output: {
      /** The records of this page. */
      items: readonly OwnershipOffer[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Offers the ownership to a member for 7 days. Nothing changes until the member accepts. */
  offerOwnership: {
    input: {
      params: { organizationId: string };
      body: {
        /** The member to whom ownership is offered. */
        toMemberId: string;
        /** The role of the former owner; null leaves none. */
        roleAfter: string | null;
        /** The owner who offers. */
        fromMemberId?: string;
      };
    };
    output: OwnershipOffer;
  };
  /** Shows whether the acting member could leave the organization now, and whom to ask where not. */
  previewLeaving: {
    input: { params: { organizationId: string } };
    output: {
      /** Absent: the member can leave. */
      refusal?: {
        /** An error code; see /docs/errors. */
        code: string;
        /** A few words for people. */
        message: string;
        /** Names of owners and administrators who can help. */
        ask?: readonly string[];
      };
    };
  };
  /** Withdraws the offer. */
  withdrawOwnership: {
    input: { params: { organizationId: string; offerId: string } };
    output: OwnershipOffer;
  };
  /** Creates a connection for one identity provider. One of kind saml or oidc is activated later. */
  createConnection: {
    input: {
      params: { organizationId: string };
      body:
        | {
            /** What kind it is. */
            kind: 'scim';
            /** The name that is shown. */
            name: string;
            /** Lenient takes what providers do differently; strict holds to the RFCs. */
            compatibility?: 'lenient' | 'strict';
            /** Whether members get mails about what the directory gives and takes. Default: false. */
            notifyMembers?: boolean;
          }
        | {
            /** What kind it is. */
            kind: 'saml';
            /** The name that is shown. */
            name: string;
            /** Whose attribute names hold where `names` says nothing. `custom` of kind saml: email, name, firstName, lastName, groups; of kind oidc: email, name, given_name, family_name, locale, groups. */
            preset?: 'okta' | 'entra' | 'google' | 'keycloak' | 'custom';
            /** What the provider says of itself. From a `url` it is read again every day, and new keys are taken over; a `document` and `fields` stay as they are. Of kind oidc: a `url`, which is the issuer or its discovery document. Another entity ID or issuer, address, key or source by hand asks for a new test. */
            provider?:
              | {
                  /** What it is now. */
                  from: 'url';
                  /** Where the provider publishes its metadata. */
                  url: string;
                  /** By which the provider names itself; which one, where metadata describe several. */
                  entityId?: string;
                }
              | {
                  /** What it is now. */
                  from: 'document';
                  /** The metadata, as text. */
                  xml: string;
                  /** By which the provider names itself; which one, where metadata describe several. */
                  entityId?: string;
                }
              | {
                  /** What it is now. */
                  from: 'fields';
                  /** By which the provider names itself; which one, where metadata describe several. */
                  entityId: string;
                  /** Where people sign in. */
                  signOnUrl: string;
                  /** How requests to sign in go there. */
                  signOnBinding?: 'redirect' | 'post';
                  /** Where requests to sign out go. */
                  logoutUrl?: string;
                  /** PEM, one after the other, or base64 of one. */
                  certificates: string;
                };
            /** Names of attributes, or of claims, that are read, where they are not those of the preset. Changing `subject`, `externalId` or `email` asks for a new test. */
            names?: {
              /** The mail address. */
              email?: string;
              /** The name that is shown. */
              name?: string;
              /** The first name. */
              firstName?: string;
              /** The last name. */
              lastName?: string;
              /** A language tag such as `de` or `pt-BR`. */
              locale?: string;
              /** Groups of the directory. */
              groups?: string;
              /** Says who the person is, in place of NameID or `sub`. */
              subject?: string;
              /** Has what the paired directory knows as `externalId`. */
              externalId?: string;
            };
            /** Whether people who are not yet members are admitted at their first sign-in. Default: on while no SCIM connection is active. */
            justInTime?: 'on' | 'off';
            /** What NameID is asked for. Default: none, so that the provider decides. */
            nameIdFormat?: 'persistent' | 'emailAddress' | 'unspecified';
            /** The SCIM connection whose users are the people who sign in here. */
            pairedWith?: string;
            /** AuthnContextClassRef, or `acr`, of which every sign-in must show one; several with spaces between them. They are asked for (RequestedAuthnContext with comparison exact, `acr_values`), and an answer without any is refused, as are sessions of before. Default: nothing is asked for. */
            signInContext?: string;
            /** The same of a fresh sign-in at the provider before an act of high risk. Default: as signInContext. */
            stepUpContext?: string;
            /** Whose second step is one where the organization asks for it: ours alone, or the provider’s too, where its answer says that there was one. Default: ours. */
            secondStep?: 'ours' | 'provider';
            /** Values of AuthnContextClassRef, `acr` or `amr` by which the provider says so. Default: those of the preset; google has none. */
            secondStepValues?: readonly string[];
            /** Whether sign-ins that begin at the provider are let in. What it costs: an answer that nobody asked for can be an attacker’s, so it is thrown away and a request of our own is begun in its place. Default: false. */
            unsolicited?: boolean;
            /** Whether the provider is asked to have the person sign in anew. Default: false. */
            forceAuthn?: boolean;
            /** Whether signing out here also signs out at the provider. Default: false. */
            singleLogout?: boolean;
            /** Whether members get mails about what the directory gives and takes. Default: false. */
            notifyMembers?: boolean;
          }
        | {
            /** What kind it is. */
            kind: 'oidc';
            /** The name that is shown. */
            name: string;
            /** Whose attribute names hold where `names` says nothing. `custom` of kind saml: email, name, firstName, lastName, groups; of kind oidc: email, name, given_name, family_name, locale, groups. */
            preset?: 'okta' | 'entra' | 'google' | 'keycloak' | 'custom';
            /** Where the provider says what it is; read again every day. */
            provider?: {
              /** What it is now. */
              from: 'url';
              /** The issuer, or the address of its .well-known/openid-configuration. */
              url: string;
            };
            /** As the provider calls this application. */
            clientId?: string;
            /** By which this application proves itself. It is kept wrapped and never shown; a new one takes effect at once. */
            clientSecret?: string;
            /** Names of attributes, or of claims, that are read, where they are not those of the preset. Changing `subject`, `externalId` or `email` asks for a new test. */
            names?: {
              /** The mail address. */
              email?: string;
              /** The name that is shown. */
              name?: string;
              /** The first name. */
              firstName?: string;
              /** The last name. */
              lastName?: string;
              /** A language tag such as `de` or `pt-BR`. */
              locale?: string;
              /** Groups of the directory. */
              groups?: string;
              /** Says who the person is, in place of NameID or `sub`. */
              subject?: string;
              /** Has what the paired directory knows as `externalId`. */
              externalId?: string;
            };
            /** How this application proves itself: by the client secret, or by signatures of a key of ours that the provider reads at `relyingParty.keysUrl`. Default: secret. */
            clientAuthentication?: 'secret' | 'private_key_jwt';
            /** Scopes that are asked for. Default: openid, email, profile; at Okta groups too. */
            scopes?: readonly string[];
            /** Seconds since the person signed in at the provider, at most. Default: no limit. */
            maxAge?: number;
            /** Domains of Google Workspace whose people are let in (claim `hd`). Preset google asks for at least one. Changing them asks for a new test. */
            hostedDomains?: readonly string[];
            /** For a provider that refuses PKCE, and whose discovery does not say S256: it weakens every sign-in. Default: false. */
            withoutPkce?: boolean;
            /** Whether people who are not yet members are admitted at their first sign-in. Default: on while no SCIM connection is active. */
            justInTime?: 'on' | 'off';
            /** The SCIM connection whose users are the people who sign in here. */
            pairedWith?: string;
            /** AuthnContextClassRef, or `acr`, of which every sign-in must show one; several with spaces between them. They are asked for (RequestedAuthnContext with comparison exact, `acr_values`), and an answer without any is refused, as are sessions of before. Default: nothing is asked for. */
            signInContext?: string;
            /** The same of a fresh sign-in at the provider before an act of high risk. Default: as signInContext. */
            stepUpContext?: string;
            /** Whose second step is one where the organization asks for it: ours alone, or the provider’s too, where its answer says that there was one. Default: ours. */
            secondStep?: 'ours' | 'provider';
            /** Values of AuthnContextClassRef, `acr` or `amr` by which the provider says so. Default: those of the preset; google has none. */
            secondStepValues?: readonly string[];
            /** Whether the provider is asked to have the person sign in anew. Default: false. */
            forceAuthn?: boolean;
            /** Whether signing out here also signs out at the provider. Default: false. */
            singleLogout?: boolean;
            /** Whether members get mails about what the directory gives and takes. Default: false. */
            notifyMembers?: boolean;
          };
    };
    output: Connection | SamlConnection | OidcConnection;
  };
  /** Lists the connections of an organization. */
  listConnections: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly (Connection | SamlConnection | OidcConnection)[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads a connection. */
  getConnection: {
    input: { params: { organizationId: string; connectionId: string } };
    output: Connection | SamlConnection | OidcConnection;
  };
  /** Changes a connection, disables or activates it. Each kind takes the fields of its own; saml and oidc are activated after a test. */
  updateConnection: {
    input: {
      params: { organizationId: string; connectionId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** Lenient takes what providers do differently; strict holds to the RFCs. */
        compatibility?: 'lenient' | 'strict';
        /** How far it has come, or whether it is in force. */
        status?: 'active' | 'disabled';
        /** Whether members get mails about what the directory gives and takes. Default: false. */
        notifyMembers?: boolean;
        /** Whose attribute names hold where `names` says nothing. `custom` of kind saml: email, name, firstName, lastName, groups; of kind oidc: email, name, given_name, family_name, locale, groups. */
        preset?: 'okta' | 'entra' | 'google' | 'keycloak' | 'custom';
        /** What the provider says of itself. From a `url` it is read again every day, and new keys are taken over; a `document` and `fields` stay as they are. Of kind oidc: a `url`, which is the issuer or its discovery document. Another entity ID or issuer, address, key or source by hand asks for a new test. */
        provider?:
          | {
              /** What it is now. */
              from: 'url';
              /** Where the provider publishes its metadata. */
              url: string;
              /** By which the provider names itself; which one, where metadata describe several. */
              entityId?: string;
            }
          | {
              /** What it is now. */
              from: 'document';
              /** The metadata, as text. */
              xml: string;
              /** By which the provider names itself; which one, where metadata describe several. */
              entityId?: string;
            }
          | {
              /** What it is now. */
              from: 'fields';
              /** By which the provider names itself; which one, where metadata describe several. */
              entityId: string;
              /** Where people sign in. */
              signOnUrl: string;
              /** How requests to sign in go there. */
              signOnBinding?: 'redirect' | 'post';
              /** Where requests to sign out go. */
              logoutUrl?: string;
              /** PEM, one after the other, or base64 of one. */
              certificates: string;
            };
        /** Names of attributes, or of claims, that are read, where they are not those of the preset. Changing `subject`, `externalId` or `email` asks for a new test. */
        names?: {
          /** The mail address. */
          email?: string;
          /** The name that is shown. */
          name?: string;
          /** The first name. */
          firstName?: string;
          /** The last name. */
          lastName?: string;
          /** A language tag such as `de` or `pt-BR`. */
          locale?: string;
          /** Groups of the directory. */
          groups?: string;
          /** Says who the person is, in place of NameID or `sub`. */
          subject?: string;
          /** Has what the paired directory knows as `externalId`. */
          externalId?: string;
        };
        /** Whether people who are not yet members are admitted at their first sign-in; null: the default. */
        justInTime?: ('on' | 'off') | null;
        /** What NameID is asked for; null: none. */
        nameIdFormat?: ('persistent' | 'emailAddress' | 'unspecified') | null;
        /** The SCIM connection whose users are the people who sign in here; null: none. */
        pairedWith?: string | null;
        /** AuthnContextClassRef or acr that every sign-in must show; null: none. */
        signInContext?: string | null;
        /** The same of a step-up at the provider; null: as signInContext. */
        stepUpContext?: string | null;
        /** Whether a second step at the provider counts too; null: ours alone. */
        secondStep?: ('ours' | 'provider') | null;
        /** By which the provider says that there was one; null: those of the preset. */
        secondStepValues?: readonly string[] | null;
        /** Whether sign-ins that begin at the provider are let in. What it costs: an answer that nobody asked for can be an attacker’s, so it is thrown away and a request of our own is begun in its place. Default: false. */
        unsolicited?: boolean;
        /** Whether the provider is asked to have the person sign in anew. Default: false. */
        forceAuthn?: boolean;
        /** Whether signing out here also signs out at the provider. Default: false. */
        singleLogout?: boolean;
        /** Gives our entity ID and addresses out anew, below the public URL of today. The provider must be told; asks for a new test. */
        reissueAddresses?: true;
        /** As the provider calls this application. */
        clientId?: string;
        /** By which this application proves itself. It is kept wrapped and never shown; a new one takes effect at once. */
        clientSecret?: string;
        /** How this application proves itself at the provider. */
        clientAuthentication?: ('secret' | 'private_key_jwt') | null;
        /** What it may be used for. */
        scopes?: readonly string[] | null;
        /** Seconds since the person signed in at the provider, at most. */
        maxAge?: number | null;
        /** Domains of Google Workspace whose people are let in. */
        hostedDomains?: readonly string[] | null;
        /** For a provider that refuses PKCE, and whose discovery does not say S256: it weakens every sign-in. Default: false. */
        withoutPkce?: boolean;
      };
    };
    output: Connection | SamlConnection | OidcConnection;
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
    output: {
      /** The records of this page. */
      items: readonly ConnectionDeletion[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
      /** The records of this page. */
      items: readonly ConnectionDeletionPerson[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
      /** How many users this page looked at. */
      looked: number;
      /** How many, by what becomes of them. */
      counts: ConnectionDeletionCounts;
      /** Users of the directory. */
      users: number;
      /** Groups of the directory. */
      groups: number;
      /** What groups give. */
      mappings: number;
      /** The tokens and clients of the connection. */
      credentials: readonly {
        /** Its id. */
        id: string;
        /** What kind it is. */
        kind: 'token' | 'client';
        /** The name that is shown. */
        name: string;
      }[];
    };
  };
  /** Makes a new key of ours: published at once, it signs after seven days. */
  addConnectionKey: {
    input: { params: { organizationId: string; connectionId: string } };
    output: ConnectionKey;
  };
  /** Lists the keys of ours with which requests of a connection are signed and assertions decrypted. */
  listConnectionKeys: {
    input: { params: { organizationId: string; connectionId: string } };
    output: {
      /** The records of this page. */
      items: readonly ConnectionKey[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Begins a test sign-in: an address to open in a browser, which goes to the provider. */
  createTestSignIn: {
    input: { params: { organizationId: string; connectionId: string } };
    output: {
      /** For one use, by the person who tests. Signs nobody in. */
      url: string;
      /** When it ends by itself. */
      expiresAt: string;
    };
  };
  /** Reads a sign-in: what came, what was checked, and what was wrong in words. */
  getSignInAttempt: {
    input: { params: { organizationId: string; connectionId: string; attemptId: string } };
    output: SignInAttempt;
  };
  /** Lists sign-ins and tests of a connection, the newest first. */
  listSignInAttempts: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: {
        limit?: number;
        cursor?: string;
        outcome?: 'ok' | 'waiting' | 'refused';
        purpose?: 'sign_in' | 'step_up' | 'test' | 'add_identity' | 'logout';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly SignInAttempt[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads the metadata of the provider from its URL now. */
  refreshMetadata: {
    input: { params: { organizationId: string; connectionId: string } };
    output: Connection | SamlConnection | OidcConnection;
  };
  /** Removes a key of ours that does not sign. */
  removeConnectionKey: {
    input: { params: { organizationId: string; connectionId: string; keyId: string } };
    output: undefined;
  };
  /** Lets a key of ours sign from now on, without waiting for its time. */
  useConnectionKey: {
    input: { params: { organizationId: string; connectionId: string; keyId: string } };
    output: ConnectionKey;
  };
  /** Creates a token, or a client for the token endpoint. The token or secret is shown only in this answer. */
  createCredential: {
    input: {
      params: { organizationId: string; connectionId: string };
      body:
        | {
            /** What kind it is. */
            kind: 'token';
            /** The name that is shown. */
            name?: string;
            /** What it may be used for. */
            scopes?: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
            /** When it ends by itself. */
            expiresAt?: string;
          }
        | {
            /** What kind it is. */
            kind: 'client';
            /** The name that is shown. */
            name?: string;
            /** What it may be used for. */
            scopes?: readonly ('users:read' | 'users:write' | 'groups:read' | 'groups:write')[];
            /** When it ends by itself. */
            expiresAt?: string;
            /** Whose assertions the client may show. */
            trust?: {
              /** Who signs the client’s assertions. */
              issuer: string;
              /** Whom the client’s assertions are about. */
              subject: string;
              /** What the client’s assertions name as their audience. */
              audience: string;
              /** How long a signed assertion of the client may live at most. */
              assertionSeconds?: number;
              /** The public keys of the client (RFC 7517). */
              jwks: {
                /** The keys of the set. */
                keys: readonly {
                  /** The type of the key (RFC 7517). */
                  kty: 'RSA' | 'EC' | 'OKP';
                  /** The id of the key. */
                  kid?: string;
                  /** The algorithm of signatures (RFC 7518). */
                  alg?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
                  /** The curve of the key (RFC 7518). */
                  crv?: 'P-256' | 'Ed25519';
                  /** The modulus of an RSA key. */
                  n?: string;
                  /** The exponent of an RSA key. */
                  e?: string;
                  /** The x coordinate of an elliptic key. */
                  x?: string;
                  /** The y coordinate of an elliptic key. */
                  y?: string;
                  /** Private: refused. */
                  d?: never;
                  /** Private: refused. */
                  p?: never;
                  /** Private: refused. */
                  q?: never;
                  /** Private: refused. */
                  dp?: never;
                  /** Private: refused. */
                  dq?: never;
                  /** Private: refused. */
                  qi?: never;
                  /** Private: refused. */
                  oth?: never;
                  /** Private: refused. */
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
    output: {
      /** The records of this page. */
      items: readonly Credential[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
        /** The role of people for whom nothing else says one. */
        defaultRole?: string | null;
        /** When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403. */
        overSeatLimit?: 'queue' | 'refuse';
        /** What groups give. */
        mappings: readonly {
          /** The group of the directory. */
          groupId?: string;
          /** Of a group that may come later; binds while one group of the connection has it. */
          externalId?: string;
          /** Of a group that may come later; needs bindByName. */
          groupName?: string;
          /** Binds a new group of the name, once, at its creation: whoever names groups at the provider can then give this. */
          bindByName?: boolean;
          /** The name of the role. */
          role?: string;
          /** The space. */
          space?: {
            /** The space. */
            spaceId: string;
            /** The name of the role. */
            role: string;
          };
          /** The product. */
          productId?: string;
        }[];
        /** Answers for credentials, or a sign-in connection, whose makers could not give it; for callers who could. The preview lists them. */
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
        /** The role of people for whom nothing else says one. */
        defaultRole?: string | null;
        /** When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403. */
        overSeatLimit?: 'queue' | 'refuse';
        /** What groups give. */
        mappings: readonly {
          /** The group of the directory. */
          groupId?: string;
          /** Of a group that may come later; binds while one group of the connection has it. */
          externalId?: string;
          /** Of a group that may come later; needs bindByName. */
          groupName?: string;
          /** Binds a new group of the name, once, at its creation: whoever names groups at the provider can then give this. */
          bindByName?: boolean;
          /** The name of the role. */
          role?: string;
          /** The space. */
          space?: {
            /** The space. */
            spaceId: string;
            /** The name of the role. */
            role: string;
          };
          /** The product. */
          productId?: string;
        }[];
        /** Answers for credentials, or a sign-in connection, whose makers could not give it; for callers who could. The preview lists them. */
        vouch?: boolean;
      };
    };
    output: {
      /** The records of this page. */
      items: readonly MappingPreview[];
      /** How many people this page looked at. */
      looked: number;
      /** The cursor of the next page; absent on the last one. */
      next?: string;
      /** Credentials, or the connection for sign-in itself, whose makers could not give it; the change needs vouch. */
      credentials?: readonly {
        /** Its id. */
        id: string;
        /** What kind it is. */
        kind: 'token' | 'client' | 'connection';
        /** The name that is shown. */
        name: string;
      }[];
    };
  };
  /** Lists the second factors that count for the member in the organization; at most 20. */
  listMemberSecondFactors: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** The records of this page. */
      items: readonly SecondFactor[];
    };
  };
  /** Removes second factors that count in the organization only, ends the member’s sessions there and mails them. The account’s stay. */
  resetMemberSecondFactors: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** How many went. */
      removed: number;
    };
  };
  /** Lists active members who have no second factor that counts in the organization. A page looks at `limit` members: it can be empty and still have a next one. */
  listMissingSecondFactors: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; concerned?: 'true' | 'false' };
    };
    output: {
      /** The records of this page. */
      items: readonly MissingSecondFactor[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Removes every second factor of the account and ends its sessions: for a person who has lost the app and the codes. */
  resetAccountSecondFactors: {
    input: { params: { accountId: string } };
    output: {
      /** How many went. */
      removed: number;
    };
  };
  /** Reads who has signed in, the session, and what this installation offers. */
  getPerson: { input: object; output: Person };
  /** Changes the person’s own name and language. Organizations keep what they call their member. */
  updatePerson: {
    input: {
      body: {
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string | null;
        /** The last name. */
        lastName?: string | null;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string | null;
      };
    };
    output: Person;
  };
  /** Lists the organizations of which the person is an active member, the oldest membership first, and whether this session opens each. */
  listPersonOrganizations: {
    input: { query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly OwnOrganization[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads how the person wants a console to look and behave; what they did not choose is as it is by itself. */
  getPreferences: { input: object; output: PersonPreferences };
  /** Changes what is named; null goes back to what is so by itself. Lists keep what is not named, and at most 40 are kept. */
  updatePreferences: {
    input: {
      body: {
        /** Which colours a console has. */
        colorScheme?: ('light' | 'dark' | 'system') | null;
        /** How high its rows are. */
        density?: ('comfortable' | 'compact') | null;
        /** Single keys do something in its lists. */
        shortcuts?: boolean | null;
        /** Lists have pages instead of rows that come while they are scrolled. */
        pagedTables?: boolean | null;
        /** The page that an organization opens with. */
        startPage?: string | null;
        /** Hints that are not shown again. */
        dismissedHints?: readonly string[] | null;
        /** Preferences of lists, by name of the list. */
        lists?: {
          [name: string]: {
            /** The columns that are shown, in their order. */
            columns?: readonly string[] | null;
            /** Rows of a page. */
            pageSize?: number | null;
            /** The column that it is sorted by; `-` before it turns it round. */
            sort?: string | null;
          } | null;
        };
      };
    };
    output: PersonPreferences;
  };
  /** Lists the organizations that the person asked to join, the newest request first, and what became of each. */
  listPersonJoinRequests: {
    input: { query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly OwnJoinRequest[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Ends all sessions that the list shows, but the current one. */
  endOtherPersonSessions: {
    input: object;
    output: {
      /** How many ended. */
      ended: number;
    };
  };
  /** Ends one of the sessions that the list shows. The current one signs this browser out. */
  endPersonSession: { input: { params: { sessionId: string } }; output: undefined };
  /** Lists the person’s sessions, the newest first; at most 100. A session that an identity provider made sees those of its organization. */
  listPersonSessions: {
    input: object;
    output: {
      /** The records of this page. */
      items: readonly OwnSession[];
    };
  };
  /** Begins to set up an authenticator app. It counts from its first code on; what was begun before and not finished makes way. */
  beginPersonApp: {
    input: object;
    output: {
      /** Its id. */
      id: string;
      /** For the camera of the app (`otpauth:`). */
      uri: string;
      /** To be typed, base32. */
      secret: string;
      /** The address as a QR code, SVG. */
      picture: string;
    };
  };
  /** Begins to set up a passkey: what the browser is asked to make. */
  beginPersonPasskey: {
    input: object;
    output: {
      /** Its id. */
      id: string;
      /** PublicKeyCredentialCreationOptionsJSON (Web Authentication level 3). */
      options: { [name: string]: unknown };
    };
  };
  /** Proves the app by its first code. Other sessions end as far as it counts; this one goes on under the cookie that the answer sets. */
  confirmPersonApp: {
    input: {
      body: {
        /** Of what was begun. */
        id: string;
        /** The six digits that the app shows. */
        code: string;
      };
    };
    output: {
      /** Codes to recover with, shown this once; empty where the person has a list. */
      codes: readonly string[];
    };
  };
  /** Keeps what the browser made. Other sessions end as far as it counts; this one goes on under the cookie that the answer sets. */
  confirmPersonPasskey: {
    input: {
      body: {
        /** Of what was begun. */
        id: string;
        /** As the person calls it. */
        name: string;
        /** What the browser made, as JSON: `JSON.stringify(credential)`. */
        response: string;
      };
    };
    output: {
      /** Codes to recover with, shown this once; empty where the person has a list. */
      codes: readonly string[];
    };
  };
  /** Lists the person’s second factors that count in this session, the oldest first. */
  listPersonFactors: {
    input: object;
    output: {
      /** The records of this page. */
      items: readonly OwnSecondFactor[];
      /** Whether the session has proved itself minutes ago. Otherwise changes get `step_up.required`, with the page in `details.signIn`. */
      mayChange: boolean;
      /** Browsers can make passkeys for this server. */
      passkeys: boolean;
    };
  };
  /** Makes new codes to recover with, in place of those that are left. */
  makePersonCodes: {
    input: object;
    output: {
      /** Codes to recover with, shown this once; empty where the person has a list. */
      codes: readonly string[];
    };
  };
  /** Removes an app or a passkey; with the last one the codes go, too. */
  removePersonFactor: { input: { params: { factorId: string } }; output: undefined };
  /** Saves a view of a list under a name. To share it, `members:write` is needed; it is then shown to everybody who may read the list. */
  createView: {
    input: {
      params: { organizationId: string };
      body: {
        /** Which list it is of. */
        list:
          | 'members'
          | 'invitations'
          | 'join-requests'
          | 'roles'
          | 'spaces'
          | 'seats'
          | 'seat-requests'
          | 'domains'
          | 'connections'
          | 'exchanges'
          | 'api-keys'
          | 'journal'
          | 'webhook-deliveries'
          | 'mails';
        /** The name that is shown. */
        name: string;
        /** Filters, order and columns, as the address of the list has them. */
        query: string;
        /** Shown to everybody who may read the list. */
        shared?: boolean;
      };
    };
    output: SavedView;
  };
  /** Lists views of lists that the acting member has saved, and those that others share on lists which the member may read; at most 300. */
  listViews: {
    input: {
      params: { organizationId: string };
      query?: {
        list?:
          | 'members'
          | 'invitations'
          | 'join-requests'
          | 'roles'
          | 'spaces'
          | 'seats'
          | 'seat-requests'
          | 'domains'
          | 'connections'
          | 'exchanges'
          | 'api-keys'
          | 'journal'
          | 'webhook-deliveries'
          | 'mails';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly SavedView[];
    };
  };
  /** Deletes a view of one’s own; with `members:write` a shared one of whoever. */
  deleteView: { input: { params: { organizationId: string; viewId: string } }; output: undefined };
  /** Reads a view: one’s own, or a shared one on a list which the member may read. */
  getView: { input: { params: { organizationId: string; viewId: string } }; output: SavedView };
  /** Changes a view of one’s own. What is shared, or comes to be, needs `members:write`; to share it no more does not. */
  updateView: {
    input: {
      params: { organizationId: string; viewId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** Filters, order and columns, as the address of the list has them. */
        query?: string;
        /** Shown to everybody who may read the list. */
        shared?: boolean;
      };
    };
    output: SavedView;
  };
  /** Ends a session of an account, in every organization. */
  endAccountSession: {
    input: { params: { accountId: string; sessionId: string } };
    output: undefined;
  };
  /** Ends all sessions of an account, in every organization. The person can sign in again. */
  endAccountSessions: {
    input: { params: { accountId: string } };
    output: {
      /** How many ended. */
      ended: number;
    };
  };
  /** Ends a session for the organization. One that a provider of the organization made ends; another one goes on for other organizations. */
  endMemberSession: {
    input: { params: { organizationId: string; memberId: string; sessionId: string } };
    output: undefined;
  };
  /** Ends all sessions of the member for the organization. The member can sign in again. */
  endMemberSessions: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** How many ended. */
      ended: number;
    };
  };
  /** Lists the sessions of an account, the newest first; at most 100. */
  listAccountSessions: {
    input: { params: { accountId: string } };
    output: {
      /** The records of this page. */
      items: readonly Session[];
    };
  };
  /** Lists the sessions that open the organization for the member, the newest first; at most 100. Members see their own. */
  listMemberSessions: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** The records of this page. */
      items: readonly Session[];
    };
  };
  /** Ends the enforcement: every way in that the organization allows is open again. For owners. */
  endSignInEnforcement: {
    input: { params: { organizationId: string } };
    output: SignInEnforcement;
  };
  /** Holds people of proved domains to the connections: codes, passkeys, invitations and other providers let them in no more. For owners. */
  enforceSignIn: {
    input: {
      params: { organizationId: string };
      body: {
        /** Domains that the organization has proved; one that is proved later is added. */
        domains: readonly string[];
        /** Active connections of kind saml or oidc by which people of the domains sign in. */
        connectionIds: readonly string[];
        /** Members with addresses of other domains, by other ways than the connections: with a second step, or not at all. */
        guests: 'second_step' | 'refused';
        /** Owners who come in by a code and their own second factor when the provider cannot be reached. Each use is mailed to all owners. */
        breakGlassMemberIds: readonly string[];
      };
    };
    output: SignInEnforcement;
  };
  /** Reads which people sign in by which connections only. */
  getSignInEnforcement: {
    input: { params: { organizationId: string } };
    output: SignInEnforcement;
  };
  /** Says which conditions are missing and whom it would concern, and changes nothing. */
  previewSignInEnforcement: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string };
      body: {
        /** Domains that the organization has proved; one that is proved later is added. */
        domains: readonly string[];
        /** Active connections of kind saml or oidc by which people of the domains sign in. */
        connectionIds: readonly string[];
        /** Members with addresses of other domains, by other ways than the connections: with a second step, or not at all. */
        guests: 'second_step' | 'refused';
        /** Owners who come in by a code and their own second factor when the provider cannot be reached. Each use is mailed to all owners. */
        breakGlassMemberIds: readonly string[];
      };
    };
    output: {
      /** Conditions that are missing; none: it can be switched on. */
      unmet: readonly {
        /** What is missing. */
        condition:
          | 'domain_proved'
          | 'connection_active'
          | 'connection_used'
          | 'owner_signed_in'
          | 'break_glass_owner'
          | 'break_glass_mailbox'
          | 'break_glass_factor'
          | 'break_glass_factor_used';
        /** The domain, the connection or the member that it is about. */
        subject?: string;
        /** What to do. */
        next: string;
      }[];
      /** How many, by what becomes of them. */
      counts: {
        /** Active members of the organization. */
        members: number;
        /** Identities by which people have signed in at the connections. */
        identities: number;
      };
      /** Members whom it concerns and who have no identity at the connections. A page may be short or empty while there is a next. */
      items: readonly {
        /** The member. */
        memberId: string;
        /** The name that is shown. */
        name: string;
        /** The mail address. */
        email?: string;
        /** `first_sign_in`: comes in by the connections for the first time; `no_address`: the provider has to know them otherwise. */
        state: 'first_sign_in' | 'no_address' | 'guest_second_step' | 'guest_refused';
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists by which subjects of which identity providers the member signs in. */
  listSignInIdentities: {
    input: {
      params: { organizationId: string; memberId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      /** The records of this page. */
      items: readonly SignInIdentity[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Takes a way of signing in away from the member. Roles, spaces and seats of groups of its provider end; the member stays. */
  removeSignInIdentity: {
    input: { params: { organizationId: string; memberId: string; identityId: string } };
    output: undefined;
  };
  /** Assigns a member to up to 1,000 spaces, or removes them, with a result for each space. */
  changeMemberSpaces: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** What is done. */
        action: 'assign' | 'remove';
        /** The name of the role. */
        role?: string;
        /** The spaces that are meant. */
        spaceIds: readonly string[];
      };
    };
    output: {
      /** What came of each, in their order. */
      results: readonly RowResult[];
    };
  };
  /** Assigns up to 1,000 members to a space, or removes them, with a result for each member. */
  changeSpaceMembers: {
    input: {
      params: { organizationId: string; spaceId: string };
      body: {
        /** What is done. */
        action: 'assign' | 'remove';
        /** The name of the role. */
        role?: string;
        /** The members who are meant. */
        memberIds: readonly string[];
      };
    };
    output: {
      /** What came of each, in their order. */
      results: readonly RowResult[];
    };
  };
  /** Creates a space. Its name must be unique in the organization. */
  createSpace: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name that is shown. */
        name: string;
        /** What it is for, in words for people. */
        description?: string;
      };
    };
    output: Space;
  };
  /** Lists spaces by creation time. With an `:own` permission: only those that the member has access to. */
  listSpaces: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; search?: string; total?: 'true' | 'false' };
    };
    output: {
      /** The records of this page. */
      items: readonly Space[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
      /** How many there are on all pages, where the query asked for it; absent with an `:own` permission, which sees few. */
      total?: number;
      /** There are more than `total`, which is 10,000 then: not counted on. */
      totalIsCapped?: boolean;
    };
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
      body: {
        /** The name that is shown. */
        name?: string;
        /** What it is for, in words for people. */
        description?: string | null;
      };
    };
    output: Space;
  };
  /** Lists the spaces that a member has access to, and why; all spaces, where a role says so. */
  listMemberSpaces: {
    input: {
      params: { organizationId: string; memberId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      /** The records of this page. */
      items: readonly SpaceAccess[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists the members of a space and why they have access, or the members whose role gives access to every space. */
  listSpaceMembers: {
    input: {
      params: { organizationId: string; spaceId: string };
      query?: { limit?: number; cursor?: string; access?: 'assigned' | 'inherited' };
    };
    output: {
      /** The records of this page. */
      items: readonly MemberAccess[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
      body: {
        /** The name of the role. */
        role: string;
      };
    };
    output: undefined;
  };
  /** Creates a product with a number of seats. */
  createProduct: {
    input: {
      params: { organizationId: string };
      body: {
        /** Its short name, for programs. */
        key: string;
        /** The name that is shown. */
        name: string;
        /** What it is for, in words for people. */
        description?: string;
        /** Seats. */
        seats: number;
      };
    };
    output: Product;
  };
  /** Lists products. With an `:own` permission: only those of which the member holds or requests a seat. */
  listProducts: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; search?: string; total?: 'true' | 'false' };
    };
    output: {
      /** The records of this page. */
      items: readonly Product[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
      /** How many there are on all pages, where the query asked for it; absent with an `:own` permission, which sees few. */
      total?: number;
    };
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
      body: {
        /** Its short name, for programs. */
        key?: string;
        /** The name that is shown. */
        name?: string;
        /** Seats. */
        seats?: number;
        /** What it is for, in words for people. */
        description?: string | null;
      };
    };
    output: Product;
  };
  /** Reads how many seats were bought and used, day by day from the first day that is known. */
  getProductTrend: {
    input: { params: { organizationId: string; productId: string }; query?: { days?: number } };
    output: ProductTrend;
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
      body: {
        /** The product. */
        productId: string;
        /** The member. */
        memberId: string;
        /** What happens without a free seat: the queue, or a refusal. */
        whenFull?: 'refuse' | 'request' | 'queue';
      };
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
    output: {
      /** The records of this page. */
      items: readonly Seat[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Assigns seats of a product to up to 1,000 members, or releases them, with a result for each member. */
  changeSeats: {
    input: {
      params: { organizationId: string };
      body: {
        /** What is done. */
        action: 'assign' | 'release';
        /** The product. */
        productId: string;
        /** What happens without a free seat: the queue, or a refusal. */
        whenFull?: 'refuse' | 'request' | 'queue';
        /** The members who are meant. */
        memberIds: readonly string[];
      };
    };
    output: {
      /** What came of each, in their order. */
      results: readonly RowResult[];
    };
  };
  /** Denies a request, with an optional reason. */
  denySeatRequest: {
    input: {
      params: { organizationId: string; seatRequestId: string };
      body: {
        /** Why, in words. */
        reason?: string;
      };
    };
    output: Seat;
  };
  /** Lists the seats that a member holds, waits for, or has requested. */
  listMemberSeats: {
    input: {
      params: { organizationId: string; memberId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      /** The records of this page. */
      items: readonly Seat[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists what the acting member asked for, the newest first, and what became of it. No permission is needed. */
  listOwnSeatRequests: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Seat[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
    output: {
      /** The records of this page. */
      items: readonly Seat[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Requests a seat for the acting member. A member with the permission to assign seats decides. */
  requestSeat: {
    input: {
      params: { organizationId: string };
      body: {
        /** The product. */
        productId: string;
        /** Why, in words. */
        reason?: string;
      };
    };
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
        /** The mail address. */
        email: string;
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Names of roles. */
        roles?: readonly string[];
        /** Places in spaces. */
        spaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        }[];
        /** Products, a seat of each. */
        products?: readonly string[];
        /** Values of the attributes that the organization has defined, by key. */
        attributes?: { [name: string]: string | number | boolean };
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** Whether the person is from outside. */
        guest?: boolean;
        /** Whether the person gets a mail that welcomes them. Default: true. */
        notify?: boolean;
      };
    };
    output: Member;
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
        total?: 'true' | 'false';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly (
        | {
            /** What kind it is. */
            kind: 'member';
            /** Its id. */
            id: string;
            /** Grows with each change; it is the number in the ETag. */
            version: number;
            /** The organization. */
            organizationId: string;
            /** How far it has come, or whether it is in force. */
            status: 'active' | 'suspended' | 'left';
            /** The name that is shown. */
            name: string;
            /** The first name. */
            firstName?: string;
            /** The last name. */
            lastName?: string;
            /** The mail address. */
            email?: string;
            /** The address that a directory says of the member while another present member has it; given once it is free. */
            addressConflict?: {
              /** The mail address. */
              email: string;
              /** The connection of the directory. */
              connectionId?: string;
              /** Since when. */
              since: string;
              /** Left: people decided to leave it as it is. */
              state: 'open' | 'left';
            };
            /** The account of the person. */
            accountId?: string;
            /** Names of roles. */
            roles: readonly string[];
            /** The roles of the member, each with where it comes from. */
            grants: readonly {
              /** The name of the role. */
              role: string;
              /** Where it comes from. */
              source: {
                /** What kind it is. */
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
                /** The invitation. */
                invitationId?: string;
                /** The request to join. */
                joinRequestId?: string;
                /** The domain. */
                domainId?: string;
                /** The connection of the directory. */
                connectionId?: string;
                /** The group of the directory. */
                groupId?: string;
                /** Who invited. */
                inviter?: string;
                /** The mail domain. */
                domain?: string;
                /** The connection of the directory. */
                connection?: string;
                /** The group of the directory. */
                group?: string;
              };
              /** Since when. */
              since: string;
              /** When it ends; absent: it stays. */
              until?: string;
              /** Given while the member was unlocked; ends with that. */
              override?: true;
            }[];
            /** What people had given before the member left. It does not return by itself. */
            previousRoles?: readonly string[];
            /** Whether it counts as owner, as administrator, or as neither. */
            standing: 'owner' | 'admin' | 'none';
            /** Where it comes from. */
            source:
              'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import' | 'sign_in';
            /** A directory manages names, address, status and removal. */
            managed: boolean;
            /** Until then people may change what the directory manages. */
            unlockedUntil?: string;
            /** Whether the person is from outside. */
            guest?: boolean;
            /** The picture of the member; absent where there is none. */
            avatar?: {
              /** Where it comes from. */
              source: 'upload' | 'directory';
              /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
              url: string;
            };
            /** A language tag such as `de` or `pt-BR`. */
            locale?: string;
            /** Values of the attributes that the organization has defined. */
            attributes: {
              [name: string]: {
                /** The value. */
                value: string | number | boolean;
                /** Where it comes from. */
                source: 'manual' | 'directory' | 'import' | 'invitation';
              };
            };
            /** To the day. */
            lastActiveOn?: string;
            /** When the member was suspended. */
            suspendedAt?: string;
            /** Who suspended: people, or a directory. */
            suspendedBy?: 'directory' | 'person';
            /** When the member left. */
            leftAt?: string;
            /** Until then the removal of the member can be taken back (reinstateMember). */
            reinstateUntil?: string;
            /** The member who has been this person since. */
            mergedInto?: string;
            /** When it was made. */
            createdAt: string;
            /** When it was last changed. */
            updatedAt: string;
            /** For callers who may read seats; `promised` by an invitation. */
            seats?: readonly {
              /** The product. */
              productId: string;
              /** The product. */
              product: string;
              /** How far it has come, or whether it is in force. */
              status:
                'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released' | 'promised';
            }[];
            /** For callers who may read spaces. */
            spaces?: readonly {
              /** The space. */
              spaceId: string;
              /** The space. */
              space: string;
              /** The name of the role. */
              role: string;
            }[];
            /** How many seats there are, where the row shows fewer; absent where they were not all counted. */
            seatCount?: number;
            /** How many spaces there are, where the row shows fewer; absent where they were not all counted. */
            spaceCount?: number;
            /** There are more seats or spaces than the row shows. */
            moreAccess?: boolean;
          }
        | {
            /** What kind it is. */
            kind: 'invitation';
            /** Its id. */
            id: string;
            /** Grows with each change; it is the number in the ETag. */
            version: number;
            /** The organization. */
            organizationId: string;
            /** How far it has come, or whether it is in force. */
            status: 'pending';
            /** The name that is shown. */
            name?: string;
            /** The first name. */
            firstName?: string;
            /** The last name. */
            lastName?: string;
            /** The mail address. */
            email: string;
            /** Names of roles. */
            roles: readonly string[];
            /** Whether the person is from outside. */
            guest: boolean;
            /** How far the mail has come. */
            delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
            /** Who invited. */
            inviter: {
              /** What kind it is. */
              kind: string;
              /** Its id. */
              id?: string;
              /** The name that is shown. */
              name: string;
            };
            /** For callers who may read seats; `promised` by an invitation. */
            seats?: readonly {
              /** The product. */
              productId: string;
              /** The product. */
              product: string;
              /** How far it has come, or whether it is in force. */
              status:
                'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released' | 'promised';
            }[];
            /** For callers who may read spaces. */
            spaces?: readonly {
              /** The space. */
              spaceId: string;
              /** The space. */
              space: string;
              /** The name of the role. */
              role: string;
            }[];
            /** How many seats there are, where the row shows fewer; absent where they were not all counted. */
            seatCount?: number;
            /** How many spaces there are, where the row shows fewer; absent where they were not all counted. */
            spaceCount?: number;
            /** There are more seats or spaces than the row shows. */
            moreAccess?: boolean;
            /** When it ends by itself. */
            expiresAt: string;
            /** When it was made. */
            createdAt: string;
            /** When it was last changed. */
            updatedAt: string;
          }
      )[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
      /** How many rows there are on all pages, where the query asked for it. */
      total?: number;
      /** There are more than `total`: it is not counted beyond 10,000 rows, except for active members where all of them are in the list. */
      totalIsCapped?: boolean;
    };
  };
  /** Counts people by their state, and what waits for a decision. It costs the same for a million people as for ten. */
  countMembers: {
    input: { params: { organizationId: string } };
    output: {
      /** Active members. */
      active: number;
      /** Suspended members. */
      suspended: number;
      /** For callers who may read invitations. */
      invitations?: {
        /** Those that can be accepted. */
        pending: number;
        /** Those that expire within two days. */
        expiringSoon: number;
        /** Those that expired without an answer. */
        expired: number;
      };
      /** Requests to join without a decision, for callers who may read them. */
      joinRequests?: number;
      /** Requests for a seat without a decision, for callers who may read seats. */
      seatRequests?: number;
      /** Names of the numbers of which there are more than is said: they end at 10,000. */
      capped: readonly string[];
    };
  };
  /** Reads a member. Every member may read their own record. */
  getMember: { input: { params: { organizationId: string; memberId: string } }; output: Member };
  /** Changes names, address, locale or attributes. Null removes the value of an attribute, and a first or last name. Every member may change their own names and locale. */
  updateMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string | null;
        /** The last name. */
        lastName?: string | null;
        /** The mail address. */
        email?: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** Values of the attributes that the organization has defined, by key. */
        attributes?: { [name: string]: (string | number | boolean) | null };
      };
    };
    output: Member;
  };
  /** Ends an override before its time. Roles, spaces and seats that people decided under it end with it. */
  lockMember: { input: { params: { organizationId: string; memberId: string } }; output: Member };
  /** Unlocks a directory-managed member until a given time. Roles, spaces and seats that people decide meanwhile end with it. */
  unlockMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** For how many hours. */
        hours: number;
        /** Why, in words. */
        reason: string;
      };
    };
    output: Member;
  };
  /** Shows what removing a member would remove with them, and whether it would be refused. */
  previewMemberRemoval: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** The member. */
      memberId: string;
      /** The name that is shown. */
      name: string;
      /** Why it would be refused; absent when it would not. */
      refusal?: {
        /** An error code; see /docs/errors. */
        code: string;
        /** A few words for people. */
        message: string;
      };
      /** Seats. */
      seats: readonly {
        /** The product. */
        productId: string;
        /** The product. */
        product: string;
        /** How far it has come, or whether it is in force. */
        status: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';
      }[];
      /** Places in spaces. */
      spaces: readonly {
        /** The space. */
        spaceId: string;
        /** The space. */
        space: string;
        /** The name of the role. */
        role: string;
      }[];
      /** Keys that they made. They go on working: a key is the organization’s. */
      apiKeys: readonly {
        /** Its id. */
        id: string;
        /** The name that is shown. */
        name: string;
        /** When it was last used, to about a minute. */
        lastUsedAt?: string;
      }[];
      /** Spaces in which nobody else has the highest role. */
      spacesAlone: readonly {
        /** The space. */
        spaceId: string;
        /** The space. */
        space: string;
      }[];
      /** Pending ones that they sent. */
      invitations: readonly {
        /** Its id. */
        id: string;
        /** The mail address. */
        email: string;
        /** When it ends by itself. */
        expiresAt: string;
      }[];
      /** What becomes of the invitations that the member sent. */
      invitationsAre: 'kept' | 'revoked';
    };
  };
  /** Takes a removal back within ten minutes: the same member, with the roles, spaces and seats that the caller could give and that are still there. Sessions stay ended. */
  reinstateMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** The member. */
      member: Member;
      /** What the member had before and has not now. */
      notRestored: readonly {
        /** What kind it is. */
        kind: 'role' | 'space' | 'seat' | 'picture';
        /** The name of the role, or the id of the space or the product. */
        id?: string;
        /** `gone`: it is not there any more; `permission`: the caller could not give it; `none_free`: no seat is free. */
        because: 'gone' | 'permission' | 'none_free';
      }[];
    };
  };
  /** Removes a member with all seats and spaces. The successor, if one is named, receives what the member owns in the host application. */
  removeMember: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** The member who takes over what the other one leaves. */
        successorMemberId?: string;
      };
    };
    output: Member;
  };
  /** Records that the member was active today. Only the day is stored, at most once a day. */
  reportMemberActivity: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** The last day on which the person was seen, as the host application says. */
      lastActiveOn: string;
    };
  };
  /** Restores a suspended member, with the roles, seats and spaces that were kept. */
  restoreMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: Member;
  };
  /** Suspends a member. Roles, seats and spaces are kept and return when the member is restored. */
  suspendMember: {
    input: { params: { organizationId: string; memberId: string } };
    output: Member;
  };
  /** Stops a change of many people after its current row. Finished rows are not undone. */
  cancelMemberChange: {
    input: { params: { organizationId: string; changeId: string } };
    output: MemberChange;
  };
  /** Does the same to many people: to rows that are named, or to all that a list has, less some. The ids of up to 1,000 rows are written down at once; of more they are found before the first row is done. A row that is refused does not stop the others. */
  changeMembers: {
    input: {
      params: { organizationId: string };
      body: {
        /** Which rows. */
        selection:
          | {
              /** Ids of members and invitations: at most 1,000. Ids of nobody are left out. */
              ids: readonly string[];
            }
          | {
              /** All rows of the list of members with this query; an empty one has all of it. */
              filter: {
                /** Some of active, suspended, left and pending, with commas; all but left when absent, unless the filter asks for a status. */
                state?: string;
                /** Words that must all be there: three letters or more anywhere in the shown name, the address, or the login, addresses, external id and employee number that a directory says; shorter ones at the beginning of a word. The row of a whole address is first. */
                q?: string;
                /** The whole address, without regard to letter case. */
                email?: string;
                /** The filter language of SCIM over name, firstName, lastName, email, status, role, source, standing, createdAt, lastActiveOn, space, product and attributes.… */
                filter?: string;
              };
              /** Ids of rows that the list has and the change leaves alone: at most 1,000. */
              exclude?: readonly string[];
            }
          | {
              /** All rows of the list of invitations with this query. */
              invitations: {
                /** How far it has come, or whether it is in force. */
                status?: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
                /** The mail address. */
                email?: string;
                /** The name of the role. */
                role?: string;
                /** Who invited. */
                inviter?: string;
                /** Only those that expire from then on. */
                expiresFrom?: string;
                /** Only those that expire before then. */
                expiresTo?: string;
                /** Private: refused. */
                q?: string;
              };
              /** Ids of rows that the list has and the change leaves alone: at most 1,000. */
              exclude?: readonly string[];
            };
        /** What is done to each row. */
        change:
          | {
              /** What kind it is. */
              kind: 'suspend' | 'restore';
            }
          | {
              /** What kind it is. */
              kind: 'remove';
              /** The member who takes over what the other one leaves. */
              successorMemberId?: string;
            }
          | {
              /** What kind it is. */
              kind: 'addRoles';
              /** Names of roles. */
              roles: readonly string[];
              /** The grants end by themselves then. */
              until?: string;
              /** Required where rights over other members are given, or an elevation ends. */
              confirm?: boolean;
            }
          | {
              /** What kind it is. */
              kind: 'removeRoles';
              /** Names of roles. */
              roles: readonly string[];
              /** Required where rights over other members are given, or an elevation ends. */
              confirm?: boolean;
            }
          | {
              /** What kind it is. */
              kind: 'setRoles';
              /** Names of roles. */
              roles: readonly string[];
              /** Required where rights over other members are given, or an elevation ends. */
              confirm?: boolean;
            }
          | {
              /** What kind it is. */
              kind: 'assignSeats';
              /** The product. */
              productId: string;
              /** What becomes of a row when no seat is free: `refuse` when absent. */
              whenFull?: 'refuse' | 'request' | 'queue';
            }
          | {
              /** What kind it is. */
              kind: 'releaseSeats';
              /** The product. */
              productId: string;
            }
          | {
              /** What kind it is. */
              kind: 'addToSpaces';
              /** Ids of the spaces. */
              spaceIds: readonly string[];
              /** The name of the role. */
              role: string;
            }
          | {
              /** What kind it is. */
              kind: 'removeFromSpaces';
              /** Ids of the spaces. */
              spaceIds: readonly string[];
            }
          | {
              /** What kind it is. */
              kind: 'resendInvitations' | 'renewInvitations';
            }
          | {
              /** What kind it is. */
              kind: 'revokeInvitations';
              /** Whether the invitees get a mail. */
              notify?: boolean;
              /** In that mail. */
              note?: string;
            };
        /** The number of rows that was confirmed: with another one nothing is done. */
        expected?: number;
      };
    };
    output: MemberChange;
  };
  /** Lists changes of many people, with their progress and whether they can be taken back. With an `:own` permission: those of the acting member. They are deleted after 90 days. */
  listMemberChanges: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; by?: 'me' | 'anybody'; order?: 'asc' | 'desc' };
    };
    output: {
      /** The records of this page. */
      items: readonly MemberChange[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads the progress of a change of many people. */
  getMemberChange: {
    input: { params: { organizationId: string; changeId: string } };
    output: MemberChange;
  };
  /** Lists the rows of a change of many people: whom each is about, and what became of it. */
  listMemberChangeRows: {
    input: {
      params: { organizationId: string; changeId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly {
        /** Its number, from 1 on. */
        number: number;
        /** How far it has come, or whether it is in force. */
        status: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
        /** What the row asked for. */
        input: { [name: string]: unknown };
        /** An error code; see /docs/errors. */
        code?: string;
        /** Every problem that was found. */
        errors?: readonly {
          /** The path into the body, or the name of the parameter. */
          field: string;
          /** What is wrong, in words. */
          problem: string;
        }[];
        /** Figures and names of the case. */
        details?: { [name: string]: unknown };
        /** What came of it. */
        result?: { [name: string]: unknown };
        /** Whom the row is about, as they are called now; absent for nobody. */
        person?: {
          /** The name that is shown. */
          name: string;
          /** The mail address. */
          email?: string;
        };
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Shows what a change of many people would do, without making it: how many rows it is about, and of the first hundred, to which it is done in a transaction that is given up, what would follow and which rows would be refused. Hooks are not asked. */
  previewMemberChange: {
    input: {
      params: { organizationId: string };
      body: {
        /** Which rows. */
        selection:
          | {
              /** Ids of members and invitations: at most 1,000. Ids of nobody are left out. */
              ids: readonly string[];
            }
          | {
              /** All rows of the list of members with this query; an empty one has all of it. */
              filter: {
                /** Some of active, suspended, left and pending, with commas; all but left when absent, unless the filter asks for a status. */
                state?: string;
                /** Words that must all be there: three letters or more anywhere in the shown name, the address, or the login, addresses, external id and employee number that a directory says; shorter ones at the beginning of a word. The row of a whole address is first. */
                q?: string;
                /** The whole address, without regard to letter case. */
                email?: string;
                /** The filter language of SCIM over name, firstName, lastName, email, status, role, source, standing, createdAt, lastActiveOn, space, product and attributes.… */
                filter?: string;
              };
              /** Ids of rows that the list has and the change leaves alone: at most 1,000. */
              exclude?: readonly string[];
            }
          | {
              /** All rows of the list of invitations with this query. */
              invitations: {
                /** How far it has come, or whether it is in force. */
                status?: 'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';
                /** The mail address. */
                email?: string;
                /** The name of the role. */
                role?: string;
                /** Who invited. */
                inviter?: string;
                /** Only those that expire from then on. */
                expiresFrom?: string;
                /** Only those that expire before then. */
                expiresTo?: string;
                /** Private: refused. */
                q?: string;
              };
              /** Ids of rows that the list has and the change leaves alone: at most 1,000. */
              exclude?: readonly string[];
            };
        /** What is done to each row. */
        change:
          | {
              /** What kind it is. */
              kind: 'suspend' | 'restore';
            }
          | {
              /** What kind it is. */
              kind: 'remove';
              /** The member who takes over what the other one leaves. */
              successorMemberId?: string;
            }
          | {
              /** What kind it is. */
              kind: 'addRoles';
              /** Names of roles. */
              roles: readonly string[];
              /** The grants end by themselves then. */
              until?: string;
              /** Required where rights over other members are given, or an elevation ends. */
              confirm?: boolean;
            }
          | {
              /** What kind it is. */
              kind: 'removeRoles';
              /** Names of roles. */
              roles: readonly string[];
              /** Required where rights over other members are given, or an elevation ends. */
              confirm?: boolean;
            }
          | {
              /** What kind it is. */
              kind: 'setRoles';
              /** Names of roles. */
              roles: readonly string[];
              /** Required where rights over other members are given, or an elevation ends. */
              confirm?: boolean;
            }
          | {
              /** What kind it is. */
              kind: 'assignSeats';
              /** The product. */
              productId: string;
              /** What becomes of a row when no seat is free: `refuse` when absent. */
              whenFull?: 'refuse' | 'request' | 'queue';
            }
          | {
              /** What kind it is. */
              kind: 'releaseSeats';
              /** The product. */
              productId: string;
            }
          | {
              /** What kind it is. */
              kind: 'addToSpaces';
              /** Ids of the spaces. */
              spaceIds: readonly string[];
              /** The name of the role. */
              role: string;
            }
          | {
              /** What kind it is. */
              kind: 'removeFromSpaces';
              /** Ids of the spaces. */
              spaceIds: readonly string[];
            }
          | {
              /** What kind it is. */
              kind: 'resendInvitations' | 'renewInvitations';
            }
          | {
              /** What kind it is. */
              kind: 'revokeInvitations';
              /** Whether the invitees get a mail. */
              notify?: boolean;
              /** In that mail. */
              note?: string;
            };
      };
    };
    output: {
      /** Rows that the change is about: `expected` of it. */
      selected: number;
      /** Members among them. */
      members: number;
      /** Invitations among them. */
      invitations: number;
      /** Rows of the selection that the change is not about. */
      notConcerned: number;
      /** Rows that were tried: at most 100. */
      tried: number;
      /** What the journal would say of the rows that were tried. */
      effects: readonly {
        /** The type of the journal entry. */
        type: string;
        /** How many. */
        count: number;
      }[];
      /** Of a removal: what stays behind of the rows that were tried and not refused. */
      departure?: {
        /** Keys that they made. They go on working: a key is the organization’s. */
        apiKeys: readonly {
          /** Its id. */
          id: string;
          /** The name that is shown. */
          name: string;
          /** When it was last used, to about a minute. */
          lastUsedAt?: string;
        }[];
        /** Spaces in which nobody else has the highest role. */
        spacesAlone: readonly {
          /** The space. */
          spaceId: string;
          /** The space. */
          space: string;
        }[];
        /** Pending ones that they sent. */
        invitations: readonly {
          /** Its id. */
          id: string;
          /** The mail address. */
          email: string;
          /** When it ends by itself. */
          expiresAt: string;
        }[];
        /** What becomes of the invitations that the member sent. */
        invitationsAre: 'kept' | 'revoked';
      };
      /** Rows that were tried and would be refused. */
      refused: {
        /** How many. */
        count: number;
        /** At most 20 of them. */
        rows: readonly {
          /** What kind it is. */
          kind: 'member' | 'invitation';
          /** Its id. */
          id: string;
          /** The name that is shown. */
          name: string;
          /** The mail address. */
          email?: string;
          /** An error code; see /docs/errors. */
          code: string;
          /** A few words for people. */
          message: string;
        }[];
      };
    };
  };
  /** Suspends, restores or removes up to 1,000 members, or sets their roles. Removing revokes the invitations of pending rows. A refusal of one row does not stop the others. */
  bulkMembers: {
    input: {
      params: { organizationId: string };
      body:
        | {
            /** What is done. */
            action: 'suspend' | 'restore';
            /** The ids of the records that are meant. */
            ids: readonly string[];
          }
        | {
            /** What is done. */
            action: 'remove';
            /** The ids of the records that are meant. */
            ids: readonly string[];
            /** The member who takes over what the other one leaves. */
            successorMemberId?: string;
          }
        | {
            /** What is done. */
            action: 'setRoles';
            /** The ids of the records that are meant. */
            ids: readonly string[];
            /** Names of roles. */
            roles: readonly string[];
            /** That the caller has seen what will happen. */
            confirm?: boolean;
          };
    };
    output: {
      /** How many succeeded. */
      succeeded: number;
      /** How many failed. */
      failed: number;
      /** Rows, in their order. */
      rows: readonly {
        /** Its id. */
        id: string;
        /** `failed`, or what was done. */
        outcome: string;
        /** An error code; see /docs/errors. */
        code?: string;
        /** A few words for people. */
        message?: string;
        /** Figures and names of the case. */
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
        note?: string;
      };
    };
    output: Response;
  };
  /** Removes the picture that was uploaded. One that a directory names is shown again. */
  deleteAvatar: { input: { params: { organizationId: string; memberId: string } }; output: Member };
  /** Reads the picture that was uploaded for a member: 256 × 256 points, WebP. With its ETag as If-None-Match the answer is 304. */
  getAvatar: {
    input: { params: { organizationId: string; memberId: string }; query?: { version?: string } };
    output: Response;
  };
  /** Uploads a picture of a member: PNG, JPEG or WebP, at most 4096 × 4096 points. It is cut to a square and made small; what it says of the camera and the place is dropped. Every member may upload their own. */
  replaceAvatar: {
    input: { params: { organizationId: string; memberId: string }; body: Upload };
    output: Member;
  };
  /** Removes the logo. Without one there is nothing to do. */
  deleteLogo: { input: { params: { organizationId: string } }; output: Organization };
  /** Uploads the logo of the organization: PNG, JPEG or WebP, at most 4096 × 4096 points. It is made small, at most 256 points to a side, and keeps its form. Shown on pages of sign-in and of invitations, beside the name. */
  replaceLogo: {
    input: { params: { organizationId: string }; body: Upload };
    output: Organization;
  };
  /** Fetches the logo once from an https address of the public internet, and keeps it as an upload is kept. The address is not asked again. */
  fetchLogo: {
    input: {
      params: { organizationId: string };
      body: {
        /** Where the picture is. */
        url: string;
      };
    };
    output: Organization;
  };
  /** Leaves an address conflict as it is: it is no longer asked about. The member still gets the address once it is free. */
  leaveAddressConflict: {
    input: { params: { organizationId: string; memberId: string } };
    output: Member;
  };
  /** Lists members of whom a directory says an address that another member has, and those others. */
  listAddressConflicts: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; state?: 'open' | 'left' };
    };
    output: {
      /** The records of this page. */
      items: readonly AddressConflict[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
    output: Member;
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
      /** The member. */
      member: {
        /** The member. */
        memberId: string;
        /** The name that is shown. */
        name: string;
        /** Grows with each change; it is the number in the ETag. */
        version: number;
      };
      /** The member who stays. */
      into: {
        /** The member. */
        memberId: string;
        /** The name that is shown. */
        name: string;
        /** Grows with each change; it is the number in the ETag. */
        version: number;
      };
      /** Why it would be refused; absent when it would not. */
      refusal?: {
        /** An error code; see /docs/errors. */
        code: string;
        /** A few words for people. */
        message: string;
      };
      /** What came of it. */
      result?: {
        /** How far it has come, or whether it is in force. */
        status: 'active' | 'suspended';
        /** The mail address. */
        email?: string;
        /** The account of the person. */
        accountId?: string;
        /** Whether it counts as owner, as administrator, or as neither. */
        standing: 'owner' | 'admin' | 'none';
        /** Names of roles. */
        roles: {
          /** As it was before. */
          before: readonly string[];
          /** As it is afterwards. */
          after: readonly string[];
        };
        /** Those that are gained; for callers who may read spaces. */
        spaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The space. */
          space: string;
          /** The name of the role. */
          role: string;
        }[];
        /** Those that are gained; for callers who may read seats. */
        seats?: readonly {
          /** The product. */
          productId: string;
          /** The product. */
          product: string;
          /** How far it has come, or whether it is in force. */
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
    output: {
      /** The records of this page. */
      items: readonly Erasure[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists erasures of members of the organization, the oldest first. */
  listErasures: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Erasure[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads the definitions of the organization's member attributes. */
  getAttributes: {
    input: { params: { organizationId: string } };
    output: {
      /** The attributes that the organization has defined, in their order. */
      attributes: readonly {
        /** The name that is shown. */
        name: string;
        /** The name that people read. */
        title: string;
        /** What kind it is. */
        type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
        /** The values that the attribute may have. */
        choices?: readonly string[];
        /** SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department. */
        scim?: string;
      }[];
      /** Grows with each change; it is the number in the ETag. */
      version: number;
    };
  };
  /** Replaces the definitions, at most 50. Values of a removed attribute are hidden, and visible again when it is defined again. */
  replaceAttributes: {
    input: {
      params: { organizationId: string };
      body: {
        /** All attributes, in their order; one that is left out ends. */
        attributes: readonly {
          /** The name that is shown. */
          name: string;
          /** The name that people read. */
          title: string;
          /** What kind it is. */
          type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
          /** The values that the attribute may have. */
          choices?: readonly string[];
          /** SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department. */
          scim?: string;
        }[];
      };
    };
    output: {
      /** All attributes, in their order; one that is left out ends. */
      attributes: readonly {
        /** The name that is shown. */
        name: string;
        /** The name that people read. */
        title: string;
        /** What kind it is. */
        type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
        /** The values that the attribute may have. */
        choices?: readonly string[];
        /** SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department. */
        scim?: string;
      }[];
      /** Grows with each change; it is the number in the ETag. */
      version: number;
    };
  };
  /** Invites up to 1,000 addresses in the background. `common` gives the defaults of all rows. */
  bulkCreateInvitations: {
    input: {
      params: { organizationId: string };
      body: {
        /** What holds for every row that does not say otherwise. */
        common?: {
          /** The first name. */
          firstName?: string;
          /** The last name. */
          lastName?: string;
          /** Names of roles. */
          roles?: readonly string[];
          /** Places in spaces. */
          spaces?: readonly {
            /** The space. */
            spaceId: string;
            /** The name of the role. */
            role: string;
          }[];
          /** Products, a seat of each. */
          products?: readonly string[];
          /** Values of the attributes that the organization has defined, by key. */
          attributes?: { [name: string]: string | number | boolean };
          /** A language tag such as `de` or `pt-BR`. */
          locale?: string;
          /** A few words for people. */
          message?: string;
          /** Whether the person is from outside. */
          guest?: boolean;
          /** For how many days it is valid. */
          lifeDays?: number;
          /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
          redirectUrl?: string;
          /** Whether the mail is sent; otherwise the answer has the link. */
          send?: boolean;
        };
        /** The invitations. */
        invitations: readonly {
          /** The mail address. */
          email: string;
          /** The name that is shown. */
          name?: string;
          /** The first name. */
          firstName?: string;
          /** The last name. */
          lastName?: string;
          /** Names of roles. */
          roles?: readonly string[];
          /** Places in spaces. */
          spaces?: readonly {
            /** The space. */
            spaceId: string;
            /** The name of the role. */
            role: string;
          }[];
          /** Products, a seat of each. */
          products?: readonly string[];
          /** Values of the attributes that the organization has defined, by key. */
          attributes?: { [name: string]: string | number | boolean };
          /** A language tag such as `de` or `pt-BR`. */
          locale?: string;
          /** A few words for people. */
          message?: string;
          /** Whether the person is from outside. */
          guest?: boolean;
          /** For how many days it is valid. */
          lifeDays?: number;
          /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
          redirectUrl?: string;
          /** Whether the mail is sent; otherwise the answer has the link. */
          send?: boolean;
        }[];
      };
    };
    output: Task;
  };
  /** Sends pending invitations again: those named, or all that match a filter (`{}`: all). */
  bulkResendInvitations: {
    input: {
      params: { organizationId: string };
      body: {
        /** The ids of the records that are meant. */
        ids?: readonly string[];
        /** Which records are meant; `{}` is all that are pending. */
        filter?: {
          /** The mail address. */
          email?: string;
          /** The name of the role. */
          role?: string;
          /** Who invited. */
          inviter?: string;
          /** Only those that expire from then on. */
          expiresFrom?: string;
          /** Only those that expire before then. */
          expiresTo?: string;
          /** Beginnings of words of name and address. */
          q?: string;
        };
      };
    };
    output: Task;
  };
  /** Revokes pending invitations: those named, or all that match a filter (`{}`: all). */
  bulkRevokeInvitations: {
    input: {
      params: { organizationId: string };
      body: {
        /** The ids of the records that are meant. */
        ids?: readonly string[];
        /** Which records are meant; `{}` is all that are pending. */
        filter?: {
          /** The mail address. */
          email?: string;
          /** The name of the role. */
          role?: string;
          /** Who invited. */
          inviter?: string;
          /** Only those that expire from then on. */
          expiresFrom?: string;
          /** Only those that expire before then. */
          expiresTo?: string;
          /** Beginnings of words of name and address. */
          q?: string;
        };
        /** Whether the person gets a mail. */
        notify?: boolean;
        /** A few words for the people concerned. */
        note?: string;
      };
    };
    output: Task;
  };
  /** Counts invitations by their current state. Deleted records do not count. */
  countInvitations: {
    input: { params: { organizationId: string } };
    output: {
      /** Those that wait. */
      pending: number;
      /** Those that were accepted. */
      accepted: number;
      /** Those that were declined. */
      declined: number;
      /** Those whose time is over. */
      expired: number;
      /** Those that were taken back. */
      revoked: number;
      /** Those whose person became a member in another way. */
      superseded: number;
    };
  };
  /** Invites an address. With `send: false` no mail is sent and this answer shows the link, once. */
  createInvitation: {
    input: {
      params: { organizationId: string };
      body: {
        /** The mail address. */
        email: string;
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Names of roles. */
        roles?: readonly string[];
        /** Places in spaces. */
        spaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        }[];
        /** Products, a seat of each. */
        products?: readonly string[];
        /** Values of the attributes that the organization has defined, by key. */
        attributes?: { [name: string]: string | number | boolean };
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** A few words for people. */
        message?: string;
        /** Whether the person is from outside. */
        guest?: boolean;
        /** For how many days it is valid. */
        lifeDays?: number;
        /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
        redirectUrl?: string;
        /** Whether the mail is sent; otherwise the answer has the link. */
        send?: boolean;
      };
    };
    output: IssuedInvitation;
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
      /** The records of this page. */
      items: readonly Invitation[];
      /** The cursor of the next page; absent on the last one. */
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
    output: Invitation;
  };
  /** Changes what a pending invitation grants. A given field replaces the former one; `lifeDays` counts from now. */
  updateInvitation: {
    input: {
      params: { organizationId: string; invitationId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Names of roles. */
        roles?: readonly string[];
        /** Places in spaces. */
        spaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        }[];
        /** Products, a seat of each. */
        products?: readonly string[];
        /** Values of the attributes that the organization has defined, by key. */
        attributes?: { [name: string]: string | number | boolean };
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** A few words for people. */
        message?: string;
        /** Whether the person is from outside. */
        guest?: boolean;
        /** For how many days it is valid. */
        lifeDays?: number;
        /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
        redirectUrl?: string | null;
      };
    };
    output: Invitation;
  };
  /** Says whether the name of an address is known, so that a form need not ask for it. It never says the name. */
  lookUpInvitee: {
    input: {
      params: { organizationId: string };
      body: {
        /** The mail address. */
        email: string;
      };
    };
    output: {
      /** Of a member of any time, and under presets whose form has a step that is hidden for known people, of an account. */
      known: boolean;
    };
  };
  /** Renews an expired, revoked or declined invitation. It is checked like a new one. */
  renewInvitation: {
    input: {
      params: { organizationId: string; invitationId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Names of roles. */
        roles?: readonly string[];
        /** Places in spaces. */
        spaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        }[];
        /** Products, a seat of each. */
        products?: readonly string[];
        /** Values of the attributes that the organization has defined, by key. */
        attributes?: { [name: string]: string | number | boolean };
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** A few words for people. */
        message?: string;
        /** Whether the person is from outside. */
        guest?: boolean;
        /** For how many days it is valid. */
        lifeDays?: number;
        /** Where the page of the invitation leads on to; its origin must be allowed by the settings. */
        redirectUrl?: string | null;
      };
    };
    output: IssuedInvitation;
  };
  /** Sends a pending invitation again with a new link and a new expiry. The former link stops working. */
  resendInvitation: {
    input: { params: { organizationId: string; invitationId: string } };
    output: IssuedInvitation;
  };
  /** Revokes a pending invitation. With `notify` the invitee receives a mail with your `note`. */
  revokeInvitation: {
    input: {
      params: { organizationId: string; invitationId: string };
      body: {
        /** Whether the person gets a mail. */
        notify?: boolean;
        /** A few words for the people concerned. */
        note?: string;
      };
    };
    output: Invitation;
  };
  /** Accepts an invitation of any organization. The operator's key asserts who is signed in. */
  acceptInvitation: {
    input: {
      body: {
        /** The secret; shown this once. */
        token: string;
        /** The mail address. */
        email: string;
        /** Whether the address is known to be the person’s. */
        emailVerified: boolean;
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** The account of the person. */
        accountId?: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** That the person has clicked; a request without it is refused. */
        explicit: true;
      };
    };
    output: {
      /** The organization. */
      organizationId: string;
      /** The invitation. */
      invitationId: string;
      /** The member. */
      memberId: string;
      /** The name that is shown. */
      name: string;
      /** The mail address. */
      email: string;
      /** Names of roles. */
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
        /** The secret; shown this once. */
        token: string;
        /** The mail address. */
        email: string;
        /** Whether the address is known to be the person’s. */
        emailVerified: boolean;
        /** The name that is shown. */
        name?: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** The account of the person. */
        accountId?: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** That the person has clicked; a request without it is refused. */
        explicit: true;
      };
    };
    output: {
      /** The organization. */
      organizationId: string;
      /** The invitation. */
      invitationId: string;
      /** The member. */
      memberId: string;
      /** The name that is shown. */
      name: string;
      /** The mail address. */
      email: string;
      /** Names of roles. */
      roles: readonly string[];
      /** Where the person goes on: the `redirectUrl` of the invitation. */
      redirectUrl?: string;
    };
  };
  /** Asks the administrators for a new invitation in place of an expired one, at most once a day. */
  askForInvitation: {
    input: {
      body: {
        /** The secret; shown this once. */
        token: string;
      };
    };
    output: undefined;
  };
  /** Declines an invitation. `reportAbuse` reports the mail as unwanted. */
  declineInvitation: {
    input: {
      body: {
        /** The secret; shown this once. */
        token: string;
        /** That the mail was unwanted. */
        reportAbuse?: boolean;
      };
    };
    output: undefined;
  };
  /** Reads what an invitation link is for. For landing pages; changes nothing. */
  lookUpInvitation: {
    input: {
      body: {
        /** What stands behind `#` in the link of the mail. */
        token: string;
      };
    };
    output: {
      /** The organization. */
      organization: {
        /** The name that is shown. */
        name: string;
        /** The logo that was uploaded or fetched. */
        logo?: {
          /** Where it leads. */
          url: string;
        };
        /** How the organization is shown in mails and on invitation pages. */
        branding?: {
          /** An https address of a picture, for the host application; Muster does not show it. */
          logoUrl?: string;
          /** A colour as `#rrggbb`. */
          color?: string;
          /** Where people get help. */
          supportUrl?: string;
        };
      };
      /** Who invited. */
      inviter: {
        /** The name that is shown. */
        name: string;
        /** False where no person invited: `name` is that of the organization then. */
        isPerson: boolean;
      };
      /** The invited address with its middle left out. */
      emailHint: string;
      /** Names of roles. */
      roles: readonly string[];
      /** Names of the spaces. */
      spaces: readonly string[];
      /** Names of the products with a seat. */
      products: readonly string[];
      /** A few words for people. */
      message?: string;
      /** The setting `invitations.applicationName`. */
      application?: string;
      /** Where the person goes on, with the token behind `#`: the `redirectUrl` of the invitation, else the setting `invitations.acceptUrl`. */
      redirectUrl?: string;
      /** When it ends by itself. */
      expiresAt: string;
      /** How far it has come, or whether it is in force. */
      status: 'pending';
      /** A language tag such as `de` or `pt-BR`. */
      locale?: string;
      /** In which the titles are: of the invitation, else of Accept-Language, else of the organization. */
      language: 'en' | 'de' | 'fr' | 'es' | 'ja';
    };
  };
  /** Stops a task after its current row. Finished rows are not undone. */
  cancelTask: { input: { params: { organizationId: string; taskId: string } }; output: Task };
  /** Reads the progress of a task. */
  getTask: { input: { params: { organizationId: string; taskId: string } }; output: Task };
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
      /** The records of this page. */
      items: readonly {
        /** Its number, from 1 on. */
        number: number;
        /** How far it has come, or whether it is in force. */
        status: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
        /** What the row asked for. */
        input: { [name: string]: unknown };
        /** An error code; see /docs/errors. */
        code?: string;
        /** Every problem that was found. */
        errors?: readonly {
          /** The path into the body, or the name of the parameter. */
          field: string;
          /** What is wrong, in words. */
          problem: string;
        }[];
        /** Figures and names of the case. */
        details?: { [name: string]: unknown };
        /** What came of it. */
        result?: { [name: string]: unknown };
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists bulk tasks (invite, resend, revoke) with their progress. */
  listTasks: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Task[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Takes back what a change of many people did, once: for each row that succeeded the inverse, by its own rules, as another task. Removals within ten minutes; invitations not at all. */
  undoTask: { input: { params: { organizationId: string; taskId: string } }; output: MemberChange };
  /** Executes a checked import; repeating the call has no effect. Suspending members needs confirm, the number that the check found, and maxDeactivate where that is more than the guard allows. */
  applyImport: {
    input: {
      params: { organizationId: string; importId: string };
      body: {
        /** Whether rows that cannot be applied are left out. */
        skipInvalid?: boolean;
        /** That the caller has seen what will happen. */
        confirm?: number;
        /** How many people the caller expects to be suspended; more is refused. */
        maxDeactivate?: number;
      };
    };
    output: Import;
  };
  /** Stops an import after its current rows. Finished rows are not undone. */
  cancelImport: { input: { params: { organizationId: string; importId: string } }; output: Import };
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
    output: Import;
  };
  /** Lists imports. They are deleted after 90 days. */
  listImports: {
    input: {
      params: { organizationId: string };
      query?: { limit?: number; cursor?: string; order?: 'asc' | 'desc' };
    };
    output: {
      /** The records of this page. */
      items: readonly Import[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads the progress of an import and the result of its check. */
  getImport: { input: { params: { organizationId: string; importId: string } }; output: Import };
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
      /** The records of this page. */
      items: readonly {
        /** Its number, from 1 on. */
        number: number;
        /** How far it has come, or whether it is in force. */
        status: 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';
        /** The row as it stands in the sheet, by column. */
        cells?: { [name: string]: string };
        /** What is not there and is needed. */
        missing?: {
          /** The member. */
          memberId: string;
          /** The mail address. */
          email: string;
          /** The name that is shown. */
          name: string;
        };
        /** What is done. */
        action?: 'add' | 'invite' | 'update' | 'unchanged' | 'suspend';
        /** The member. */
        memberId?: string;
        /** The invitation. */
        invitationId?: string;
        /** An error code; see /docs/errors. */
        code?: string;
        /** Every problem that was found. */
        errors?: readonly {
          /** The path into the body, or the name of the parameter. */
          field: string;
          /** What is wrong, in words. */
          problem: string;
        }[];
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Server-sent events: `progress` with the import whenever it changes, at most once a second, and `done` when it has ended (checked, done, cancelled, failed). */
  watchImport: {
    input: { params: { organizationId: string; importId: string } };
    output: Response;
  };
  /** Cancels a mail that has not been sent. */
  cancelMail: { input: { params: { organizationId: string; mailId: string } }; output: Mail };
  /** Reads a mail of the outbox, without its text. */
  getMail: { input: { params: { organizationId: string; mailId: string } }; output: Mail };
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
        order?: 'asc' | 'desc';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly Mail[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reports the delivery of a mail. For the webhook of a mail service. */
  reportDelivery: {
    input: {
      params: { messageId: string };
      body: {
        /** How far it has come. */
        state: 'delivered' | 'bounced';
        /** Why, in words. */
        reason?: string;
      };
    };
    output: Mail;
  };
  /** Sends a mail again that failed, bounced, was cancelled or is waiting. */
  retryMail: { input: { params: { organizationId: string; mailId: string } }; output: Mail };
  /** Deletes the custom template. The built-in one is used again. */
  deleteMailTemplate: {
    input: { params: { organizationId: string; templateName: string; locale: string } };
    output: undefined;
  };
  /** Reads the template that is in use, custom or built-in. */
  getMailTemplate: {
    input: { params: { organizationId: string; templateName: string; locale: string } };
    output: {
      /** The name of the template. */
      template: string;
      /** A language tag such as `de` or `pt-BR`. */
      locale: string;
      /** Where it comes from. */
      source: 'built-in' | 'own';
      /** The subject of the mail. */
      subject: string;
      /** The text, as people read it. */
      text: string;
      /** The text as HTML. */
      html?: string;
      /** What the template may name between braces. */
      placeholders: readonly string[];
      /** 0 while the words are the built-in ones. */
      version: number;
    };
  };
  /** Saves a custom template, with placeholders and conditions in Mustache; its HTML is made safe. */
  replaceMailTemplate: {
    input: {
      params: { organizationId: string; templateName: string; locale: string };
      body: {
        /** The subject of the mail. */
        subject: string;
        /** The text, as people read it. */
        text: string;
        /** The text as HTML. */
        html?: string;
      };
    };
    output: {
      /** The name of the template. */
      template: string;
      /** A language tag such as `de` or `pt-BR`. */
      locale: string;
      /** Where it comes from. */
      source: 'built-in' | 'own';
      /** The subject of the mail. */
      subject: string;
      /** The text, as people read it. */
      text: string;
      /** The text as HTML. */
      html?: string;
      /** What the template may name between braces. */
      placeholders: readonly string[];
      /** 0 while the words are the built-in ones. */
      version: number;
    };
  };
  /** Lists the mail templates with their placeholders, the languages, and the custom templates. */
  listMailTemplates: {
    input: { params: { organizationId: string } };
    output: {
      /** The templates that there are. */
      templates: readonly {
        /** The name that is shown. */
        name: string;
        /** What the template may name between braces. */
        placeholders: readonly string[];
      }[];
      /** The languages that there are. */
      locales: readonly string[];
      /** What the caller or organization has set itself. */
      own: readonly {
        /** The name of the template. */
        template: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale: string;
        /** Grows with each change; it is the number in the ETag. */
        version: number;
        /** When it was last changed. */
        updatedAt: string;
      }[];
    };
  };
  /** Renders a mail with sample values, from the given template or the one in use. */
  previewMailTemplate: {
    input: {
      params: { organizationId: string; templateName: string; locale: string };
      body: {
        /** Values for the placeholders. */
        words?: {
          /** The subject of the mail. */
          subject: string;
          /** The text, as people read it. */
          text: string;
          /** The text as HTML. */
          html?: string;
        };
      };
    };
    output: {
      /** The subject of the mail. */
      subject: string;
      /** The text, as people read it. */
      text: string;
      /** The text as HTML. */
      html: string;
    };
  };
  /** Mails the preview to the caller or to the named member. */
  testMailTemplate: {
    input: {
      params: { organizationId: string; templateName: string; locale: string };
      body: {
        /** The member. */
        memberId?: string;
      };
    };
    output: {
      /** What it becomes. */
      to: string;
    };
  };
  /** Reads which roles receive which notices. `own` has the organization's changes to the preset. */
  getNoticeMatrix: {
    input: { params: { organizationId: string } };
    output: {
      /** Notices by their kind. */
      notices: readonly {
        /** The name that is shown. */
        name: string;
        /** Whether members may switch it off. */
        optional: boolean;
      }[];
      /** What the caller or organization has set itself. */
      own: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      /** Names of roles. */
      roles: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      /** Grows with each change; it is the number in the ETag. */
      version: number;
    };
  };
  /** Replaces the organization's changes. Where it has none, the preset applies. */
  replaceNoticeMatrix: {
    input: {
      params: { organizationId: string };
      body: {
        /** What the caller or organization has set itself. */
        own: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      };
    };
    output: {
      /** Notices by their kind. */
      notices: readonly {
        /** The name that is shown. */
        name: string;
        /** Whether members may switch it off. */
        optional: boolean;
      }[];
      /** What the caller or organization has set itself. */
      own: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      /** Names of roles. */
      roles: { [name: string]: { [name: string]: 'mail' | 'digest' | 'in_app' | 'off' } };
      /** Grows with each change; it is the number in the ETag. */
      version: number;
    };
  };
  /** Reads which notices the acting member receives, and how. `own` is the member's own choice. */
  getNoticePreferences: {
    input: { params: { organizationId: string } };
    output: {
      /** Notices by their kind. */
      notices: readonly {
        /** The name that is shown. */
        name: string;
        /** Whether members may switch it off. */
        optional: boolean;
        /** How a notice comes: by mail, in a digest, or not at all. */
        channel: 'mail' | 'digest' | 'in_app' | 'off';
        /** What the caller or organization has set itself. */
        own?: 'mail' | 'digest' | 'in_app' | 'off';
      }[];
    };
  };
  /** Sets how the acting member receives optional notices. Null returns to the default of the roles. */
  updateNoticePreferences: {
    input: {
      params: { organizationId: string };
      body: {
        /** Notices by their kind. */
        notices: { [name: string]: ('mail' | 'digest' | 'in_app' | 'off') | null };
      };
    };
    output: {
      /** Notices by their kind. */
      notices: readonly {
        /** The name that is shown. */
        name: string;
        /** Whether members may switch it off. */
        optional: boolean;
        /** How a notice comes: by mail, in a digest, or not at all. */
        channel: 'mail' | 'digest' | 'in_app' | 'off';
        /** What the caller or organization has set itself. */
        own?: 'mail' | 'digest' | 'in_app' | 'off';
      }[];
    };
  };
  /** Lists the in-product notices of the acting member. */
  listNotices: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        unread?: 'true' | 'false';
        language?: string;
        order?: 'asc' | 'desc';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The kind of notice. */
        notice: string;
        /** One line: the subject of its mail. */
        title: string;
        /** The entry of the journal that it is about. */
        journalId: string;
        /** Whom or what its journal entry is about; absent when that is purged. */
        about?: {
          /** What kind it is. */
          kind: string;
          /** Its id. */
          id: string;
        };
        /** Values for the text of the notice. */
        data: { [name: string]: unknown };
        /** When it was made. */
        createdAt: string;
        /** When it was read. */
        readAt?: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Sends a notice of the host application to the named members, or to those whom the matrix names. */
  raiseNotice: {
    input: {
      params: { organizationId: string };
      body: {
        /** The kind of notice. */
        notice: string;
        /** Values for the text of the notice. */
        data: {
          /** The name that people read. */
          title: string;
          /** The text, as people read it. */
          text?: string;
          /** Where it leads. */
          url?: string;
        };
        /** The members who are meant. */
        memberIds?: readonly string[];
      };
    };
    output: {
      /** The kind of notice. */
      notice: string;
    };
  };
  /** Marks notices of the acting member as read. Ids of other notices are ignored. */
  markNoticesRead: {
    input: {
      params: { organizationId: string };
      body: {
        /** The ids of the records that are meant. */
        ids: readonly string[];
      };
    };
    output: {
      /** How many were marked. */
      read: number;
    };
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
  /** Gives a webhook endpoint of an organization a new secret; the one before signs beside it for a while. */
  addWebhookSecret: {
    input: {
      params: { organizationId: string; endpointId: string };
      body: {
        /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
        scheme?: 'v1' | 'v1a';
        /** `whsec_` or `whsk_` and base64, of your own; one is drawn when it is absent. */
        secret?: string;
        /** How long the secret before goes on signing; 24 when absent, 0: not at all. */
        overlapHours?: number;
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
      scheme: 'v1' | 'v1a';
      /** Of `v1a`: `whpk_` and base64. */
      publicKey?: string;
      /** When it was made. */
      createdAt: string;
      /** Signs until then; absent: without an end. */
      expiresAt?: string;
      /** What the receiver verifies with: `whsec_…`, or `whpk_…` of `v1a`. Shown in this answer only. */
      receiverText?: string;
    };
  };
  /** Lists the secrets of a webhook endpoint of an organization, without what signs. */
  listWebhookSecrets: {
    input: { params: { organizationId: string; endpointId: string } };
    output: {
      /** The records of this page. */
      items: readonly WebhookSecret[];
    };
  };
  /** Asks the receiver of a webhook endpoint of an organization whether it takes CloudEvents. */
  confirmWebhookEndpoint: {
    input: { params: { organizationId: string; endpointId: string } };
    output: WebhookEndpoint;
  };
  /** Creates a webhook endpoint of an organization. Its secret is shown only in this answer. */
  createWebhookEndpoint: {
    input: {
      params: { organizationId: string };
      body: {
        /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
        url: string;
        /** What it is for, in words for people. */
        description?: string;
        /** Types of events, or all below a word (`member.*`); empty: every event. */
        types?: readonly string[];
        /** `thin`: without `data`; the receiver reads the object itself. */
        payload?: 'full' | 'thin';
        /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
        encoding?: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
        /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
        payloadVersion?: number;
        /** Headers that each request has beside those of Muster. Their values are kept sealed and are never shown again. */
        headers?: { [name: string]: string };
        /** A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent. */
        after?: string;
        /** The first secret; `v1` when it is absent. */
        secret?: {
          /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
          scheme?: 'v1' | 'v1a';
          /** `whsec_` or `whsk_` and base64, of your own; one is drawn when it is absent. */
          secret?: string;
          /** How long the secret before goes on signing; 24 when absent, 0: not at all. */
          overlapHours?: number;
        };
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** Absent: of the installation. */
      organizationId?: string;
      /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
      url: string;
      /** What it is for, in words for people. */
      description?: string;
      /** Types of events, or all below a word (`member.*`); empty: every event. */
      types: readonly string[];
      /** `thin`: without `data`; the receiver reads the object itself. */
      payload: 'full' | 'thin';
      /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
      encoding: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
      /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
      payloadVersion: number;
      /** Names of the endpoint’s own headers. */
      headerNames: readonly string[];
      /** How far it has come, or whether it is in force. */
      status: 'enabled' | 'disabled';
      /** When it was disabled. */
      disabledAt?: string;
      /** `asked`: by hand; `failing`: for days; `gone`: it answered 410. */
      disabledReason?: 'asked' | 'failing' | 'gone';
      /** Of CloudEvents only: whether the receiver consented to be sent to (OPTIONS). */
      confirmation?: {
        /** Nothing is sent while it is false. */
        confirmed: boolean;
        /** Since when it is so. */
        since: string;
        /** `no_handshake`: it answered without WebHook-Allowed-Origin; `denied`: it admits others; `failed`: no answer. */
        reason?: 'not_asked' | 'no_handshake' | 'denied' | 'failed';
        /** The reason, for people. */
        message?: string;
        /** WebHook-Allowed-Rate, which is kept to; absent: without a limit. */
        requestsPerMinute?: number;
      };
      /** How far the endpoint is, and how well it takes its deliveries. */
      progress: {
        /** Examined through this place of the feed. */
        cursor: string;
        /** Entries of the feed that were not examined yet. */
        behind: number;
        /** Failed attempts since the last success. */
        failures: number;
        /** Since when every attempt fails. */
        failingSince?: string;
        /** Nothing is sent before. */
        pausedUntil?: string;
        /** The part of the feed that is being sent again. */
        replay?: {
          /** Examined through this place of the feed. */
          after: string;
          /** The last place of the range. */
          until: string;
          /** Only what was never delivered. */
          missing: boolean;
          /** When it was asked for. */
          requestedAt: string;
        };
      };
      /** Grows with each change; it is the number in the ETag. */
      version: number;
      /** When it was made. */
      createdAt: string;
      /** When it was last changed. */
      updatedAt: string;
      /** The first secret, shown once; absent when the request was repeated. */
      secret?: {
        /** Its id. */
        id: string;
        /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
        scheme: 'v1' | 'v1a';
        /** Of `v1a`: `whpk_` and base64. */
        publicKey?: string;
        /** When it was made. */
        createdAt: string;
        /** Signs until then; absent: without an end. */
        expiresAt?: string;
        /** What the receiver verifies with: `whsec_…`, or `whpk_…` of `v1a`. Shown in this answer only. */
        receiverText?: string;
      };
    };
  };
  /** Lists the webhook endpoints of an organization. */
  listWebhookEndpoints: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly WebhookEndpoint[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Deletes a webhook endpoint of an organization with its secrets and its log. */
  deleteWebhookEndpoint: {
    input: { params: { organizationId: string; endpointId: string } };
    output: undefined;
  };
  /** Reads a webhook endpoint of an organization, with how far it is. */
  getWebhookEndpoint: {
    input: { params: { organizationId: string; endpointId: string } };
    output: WebhookEndpoint;
  };
  /** Changes, disables or enables a webhook endpoint of an organization. */
  updateWebhookEndpoint: {
    input: {
      params: { organizationId: string; endpointId: string };
      body: {
        /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
        url?: string;
        /** What it is for, in words for people. */
        description?: string | null;
        /** Types of events, or all below a word (`member.*`); empty: every event. */
        types?: readonly string[];
        /** `thin`: without `data`; the receiver reads the object itself. */
        payload?: 'full' | 'thin';
        /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
        encoding?: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
        /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
        payloadVersion?: number;
        /** Headers that each request has beside those of Muster. Their values are kept sealed and are never shown again. */
        headers?: { [name: string]: string };
        /** How far it has come, or whether it is in force. */
        status?: 'enabled' | 'disabled';
        /** Of an endpoint that is enabled again: whether it goes on from where it stopped, or from now. */
        resume?: 'stopped' | 'now';
      };
    };
    output: WebhookEndpoint;
  };
  /** Reads a delivery of a webhook endpoint of an organization, with what was sent and answered. */
  getWebhookDelivery: {
    input: { params: { organizationId: string; endpointId: string; deliveryId: string } };
    output: WebhookDelivery;
  };
  /** Lists the deliveries of a webhook endpoint of an organization. */
  listWebhookDeliveries: {
    input: {
      params: { organizationId: string; endpointId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'sending' | 'waiting' | 'delivered' | 'failed' | 'refused' | 'canceled';
        type?: string;
        eventId?: string;
        from?: string;
        to?: string;
        order?: 'asc' | 'desc';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly WebhookDelivery[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Ends a secret of a webhook endpoint of an organization at once. */
  removeWebhookSecret: {
    input: { params: { organizationId: string; endpointId: string; secretId: string } };
    output: undefined;
  };
  /** Sends one delivery of a webhook endpoint of an organization again. */
  replayWebhookDelivery: {
    input: { params: { organizationId: string; endpointId: string; deliveryId: string } };
    output: WebhookDelivery;
  };
  /** Sends a webhook endpoint of an organization a part of the feed again, or what it misses of it. */
  replayWebhookEvents: {
    input: {
      params: { organizationId: string; endpointId: string };
      body: {
        /** A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent. */
        after: string;
        /** A cursor or a time; absent: to the newest event. */
        until?: string;
        /** Only what was never delivered. */
        missing?: boolean;
      };
    };
    output: WebhookEndpoint;
  };
  /** Sets the place of the feed from which a webhook endpoint of an organization goes on. */
  setWebhookCursor: {
    input: {
      params: { organizationId: string; endpointId: string };
      body: {
        /** A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent. */
        after: string;
      };
    };
    output: WebhookEndpoint;
  };
  /** Sends a test event to a webhook endpoint of an organization and waits for the answer. */
  testWebhookEndpoint: {
    input: { params: { organizationId: string; endpointId: string } };
    output: WebhookDelivery;
  };
  /** Gives a webhook endpoint of the installation a new secret; the one before signs beside it for a while. */
  addInstallationWebhookSecret: {
    input: {
      params: { installationEndpointId: string };
      body: {
        /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
        scheme?: 'v1' | 'v1a';
        /** `whsec_` or `whsk_` and base64, of your own; one is drawn when it is absent. */
        secret?: string;
        /** How long the secret before goes on signing; 24 when absent, 0: not at all. */
        overlapHours?: number;
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
      scheme: 'v1' | 'v1a';
      /** Of `v1a`: `whpk_` and base64. */
      publicKey?: string;
      /** When it was made. */
      createdAt: string;
      /** Signs until then; absent: without an end. */
      expiresAt?: string;
      /** What the receiver verifies with: `whsec_…`, or `whpk_…` of `v1a`. Shown in this answer only. */
      receiverText?: string;
    };
  };
  /** Lists the secrets of a webhook endpoint of the installation, without what signs. */
  listInstallationWebhookSecrets: {
    input: { params: { installationEndpointId: string } };
    output: {
      /** The records of this page. */
      items: readonly WebhookSecret[];
    };
  };
  /** Asks the receiver of a webhook endpoint of the installation whether it takes CloudEvents. */
  confirmInstallationWebhookEndpoint: {
    input: { params: { installationEndpointId: string } };
    output: WebhookEndpoint;
  };
  /** Creates a webhook endpoint of the installation. Its secret is shown only in this answer. */
  createInstallationWebhookEndpoint: {
    input: {
      body: {
        /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
        url: string;
        /** What it is for, in words for people. */
        description?: string;
        /** Types of events, or all below a word (`member.*`); empty: every event. */
        types?: readonly string[];
        /** `thin`: without `data`; the receiver reads the object itself. */
        payload?: 'full' | 'thin';
        /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
        encoding?: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
        /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
        payloadVersion?: number;
        /** Headers that each request has beside those of Muster. Their values are kept sealed and are never shown again. */
        headers?: { [name: string]: string };
        /** A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent. */
        after?: string;
        /** The first secret; `v1` when it is absent. */
        secret?: {
          /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
          scheme?: 'v1' | 'v1a';
          /** `whsec_` or `whsk_` and base64, of your own; one is drawn when it is absent. */
          secret?: string;
          /** How long the secret before goes on signing; 24 when absent, 0: not at all. */
          overlapHours?: number;
        };
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** Absent: of the installation. */
      organizationId?: string;
      /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
      url: string;
      /** What it is for, in words for people. */
      description?: string;
      /** Types of events, or all below a word (`member.*`); empty: every event. */
      types: readonly string[];
      /** `thin`: without `data`; the receiver reads the object itself. */
      payload: 'full' | 'thin';
      /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
      encoding: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
      /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
      payloadVersion: number;
      /** Names of the endpoint’s own headers. */
      headerNames: readonly string[];
      /** How far it has come, or whether it is in force. */
      status: 'enabled' | 'disabled';
      /** When it was disabled. */
      disabledAt?: string;
      /** `asked`: by hand; `failing`: for days; `gone`: it answered 410. */
      disabledReason?: 'asked' | 'failing' | 'gone';
      /** Of CloudEvents only: whether the receiver consented to be sent to (OPTIONS). */
      confirmation?: {
        /** Nothing is sent while it is false. */
        confirmed: boolean;
        /** Since when it is so. */
        since: string;
        /** `no_handshake`: it answered without WebHook-Allowed-Origin; `denied`: it admits others; `failed`: no answer. */
        reason?: 'not_asked' | 'no_handshake' | 'denied' | 'failed';
        /** The reason, for people. */
        message?: string;
        /** WebHook-Allowed-Rate, which is kept to; absent: without a limit. */
        requestsPerMinute?: number;
      };
      /** How far the endpoint is, and how well it takes its deliveries. */
      progress: {
        /** Examined through this place of the feed. */
        cursor: string;
        /** Entries of the feed that were not examined yet. */
        behind: number;
        /** Failed attempts since the last success. */
        failures: number;
        /** Since when every attempt fails. */
        failingSince?: string;
        /** Nothing is sent before. */
        pausedUntil?: string;
        /** The part of the feed that is being sent again. */
        replay?: {
          /** Examined through this place of the feed. */
          after: string;
          /** The last place of the range. */
          until: string;
          /** Only what was never delivered. */
          missing: boolean;
          /** When it was asked for. */
          requestedAt: string;
        };
      };
      /** Grows with each change; it is the number in the ETag. */
      version: number;
      /** When it was made. */
      createdAt: string;
      /** When it was last changed. */
      updatedAt: string;
      /** The first secret, shown once; absent when the request was repeated. */
      secret?: {
        /** Its id. */
        id: string;
        /** `v1`: HMAC-SHA256 by a secret that both sides have; `v1a`: ed25519. */
        scheme: 'v1' | 'v1a';
        /** Of `v1a`: `whpk_` and base64. */
        publicKey?: string;
        /** When it was made. */
        createdAt: string;
        /** Signs until then; absent: without an end. */
        expiresAt?: string;
        /** What the receiver verifies with: `whsec_…`, or `whpk_…` of `v1a`. Shown in this answer only. */
        receiverText?: string;
      };
    };
  };
  /** Lists the webhook endpoints of the installation. */
  listInstallationWebhookEndpoints: {
    input: { query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly WebhookEndpoint[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Deletes a webhook endpoint of the installation with its secrets and its log. */
  deleteInstallationWebhookEndpoint: {
    input: { params: { installationEndpointId: string } };
    output: undefined;
  };
  /** Reads a webhook endpoint of the installation, with how far it is. */
  getInstallationWebhookEndpoint: {
    input: { params: { installationEndpointId: string } };
    output: WebhookEndpoint;
  };
  /** Changes, disables or enables a webhook endpoint of the installation. */
  updateInstallationWebhookEndpoint: {
    input: {
      params: { installationEndpointId: string };
      body: {
        /** Where events are sent: https and public, or admitted by the setting outgoing.allow. */
        url?: string;
        /** What it is for, in words for people. */
        description?: string | null;
        /** Types of events, or all below a word (`member.*`); empty: every event. */
        types?: readonly string[];
        /** `thin`: without `data`; the receiver reads the object itself. */
        payload?: 'full' | 'thin';
        /** How events are written: JSON of Muster, CloudEvents 1.0 (structured or binary), or a signed SET (RFC 8417). */
        encoding?: 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';
        /** Of the shapes in `data`; an endpoint keeps the one that it was made with. */
        payloadVersion?: number;
        /** Headers that each request has beside those of Muster. Their values are kept sealed and are never shown again. */
        headers?: { [name: string]: string };
        /** How far it has come, or whether it is in force. */
        status?: 'enabled' | 'disabled';
        /** Of an endpoint that is enabled again: whether it goes on from where it stopped, or from now. */
        resume?: 'stopped' | 'now';
      };
    };
    output: WebhookEndpoint;
  };
  /** Reads a delivery of a webhook endpoint of the installation, with what was sent and answered. */
  getInstallationWebhookDelivery: {
    input: { params: { installationEndpointId: string; installationDeliveryId: string } };
    output: WebhookDelivery;
  };
  /** Lists the deliveries of a webhook endpoint of the installation. */
  listInstallationWebhookDeliveries: {
    input: {
      params: { installationEndpointId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'sending' | 'waiting' | 'delivered' | 'failed' | 'refused' | 'canceled';
        type?: string;
        eventId?: string;
        from?: string;
        to?: string;
        order?: 'asc' | 'desc';
      };
    };
    output: {
      /** The records of this page. */
      items: readonly WebhookDelivery[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Ends a secret of a webhook endpoint of the installation at once. */
  removeInstallationWebhookSecret: {
    input: { params: { installationEndpointId: string; installationSecretId: string } };
    output: undefined;
  };
  /** Sends one delivery of a webhook endpoint of the installation again. */
  replayInstallationWebhookDelivery: {
    input: { params: { installationEndpointId: string; installationDeliveryId: string } };
    output: WebhookDelivery;
  };
  /** Sends a webhook endpoint of the installation a part of the feed again, or what it misses of it. */
  replayInstallationWebhookEvents: {
    input: {
      params: { installationEndpointId: string };
      body: {
        /** A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent. */
        after: string;
        /** A cursor or a time; absent: to the newest event. */
        until?: string;
        /** Only what was never delivered. */
        missing?: boolean;
      };
    };
    output: WebhookEndpoint;
  };
  /** Sets the place of the feed from which a webhook endpoint of the installation goes on. */
  setInstallationWebhookCursor: {
    input: {
      params: { installationEndpointId: string };
      body: {
        /** A cursor of the feed, `oldest`, `latest`, or a time: what follows it is sent. */
        after: string;
      };
    };
    output: WebhookEndpoint;
  };
  /** Sends a test event to a webhook endpoint of the installation and waits for the answer. */
  testInstallationWebhookEndpoint: {
    input: { params: { installationEndpointId: string } };
    output: WebhookDelivery;
  };
  /** Grants a member one more role, optionally until a time. Granting it again changes that time. */
  giveMemberRole: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** The name of the role. */
        role: string;
        /** The grant ends by itself then. */
        until?: string;
        /** Required where the change grants rights over other members or ends an elevation. */
        confirm?: boolean;
      };
    };
    output: MemberRoles;
  };
  /** Sets the manually granted roles of a member. Roles that groups grant are not affected. */
  setMemberRoles: {
    input: {
      params: { organizationId: string; memberId: string };
      body: {
        /** Names of roles. */
        roles: readonly {
          /** The name of the role. */
          role: string;
          /** The grant ends by itself then. */
          until?: string;
        }[];
        /** Required where the change grants rights over other members or ends an elevation. */
        confirm?: boolean;
      };
    };
    output: MemberRoles;
  };
  /** Shows the effect of a change of roles without making it. Seats and assigned spaces stay in any case. */
  previewMemberRoles: {
    input: {
      params: { organizationId: string; memberId: string };
      body:
        | {
            /** Names of roles. */
            roles: readonly {
              /** The name of the role. */
              role: string;
              /** The grant ends by itself then. */
              until?: string;
            }[];
          }
        | {
            /** What the caller may give. */
            give: {
              /** The name of the role. */
              role: string;
              /** The grant ends by itself then. */
              until?: string;
            };
          }
        | {
            /** The role that is taken. */
            take: string;
          };
    };
    output: {
      /** Names of roles. */
      roles: {
        /** As it was before. */
        before: readonly string[];
        /** As it is afterwards. */
        after: readonly string[];
      };
      /** Whether it counts as owner, as administrator, or as neither. */
      standing: {
        /** As it was before. */
        before: 'owner' | 'admin' | 'none';
        /** As it is afterwards. */
        after: 'owner' | 'admin' | 'none';
      };
      /** What the holder may do, each as `area:read` or `area:write`. */
      permissions: {
        /** What is there now and was not before. */
        added: readonly string[];
        /** What was there before and is not now. */
        removed: readonly string[];
      };
      /** Rights over other members that the change gives. */
      powers: readonly {
        /** The permission, as `area:read` or `area:write`. */
        permission: string;
        /** What it allows, in words. */
        meaning: string;
      }[];
      /** Roles that the member may give. */
      mayGive: {
        /** What is there now and was not before. */
        added: readonly string[];
        /** What was there before and is not now. */
        removed: readonly string[];
      };
      /** The role in every space that comes with it. */
      everySpace: {
        /** As it was before. */
        before: string | null;
        /** As it is afterwards. */
        after: string | null;
      };
      /** Whether the change has to say `confirm`. */
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
    output: MemberRoles;
  };
  /** Removes a manually granted role. */
  takeMemberRole: {
    input: {
      params: { organizationId: string; memberId: string; roleName: string };
      query?: { confirm?: 'true' | 'false' };
    };
    output: MemberRoles;
  };
  /** Reads the acting member and the permissions that the member has through this key. */
  getMe: {
    input: { params: { organizationId: string } };
    output: {
      /** The member. */
      member: {
        /** Its id. */
        id: string;
        /** The name that is shown. */
        name: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** The mail address. */
        email?: string;
        /** A language tag such as `de` or `pt-BR`. */
        locale?: string;
        /** The picture of the member; absent where there is none. */
        avatar?: {
          /** Where it comes from. */
          source: 'upload' | 'directory';
          /** Of an uploaded picture the path of getAvatar; else the https address that the directory says. */
          url: string;
        };
        /** Whether it counts as owner, as administrator, or as neither. */
        standing: 'owner' | 'admin' | 'none';
      };
      /** Names of roles. */
      roles: readonly {
        /** The name that is shown. */
        name: string;
        /** The name that people read. */
        title: string;
      }[];
      /** What the holder may do, each as `area:read` or `area:write`. */
      permissions: readonly string[];
      /** Roles that the member may give. */
      mayGive: readonly string[];
      /** Roles whose holders the member may change. */
      mayManage: readonly string[];
      /** The ownership that waits for this member to accept or decline. */
      ownershipOffer?: {
        /** Its id. */
        id: string;
        /** The name of the owner who offers. */
        fromName: string;
        /** The role of the former owner; null leaves none. */
        roleAfter: string | null;
        /** When it ends by itself. */
        expiresAt: string;
      };
    };
  };
  /** Explains the access of a member: roles, permissions, spaces and seats with their sources. */
  getMemberAccess: {
    input: { params: { organizationId: string; memberId: string } };
    output: {
      /** The member. */
      member: {
        /** Its id. */
        id: string;
        /** The name that is shown. */
        name: string;
        /** How far it has come, or whether it is in force. */
        status: 'active' | 'suspended' | 'left';
        /** Whether it counts as owner, as administrator, or as neither. */
        standing: 'owner' | 'admin' | 'none';
      };
      /** Names of roles. */
      roles: readonly {
        /** The name of the role. */
        role: string;
        /** The name that people read. */
        title: string;
        /** False when its time is over. */
        counts: boolean;
        /** Every source of the right. */
        reasons: readonly {
          /** Where it comes from. */
          source: {
            /** What kind it is. */
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
            /** The invitation. */
            invitationId?: string;
            /** The request to join. */
            joinRequestId?: string;
            /** The domain. */
            domainId?: string;
            /** The connection of the directory. */
            connectionId?: string;
            /** The group of the directory. */
            groupId?: string;
            /** Who invited. */
            inviter?: string;
            /** The mail domain. */
            domain?: string;
            /** The connection of the directory. */
            connection?: string;
            /** The group of the directory. */
            group?: string;
          };
          /** Since when. */
          since: string;
          /** When it ends; absent: it stays. */
          until?: string;
        }[];
        /** What the holder may do, each as `area:read` or `area:write`. */
        permissions: readonly string[];
      }[];
      /** What the holder may do, each as `area:read` or `area:write`. */
      permissions: readonly {
        /** The permission, as `area:read` or `area:write`. */
        permission: string;
        /** Names of roles. */
        roles: readonly string[];
      }[];
      /** The role in every space that comes with it. */
      everySpace: readonly {
        /** The role in the space. */
        spaceRole: string;
        /** What gives it: the role or the group. */
        through: string;
      }[];
      /** Places in spaces. */
      spaces: readonly {
        /** The space. */
        spaceId: string;
        /** The name that is shown. */
        name: string;
        /** The name of the role. */
        role: string;
        /** Why, in words. */
        reason: {
          /** Where it comes from. */
          source: {
            /** What kind it is. */
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
            /** The invitation. */
            invitationId?: string;
            /** The request to join. */
            joinRequestId?: string;
            /** The domain. */
            domainId?: string;
            /** The connection of the directory. */
            connectionId?: string;
            /** The group of the directory. */
            groupId?: string;
            /** Who invited. */
            inviter?: string;
            /** The mail domain. */
            domain?: string;
            /** The connection of the directory. */
            connection?: string;
            /** The group of the directory. */
            group?: string;
          };
          /** Since when. */
          since: string;
          /** When it ends; absent: it stays. */
          until?: string;
        };
      }[];
      /** Seats. */
      seats: readonly {
        /** The product. */
        productId: string;
        /** The product. */
        product: string;
        /** How far it has come, or whether it is in force. */
        status: string;
        /** Why, in words. */
        reason: {
          /** Where it comes from. */
          source: {
            /** What kind it is. */
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
            /** The invitation. */
            invitationId?: string;
            /** The request to join. */
            joinRequestId?: string;
            /** The domain. */
            domainId?: string;
            /** The connection of the directory. */
            connectionId?: string;
            /** The group of the directory. */
            groupId?: string;
            /** Who invited. */
            inviter?: string;
            /** The mail domain. */
            domain?: string;
            /** The connection of the directory. */
            connection?: string;
            /** The group of the directory. */
            group?: string;
          };
          /** Since when. */
          since: string;
          /** When it ends; absent: it stays. */
          until?: string;
        };
      }[];
      /** What directories would give and what is not in force. */
      dormant: readonly {
        /** Where it comes from. */
        source: {
          /** What kind it is. */
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
          /** The invitation. */
          invitationId?: string;
          /** The request to join. */
          joinRequestId?: string;
          /** The domain. */
          domainId?: string;
          /** The connection of the directory. */
          connectionId?: string;
          /** The group of the directory. */
          groupId?: string;
          /** Who invited. */
          inviter?: string;
          /** The mail domain. */
          domain?: string;
          /** The connection of the directory. */
          connection?: string;
          /** The group of the directory. */
          group?: string;
        };
        /** The directory has the person inactive; an override took it away; or members have one role. */
        because: 'inactive' | 'withheld' | 'other_role';
        /** The name of the role. */
        role?: string;
        /** The space. */
        space?: {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        };
        /** The product. */
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
      /** The records of this page. */
      items: readonly {
        /** What the permission is about: its part before the colon. */
        area: string;
        /** What it is for, in words for people. */
        description: string;
        /** Whether the host application defines it. */
        host: boolean;
        /** What the holder may do, each as `area:read` or `area:write`. */
        permissions: readonly string[];
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Changes a custom role. The change applies to its holders immediately. */
  changeRole: {
    input: {
      params: { organizationId: string; roleName: string };
      body: {
        /** The name that people read. */
        title?: string;
        /** What it is for, in words for people. */
        description?: string | null;
        /** What the holder may do, each as `area:read` or `area:write`. */
        permissions?: readonly string[];
        /** The roles of the member, each with where it comes from. */
        grants?: readonly (string | '*')[];
        /** Roles whose holders the role may change. */
        manages?: readonly (string | '*')[];
        /** Whether a group of a directory may give it. */
        mappable?: boolean;
      };
    };
    output: Role;
  };
  /** Deletes a custom role. If it is in use, `to` names the role that replaces it. */
  deleteRole: {
    input: { params: { organizationId: string; roleName: string }; query?: { to?: string } };
    output: {
      /** How far it has come. */
      state: 'deleted' | 'replacing';
      /** How much of it is done. */
      done: number;
    };
  };
  /** Reads a role. */
  getRole: { input: { params: { organizationId: string; roleName: string } }; output: Role };
  /** Compares two versions of a role. */
  compareRoleVersions: {
    input: {
      params: { organizationId: string; roleName: string };
      query?: { from: number; to: number };
    };
    output: {
      /** What it is now. */
      from: {
        /** Its number, from 1 on. */
        number: number;
        /** When it happened. */
        at: string;
        /** Who did it. */
        by: string;
      };
      /** What it becomes. */
      to: {
        /** Its number, from 1 on. */
        number: number;
        /** When it happened. */
        at: string;
        /** Who did it. */
        by: string;
      };
      /** What differs, by field. */
      changes: {
        /** The name that people read. */
        title?: {
          /** What it is now. */
          from: string;
          /** What it becomes. */
          to: string;
        };
        /** What it is for, in words for people. */
        description?: {
          /** What it is now. */
          from: string | null;
          /** What it becomes. */
          to: string | null;
        };
        /** Whether a group of a directory may give it. */
        mappable?: {
          /** What it is now. */
          from: boolean;
          /** What it becomes. */
          to: boolean;
        };
        /** What the holder may do, each as `area:read` or `area:write`. */
        permissions?: {
          /** What is there now and was not before. */
          added: readonly string[];
          /** What was there before and is not now. */
          removed: readonly string[];
        };
        /** The roles of the member, each with where it comes from. */
        grants?: {
          /** What is there now and was not before. */
          added: readonly string[];
          /** What was there before and is not now. */
          removed: readonly string[];
        };
        /** Roles whose holders the role may change. */
        manages?: {
          /** What is there now and was not before. */
          added: readonly string[];
          /** What was there before and is not now. */
          removed: readonly string[];
        };
      };
    };
  };
  /** Creates a custom role. It cannot include permissions, grants or managed roles that its creator lacks. */
  createRole: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name that is shown. */
        name: string;
        /** The name that people read. */
        title: string;
        /** What it is for, in words for people. */
        description?: string;
        /** What the holder may do, each as `area:read` or `area:write`. */
        permissions: readonly string[];
        /** The roles of the member, each with where it comes from. */
        grants?: readonly (string | '*')[];
        /** Roles whose holders the role may change. */
        manages?: readonly (string | '*')[];
        /** Whether a group of a directory may give it. */
        mappable?: boolean;
      };
    };
    output: Role;
  };
  /** Lists the preset roles and the custom roles of the organization, on one page. */
  listRoles: {
    input: { params: { organizationId: string } };
    output: {
      /** The records of this page. */
      items: readonly Role[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Counts the members, invitations and mappings that use a role, and shows what replacing it by `to` would change. */
  getRoleUsage: {
    input: { params: { organizationId: string; roleName: string }; query?: { to?: string } };
    output: {
      /** Members. */
      members: number;
      /** The invitations. */
      invitations: number;
      /** What groups give. */
      mappings: number;
      /** What gives the role to people for whom nothing else says one. */
      defaults: readonly {
        /** What kind it is. */
        kind: 'connection' | 'domain';
        /** Its id. */
        id: string;
        /** The name that is shown. */
        name: string;
      }[];
      /** What the holder may do, each as `area:read` or `area:write`. */
      permissions?: {
        /** What is there now and was not before. */
        added: readonly string[];
        /** What was there before and is not now. */
        removed: readonly string[];
      };
    };
  };
  /** Lists the versions of a role, oldest first. */
  listRoleVersions: {
    input: {
      params: { organizationId: string; roleName: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      /** The records of this page. */
      items: readonly {
        /** Its number, from 1 on. */
        number: number;
        /** The role as it was in this version. */
        definition: {
          /** The name that people read. */
          title: string;
          /** What it is for, in words for people. */
          description?: string;
          /** What the holder may do, each as `area:read` or `area:write`. */
          permissions: readonly string[];
          /** The roles of the member, each with where it comes from. */
          grants: readonly string[];
          /** Roles whose holders the role may change. */
          manages: readonly string[];
          /** Whether a group of a directory may give it. */
          mappable: boolean;
        };
        /** Who did it. */
        by: string;
        /** When it was made. */
        createdAt: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Creates an API key of the organization. The key is shown only in this answer. */
  createApiKey: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name that is shown. */
        name: string;
        /** What it may be used for. */
        scopes: readonly string[];
        /** When it ends by itself. */
        expiresAt?: string;
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** The name that is shown. */
      name: string;
      /** The first characters of the key, to recognize it. */
      prefix: string;
      /** What it may be used for. */
      scopes: readonly string[];
      /** When it ends by itself. */
      expiresAt?: string;
      /** When it was revoked. */
      revokedAt?: string;
      /** To the minute. */
      lastUsedAt?: string;
      /** Who made it. */
      createdBy: {
        /** What kind it is. */
        kind: string;
        /** Its id. */
        id?: string;
        /** The name that is shown. */
        name: string;
      };
      /** When it was made. */
      createdAt: string;
      /** Absent when the request was repeated. */
      key?: string;
    };
  };
  /** Lists the API keys of an organization, including revoked and expired ones, without the keys themselves. */
  listApiKeys: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The name that is shown. */
        name: string;
        /** The first characters of the key, to recognize it. */
        prefix: string;
        /** What it may be used for. */
        scopes: readonly string[];
        /** When it ends by itself. */
        expiresAt?: string;
        /** When it was revoked. */
        revokedAt?: string;
        /** To the minute. */
        lastUsedAt?: string;
        /** Who made it. */
        createdBy: {
          /** What kind it is. */
          kind: string;
          /** Its id. */
          id?: string;
          /** The name that is shown. */
          name: string;
        };
        /** When it was made. */
        createdAt: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Reads an API key, without the key itself. */
  getApiKey: {
    input: { params: { organizationId: string; apiKeyId: string } };
    output: {
      /** Its id. */
      id: string;
      /** The name that is shown. */
      name: string;
      /** The first characters of the key, to recognize it. */
      prefix: string;
      /** What it may be used for. */
      scopes: readonly string[];
      /** When it ends by itself. */
      expiresAt?: string;
      /** When it was revoked. */
      revokedAt?: string;
      /** To the minute. */
      lastUsedAt?: string;
      /** Who made it. */
      createdBy: {
        /** What kind it is. */
        kind: string;
        /** Its id. */
        id?: string;
        /** The name that is shown. */
        name: string;
      };
      /** When it was made. */
      createdAt: string;
    };
  };
  /** Revokes an API key with immediate effect. It stays in the list; repeating the call is not an error. */
  revokeApiKey: {
    input: { params: { organizationId: string; apiKeyId: string } };
    output: undefined;
  };
  /** Reads the events of an organization in their order, waiting for the next one if asked. */
  listEvents: {
    input: {
      params: { organizationId: string };
      query?: { types?: string; object?: string; after?: string; limit?: number; wait?: number };
    };
    output: {
      /** The records of this page. */
      items: readonly Event[];
      /** Examined through: where to go on, also when nothing matched. */
      cursor: string;
      /** There are events behind the cursor already. */
      more: boolean;
      /** Events of before that are not kept: an older cursor is answered 410. */
      keptSince: string;
    };
  };
  /** Reads the events of all organizations and of the installation: within one organization in the order of its changes. */
  listInstallationEvents: {
    input: {
      query?: { types?: string; object?: string; after?: string; limit?: number; wait?: number };
    };
    output: {
      /** The records of this page. */
      items: readonly Event[];
      /** Examined through: where to go on, also when nothing matched. */
      cursor: string;
      /** There are events behind the cursor already. */
      more: boolean;
      /** Events of before that are not kept: an older cursor is answered 410. */
      keptSince: string;
    };
  };
  /** Sends the events of an organization as they happen, by server-sent events. */
  streamEvents: {
    input: {
      params: { organizationId: string };
      query?: { types?: string; object?: string; after?: string; seconds?: number };
    };
    output: Response;
  };
  /** Sends the events of all organizations as they are numbered, by server-sent events. */
  streamInstallationEvents: {
    input: { query?: { types?: string; object?: string; after?: string; seconds?: number } };
    output: Response;
  };
  /** Reads the JSON Schema of the events of a type. */
  getEventSchema: { input: { params: { eventType: string } }; output: { [name: string]: unknown } };
  /** Lists every type of event with an example. */
  listEventTypes: {
    input: object;
    output: {
      /** The records of this page. */
      items: readonly EventType[];
    };
  };
  /** Reads one request with its answer, the change it made and the reason. */
  getExchange: {
    input: { params: { organizationId: string; connectionId: string; exchangeId: string } };
    output: Exchange;
  };
  /** Lists the requests of the identity provider, newest first. With several filters, or `outcome=ok`, a page looks at 10,000 of them: it may be short, or empty, and have a next all the same. */
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
    output: {
      /** The records of this page. */
      items: readonly Exchange[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists the groups that the identity provider has sent, by name. `q` is the beginning of the name. */
  listDirectoryGroups: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: { limit?: number; cursor?: string; q?: string; externalId?: string };
    };
    output: {
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The connection of the directory. */
        connectionId: string;
        /** The name that the directory shows. */
        displayName: string;
        /** The id that the directory has for it. */
        externalId?: string;
        /** Users and groups directly in it. */
        members: number;
        /** When it was made. */
        createdAt: string;
        /** When it was last changed. */
        updatedAt: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
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
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The connection of the directory. */
        connectionId: string;
        /** The name that the directory knows the person by. */
        userName: string;
        /** The name that the directory shows. */
        displayName?: string;
        /** The id that the directory has for it. */
        externalId?: string;
        /** Whether it is in force. */
        active: boolean;
        /** The mass change that holds its deactivation: the identity provider said inactive, and the member goes on. */
        heldBy?: string;
        /** The member of the organization that the user is linked to. */
        member?: {
          /** Its id. */
          id: string;
          /** The name that is shown. */
          name: string;
          /** The mail address. */
          email?: string;
          /** How far it has come, or whether it is in force. */
          status: 'active' | 'suspended' | 'left';
        };
        /** When it was made. */
        createdAt: string;
        /** When it was last changed. */
        updatedAt: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
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
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The connection of the directory. */
        connectionId: string;
        /** The name that the directory knows the person by. */
        userName: string;
        /** The name that the directory shows. */
        displayName?: string;
        /** The id that the directory has for it. */
        externalId?: string;
        /** Whether it is in force. */
        active: boolean;
        /** The mass change that holds its deactivation: the identity provider said inactive, and the member goes on. */
        heldBy?: string;
        /** The member of the organization that the user is linked to. */
        member?: {
          /** Its id. */
          id: string;
          /** The name that is shown. */
          name: string;
          /** The mail address. */
          email?: string;
          /** How far it has come, or whether it is in force. */
          status: 'active' | 'suspended' | 'left';
        };
        /** When it was made. */
        createdAt: string;
        /** When it was last changed. */
        updatedAt: string;
        /** The connection of the directory. */
        connection: {
          /** Its id. */
          id: string;
          /** The name that is shown. */
          name: string;
          /** How far it has come, or whether it is in force. */
          status: 'active' | 'disabled';
        };
        /** Groups of the directory. */
        groups: readonly {
          /** Its id. */
          id: string;
          /** The name that the directory shows. */
          displayName?: string;
        }[];
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Claims a mail domain. It has no effect until it is verified. */
  addDomain: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name that is shown. */
        name: string;
      };
    };
    output: Domain;
  };
  /** Lists the domains of an organization. */
  listDomains: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Domain[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Verifies the domain by the code that was mailed. */
  confirmDomainCode: {
    input: {
      params: { organizationId: string; domainId: string };
      body: {
        /** The code of the mail. */
        code: string;
      };
    };
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
        /** The role of people for whom nothing else says one. */
        defaultRole?: string | null;
        /** Spaces that people of the domain are added to. */
        defaultSpaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        }[];
      };
    };
    output: Domain;
  };
  /** Mails a code to a mailbox that only the administrators of the domain can read. */
  sendDomainCode: {
    input: {
      params: { organizationId: string; domainId: string };
      body: {
        /** The part of the address before the sign. */
        mailbox: 'admin' | 'administrator' | 'hostmaster' | 'postmaster' | 'webmaster';
      };
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
        /** Names of roles. */
        roles?: readonly string[];
        /** Places in spaces. */
        spaces?: readonly {
          /** The space. */
          spaceId: string;
          /** The name of the role. */
          role: string;
        }[];
        /** Products, a seat of each. */
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
        /** The mail address. */
        email: string;
        /** The name that is shown. */
        name: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Whether the address is known to be the person’s. */
        emailVerified: boolean;
        /** The account of the person. */
        accountId?: string;
        /** A few words for people. */
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
    output: {
      /** The records of this page. */
      items: readonly JoinRequest[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Approves or denies up to 100 requests. Each is decided separately. */
  decideJoinRequests: {
    input: {
      params: { organizationId: string };
      body:
        | {
            /** Approve or refuse. */
            decision: 'approve';
            /** The ids of the records that are meant. */
            ids: readonly string[];
            /** Names of roles. */
            roles?: readonly string[];
            /** Places in spaces. */
            spaces?: readonly {
              /** The space. */
              spaceId: string;
              /** The name of the role. */
              role: string;
            }[];
            /** Products, a seat of each. */
            products?: readonly string[];
          }
        | {
            /** Approve or refuse. */
            decision: 'deny';
            /** The ids of the records that are meant. */
            ids: readonly string[];
            /** Why, in words. */
            reason?: string;
          };
    };
    output: {
      /** What came of each, in their order. */
      results: readonly {
        /** Its id. */
        id: string;
        /** How it ended. */
        outcome: 'approved' | 'denied' | 'failed';
        /** An error code; see /docs/errors. */
        code?: string;
        /** A few words for people. */
        message?: string;
      }[];
    };
  };
  /** Denies a request, with an optional reason. */
  denyJoinRequest: {
    input: {
      params: { organizationId: string; joinRequestId: string };
      body: {
        /** Why, in words. */
        reason?: string;
      };
    };
    output: JoinRequest;
  };
  /** Reports that a person has signed in. Adds them to organizations whose verified domain allows it; lists those they can ask to join. */
  enrol: {
    input: {
      body: {
        /** The mail address. */
        email: string;
        /** The name that is shown. */
        name: string;
        /** The first name. */
        firstName?: string;
        /** The last name. */
        lastName?: string;
        /** Whether the address is known to be the person’s. */
        emailVerified: boolean;
        /** The account of the person. */
        accountId?: string;
      };
    };
    output: {
      /** Organizations that the person is a member of now. */
      joined: readonly {
        /** The organization. */
        organizationId: string;
        /** The member. */
        memberId: string;
      }[];
      /** Organizations that the person may ask to join. */
      suggested: readonly {
        /** The organization. */
        organizationId: string;
        /** The name that is shown. */
        name: string;
      }[];
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
      body: {
        /** The ids of the records that are meant. */
        ids: readonly string[];
        /** Approve or refuse. */
        decision: 'approve' | 'reject';
      };
    };
    output: {
      /** What came of each, in their order. */
      results: readonly {
        /** Its id. */
        id: string;
        /** How it ended. */
        outcome: 'approved' | 'rejected' | 'failed';
        /** An error code; see /docs/errors. */
        code?: string;
        /** A few words for people. */
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
    output: {
      /** The records of this page. */
      items: readonly LinkRequest[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
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
        note?: string;
      };
    };
    output: Response;
  };
  /** Lists every change to the organization in order: what changed, by whom, before and after. With a type, or with several filters, a page looks at 10,000 lines: it may be short, or empty, and have a next all the same. */
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
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The organization. */
        organizationId: string;
        /** The number of the entry in its organization, without gaps. */
        sequence: number;
        /** What kind it is. */
        type: string;
        /** The part of the type before the dot. */
        family: string;
        /** Who did it. */
        actor: {
          /** What kind it is. */
          kind: string;
          /** The name that is shown. */
          name: string;
        };
        /** What it was done to. */
        target: {
          /** What kind it is. */
          kind: string;
          /** Its id. */
          id: string;
          /** The name that is shown. */
          name?: string;
        };
        /** As it was before. */
        before?: { [name: string]: unknown };
        /** As it is afterwards. */
        after?: { [name: string]: unknown };
        /** Finds the request in the log and the journal. */
        traceId: string;
        /** The actor in the form that the filter `actor` takes. */
        actorKey: string;
        /** The target in the form that the filter `target` takes. */
        targetKey: string;
        /** Hash of the line before; empty for the first. */
        previous: string;
        /** Of the entry and the one before it. */
        hash: string;
        /** Personal data was taken out of this line; the line `journal.erased` of that sequence says so and names its hash. */
        erasedIn?: number;
        /** When it was made. */
        createdAt: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Verifies that no line of the journal was changed, removed or cut off. */
  verifyJournal: {
    input: { params: { organizationId: string }; query?: { from?: number } };
    output: {
      /** The organization. */
      organizationId: string;
      /** Lines of the check. */
      lines: number;
      /** The first sequence that was looked at. */
      first: number;
      /** The last sequence that was looked at. */
      last: number;
      /** The last sequence that retention has removed. */
      purgedThrough?: number;
      /** Where the chain breaks first; absent when it is whole. */
      broken?: {
        /** The number of the entry in its organization, without gaps. */
        sequence: number;
        /** What is wrong, in words. */
        problem: 'changed' | 'missing' | 'unlinked' | 'cut';
      };
    };
  };
  /** Lists the runs of a job that did something or failed, newest first. */
  listJobRuns: {
    input: { params: { jobName: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly {
        /** Its id. */
        id: string;
        /** The name of the job. */
        job: string;
        /** How it ended. */
        outcome: 'ok' | 'failed';
        /** When it began. */
        startedAt: string;
        /** When it ended. */
        finishedAt: string;
        /** Which try it was, from 1 on. */
        attempt: number;
        /** How much of it is done. */
        done?: number;
        /** How many failed. */
        failed?: number;
        /** The code of what went wrong. */
        error?: string;
        /** When it runs next. */
        nextRunAt?: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists the scheduled jobs with last run, next run and failures. */
  listJobs: {
    input: object;
    output: {
      /** The records of this page. */
      items: readonly {
        /** The name that is shown. */
        name: string;
        /** What it is for. */
        purpose: string;
        /** How often it runs. */
        every: string;
        /** Whether it is running now. */
        running: boolean;
        /** Whether it is switched off. */
        disabled: boolean;
        /** When the last run began. */
        lastRunAt?: string;
        /** When the last run ended. */
        lastFinishedAt?: string;
        /** When it runs next. */
        nextRunAt?: string;
        /** How often it has failed. */
        failCount: number;
        /** Why the last run failed. */
        lastError?: string;
      }[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Starts a job now, in this process or another one. Repeated calls are combined. */
  runJob: {
    input: { params: { jobName: string } };
    output: {
      /** The name that is shown. */
      name: string;
      /** What it is for. */
      purpose: string;
      /** How often it runs. */
      every: string;
      /** Whether it is running now. */
      running: boolean;
      /** Whether it is switched off. */
      disabled: boolean;
      /** When the last run began. */
      lastRunAt?: string;
      /** When the last run ended. */
      lastFinishedAt?: string;
      /** When it runs next. */
      nextRunAt?: string;
      /** How often it has failed. */
      failCount: number;
      /** Why the last run failed. */
      lastError?: string;
    };
  };
  /** Makes a link by which a person signs in once, within ten minutes: for the first person, and for one who is locked out. */
  createSignInLink: {
    input: {
      body: {
        /** The mail address. */
        email: string;
        /** The organization of which the person becomes an owner. */
        ownerOf?: string;
      };
    };
    output: SignInLink;
  };
  /** Adds an inline hook, which is asked before a decision. Its secret is shown only in this answer. */
  createHook: {
    input: {
      params: { organizationId: string };
      body: {
        /** The name that is shown. */
        name: string;
        /** What it is for, in words for people. */
        description?: string;
        /** The decision before which the hook is asked. */
        point:
          | 'before_user_create'
          | 'before_user_update'
          | 'before_user_deactivate'
          | 'before_group_create'
          | 'before_group_update'
          | 'before_group_delete'
          | 'before_role_resolution'
          | 'before_invitation_create'
          | 'before_invitation_accept'
          | 'before_join_request'
          | 'before_admission'
          | 'before_sign_in'
          | 'before_seat_allocation'
          | 'before_import_row';
        /** Where it leads. */
        url: string;
        /** Whether it is in use; true when absent. */
        enabled?: boolean;
        /** The lowest is asked first, from 0 to 10,000; 100 when absent. */
        order?: number;
        /** What happens when it gives no answer: `open` goes on, `closed` refuses, `last_known` does again what it last changed. Absent: the default of the point. */
        onFailure?: 'open' | 'closed' | 'last_known';
        /** Milliseconds for the whole answer, 100 to 10,000; absent: 3,000. */
        budgetMs?: number;
        /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
        condition?: string;
        /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
        percentage?: number;
        /** Only checked, never applied. */
        dryRun?: boolean;
        /** The API key with which the hook calls back: what is done with it does not ask the hook. */
        apiKeyId?: string;
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** Absent: of the installation. */
      organizationId?: string;
      /** The name that is shown. */
      name: string;
      /** What it is for, in words for people. */
      description?: string;
      /** The decision before which the hook is asked. */
      point:
        | 'before_user_create'
        | 'before_user_update'
        | 'before_user_deactivate'
        | 'before_group_create'
        | 'before_group_update'
        | 'before_group_delete'
        | 'before_role_resolution'
        | 'before_invitation_create'
        | 'before_invitation_accept'
        | 'before_join_request'
        | 'before_admission'
        | 'before_sign_in'
        | 'before_seat_allocation'
        | 'before_import_row';
      /** Where it leads. */
      url: string;
      /** Whether it is in use; true when absent. */
      enabled: boolean;
      /** The lowest is asked first. */
      order: number;
      /** Absent: the default of the point. */
      onFailure?: 'open' | 'closed' | 'last_known';
      /** What happens when it gives no answer in time. */
      effectiveOnFailure: 'open' | 'closed' | 'last_known';
      /** Milliseconds for the whole answer; absent: 3,000. */
      budgetMs?: number;
      /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
      condition?: string;
      /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
      percentage?: number;
      /** It is asked and recorded, and not obeyed. */
      dryRun?: boolean;
      /** The API key with which the hook calls back: what is done with it does not ask the hook. */
      apiKeyId?: string;
      /** Who switched it off from outside of REST. */
      disabledBy?: string;
      /** Of the process that answers, since it started. */
      figures: {
        /** How often it was to be asked. */
        asked: number;
        /** How often it said no. */
        denied: number;
        /** How many failed. */
        failed: number;
        /** open: it failed five times in a row and is not asked for half a minute. */
        circuit: 'closed' | 'open' | 'half_open';
        /** Answers by how long they took. */
        latency: readonly {
          /** Milliseconds; absent: longer than all others. */
          le?: number;
          /** How many. */
          count: number;
        }[];
      };
      /** Grows with each change; it is the number in the ETag. */
      version: number;
      /** When it was made. */
      createdAt: string;
      /** When it was last changed. */
      updatedAt: string;
      /** By which questions and answers are signed, `whsec_…`. Shown only here; absent when the request was repeated. */
      secret?: string;
    };
  };
  /** Lists the hooks of an organization by creation time. */
  listHooks: {
    input: { params: { organizationId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Hook[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Adds a hook of the installation: it is asked for every organization, before their own hooks. */
  createInstallationHook: {
    input: {
      body: {
        /** The name that is shown. */
        name: string;
        /** What it is for, in words for people. */
        description?: string;
        /** The decision before which the hook is asked. */
        point:
          | 'before_user_create'
          | 'before_user_update'
          | 'before_user_deactivate'
          | 'before_group_create'
          | 'before_group_update'
          | 'before_group_delete'
          | 'before_role_resolution'
          | 'before_invitation_create'
          | 'before_invitation_accept'
          | 'before_join_request'
          | 'before_admission'
          | 'before_sign_in'
          | 'before_seat_allocation'
          | 'before_import_row';
        /** Where it leads. */
        url: string;
        /** Whether it is in use; true when absent. */
        enabled?: boolean;
        /** The lowest is asked first, from 0 to 10,000; 100 when absent. */
        order?: number;
        /** What happens when it gives no answer: `open` goes on, `closed` refuses, `last_known` does again what it last changed. Absent: the default of the point. */
        onFailure?: 'open' | 'closed' | 'last_known';
        /** Milliseconds for the whole answer, 100 to 10,000; absent: 3,000. */
        budgetMs?: number;
        /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
        condition?: string;
        /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
        percentage?: number;
        /** Only checked, never applied. */
        dryRun?: boolean;
      };
    };
    output: {
      /** Its id. */
      id: string;
      /** Absent: of the installation. */
      organizationId?: string;
      /** The name that is shown. */
      name: string;
      /** What it is for, in words for people. */
      description?: string;
      /** The decision before which the hook is asked. */
      point:
        | 'before_user_create'
        | 'before_user_update'
        | 'before_user_deactivate'
        | 'before_group_create'
        | 'before_group_update'
        | 'before_group_delete'
        | 'before_role_resolution'
        | 'before_invitation_create'
        | 'before_invitation_accept'
        | 'before_join_request'
        | 'before_admission'
        | 'before_sign_in'
        | 'before_seat_allocation'
        | 'before_import_row';
      /** Where it leads. */
      url: string;
      /** Whether it is in use; true when absent. */
      enabled: boolean;
      /** The lowest is asked first. */
      order: number;
      /** Absent: the default of the point. */
      onFailure?: 'open' | 'closed' | 'last_known';
      /** What happens when it gives no answer in time. */
      effectiveOnFailure: 'open' | 'closed' | 'last_known';
      /** Milliseconds for the whole answer; absent: 3,000. */
      budgetMs?: number;
      /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
      condition?: string;
      /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
      percentage?: number;
      /** It is asked and recorded, and not obeyed. */
      dryRun?: boolean;
      /** The API key with which the hook calls back: what is done with it does not ask the hook. */
      apiKeyId?: string;
      /** Who switched it off from outside of REST. */
      disabledBy?: string;
      /** Of the process that answers, since it started. */
      figures: {
        /** How often it was to be asked. */
        asked: number;
        /** How often it said no. */
        denied: number;
        /** How many failed. */
        failed: number;
        /** open: it failed five times in a row and is not asked for half a minute. */
        circuit: 'closed' | 'open' | 'half_open';
        /** Answers by how long they took. */
        latency: readonly {
          /** Milliseconds; absent: longer than all others. */
          le?: number;
          /** How many. */
          count: number;
        }[];
      };
      /** Grows with each change; it is the number in the ETag. */
      version: number;
      /** When it was made. */
      createdAt: string;
      /** When it was last changed. */
      updatedAt: string;
      /** By which questions and answers are signed, `whsec_…`. Shown only here; absent when the request was repeated. */
      secret?: string;
    };
  };
  /** Lists the hooks of the installation. */
  listInstallationHooks: {
    input: { query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly Hook[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Deletes a hook and its secrets. It is not asked any more. */
  deleteHook: { input: { params: { organizationId: string; hookId: string } }; output: undefined };
  /** Reads a hook, with how it fares. */
  getHook: { input: { params: { organizationId: string; hookId: string } }; output: Hook };
  /** Changes a hook; null takes a setting back to its default. */
  updateHook: {
    input: {
      params: { organizationId: string; hookId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** What it is for, in words for people. */
        description?: string | null;
        /** Where it leads. */
        url?: string;
        /** Whether it is in use; true when absent. */
        enabled?: boolean;
        /** The lowest is asked first, from 0 to 10,000; 100 when absent. */
        order?: number;
        /** What happens when it gives no answer: `open` goes on, `closed` refuses, `last_known` does again what it last changed. Absent: the default of the point. */
        onFailure?: ('open' | 'closed' | 'last_known') | null;
        /** Milliseconds for the whole answer, 100 to 10,000; absent: 3,000. */
        budgetMs?: number | null;
        /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
        condition?: string | null;
        /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
        percentage?: number | null;
        /** Only checked, never applied. */
        dryRun?: boolean | null;
        /** The API key with which the hook calls back: what is done with it does not ask the hook. */
        apiKeyId?: string | null;
      };
    };
    output: Hook;
  };
  /** Deletes a hook of the installation. */
  deleteInstallationHook: { input: { params: { installationHookId: string } }; output: undefined };
  /** Reads a hook of the installation, with how it fares. */
  getInstallationHook: { input: { params: { installationHookId: string } }; output: Hook };
  /** Changes a hook of the installation; null takes a setting back to its default. */
  updateInstallationHook: {
    input: {
      params: { installationHookId: string };
      body: {
        /** The name that is shown. */
        name?: string;
        /** What it is for, in words for people. */
        description?: string | null;
        /** Where it leads. */
        url?: string;
        /** Whether it is in use; true when absent. */
        enabled?: boolean;
        /** The lowest is asked first, from 0 to 10,000; 100 when absent. */
        order?: number;
        /** What happens when it gives no answer: `open` goes on, `closed` refuses, `last_known` does again what it last changed. Absent: the default of the point. */
        onFailure?: ('open' | 'closed' | 'last_known') | null;
        /** Milliseconds for the whole answer, 100 to 10,000; absent: 3,000. */
        budgetMs?: number | null;
        /** A filter as in SCIM, over what is proposed; absent: it is always asked. */
        condition?: string | null;
        /** Share of the objects that it is asked about, chosen by their ids; absent: all. */
        percentage?: number | null;
        /** Only checked, never applied. */
        dryRun?: boolean | null;
      };
    };
    output: Hook;
  };
  /** Lists the decisions before which hooks can be asked, with what they may change. */
  listHookPoints: {
    input: object;
    output: {
      /** The records of this page. */
      items: readonly HookPoint[];
    };
  };
  /** Lists recorded questions to a hook with their answers; kept for seven days. */
  listHookSamples: {
    input: {
      params: { organizationId: string; hookId: string };
      query?: { limit?: number; cursor?: string };
    };
    output: {
      /** The records of this page. */
      items: readonly HookSample[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Lists recorded questions to a hook of the installation with their answers; kept for seven days. */
  listInstallationHookSamples: {
    input: { params: { installationHookId: string }; query?: { limit?: number; cursor?: string } };
    output: {
      /** The records of this page. */
      items: readonly HookSample[];
      /** The cursor of the next page; absent on the last one. */
      next?: string;
    };
  };
  /** Gives a hook a new secret; the one before signs beside it for a while. */
  rotateHookSecret: {
    input: {
      params: { organizationId: string; hookId: string };
      body: {
        /** How long the secret before goes on signing, in hours; 24 when absent, 0: not at all. */
        overlapHours?: number;
      };
    };
    output: HookSecret;
  };
  /** Gives a hook of the installation a new secret; the one before signs beside it for a while. */
  rotateInstallationHookSecret: {
    input: {
      params: { installationHookId: string };
      body: {
        /** How long the secret before goes on signing, in hours; 24 when absent, 0: not at all. */
        overlapHours?: number;
      };
    };
    output: HookSecret;
  };
  /** Asks a hook with a recorded sample or a proposal of the caller’s, and changes nothing. */
  tryHook: {
    input: {
      params: { organizationId: string; hookId: string };
      body: {
        /** The recorded question that is asked again. */
        sampleId?: string;
        /** What the hook is asked about, where no sample is named. */
        proposed?: { [name: string]: unknown };
      };
    };
    output: HookTrial;
  };
  /** Asks a hook of the installation with a recorded sample, or with a proposal as one of an organization, and changes nothing. */
  tryInstallationHook: {
    input: {
      params: { installationHookId: string };
      body: {
        /** The recorded question that is asked again. */
        sampleId?: string;
        /** What the hook is asked about, where no sample is named. */
        proposed?: { [name: string]: unknown };
        /** The organization that the hook is told of; absent: that of the sample. Without a sample it has to be named. */
        organizationId?: string;
      };
    };
    output: HookTrial;
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
  approveMassChange: {
    method: 'POST',
    path: '/organizations/{organizationId}/mass-changes/{massChangeId}/approve',
  },
  getMassChange: {
    method: 'GET',
    path: '/organizations/{organizationId}/mass-changes/{massChangeId}',
  },
  getMassChangeBrake: { method: 'GET', path: '/organizations/{organizationId}/mass-change-brake' },
  listMassChangePeople: {
    method: 'GET',
    path: '/organizations/{organizationId}/mass-changes/{massChangeId}/people',
  },
  listMassChanges: { method: 'GET', path: '/organizations/{organizationId}/mass-changes' },
  rejectMassChange: {
    method: 'POST',
    path: '/organizations/{organizationId}/mass-changes/{massChangeId}/reject',
  },
  releaseMassChangePerson: {
    method: 'POST',
    path: '/organizations/{organizationId}/mass-changes/{massChangeId}/people/{memberId}/release',
  },
  restoreMassChange: {
    method: 'POST',
    path: '/organizations/{organizationId}/mass-changes/{massChangeId}/restore',
  },
  switchMassChangeBrakeOff: {
    method: 'POST',
    path: '/organizations/{organizationId}/mass-change-brake/switch-off',
  },
  switchMassChangeBrakeOn: {
    method: 'POST',
    path: '/organizations/{organizationId}/mass-change-brake/switch-on',
  },
  getConnectionHealth: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/health',
  },
  reevaluateMember: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/re-evaluate',
  },
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
  getChecklist: { method: 'GET', path: '/organizations/{organizationId}/checklist' },
  getConsole: { method: 'GET', path: '/organizations/{organizationId}/console' },
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
  previewLeaving: { method: 'GET', path: '/organizations/{organizationId}/me/leaving' },
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
  addConnectionKey: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/keys',
  },
  listConnectionKeys: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/keys',
  },
  createTestSignIn: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/test-sign-ins',
  },
  getSignInAttempt: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/sign-ins/{attemptId}',
  },
  listSignInAttempts: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/sign-ins',
  },
  refreshMetadata: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/metadata-refreshes',
  },
  removeConnectionKey: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/connections/{connectionId}/keys/{keyId}',
  },
  useConnectionKey: {
    method: 'POST',
    path: '/organizations/{organizationId}/connections/{connectionId}/keys/{keyId}/use',
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
  listMemberSecondFactors: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/second-factors',
  },
  resetMemberSecondFactors: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/members/{memberId}/second-factors',
  },
  listMissingSecondFactors: {
    method: 'GET',
    path: '/organizations/{organizationId}/second-factor/missing',
  },
  resetAccountSecondFactors: { method: 'DELETE', path: '/accounts/{accountId}/second-factors' },
  getPerson: { method: 'GET', path: '/me' },
  updatePerson: { method: 'PATCH', path: '/me' },
  listPersonOrganizations: { method: 'GET', path: '/me/organizations' },
  getPreferences: { method: 'GET', path: '/me/preferences' },
  updatePreferences: { method: 'PATCH', path: '/me/preferences' },
  listPersonJoinRequests: { method: 'GET', path: '/me/join-requests' },
  endOtherPersonSessions: { method: 'POST', path: '/me/sessions/revoke' },
  endPersonSession: { method: 'DELETE', path: '/me/sessions/{sessionId}' },
  listPersonSessions: { method: 'GET', path: '/me/sessions' },
  beginPersonApp: { method: 'POST', path: '/me/second-factors/app' },
  beginPersonPasskey: { method: 'POST', path: '/me/second-factors/passkey' },
  confirmPersonApp: { method: 'POST', path: '/me/second-factors/app/confirm' },
  confirmPersonPasskey: { method: 'POST', path: '/me/second-factors/passkey/confirm' },
  listPersonFactors: { method: 'GET', path: '/me/second-factors' },
  makePersonCodes: { method: 'POST', path: '/me/second-factors/recovery-codes' },
  removePersonFactor: { method: 'DELETE', path: '/me/second-factors/{factorId}' },
  createView: { method: 'POST', path: '/organizations/{organizationId}/views' },
  listViews: { method: 'GET', path: '/organizations/{organizationId}/views' },
  deleteView: { method: 'DELETE', path: '/organizations/{organizationId}/views/{viewId}' },
  getView: { method: 'GET', path: '/organizations/{organizationId}/views/{viewId}' },
  updateView: { method: 'PATCH', path: '/organizations/{organizationId}/views/{viewId}' },
  endAccountSession: { method: 'DELETE', path: '/accounts/{accountId}/sessions/{sessionId}' },
  endAccountSessions: { method: 'POST', path: '/accounts/{accountId}/sessions/revoke' },
  endMemberSession: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/members/{memberId}/sessions/{sessionId}',
  },
  endMemberSessions: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/sessions/revoke',
  },
  listAccountSessions: { method: 'GET', path: '/accounts/{accountId}/sessions' },
  listMemberSessions: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/sessions',
  },
  endSignInEnforcement: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/sign-in-enforcement',
  },
  enforceSignIn: { method: 'PUT', path: '/organizations/{organizationId}/sign-in-enforcement' },
  getSignInEnforcement: {
    method: 'GET',
    path: '/organizations/{organizationId}/sign-in-enforcement',
  },
  previewSignInEnforcement: {
    method: 'POST',
    path: '/organizations/{organizationId}/sign-in-enforcement/preview',
  },
  listSignInIdentities: {
    method: 'GET',
    path: '/organizations/{organizationId}/members/{memberId}/sign-in-identities',
  },
  removeSignInIdentity: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/members/{memberId}/sign-in-identities/{identityId}',
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
  getProductTrend: {
    method: 'GET',
    path: '/organizations/{organizationId}/products/{productId}/trend',
  },
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
  listOwnSeatRequests: { method: 'GET', path: '/organizations/{organizationId}/me/seat-requests' },
  listSeatRequests: { method: 'GET', path: '/organizations/{organizationId}/seat-requests' },
  requestSeat: { method: 'POST', path: '/organizations/{organizationId}/seat-requests' },
  releaseSeat: { method: 'DELETE', path: '/organizations/{organizationId}/seats/{seatId}' },
  withdrawSeatRequest: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/seat-requests/{seatRequestId}',
  },
  addMember: { method: 'POST', path: '/organizations/{organizationId}/members' },
  listMembers: { method: 'GET', path: '/organizations/{organizationId}/members' },
  countMembers: { method: 'GET', path: '/organizations/{organizationId}/member-counts' },
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
  reinstateMember: {
    method: 'POST',
    path: '/organizations/{organizationId}/members/{memberId}/reinstate',
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
  cancelMemberChange: {
    method: 'POST',
    path: '/organizations/{organizationId}/member-changes/{changeId}/cancel',
  },
  changeMembers: { method: 'POST', path: '/organizations/{organizationId}/member-changes' },
  listMemberChanges: { method: 'GET', path: '/organizations/{organizationId}/member-changes' },
  getMemberChange: {
    method: 'GET',
    path: '/organizations/{organizationId}/member-changes/{changeId}',
  },
  listMemberChangeRows: {
    method: 'GET',
    path: '/organizations/{organizationId}/member-changes/{changeId}/rows',
  },
  previewMemberChange: {
    method: 'POST',
    path: '/organizations/{organizationId}/member-changes/preview',
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
  deleteLogo: { method: 'DELETE', path: '/organizations/{organizationId}/logo' },
  replaceLogo: { method: 'PUT', path: '/organizations/{organizationId}/logo' },
  fetchLogo: { method: 'POST', path: '/organizations/{organizationId}/logo/fetch' },
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
  lookUpInvitee: { method: 'POST', path: '/organizations/{organizationId}/invitations/lookup' },
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
  undoTask: { method: 'POST', path: '/organizations/{organizationId}/tasks/{taskId}/undo' },
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
  addWebhookSecret: {
    method: 'POST',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/secrets',
  },
  listWebhookSecrets: {
    method: 'GET',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/secrets',
  },
  confirmWebhookEndpoint: {
    method: 'POST',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/confirm',
  },
  createWebhookEndpoint: {
    method: 'POST',
    path: '/organizations/{organizationId}/webhook-endpoints',
  },
  listWebhookEndpoints: {
    method: 'GET',
    path: '/organizations/{organizationId}/webhook-endpoints',
  },
  deleteWebhookEndpoint: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}',
  },
  getWebhookEndpoint: {
    method: 'GET',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}',
  },
  updateWebhookEndpoint: {
    method: 'PATCH',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}',
  },
  getWebhookDelivery: {
    method: 'GET',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/deliveries/{deliveryId}',
  },
  listWebhookDeliveries: {
    method: 'GET',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/deliveries',
  },
  removeWebhookSecret: {
    method: 'DELETE',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/secrets/{secretId}',
  },
  replayWebhookDelivery: {
    method: 'POST',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/replay',
  },
  replayWebhookEvents: {
    method: 'POST',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/replay',
  },
  setWebhookCursor: {
    method: 'PUT',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/cursor',
  },
  testWebhookEndpoint: {
    method: 'POST',
    path: '/organizations/{organizationId}/webhook-endpoints/{endpointId}/test',
  },
  addInstallationWebhookSecret: {
    method: 'POST',
    path: '/webhook-endpoints/{installationEndpointId}/secrets',
  },
  listInstallationWebhookSecrets: {
    method: 'GET',
    path: '/webhook-endpoints/{installationEndpointId}/secrets',
  },
  confirmInstallationWebhookEndpoint: {
    method: 'POST',
    path: '/webhook-endpoints/{installationEndpointId}/confirm',
  },
  createInstallationWebhookEndpoint: { method: 'POST', path: '/webhook-endpoints' },
  listInstallationWebhookEndpoints: { method: 'GET', path: '/webhook-endpoints' },
  deleteInstallationWebhookEndpoint: {
    method: 'DELETE',
    path: '/webhook-endpoints/{installationEndpointId}',
  },
  getInstallationWebhookEndpoint: {
    method: 'GET',
    path: '/webhook-endpoints/{installationEndpointId}',
  },
  updateInstallationWebhookEndpoint: {
    method: 'PATCH',
    path: '/webhook-endpoints/{installationEndpointId}',
  },
  getInstallationWebhookDelivery: {
    method: 'GET',
    path: '/webhook-endpoints/{installationEndpointId}/deliveries/{installationDeliveryId}',
  },
  listInstallationWebhookDeliveries: {
    method: 'GET',
    path: '/webhook-endpoints/{installationEndpointId}/deliveries',
  },
  removeInstallationWebhookSecret: {
    method: 'DELETE',
    path: '/webhook-endpoints/{installationEndpointId}/secrets/{installationSecretId}',
  },
  replayInstallationWebhookDelivery: {
    method: 'POST',
    path: '/webhook-endpoints/{installationEndpointId}/deliveries/{installationDeliveryId}/replay',
  },
  replayInstallationWebhookEvents: {
    method: 'POST',
    path: '/webhook-endpoints/{installationEndpointId}/replay',
  },
  setInstallationWebhookCursor: {
    method: 'PUT',
    path: '/webhook-endpoints/{installationEndpointId}/cursor',
  },
  testInstallationWebhookEndpoint: {
    method: 'POST',
    path: '/webhook-endpoints/{installationEndpointId}/test',
  },
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
  listEvents: { method: 'GET', path: '/organizations/{organizationId}/events' },
  listInstallationEvents: { method: 'GET', path: '/events' },
  streamEvents: { method: 'GET', path: '/organizations/{organizationId}/events/stream' },
  streamInstallationEvents: { method: 'GET', path: '/events/stream' },
  getEventSchema: { method: 'GET', path: '/event-types/{eventType}/schema' },
  listEventTypes: { method: 'GET', path: '/event-types' },
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
  createSignInLink: { method: 'POST', path: '/sign-in-links' },
  createHook: { method: 'POST', path: '/organizations/{organizationId}/hooks' },
  listHooks: { method: 'GET', path: '/organizations/{organizationId}/hooks' },
  createInstallationHook: { method: 'POST', path: '/hooks' },
  listInstallationHooks: { method: 'GET', path: '/hooks' },
  deleteHook: { method: 'DELETE', path: '/organizations/{organizationId}/hooks/{hookId}' },
  getHook: { method: 'GET', path: '/organizations/{organizationId}/hooks/{hookId}' },
  updateHook: { method: 'PATCH', path: '/organizations/{organizationId}/hooks/{hookId}' },
  deleteInstallationHook: { method: 'DELETE', path: '/hooks/{installationHookId}' },
  getInstallationHook: { method: 'GET', path: '/hooks/{installationHookId}' },
  updateInstallationHook: { method: 'PATCH', path: '/hooks/{installationHookId}' },
  listHookPoints: { method: 'GET', path: '/hook-points' },
  listHookSamples: {
    method: 'GET',
    path: '/organizations/{organizationId}/hooks/{hookId}/samples',
  },
  listInstallationHookSamples: { method: 'GET', path: '/hooks/{installationHookId}/samples' },
  rotateHookSecret: {
    method: 'POST',
    path: '/organizations/{organizationId}/hooks/{hookId}/rotate-secret',
  },
  rotateInstallationHookSecret: {
    method: 'POST',
    path: '/hooks/{installationHookId}/rotate-secret',
  },
  tryHook: { method: 'POST', path: '/organizations/{organizationId}/hooks/{hookId}/try' },
  tryInstallationHook: { method: 'POST', path: '/hooks/{installationHookId}/try' },
} as const;
