import { isFault, type Context } from '#kernel/index.js';
import {
  findAll,
  inOrganization,
  lastSigningEnd,
  metadataStateOf,
  tenantReaders,
  writeConnection,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Connection,
  type Credential,
  type Exchange,
  type Position,
  type Readers,
  type ScimConnection,
} from '#store/index.js';
import { instant } from '#kernel/index.js';
import { newestExchanges } from '../exchanges/index.js';
import { recentRequests, stateOf, type DirectoryState, type RecentRequests } from './judgement.js';

/** Connections of one run of the job: other jobs have their turn between two runs. */
const CONNECTIONS_PER_RUN = 200;

/** Entries of the log that a look reads. */
const MAX_ENTRIES = 100;

const DAY_MS = 86_400_000;

/** A token or client that opens a connection: how old it is, and how long it goes on. */
export interface CredentialHealth {
  readonly id: string;
  readonly kind: Credential['kind'];
  readonly name: string;
  readonly ageDays: number;
  readonly lastUsedAt?: string;
  readonly expiresAt?: string;
  readonly expiresInDays?: number;
}

/** How a connection is, for administrators. */
export interface ConnectionHealth {
  readonly state: DirectoryState;
  /** since when its organization knows of the trouble */
  readonly troubledSince?: string;
  readonly lastRequestAt?: string;
  readonly recent: Pick<RecentRequests, 'requests' | 'troubled'>;
  readonly lastTrouble?: {
    readonly exchangeId: string;
    readonly at: string;
    readonly operation: string;
    readonly status: number;
  };
  readonly credentials: readonly CredentialHealth[];
  /** of a connection for sign-in: what its metadata says, and the end of its last certificate */
  readonly metadata?: ReturnType<typeof metadataStateOf>;
  readonly certificateEndsAt?: string;
}

export type DirectoryHealth = ReturnType<typeof createDirectoryHealth>;

export function createDirectoryHealth(deps: CoreDeps, connectionsPerRun = CONNECTIONS_PER_RUN) {
  const { read } = deps.store;
  // where the next run goes on; another process begins anew, and finds nothing of what was told
  let after: Position | undefined;
  return {
    /** Fault `connection.missing`. */
    async get(ctx: Context, organizationId: string, id: string): Promise<ConnectionHealth> {
      const connection = await tenantReaders(read, organizationId).connections.require(id);
      return toView(await look(read, connection, ctx.clock.now()), connection, ctx.clock.now());
    },
    /**
     * For a job: looks at some directories, the next ones with each run, and tells their organizations of trouble that begins or ends.
     * `more`: not all were looked at yet.
     */
    async watch(ctx: Context, signal: AbortSignal): Promise<SweepResult> {
      const { records, last } = await read.connections.find({
        where: all(),
        limit: connectionsPerRun,
        ...(after && { after }),
      });
      let done = 0;
      for (const connection of records) {
        if (signal.aborted) return { done, more: false };
        if (connection.kind === 'scim' && (await watchOne(deps, ctx, connection))) done += 1;
      }
      after = records.length === connectionsPerRun ? last : undefined;
      return { done, more: after !== undefined };
    },
  };
}

interface Look {
  readonly state: DirectoryState;
  readonly recent: RecentRequests;
  readonly lastRequestAt: string | undefined;
  readonly credentials: readonly Credential[];
}

type LookReaders = Pick<Readers, 'credentials' | 'exchanges' | 'exchangeReads'>;

/** Reads the newest entries of the log and the credentials: as many as there are people makes no difference. */
async function look(readers: LookReaders, { id, status }: Connection, now: number): Promise<Look> {
  const ofConnection = equals('connectionId', id);
  const credentials = await findAll(readers.credentials, ofConnection);
  const records = await newestExchanges(readers, id, MAX_ENTRIES);
  const recent = recentRequests(records, now);
  const used = credentials.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).sort();
  const [newest] = records;
  const lastRequestAt = [...used, ...(newest ? [timeOf(newest)] : [])].sort().at(-1);
  const state = stateOf(recent, { isActive: status === 'active', lastRequestAt, now });
  return { state, recent, lastRequestAt, credentials };
}

