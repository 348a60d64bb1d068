import { LRUCache } from 'lru-cache';
import { Fault, instant, type Context } from '#kernel/index.js';
import {
  equals,
  type Credential,
  type Organization,
  type ScimConnection,
  type Store,
} from '#store/index.js';
import { nextVersion, requireActive, hashOfToken } from '#core/tenancy/index.js';

/** How long a positive look-up may be believed: the most by which another process can be late to learn of a revocation. */
const SESSION_CACHE_MS = 1_000;

/** An access token begins so, which says where to look for it. */
export const ACCESS_TOKEN_PREFIX = 'muster_access_';

/** A use is written down at most this often, so that a busy token is not a busy row. */
const USE_WRITE_INTERVAL_MS = 60_000;

/** Who is calling, once the token has been recognised. */
export interface Session {
  readonly organization: Organization;
  readonly connection: ScimConnection;
  /** for an access token its client, with the scopes and the end of the token */
  readonly credential: Credential;
}

export interface Authentication {
  /**
   * Faults `credential.invalid` (unknown, revoked, expired), `connection.disabled`, `organization.disabled`,
   * `organization.deleted`.
   */
  authenticate(ctx: Context, token: string): Promise<Session>;
  /** Forgets what was looked up, after a change to a connection or organization. */
  forget(): void;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

export function createAuthentication(store: Store): Authentication {
  const sessions = new LRUCache<string, { session: Session; at: number }>({ max: 10_000 });
  const useWrittenAt = new LRUCache<string, number>({ max: 10_000 });
  const pendingWrites = new Set<Promise<void>>();
  /** rises with every `forget`: what was looked up before it must not be remembered after it */
  let generation = 0;

  async function authenticate(ctx: Context, token: string): Promise<Session> {
    const now = ctx.clock.now();
    const key = hashOfToken(token);
    const cached = sessions.get(key);
    const generationAtStart = generation;
    const isFresh = cached && isWithin(cached.at, now, SESSION_CACHE_MS);
    const session = isFresh ? cached.session : await lookUp(store, token, key);
    const { credential, connection, organization } = session;
    if (credential.revokedAt || (credential.expiresAt && Date.parse(credential.expiresAt) <= now)) {
      throw new Fault('credential.invalid');
    }
    if (connection.status !== 'active') throw new Fault('connection.disabled');
    requireActive(organization);
    if (session !== cached?.session && generationAtStart === generation) {
      sessions.set(key, { session, at: now });
    }
    if (!isWithin(useWrittenAt.get(credential.id) ?? 0, now, USE_WRITE_INTERVAL_MS)) {
      noteUse(ctx, credential);
    }
    return session;
  }

  /** Beside the request, not in it: a caller does not wait for our bookkeeping and does not fail with it. */
  function noteUse(ctx: Context, { id, organizationId }: Credential): void {
    useWrittenAt.set(id, ctx.clock.now());
    const lastUsedAt = instant(ctx.clock.now());
    const work = store
      .transaction(organizationId, async (tx) => {
        const credential = await tx.credentials.get(id);
        if (credential) await tx.credentials.update(nextVersion(ctx, credential, { lastUsedAt }));
      })
      .catch((error: unknown) => {
        useWrittenAt.delete(id);
        ctx.log.warn({ err: error, credential: id }, 'the use of a credential was not noted');
      })
      .finally(() => pendingWrites.delete(work));
    pendingWrites.add(work);
  }

  return {
    authenticate,
    forget() {
      generation += 1;
      sessions.clear();
    },
    async settle() {
      await Promise.all(pendingWrites);
    },
  };
}

async function lookUp(store: Store, token: string, key: string): Promise<Session> {
  const find = token.startsWith(ACCESS_TOKEN_PREFIX) ? byAccessToken : byToken;
  const credential = await find(store, key);
  if (!credential) throw new Fault('credential.invalid');
  const connection = await store.read.connections.get(credential.connectionId);
  const organization = await store.read.organizations.get(credential.organizationId);
  if (!connection || !organization) throw new Fault('credential.invalid');
  return { credential, connection, organization };
}

async function byToken({ read }: Store, key: string): Promise<Credential | undefined> {
  const credential = await read.credentials.first(equals('hash', key));
  // the secret of a client opens the token endpoint only
  return credential?.kind === 'token' ? credential : undefined;
}

async function byAccessToken({ read }: Store, key: string): Promise<Credential | undefined> {
  const accessToken = await read.accessTokens.first(equals('hash', key));
  const client = accessToken && (await read.credentials.get(accessToken.clientId));
  return client && { ...client, scopes: accessToken.scopes, expiresAt: accessToken.expiresAt };
}

/** A clock that was set back makes nothing last longer. */
function isWithin(since: number, now: number, length: number): boolean {
  return since <= now && now - since < length;
}
