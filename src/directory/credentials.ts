import { Fault, instant, newId, randomText, type Context, type Page } from '#kernel/index.js';
import { equals, type Credential, type Scope, type Store } from '#store/index.js';
import { createAuthentication, hashOf, type Authentication } from './authentication.js';
import { nextVersion, requireConnection } from './connections.js';
import { append } from './journal.js';
import { listPage, type ListQuery } from './lists.js';

export const ALL_SCOPES: readonly Scope[] = [
  'users:read',
  'users:write',
  'groups:read',
  'groups:write',
];

/** Every token of Muster begins so, for people and for secret scanners. */
const TOKEN_MARK = 'muster_scim_';

const DAY = 86_400_000;

export interface CredentialLimits {
  /** life of a token without `expiresAt`, days */
  readonly lifeDays: number;
  /** live credentials of one connection, at most */
  readonly live: number;
}

export interface NewCredential {
  readonly kind: 'token';
  readonly name?: string;
  /** all when absent */
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: string;
}

export interface Credentials extends Authentication {
  /** `token` is shown here and never again. Faults `connection.missing`, `credential.limit`. */
  create(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    input: NewCredential,
  ): Promise<{ readonly credential: Credential; readonly token: string }>;
  list(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    query: ListQuery,
  ): Promise<Page<Credential>>;
  get(ctx: Context, organizationId: string, connectionId: string, id: string): Promise<Credential>;
  /** Dead at once in this process, within a second in others. Revoking twice is no error. */
  revoke(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    id: string,
  ): Promise<Credential>;
}

export function createCredentials(store: Store, limits: CredentialLimits): Credentials {
  const authentication = createAuthentication(store);
  return {
    ...authentication,
    create: (ctx, organizationId, connectionId, input) =>
      create(store, limits, { ctx, organizationId, connectionId, input }),
    async list(_ctx, organizationId, connectionId, query) {
      await requireConnection(store.read, organizationId, connectionId);
      return listPage(store.read.credentials, equals('connectionId', connectionId), query);
    },
    async get(_ctx, organizationId, connectionId, id) {
      await requireConnection(store.read, organizationId, connectionId);
      return belonging(await store.read.credentials.get(id), connectionId, id);
    },
    async revoke(ctx, organizationId, connectionId, id) {
      const revoked = await store.transaction(organizationId, async (tx) => {
        await requireConnection(tx, organizationId, connectionId);
        const before = belonging(await tx.credentials.get(id), connectionId, id);
        if (before.revokedAt) return before;
        const after = nextVersion(ctx, before, { revokedAt: instant(ctx.clock.now()) });
        await tx.credentials.update(after);
        await append(ctx, tx, {
          ...{ organizationId, type: 'scim.token.revoked' },
          target: { kind: 'credential', id, name: before.name },
          after: { connectionId, prefix: before.prefix },
        });
        return after;
      });
      authentication.forget();
      return revoked;
    },
  };
}

interface Creation {
  readonly ctx: Context;
  readonly organizationId: string;
  readonly connectionId: string;
  readonly input: NewCredential;
}

function create(
  store: Store,
  limits: CredentialLimits,
  { ctx, organizationId, connectionId, input }: Creation,
): Promise<{ credential: Credential; token: string }> {
  const now = ctx.clock.now();
  const token = TOKEN_MARK + randomText(43);
  const id = newId();
  const credential: Credential = {
    ...{ id, version: 1, createdAt: instant(now), updatedAt: instant(now) },
    ...{ organizationId, connectionId, kind: input.kind, name: input.name ?? 'token' },
    prefix: token.slice(0, TOKEN_MARK.length + 6),
    hash: hashOf(token),
    scopes: input.scopes ?? ALL_SCOPES,
    expiresAt: input.expiresAt
      ? instant(Date.parse(input.expiresAt))
      : instant(now + limits.lifeDays * DAY),
  };
  return store.transaction(organizationId, async (tx) => {
    await requireConnection(tx, organizationId, connectionId);
    const { records } = await tx.credentials.find({
      where: equals('connectionId', connectionId),
      limit: 1_000,
    });
    const live = records.filter((c) => !c.revokedAt && (c.expiresAt ?? '~') > instant(now));
    if (live.length >= limits.live) throw new Fault('credential.limit', { limit: limits.live });
    await tx.credentials.insert(credential);
    const { name, prefix, scopes, expiresAt } = credential;
    await append(ctx, tx, {
      ...{ organizationId, type: 'scim.token.created' },
      target: { kind: 'credential', id, name },
      after: { connectionId, prefix, scopes, expiresAt },
    });
    return { credential, token };
  });
}

function belonging(
  credential: Credential | undefined,
  connectionId: string,
  id: string,
): Credential {
  if (credential?.connectionId !== connectionId) throw new Fault('credential.not_found', { id });
  return credential;
}
