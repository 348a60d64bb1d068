import {
  connectionTallyKey,
  firstVersion,
  nextVersion,
  readCursor,
  tenantReaders,
  toPage,
  type ListQuery,
  type SweepResult,
} from '#core/index.js';
import { Fault, instant, isFault, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type SignInConnection,
  type SignInAttempt,
  type Store,
  type Writers,
} from '#store/index.js';
import { boundedAttributes, boundedText, boundedTrace } from './bounds.js';

/** How long an attempt is kept, days; the same as exchanges of directories. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

/** Attempts of one connection, at most: the oldest go. */
const MAX_ATTEMPTS = 20_000;
const TRIMMED_AT_ONCE = 50;

const REMOVED_PER_RUN = 500;
const MAX_TRIES = 4;

type Owner = Pick<SignInConnection, 'id' | 'organizationId'>;

/** One answer of a provider, whose signature was verified, and what became of it. */
export type NewAttempt = Pick<
  SignInAttempt,
  | 'purpose'
  | 'outcome'
  | 'reason'
  | 'details'
  | 'issuer'
  | 'subject'
  | 'mapping'
  | 'configuration'
  | 'accountId'
  | 'memberId'
  | 'trace'
> & { readonly attributes?: Readonly<Record<string, readonly string[]>> };

/** An answer that anybody could have sent. Nothing of what it says is kept. */
export type UnverifiedAttempt = Pick<
  SignInAttempt,
  'purpose' | 'reason' | 'details' | 'configuration' | 'trace'
>;

export interface AttemptQuery extends ListQuery {
  readonly outcome?: SignInAttempt['outcome'];
  readonly purpose?: SignInAttempt['purpose'];
}

/** The log of sign-ins of each connection. */
export interface Attempts {
  /** Written as a whole. */
  note(ctx: Context, connection: Owner, attempt: NewAttempt): Promise<SignInAttempt>;
  /** Counted in a row of its reason and hour: forgeries fill nothing. */
  noteUnverified(
    ctx: Context,
    connection: Owner,
    attempt: UnverifiedAttempt,
  ): Promise<SignInAttempt>;
  /** What became of a verified answer later, when it is known who the person is. Undefined: it is gone. */
  complete(
    ctx: Context,
    attemptId: string,
    outcome: Partial<
      Pick<
        SignInAttempt,
        'outcome' | 'reason' | 'details' | 'mapping' | 'accountId' | 'memberId' | 'trace'
      >
    >,
  ): Promise<SignInAttempt | undefined>;
  /** The newest first. Fault `connection.missing`. */
  list(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    query: AttemptQuery,
  ): Promise<Page<SignInAttempt>>;
  /** Faults `connection.missing`, `record.missing`. */
  get(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    id: string,
  ): Promise<SignInAttempt>;
  /** For a job: a bounded part of those whose time is over. */
  removeOld(ctx: Context): Promise<SweepResult>;
}

export function createAttempts(store: Store): Attempts {
  return {
    note: (ctx, owner, attempt) =>
      store.transaction(owner.id, (tx) => insertAttempt(tx, recordOf(ctx, owner, attempt))),
    noteUnverified: (ctx, owner, attempt) =>
      again(() => store.transaction(owner.id, (tx) => fold(ctx, tx, owner, attempt))),
    complete: (ctx, attemptId, outcome) =>
      again(() =>
        store.transaction('sign-in-attempts', async (tx) => {
          const before = await tx.signInAttempts.get(attemptId);
          if (!before) return undefined;
          const trace = boundedTrace([...before.trace, ...(outcome.trace ?? [])]);
          const after = nextVersion<SignInAttempt>(ctx, before, { ...outcome, trace });
          await tx.signInAttempts.update(after);
          return after;
        }),
      ),
    async list(_ctx, organizationId, connectionId, query) {
      await tenantReaders(store.read, organizationId).connections.require(connectionId);
      return listAttempts(store, connectionId, query);
    },
    async get(_ctx, organizationId, connectionId, id) {
      await tenantReaders(store.read, organizationId).connections.require(connectionId);
      const attempt = await store.read.signInAttempts.get(id);
      if (attempt?.connectionId === connectionId) return attempt;
      throw new Fault('record.missing', { id });
    },
    removeOld: (ctx) => removeOld(ctx, store),
  };
}

