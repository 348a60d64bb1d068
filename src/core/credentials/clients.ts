import { timingSafeEqual } from 'node:crypto';
import { Fault, instant, isFault, randomText, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type AccessToken,
  type Credential,
  type Scope,
  type Store,
  type Writers,
} from '#store/index.js';
import { unverifiedClaimsOf, verifyAssertion, type Assertion } from './assertions.js';
import { ACCESS_TOKEN_PREFIX } from './authentication.js';
import {
  findAll,
  firstVersion,
  hashOfToken,
  inOrganization,
  requireActive as requireActiveOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';

/** The maximum of valid access tokens of one client: one is enough, and a client that requests one per call must not fill the database. */
const MAX_LIVE_TOKENS = 1_000;

/** Expired access tokens that go when a new one comes. More than one, so that they cannot pile up. */
const SWEEP_BATCH_SIZE = 50;

/** Clients that may be meant by an assertion that names none: rotation needs two. */
const MAX_CANDIDATE_CLIENTS = 4;

/** What a client shows for itself. */
export type ClientProof =
  | { readonly clientId: string; readonly secret: string }
  /** RFC 7523 section 2.2; the client may be left unnamed, the assertion says who it is */
  | { readonly clientId?: string; readonly assertion: string };

export interface TokenRequest {
  readonly connectionId: string;
  readonly proof: ClientProof;
  /** all that the client has when absent */
  readonly scopes?: readonly string[];
}

export interface IssuedToken {
  readonly token: string;
  /** seconds */
  readonly expiresIn: number;
  readonly scopes: readonly Scope[];
}

/** The client credentials grant (RFC 6749 section 4.4). */
export interface Clients {
  /**
   * An access token for a client of the connection. Faults `client.invalid` (details {reason} for a signed assertion),
   * `client.scope`, `client.busy`, `connection.disabled`, `organization.disabled`.
   */
  issue(ctx: Context, request: TokenRequest): Promise<IssuedToken>;
}

export function createClients(deps: CoreDeps, accessSeconds: number): Clients {
  const { store } = deps;
  return {
    async issue(ctx, { connectionId, proof, scopes }) {
      const { client, assertion } = await authenticateClient(store, ctx, connectionId, proof);
      await requireActive(store, client);
      const granted = grantedScopes(client, scopes);
      const now = ctx.clock.now();
      const expiresAt = Math.min(
        now + accessSeconds * 1_000,
        client.expiresAt ? Date.parse(client.expiresAt) : Infinity,
      );
      const token = ACCESS_TOKEN_PREFIX + randomText(43);
      const record = firstVersion<AccessToken>(ctx, {
        connectionId,
        clientId: client.id,
        hash: hashOfToken(token),
        scopes: granted,
        expiresAt: instant(expiresAt),
        ...(assertion && { assertion: hashOfToken(`${client.id} ${assertion.id}`) }),
        keepUntil: instant(Math.max(expiresAt, assertion?.expiresAtMs ?? 0)),
      });
      await inOrganization(deps, ctx, client.organizationId, ({ tx }) =>
        insertAccessToken(ctx, tx, record),
      );
      return { token, expiresIn: Math.floor((expiresAt - now) / 1_000), scopes: granted };
    },
  };
}

interface AuthenticatedClient {
  readonly client: Credential;
  readonly assertion?: Assertion;
}

async function authenticateClient(
  store: Store,
  ctx: Context,
  connectionId: string,
  proof: ClientProof,
): Promise<AuthenticatedClient> {
  if ('secret' in proof) {
    const client = await findLiveClient(store, ctx, connectionId, proof.clientId);
    // an unknown client is compared as well, so that the time does not reveal which clients exist
    const expectedHash = Buffer.from(client?.hash ?? hashOfToken(''));
    const matches = timingSafeEqual(Buffer.from(hashOfToken(proof.secret)), expectedHash);
    if (!client?.hash || !matches) throw new Fault('client.invalid');
    return { client };
  }
  let refusal = new Fault('client.invalid');
  for (const client of await candidateClients(store, ctx, connectionId, proof)) {
    if (!client.trust) continue;
    try {
      return { client, assertion: await verifyAssertion(ctx, proof.assertion, client.trust) };
    } catch (error) {
      if (!isFault(error, 'client.invalid')) throw error;
      if (refusal.details['reason'] === undefined) refusal = error;
    }
  }
  throw refusal;
}

/** Whose assertion it may be. In a rotation two clients trust the same issuer, with keys of their own. */
async function candidateClients(
  store: Store,
  ctx: Context,
  connectionId: string,
  { clientId, assertion }: { readonly clientId?: string; readonly assertion: string },
): Promise<readonly Credential[]> {
  if (clientId !== undefined) {
    const client = await findLiveClient(store, ctx, connectionId, clientId);
    return client ? [client] : [];
  }
  const claims = unverifiedClaimsOf(assertion);
  if (!claims) return [];
  const known = await findAll(store.read.credentials, equals('connectionId', connectionId));
  return known
    .filter(({ trust }) => trust?.issuer === claims.issuer && trust.subject === claims.subject)
    .filter((client) => isLive(ctx, client))
    .slice(0, MAX_CANDIDATE_CLIENTS);
}

async function findLiveClient(
  store: Store,
  ctx: Context,
  connectionId: string,
  id: string,
): Promise<Credential | undefined> {
  const client = await store.read.credentials.get(id);
  const isClient = client?.kind === 'client' && client.connectionId === connectionId;
  return isClient && isLive(ctx, client) ? client : undefined;
}

function isLive(ctx: Context, { revokedAt, expiresAt }: Credential): boolean {
  return !revokedAt && (!expiresAt || Date.parse(expiresAt) > ctx.clock.now());
}

async function requireActive(store: Store, client: Credential): Promise<void> {
  const connection = await store.read.connections.get(client.connectionId);
  if (connection?.status !== 'active') throw new Fault('connection.disabled');
  const organization = await store.read.organizations.get(client.organizationId);
  if (!organization) throw new Fault('organization.disabled');
  requireActiveOrganization(organization);
}

function grantedScopes(
  client: Credential,
  requested: readonly string[] | undefined,
): readonly Scope[] {
  if (!requested) return client.scopes;
  const granted = client.scopes.filter((scope) => requested.includes(scope));
  if (granted.length === 0 || !requested.every((scope) => granted.some((one) => one === scope))) {
    throw new Fault('client.scope', { granted: client.scopes });
  }
  return granted;
}

async function insertAccessToken(ctx: Context, tx: Writers, record: AccessToken): Promise<void> {
  const client = await tx.credentials.get(record.clientId);
  if (!client || !isLive(ctx, client)) throw new Fault('client.invalid');
  await removeExpiredTokens(ctx, tx, record.connectionId);
  await limitLiveTokens(tx, client);
  await tx.accessTokens.insert(record).catch((error: unknown) => {
    const key = isFault(error, 'record.exists') ? error.details['key'] : undefined;
    if (key !== 'assertion') throw error;
    throw new Fault('client.invalid', {
      reason: 'The assertion was used before; sign a new one with a jti of its own.',
    });
  });
}

async function removeExpiredTokens(ctx: Context, tx: Writers, connectionId: string): Promise<void> {
  const { records } = await tx.accessTokens.find({
    where: all(
      equals('connectionId', connectionId),
      compare('keepUntil', 'le', instant(ctx.clock.now())),
    ),
    sort: [{ field: { column: 'keepUntil' } }],
    limit: SWEEP_BATCH_SIZE,
  });
  await removeTokens(tx, records);
}

/** The oldest are removed, except the records of used assertions. */
async function limitLiveTokens(tx: Writers, client: Credential): Promise<void> {
  const live = await tx.accessTokens.count(equals('clientId', client.id));
  if (live < MAX_LIVE_TOKENS) return;
  if (client.trust) throw new Fault('client.busy', { limit: MAX_LIVE_TOKENS });
  const { records } = await tx.accessTokens.find({
    where: equals('clientId', client.id),
    limit: live - MAX_LIVE_TOKENS + 1,
  });
  await removeTokens(tx, records);
}

async function removeTokens(tx: Writers, records: readonly AccessToken[]): Promise<void> {
  if (records.length === 0) return;
  const ids = records.map(({ id }) => id);
  await tx.accessTokens.removeWhere(oneOf('id', ids));
}
