import { Fault, instant, randomText, readName, type Context, type Page } from '#kernel/index.js';
import { equals, type Credential, type Scope, type Trust } from '#store/index.js';
import { requireUsableKeys } from './assertions.js';
import { createAuthentication, type Authentication } from './authentication.js';
import { ceilingOf } from '#core/access/index.js';
import { createClients, type Clients } from './clients.js';
import { requireMayClose, requireMayOpen } from './connection-access.js';
import { requireConnection, requireScimConnection } from './connections/index.js';
import { isLiveCredential } from './live.js';
import { nextNoticeAt } from './expiry-notices.js';
import {
  findAll,
  firstVersion,
  hashOfToken,
  inOrganization,
  listPage,
  type ListQuery,
  nextVersion,
  requireStepUp,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
  type TenantReaders,
} from '#core/tenancy/index.js';

export const ALL_SCOPES: readonly Scope[] = [
  'users:read',
  'users:write',
  'groups:read',
  'groups:write',
];

/** Every token of Muster begins so, for people and for secret scanners. */
const SCIM_TOKEN_PREFIX = 'muster_scim_';
const CLIENT_SECRET_PREFIX = 'muster_client_';

const DAY_MS = 86_400_000;

export interface CredentialLimits {
  /** life of a token without `expiresAt`, days */
  readonly lifeDays: number;
  /** live credentials of one connection, at most */
  readonly live: number;
  /** life of an access token, seconds */
  readonly accessSeconds: number;
}

interface CredentialInput {
  readonly name?: string;
  /** all when absent */
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: string;
}

export interface NewCredential extends CredentialInput {
  readonly kind: 'token';
}

export interface NewClient extends CredentialInput {
  /** whose assertions are believed; without it the client has a secret */
  readonly trust?: Trust;
}

export interface Credentials extends Authentication, Clients {
  /**
   * `token` is shown here and never again. Faults `connection.missing`, `connection.kind`, `credential.limit`, `permission.escalation` and
   * `permission.missing`: the maker could not give what the connection gives.
   */
  create(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    input: NewCredential,
  ): Promise<{ readonly credential: Credential; readonly token: string }>;
  /**
   * `secret` is shown here and never again; a client with a trust has none. Two clients side by side are how a secret is changed.
   * Faults as `create`, and `request.invalid` for keys that cannot check a signature.
   */
  createClient(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    input: NewClient,
  ): Promise<{ readonly credential: Credential; readonly secret?: string }>;
  list(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    query: ListQuery,
  ): Promise<Page<Credential>>;
  get(ctx: Context, organizationId: string, connectionId: string, id: string): Promise<Credential>;
  /**
   * With the access tokens of a client. Dead at once in this process, within a second in others. Revoking twice is no error. Faults as
   * `create`.
   */
  revoke(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    id: string,
  ): Promise<Credential>;
}

export function createCredentials(deps: CoreDeps, limits: CredentialLimits): Credentials {
  const { store } = deps;
  const authentication = createAuthentication(deps);
  return {
    ...authentication,
    ...createClients(deps, limits.accessSeconds),
    async create(ctx, organizationId, connectionId, input) {
      const token = SCIM_TOKEN_PREFIX + randomText(43);
      const key = { kind: 'token', ...prefixAndHash(token, SCIM_TOKEN_PREFIX) } as const;
      const parent = { organizationId, connectionId };
      const credential = await insertCredential(deps, ctx, { limits, parent, input, key });
      return { credential, token };
    },
    async createClient(ctx, organizationId, connectionId, { trust, ...input }) {
      const parent = { organizationId, connectionId };
      if (trust) {
        requireUsableKeys(trust.keys);
        const key = { kind: 'client', trust } as const;
        return { credential: await insertCredential(deps, ctx, { limits, parent, input, key }) };
      }
      const secret = CLIENT_SECRET_PREFIX + randomText(43);
      const key = { kind: 'client', ...prefixAndHash(secret, CLIENT_SECRET_PREFIX) } as const;
      const credential = await insertCredential(deps, ctx, { limits, parent, input, key });
      return { credential, secret };
    },
    async list(_ctx, organizationId, connectionId, query) {
      await tenantReaders(store.read, organizationId).connections.require(connectionId);
      return listPage(store.read.credentials, equals('connectionId', connectionId), query);
    },
    async get(_ctx, organizationId, connectionId, id) {
      const readers = tenantReaders(store.read, organizationId);
      return requireCredential(readers, connectionId, id);
    },
    async revoke(ctx, organizationId, connectionId, id) {
      const revoke = async (scope: OrganizationScope): Promise<Credential> => {
        const { tx, journal } = scope;
        const before = await requireCredential(scope, connectionId, id);
        // a caller who could not make it may not take it away either
        await requireMayClose(scope, await requireConnection(scope, connectionId));
        if (before.revokedAt) return before;
        const after = nextVersion(ctx, before, { revokedAt: instant(ctx.clock.now()) });
        await tx.credentials.update(after);
        if (before.kind === 'client') await tx.accessTokens.removeWhere(equals('clientId', id));
        await journal.append({
          type: `scim.${before.kind}.revoked`,
          target: { kind: 'credential', id, name: before.name },
          after: { connectionId, ...identifyingFieldsOf(before) },
        });
        return after;
      };
      const revoked = await inOrganization(deps, ctx, organizationId, revoke, 'any');
      authentication.forget();
      return revoked;
    },
  };
}