async function listAttempts(
  store: Store,
  connectionId: string,
  { limit, cursor, outcome, purpose }: AttemptQuery,
): Promise<Page<SignInAttempt>> {
  const before = readCursor(cursor);
  const { records } = await store.read.signInAttempts.find({
    where: all(
      equals('connectionId', connectionId),
      ...(outcome === undefined ? [] : [equals('outcome', outcome)]),
      ...(purpose === undefined ? [] : [equals('purpose', purpose)]),
      ...(before === undefined ? [] : [compare('id', 'lt', before)]),
    ),
    // ids rise with time
    sort: [{ field: { column: 'id' }, descending: true }],
    limit: limit + 1,
  });
  return toPage(records, limit);
}

async function removeOld(ctx: Context, store: Store): Promise<SweepResult> {
  const before = instant(ctx.clock.now() - KEPT_DAYS * DAY_MS);
  const { records } = await store.read.signInAttempts.find({
    where: compare('createdAt', 'lt', before),
    sort: [{ field: { column: 'createdAt' } }],
    limit: REMOVED_PER_RUN,
  });
  if (records.length === 0) return { done: 0, more: false };
  const done = await store.transaction('sign-in-attempts', async (tx) => {
    const ids = records.map(({ id }) => id);
    const removed = await tx.signInAttempts.removeWhere(oneOf('id', ids));
    const counts = new Map<string, number>();
    for (const { id, connectionId } of records) {
      if (removed.includes(id)) counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1);
    }
    for (const [id, count] of counts) {
      await tx.tallies.adjust(connectionTallyKey('sign-in-attempts', id), -count);
    }
    return removed.length;
  });
  return { done, more: records.length === REMOVED_PER_RUN };
}

function recordOf(ctx: Context, owner: Owner, attempt: NewAttempt): SignInAttempt {
  const { attributes, trace, issuer, subject, ...rest } = attempt;
  return firstVersion<SignInAttempt>(ctx, {
    organizationId: owner.organizationId,
    connectionId: owner.id,
    traceId: ctx.traceId,
    verified: true,
    ...rest,
    ...(issuer !== undefined && { issuer: boundedText(issuer) }),
    ...(subject !== undefined && { subject: boundedText(subject) }),
    ...(attributes && { attributes: boundedAttributes(attributes) }),
    trace: boundedTrace(trace),
  });
}

/** The log of a connection has its end: with one more, the oldest go. */
async function insertAttempt(tx: Writers, attempt: SignInAttempt): Promise<SignInAttempt> {
  const { connectionId } = attempt;
  const key = connectionTallyKey('sign-in-attempts', connectionId);
  const count = await tx.tallies.adjust(key, 1);
  if (count > MAX_ATTEMPTS) {
    const where = equals('connectionId', connectionId);
    const { records } = await tx.signInAttempts.find({ where, limit: TRIMMED_AT_ONCE });
    for (const { id } of records) await tx.signInAttempts.remove(id);
    await tx.tallies.adjust(key, -records.length);
  }
  await tx.signInAttempts.insert(attempt);
  return attempt;
}

async function fold(
  ctx: Context,
  tx: Writers,
  owner: Owner,
  attempt: UnverifiedAttempt,
): Promise<SignInAttempt> {
  const now = instant(ctx.clock.now());
  const { purpose, reason = 'unknown' } = attempt;
  const foldKey = [owner.id, purpose, reason, now.slice(0, 13)].join(' ');
  const before = await tx.signInAttempts.first(equals('foldKey', foldKey));
  const seen = { lastAt: now, traceId: ctx.traceId, trace: boundedTrace(attempt.trace) };
  if (before) {
    const count = (before.count ?? 1) + 1;
    const { details } = attempt;
    const after = nextVersion<SignInAttempt>(ctx, before, {
      ...seen,
      count,
      ...(details && { details }),
    });
    await tx.signInAttempts.update(after);
    return after;
  }
  const first = firstVersion<SignInAttempt>(ctx, {
    organizationId: owner.organizationId,
    connectionId: owner.id,
    ...attempt,
    ...seen,
    outcome: 'refused',
    verified: false,
    foldKey,
    count: 1,
  });
  return insertAttempt(tx, first);
}

/** Another process was a moment earlier with the same row. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isFault(error, 'record.exists', 'record.stale') || tries === MAX_TRIES) throw error;
    }
  }
}
