import { Fault, type Context } from '#kernel/index.js';
import {
  equals,
  type Credential,
  type Organization,
  type ScimConnection,
  type Store,
} from '#store/index.js';
import {
  hashOfToken,
  inOrganization,
  nextVersion,
  requireActive,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { LookupCache, RecentHashes } from './lookup-cache.js';
import { createUses } from './uses.js';

/** An access token begins so, which says where to look for it. */
export const ACCESS_TOKEN_PREFIX = 'muster_access_';

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

export function createAuthentication(deps: CoreDeps): Authentication {
  const { store } = deps;
  const sessions = new LookupCache<KnownSession>();
  const hashes = new RecentHashes(hashOfToken);
  const uses = createUses<Credential>('credential', (caller, used, lastUsedAt) => {
    const write = async ({ ctx, tx, credentials }: OrganizationScope): Promise<void> => {
      const credential = await credentials.get(used.id);
      if (credential) await tx.credentials.update(nextVersion(ctx, credential, { lastUsedAt }));
    };
    return inOrganization(deps, caller, used.organizationId, write, 'any');
  });
  return {
    async authenticate(ctx, token) {
      const now = ctx.clock.now();
      const key = hashes.of(token, now);
      const known = await sessions.find(key, now, async () => {
        const session = await lookUp(store, token, key);
        if (!session) return undefined;
        const { expiresAt } = session.credential;
        const found = { session, endsAt: expiresAt ? Date.parse(expiresAt) : Infinity };
        requireUsable(found, now);
        return found;
      });
      if (!known) throw new Fault('credential.invalid');
      requireUsable(known, now);
      hashes.remember(token, key);
      const { session } = known;
      uses.note(ctx, session.credential);
      return session;
    },
    forget: () => sessions.forget(),
    settle: uses.settle,
  };
}

interface KnownSession {
  readonly session: Session;
  /** of its token, in milliseconds */
  readonly endsAt: number;
}

function requireUsable({ session, endsAt }: KnownSession, now: number): void {
  const { credential, connection, organization } = session;
  if (credential.revokedAt || endsAt <= now) throw new Fault('credential.invalid');
  if (connection.status !== 'active') throw new Fault('connection.disabled');
  requireActive(organization);
}

async function lookUp(store: Store, token: string, key: string): Promise<Session | undefined> {
  const find = token.startsWith(ACCESS_TOKEN_PREFIX) ? byAccessToken : byToken;
  const credential = await find(store, key);
  if (!credential) return undefined;
  const connection = await store.read.connections.get(credential.connectionId);
  const organization = await store.read.organizations.get(credential.organizationId);
  if (connection?.kind !== 'scim' || !organization) return undefined;
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
