// Made from the contract (src/api) by `npm run pages`, and compared in the test run. Do not edit.

/** A body that is no JSON. */
export type Upload = string | Uint8Array | Blob | ReadableStream<Uint8Array>;

export type Connection = {
  id: string;
  organizationId: string;
  kind: 'scim';
  name: string;
  compatibility: 'lenient' | 'strict';
  status: 'active' | 'disabled';
  scimBaseUrl: string;
  mappingMode: 'union' | 'first';
  overSeatLimit?: 'queue' | 'refuse';
  defaultRole?: string;
  createdAt: string;
  updatedAt: string;
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

export type Exchange = {
  id: string;
  organizationId: string;
  connectionId: string;
  credentialId: string;
  traceId: string;
  method: string;
  path: string;
  operation: string;
  resourceType?: string;
  resourceId?: string;
  subjectId?: string;
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
  createdAt: string;
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

/** What each operation takes and gives. */
export interface Operations {
  /** Makes an organization, with its first owner if one is named. */
  createOrganization: {
    input: {
      body: {
        name: string;
        slug?: string;
        preset?: string;
        plan?: string;
        owner?: { email: string; name: string };
      };
    };
    output: undefined;
  };
  /** Lists organizations in the order of their making. */
  listOrganizations: { input: { query?: { limit?: number; cursor?: string } }; output: undefined };
  /** Reads an organization. */
  getOrganization: { input: { params: { organizationId: string } }; output: undefined };
  /** Makes a connection for one identity provider. */
  createConnection: {
    input: {
      params: { organizationId: string };
      body: { kind: 'scim'; name: string; compatibility?: 'lenient' | 'strict' };
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
  /** Renames a connection, changes its compatibility, disables or enables it. */
  updateConnection: {
    input: {
      params: { organizationId: string; connectionId: string };
      body: { name?: string; compatibility?: 'lenient' | 'strict'; status?: 'active' | 'disabled' };
    };
    output: Connection;
  };
  /** Makes a token, or a client for the token endpoint. Token and secret are shown in this answer and never again. */
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
  /** Revokes a credential at once. It stays in the list; doing it twice is no error. */
  revokeCredential: {
    input: { params: { organizationId: string; connectionId: string; credentialId: string } };
    output: undefined;
  };
  /** Reads which groups grant which roles. */
  getGroupMappings: {
    input: { params: { organizationId: string; connectionId: string } };
    output: undefined;
  };
  /** Replaces the whole list and works out everybody’s roles anew. */
  replaceGroupMappings: {
    input: {
      params: { organizationId: string; connectionId: string };
      body: {
        mode?: 'union' | 'first';
        defaultRole?: string | null;
        mappings: readonly { groupId: string; role: string }[];
      };
    };
    output: undefined;
  };
  /** Reads a member. */
  getMember: { input: { params: { organizationId: string; memberId: string } }; output: undefined };
  /** Lists members with their roles and where each role comes from. */
  listMembers: {
    input: {
      params: { organizationId: string };
      query?: {
        limit?: number;
        cursor?: string;
        status?: 'active' | 'suspended' | 'left';
        email?: string;
      };
    };
    output: undefined;
  };
  /** Reads one request with its answer, the difference it made and why. */
  getExchange: {
    input: { params: { organizationId: string; connectionId: string; exchangeId: string } };
    output: Exchange;
  };
  /** The provisioning log: every request of the identity provider, oldest first. */
  listExchanges: {
    input: {
      params: { organizationId: string; connectionId: string };
      query?: {
        limit?: number;
        cursor?: string;
        outcome?: 'ok' | 'refused' | 'failed';
        operation?: string;
        resourceId?: string;
      };
    };
    output: { items: readonly Exchange[]; next?: string };
  };
  /** Every change to the organization in its order: what, by whom, before and after. */
  listJournal: {
    input: { params: { organizationId: string }; query?: { limit?: number; after?: number } };
    output: undefined;
  };
  /** Runs of a job that did something or failed, newest first. */
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
  /** What the clock starts: each job with its last run, its next one and its failures. */
  listJobs: {
    input: {};
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
  /** Has a job run at once, in this process or another; twice in a row is once. */
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
  getOrganization: { method: 'GET', path: '/organizations/{organizationId}' },
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
  getMember: { method: 'GET', path: '/organizations/{organizationId}/members/{memberId}' },
  listMembers: { method: 'GET', path: '/organizations/{organizationId}/members' },
  getExchange: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/exchanges/{exchangeId}',
  },
  listExchanges: {
    method: 'GET',
    path: '/organizations/{organizationId}/connections/{connectionId}/exchanges',
  },
  listJournal: { method: 'GET', path: '/organizations/{organizationId}/journal' },
  listJobRuns: { method: 'GET', path: '/jobs/{jobName}/runs' },
  listJobs: { method: 'GET', path: '/jobs' },
  runJob: { method: 'POST', path: '/jobs/{jobName}/run' },
} as const;