function timeOf({ lastAt, createdAt }: Exchange): string {
  return lastAt ?? createdAt;
}

function toView(
  { state, recent, lastRequestAt, credentials }: Look,
  connection: Connection,
  now: number,
): ConnectionHealth {
  const { requests, troubled, lastTroubled } = recent;
  const trouble = connection.kind === 'scim' ? connection.trouble : undefined;
  return {
    state,
    ...(trouble && { troubledSince: trouble.since }),
    ...(lastRequestAt !== undefined && { lastRequestAt }),
    recent: { requests, troubled },
    ...(lastTroubled && {
      lastTrouble: {
        exchangeId: lastTroubled.id,
        at: timeOf(lastTroubled),
        operation: lastTroubled.operation,
        status: lastTroubled.status,
      },
    }),
    credentials: credentials
      .filter(({ revokedAt }) => revokedAt === undefined)
      .map((one) => toCredentialHealth(one, now)),
    ...(isForSignIn(connection) && {
      metadata: metadataStateOf(connection, now),
      ...endOfCertificate(connection.provider),
    }),
  };
}

function endOfCertificate(provider: Parameters<typeof lastSigningEnd>[0] | undefined) {
  const certificateEndsAt = provider && lastSigningEnd(provider);
  return certificateEndsAt === undefined ? {} : { certificateEndsAt };
}

function toCredentialHealth(
  { id, kind, name, createdAt, lastUsedAt, expiresAt }: Credential,
  now: number,
): CredentialHealth {
  const daysTo = (time: string): number => Math.floor((Date.parse(time) - now) / DAY_MS);
  return {
    id,
    kind,
    name,
    ageDays: Math.floor((now - Date.parse(createdAt)) / DAY_MS),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(expiresAt !== undefined && { expiresAt, expiresInDays: daysTo(expiresAt) }),
  };
}

/** True: the organization was told of something new. What is found outside is asked again in the transaction. */
async function watchOne(
  deps: CoreDeps,
  ctx: Context,
  connection: ScimConnection,
): Promise<boolean> {
  const now = ctx.clock.now();
  const found = await look(deps.store.read, connection, now);
  if (!isNews(connection, found.state)) return false;
  try {
    const work = (scope: OrganizationScope) => tell(scope, connection.id, now);
    return await inOrganization(deps, ctx, connection.organizationId, work);
  } catch (error) {
    // closed, deleted, or another process was a moment earlier
    if (!isFault(error) || error.kind === 'unavailable') throw error;
    return false;
  }
}

function isNews({ trouble }: ScimConnection, state: DirectoryState): boolean {
  return troubleOf(state) !== trouble?.state;
}

function troubleOf(state: DirectoryState): 'failing' | 'stale' | undefined {
  return state === 'failing' || state === 'stale' ? state : undefined;
}

async function tell(scope: OrganizationScope, id: string, now: number): Promise<boolean> {
  const connection = await scope.connections.get(id);
  if (connection?.kind !== 'scim') return false;
  const { state, recent, lastRequestAt } = await look(scope.tx, connection, now);
  if (!isNews(connection, state)) return false;
  const { trouble: _trouble, ...rest } = connection;
  const next = troubleOf(state);
  await writeConnection<ScimConnection>(
    scope,
    rest,
    next ? { trouble: { state: next, since: instant(now) } } : {},
  );
  const target = { kind: 'connection', id, name: connection.name };
  // switched off on purpose is no recovery, and no news
  if (!next && state === 'disabled') return true;
  const last = recent.lastTroubled;
  const reason =
    next === 'failing' && last
      ? `${last.status} ${last.operation}`
      : `last request ${lastRequestAt}`;
  await scope.journal.append({
    type: next ? 'scim.sync.failing' : 'scim.sync.recovered',
    target,
    after: { state, ...(next && { reason }) },
  });
  return true;
}
