import {
  Fault,
  instant,
  newId,
  randomText,
  type Actor,
  type Context,
  type Instant,
} from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Account,
  type Connection,
  type Readers,
  type SignInSession,
} from '#store/index.js';
import {
  beginOfSession,
  endOfSession,
  findAll,
  firstVersion,
  getAll,
  hashOfToken,
  inInstallation,
  inOrganization,
  nextVersion,
  type CoreDeps,
  type InstallationScope,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { endSession } from './end.js';
import { logoutKeyOf, logoutSessionKeyOf } from './logout-keys.js';

/** What every session cookie's value starts with, so that scanners for secrets know it. */
export const SESSION_PREFIX = 'muster_session_';

/** Sessions of one account; the oldest makes way for a newer one. */
const MAX_SESSIONS = 100;

const HOUR_MS = 3_600_000;

type PersonActor = Extract<Actor, { kind: 'person' }>;

/** A proof of who a person is, from which a session is made. */
export interface NewSession extends Pick<
  SignInSession,
  | 'accountId'
  | 'method'
  | 'connectionId'
  | 'organizationId'
  | 'identityId'
  | 'logout'
  | 'authnContext'
  | 'authnMethods'
  | 'authnInstant'
  | 'currentOrganizationId'
  | 'userAgent'
  | 'address'
> {
  /** SessionNotOnOrAfter: the identity provider answers for the person until then */
  readonly endsAt?: string;
  /** the session that the browser had, by its cookie: it ends, whoever's it was */
  readonly replaces?: string;
}

/** `token` is the cookie's value, and is kept nowhere. */
export interface MadeSession {
  readonly session: SignInSession;
  readonly token: string;
}

export interface SessionLife {
  readonly absoluteHours: number;
}

/** A new value for the cookie. */
export function newToken(): { readonly token: string; readonly hash: string } {
  const token = SESSION_PREFIX + randomText(43);
  return { token, hash: hashOfToken(token) };
}

/**
 * The session of a person who has just proved who they are, in a transaction of its own: of the organization whose provider answered, or of
 * the account. Faults `account.missing`, `session.login_required` (the member is not active, the connection is closed),
 * `organization.disabled`, `organization.deleted`.
 */
export async function createSession(
  deps: CoreDeps & { readonly life: SessionLife },
  ctx: Context,
  input: NewSession,
): Promise<MadeSession> {
  const { organizationId, accountId } = input;
  if (organizationId !== undefined) {
    const work = (scope: OrganizationScope) => createSessionIn(scope, deps.life, input);
    return inOrganization(deps, ctx, organizationId, work);
  }
  const id = newId();
  const actor = personOf(await requireAccount(deps.store.read, accountId), id);
  return inInstallation(deps, { ...ctx, actor }, accountId, (scope) =>
    createSessionOfAccountIn(scope, deps.life, { ...input, id }),
  );
}

/** The same inside of a transaction that checks the proof; `scope` acts as the person. Fault `account.missing`. */
export async function createSessionOfAccountIn(
  scope: InstallationScope,
  life: SessionLife,
  input: NewSession & { readonly id: string },
): Promise<MadeSession> {
  await requireAccount(scope.tx, input.accountId);
  const ends = await endsOfMemberships(scope, input.accountId);
  return insertSession(scope, life, input, ends);
}

/** The ends that a session of the account has to outlast, in every organization that it is to open. */
async function endsOfMemberships(
  { tx }: InstallationScope,
  accountId: string,
): Promise<(Instant | undefined)[]> {
  const where = all(equals('accountId', accountId), equals('status', 'active'));
  const memberships = await findAll(tx.members, where);
  const ids = memberships.map(({ organizationId }) => organizationId);
  const organizations = await getAll(tx.organizations, ids);
  return [...memberships, ...organizations].map(({ sessionsEndedAt }) => sessionsEndedAt);
}

/** The same inside of the organization's transaction that admits the person. */
export async function createSessionIn(
  scope: OrganizationScope,
  life: SessionLife,
  input: NewSession,
): Promise<MadeSession> {
  const { tx, organization } = scope;
  const { accountId, connectionId } = input;
  const account = await requireAccount(tx, accountId);
  const ofAccount = all(equals('accountId', accountId), equals('organizationId', organization.id));
  const member = await tx.members.first(all(ofAccount, equals('status', 'active')));
  const connection =
    connectionId === undefined ? undefined : await scope.connections.get(connectionId);
  const { id: organizationId, slug } = organization;
  const refuse = (reason: string): Fault =>
    new Fault('session.login_required', { organizationId, slug, reason });
  if (!member) throw refuse('not_a_member');
  if (connectionId !== undefined && !isOpen(connection)) throw refuse('connection_closed');
  const provider = isForSignIn(connection) ? connection.sessionsEndedAt : undefined;
  const ends = [member.sessionsEndedAt, organization.sessionsEndedAt, provider];
  const id = newId();
  const person = scope.actingAs(personOf(account, id, member.id));
  return insertSession(person, life, { ...input, id }, ends);
}

function isOpen(connection: Connection | undefined): boolean {
  return isForSignIn(connection) && connection.status === 'active';
}

export async function requireAccount(
  reading: Pick<Readers, 'accounts'>,
  id: string,
): Promise<Account> {
  const account = await reading.accounts.get(id);
  if (!account) throw new Fault('account.missing', { id });
  return account;
}

export function personOf({ id, name }: Account, sessionId: string, memberId?: string): PersonActor {
  return { kind: 'person', id, name, sessionId, ...(memberId !== undefined && { memberId }) };
}

/** `scope` acts as the person. */
async function insertSession(
  { ctx, tx, journal }: InstallationScope,
  life: SessionLife,
  { endsAt, replaces, ...input }: NewSession & { readonly id: string },
  ends: readonly (string | undefined)[],
): Promise<MadeSession> {
  const now = ctx.clock.now();
  const absolute = instant(now + life.absoluteHours * HOUR_MS);
  const isProviders = endsAt !== undefined && endsAt < absolute;
  const { token, hash } = newToken();
  const { accountId, connectionId, logout, method } = input;
  const logoutKey = connectionId && logout && logoutKeyOf(connectionId, logout.nameId);
  const sessionIndex = logout?.sessionIndex;
  const logoutSessionKey =
    connectionId && sessionIndex && logoutSessionKeyOf(connectionId, sessionIndex);
  const session = firstVersion<SignInSession>(ctx, {
    ...input,
    hash,
    ...(logoutKey && { logoutKey }),
    ...(logoutSessionKey && { logoutSessionKey }),
    // a passkey is what the person has, and it has asked who they are
    ...(method === 'passkey' && { secondStepAt: instant(now) }),
    authenticatedAt: beginOfSession(now, ends),
    lastSeenAt: instant(now),
    expiresAt: isProviders ? endsAt : absolute,
    expirySource: isProviders ? 'provider' : 'setting',
  });
  await replaceSession({ ctx, tx }, replaces);
  await makeRoom({ ctx, tx }, accountId);
  await tx.sessions.insert(session);
  const { id, expiresAt } = session;
  await journal.append({
    type: 'session.started',
    target: { kind: 'account', id: accountId },
    after: {
      sessionId: id,
      method,
      ...(connectionId !== undefined && { connectionId }),
      expiresAt,
    },
  });
  return { session, token };
}

/** The browser's session of before, whoever's it was: a new proof never adds to it. */
async function replaceSession(
  { ctx, tx }: Pick<InstallationScope, 'ctx' | 'tx'>,
  token: string | undefined,
): Promise<void> {
  if (token === undefined) return;
  const before = await tx.sessions.first(equals('hash', hashOfToken(token)));
  if (before && !endOfSession(before, ctx.clock.now()))
    await endSession({ ctx, tx }, before, 'replaced');
}

async function makeRoom(
  { tx }: Pick<InstallationScope, 'ctx' | 'tx'>,
  accountId: string,
): Promise<void> {
  const where = equals('accountId', accountId);
  const { records } = await tx.sessions.find({ where, limit: MAX_SESSIONS });
  // in the order of ids, which is that of making; those that ended go first
  const oldest = records.find(({ endedAt }) => endedAt !== undefined) ?? records[0];
  if (records.length === MAX_SESSIONS && oldest) await tx.sessions.remove(oldest.id);
}

export type SessionChange = Partial<
  Pick<SignInSession, 'currentOrganizationId' | 'authnContext' | 'authnMethods'>
>;

/** The same session under another cookie: what the browser had before opens nothing any more. */
export async function rotateSession(
  { store }: CoreDeps,
  ctx: Context,
  { id, accountId }: Pick<SignInSession, 'id' | 'accountId'>,
  change: SessionChange = {},
): Promise<MadeSession> {
  const { token, hash } = newToken();
  const session = await store.transaction(accountId, async (tx) => {
    const before = await tx.sessions.get(id);
    const end = before && endOfSession(before, ctx.clock.now());
    if (!before || end) throw end ?? new Fault('session.invalid');
    const after = nextVersion<SignInSession>(ctx, before, { ...change, hash });
    await tx.sessions.update(after);
    return after;
  });
  return { session, token };
}