interface CredentialRequest {
  readonly limits: CredentialLimits;
  readonly parent: Pick<Credential, 'organizationId' | 'connectionId'>;
  readonly input: CredentialInput;
  readonly key: Pick<Credential, 'kind' | 'prefix' | 'hash' | 'trust'>;
}

function insertCredential(
  deps: CoreDeps,
  ctx: Context,
  { limits, parent, input, key }: CredentialRequest,
): Promise<Credential> {
  const now = ctx.clock.now();
  const end = input.expiresAt ? Date.parse(input.expiresAt) : now + limits.lifeDays * DAY_MS;
  const noticeAt = nextNoticeAt(end, now);
  const { organizationId, connectionId } = parent;
  const insert = async (scope: OrganizationScope): Promise<Credential> => {
    const { tx, journal } = scope;
    requireStepUp(scope.ctx, 'keys');
    const ceiling = ceilingOf(scope.ctx);
    const credential = firstVersion<Credential>(ctx, {
      organizationId,
      connectionId,
      ...key,
      name: input.name === undefined ? key.kind : readName(input.name),
      scopes: input.scopes ?? ALL_SCOPES,
      expiresAt: instant(end),
      ...(ceiling && { ceiling }),
      ...(noticeAt !== undefined && { noticeAt }),
    });
    await requireMayOpen(scope, await requireScimConnection(scope, connectionId));
    const known = await findAll(tx.credentials, equals('connectionId', connectionId));
    const live = known.filter((one) => isLiveCredential(one, now));
    if (live.length >= limits.live) throw new Fault('credential.limit', { limit: limits.live });
    await tx.credentials.insert(credential);
    const { id, name, scopes, expiresAt } = credential;
    await journal.append({
      type: `scim.${credential.kind}.created`,
      target: { kind: 'credential', id, name },
      after: { connectionId, ...identifyingFieldsOf(credential), scopes, expiresAt },
    });
    return credential;
  };
  return inOrganization(deps, ctx, organizationId, insert, 'any');
}

/** What is kept of a token or secret. */
function prefixAndHash(text: string, typePrefix: string): { prefix: string; hash: string } {
  return { prefix: text.slice(0, typePrefix.length + 6), hash: hashOfToken(text) };
}

/** By what the journal's reader knows it again. */
function identifyingFieldsOf({ prefix, trust }: Credential): object {
  const { issuer, subject, audience } = trust ?? {};
  return {
    ...(prefix !== undefined && { prefix }),
    ...(trust && { trust: { issuer, subject, audience } }),
  };
}

/** Faults `connection.missing`, `credential.not_found`. */
async function requireCredential(
  { connections, credentials }: Pick<TenantReaders, 'connections' | 'credentials'>,
  connectionId: string,
  id: string,
): Promise<Credential> {
  await connections.require(connectionId);
  const credential = await credentials.require(id);
  if (credential.connectionId !== connectionId) throw new Fault('credential.not_found', { id });
  return credential;
}
