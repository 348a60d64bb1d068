import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Fault, instant, type Context } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type Credential,
  type Organization,
  type Store,
} from '#store/index.js';
import { nextVersion } from './connections.js';

/** How long a positive look-up may be believed: the most by which another process can be late to learn of a revocation. */
const SESSION_MS = 1_000;

/** A use is written down at most this often, so that a busy token is not a busy row. */
const USE_NOTED_EVERY_MS = 60_000;

/** Who is calling, once the token has been recognised. */
export interface Session {
  readonly organization: Organization;
  readonly connection: Connection;
  readonly credential: Credential;
}

export interface Authentication {
  /** Faults `credential.invalid` (unknown, revoked, expired), `connection.disabled`, `organization.disabled`. */
  authenticate(ctx: Context, token: string): Promise<Session>;
  /** Forgets what was looked up, after a change to a connection or organization. */
  forget(): void;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

export function createAuthentication(store: Store): Authentication {
  const sessions = new LRUCache<string, { session: Session; until: number }>({ max: 10_000 });
  const usesNoted = new LRUCache<string, number>({ max: 10_000 });
  const writing = new Set<Promise<void>>();
  /** rises with every `forget`: what was looked up before it must not be remembered after it */
  let generation = 0;

  async function authenticate(ctx: Context, token: string): Promise<Session> {
    const now = ctx.clock.now();
    const key = hashOf(token);
    const known = sessions.get(key);
    const asked = generation;
    const session = known && known.until > now ? known.session : await lookUp(key);
    const { credential, connection, organization } = session;
    if (credential.revokedAt || (credential.expiresAt && Date.parse(credential.expiresAt) <= now)) {
      throw new Fault('credential.invalid');
    }
    if (connection.status !== 'active') throw new Fault('connection.disabled');
    if (organization.status !== 'active') throw new Fault('organization.disabled');
    if (session !== known?.session && asked === generation) {
      sessions.set(key, { session, until: now + SESSION_MS });
    }
    if (now - (usesNoted.get(credential.id) ?? 0) >= USE_NOTED_EVERY_MS) noteUse(ctx, credential);
    return session;
  }

  async function lookUp(key: string): Promise<Session> {
    const credential = await store.read.credentials.first(equals('hash', key));
    if (!credential) throw new Fault('credential.invalid');
    const connection = await store.read.connections.get(credential.connectionId);
    const organization = await store.read.organizations.get(credential.organizationId);
    if (!connection || !organization) throw new Fault('credential.invalid');
    return { credential, connection, organization };
  }

  /** Beside the request, not in it: a caller does not wait for our bookkeeping and does not fail with it. */
  function noteUse(ctx: Context, { id, organizationId }: Credential): void {
    usesNoted.set(id, ctx.clock.now());
    const lastUsedAt = instant(ctx.clock.now());
    const work = store
      .transaction(organizationId, async (tx) => {
        const credential = await tx.credentials.get(id);
        if (credential) await tx.credentials.update(nextVersion(ctx, credential, { lastUsedAt }));
      })
      .catch((error: unknown) => {
        usesNoted.delete(id);
        ctx.log.warn({ err: error, credential: id }, 'the use of a credential was not noted');
      })
      .finally(() => writing.delete(work));
    writing.add(work);
  }

  return {
    authenticate,
    forget() {
      generation += 1;
      sessions.clear();
    },
    async settle() {
      await Promise.all(writing);
    },
  };
}

export function hashOf(token: string): string {
  return hash('sha256', token, 'hex');
}
