import { randomInt } from 'node:crypto';
import { Fault, isFault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  type SessionEndReason,
  type SignInSession,
  type StepUpMethod,
} from '#store/index.js';
import {
  authorityOf,
  dueBy,
  endOfSession,
  findAll,
  findOrganization,
  hashOfToken,
  nextVersion,
  refusalOfSession,
  removeSome,
  requireActive,
  rolesOfMember,
  type CoreDeps,
  type InstallationScope,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';
import { createUses } from '../uses.js';
import { breakGlass } from './break-glass.js';
import {
  createSession,
  createSessionIn,
  createSessionOfAccountIn,
  rotateSession,
  type MadeSession,
  type NewSession,
  type SessionChange,
} from './create.js';
import {
  endByLogout,
  endOneOfAccount,
  endSessionsOfAccount,
  signOut,
  type LogoutName,
} from './end.js';
import { stepUpSession, type SaidAnew } from './step-up.js';

/** The section `signIn.sessions` of the settings. */
export interface SessionSettings {
  /** without a request for so long: over */
  readonly idleMinutes: number;
  /** over, whatever the person does */
  readonly absoluteHours: number;
}

export interface Sessions {
  /**
   * For a person who has just proved who they are. The browser's former session, `replaces`, ends. Faults `account.missing`,
   * `session.login_required`, `organization.disabled`, `organization.deleted`.
   */
  create(ctx: Context, input: NewSession): Promise<MadeSession>;
  /** The same inside of the transaction of the organization that admits the person. */
  createIn(scope: OrganizationScope, input: NewSession): Promise<MadeSession>;
  /** The same of the account, inside of the transaction that checks the proof. Fault `account.missing`. */
  createOfAccountIn(
    scope: InstallationScope,
    input: NewSession & { readonly id: string },
  ): Promise<MadeSession>;
  /** By the cookie's value, from the database each time. Fault `session.invalid`: unknown, ended, idle for too long, expired. */
  authenticate(ctx: Context, token: string): Promise<SignInSession>;
  /**
   * The call of the person in this organization, with the rights of their member, if the session opens it. Faults
   * `organization.missing` (also for who has never been a member), `organization.disabled`, `organization.deleted`,
   * `session.login_required`.
   */
  asPerson(ctx: Context, session: SignInSession, organizationId: string): Promise<Context>;
  /**
   * The call of a person who leaves: also where the organization enforces a way of signing in that they do not have. Faults as `asPerson`.
   */
  asLeaver(ctx: Context, session: SignInSession, organizationId: string): Promise<Context>;
  /** The same session under another cookie: what it may do has changed, or the organization it looks at. Fault `session.invalid`. */
  rotate(
    ctx: Context,
    session: Pick<SignInSession, 'id' | 'accountId'>,
    change?: SessionChange,
  ): Promise<MadeSession>;
  /**
   * The person has proved once more who they are; under another cookie. `said`: how they signed in anew, if a provider answered for it.
   * Faults `session.invalid`, those of a closed organization.
   */
  stepUp(
    ctx: Context,
    session: Pick<SignInSession, 'id' | 'accountId' | 'organizationId'>,
    by: StepUpMethod,
    said?: SaidAnew,
  ): Promise<MadeSession>;
  /**
   * An owner comes in past the connections that the organization enforces, under another cookie; the owners are told. Faults
   * `session.invalid`, `step_up.required`, `session.login_required`, those of a closed organization.
   */
  breakGlass(
    ctx: Context,
    session: Pick<SignInSession, 'id' | 'accountId'>,
    organizationId: string,
  ): Promise<MadeSession>;
  /** The person signs out here. Doing it twice is no error. */
  signOut(ctx: Context, session: SignInSession): Promise<void>;
  /** Live ones of an account, the newest first; there are at most 100. Those that a provider made open one organization. */
  ofAccount(ctx: Context, accountId: string): Promise<readonly SignInSession[]>;
  /** Faults `session.missing`: of another account, or over. */
  endOne(ctx: Context, accountId: string, id: string): Promise<void>;
  /** Every session of the account ends; `except` is the id of one that does not. Resolves to how many. */
  endOfAccount(
    ctx: Context,
    accountId: string,
    options: { readonly reason: SessionEndReason; readonly except?: string },
  ): Promise<number>;
  /** What a LogoutRequest of the connection's provider names, on every process. Resolves to the sessions that ended. */
  endByLogout(
    ctx: Context,
    connection: { readonly id: string; readonly organizationId: string },
    name: LogoutName,
  ): Promise<readonly SignInSession[]>;
  /** A short name of this database, by which cookies of two installations on one host differ. */
  installation(): Promise<string>;
  /** For a job: removes what has expired. */
  removeExpired(ctx: Context): Promise<SweepResult>;
  /** Waits until the last requests of sessions are noted. */
  settle(): Promise<void>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Rows of one transaction of the sweep. */
const SWEEP_SIZE = 500;

/** The number of the installation, drawn at its first use. */
const INSTALLATION_TALLY = 'installation';
const MAX_INSTALLATION = 2 ** 40;

export function createSessions(deps: CoreDeps, settings: SessionSettings): Sessions {
  const { store } = deps;
  const life = { absoluteHours: settings.absoluteHours };
  const uses = createUses<SignInSession>('session', (ctx, { id, accountId }, lastSeenAt) =>
    store.transaction(accountId, async (tx) => {
      const before = await tx.sessions.get(id);
      if (!before || endOfSession(before, ctx.clock.now())) return;
      await tx.sessions.update(nextVersion<SignInSession>(ctx, before, { lastSeenAt }));
    }),
  );
  let installation: Promise<string> | undefined;
  return {
    create: (ctx, input) => createSession({ ...deps, life }, ctx, input),
    createIn: (scope, input) => createSessionIn(scope, life, input),
    createOfAccountIn: (scope, input) => createSessionOfAccountIn(scope, life, input),
    async authenticate(ctx, token) {
      const session = await store.read.sessions.first(equals('hash', hashOfToken(token)));
      const now = ctx.clock.now();
      if (!session) throw new Fault('session.invalid');
      const end = endOfSession(session, now) ?? lifeOver(session, settings, now);
      if (end) throw end;
      uses.note(ctx, session);
      return session;
    },
    asPerson: (ctx, session, organizationId) => asPerson(deps, ctx, session, organizationId),
    asLeaver: (ctx, session, organizationId) => asLeaver(deps, ctx, session, organizationId),
    rotate: (ctx, session, change) => rotateSession(deps, ctx, session, change),
    stepUp: (ctx, session, by, said) => stepUpSession(deps, ctx, session, { by, said }),
    breakGlass: (ctx, session, organizationId) => breakGlass(deps, ctx, session, organizationId),
    signOut: (ctx, session) => signOut(deps, ctx, session),
    async ofAccount(ctx, accountId) {
      const found = await findAll(store.read.sessions, equals('accountId', accountId));
      return found.filter((session) => !endOfSession(session, ctx.clock.now())).reverse();
    },
    endOne: (ctx, accountId, id) => endOneOfAccount(deps, ctx, accountId, id),
    endOfAccount: (ctx, accountId, options) => endSessionsOfAccount(deps, ctx, accountId, options),
    endByLogout: (ctx, connection, name) => endByLogout(deps, ctx, connection, name),
    installation() {
      installation ??= installationOf(deps).catch((error: unknown) => {
        installation = undefined;
        throw error;
      });
      return installation;
    },
    removeExpired: (ctx) =>
      removeSome(store, 'sessions', 'sessions', dueBy(ctx, 'expiresAt', SWEEP_SIZE)),
    settle: uses.settle,
  };
}

/** By the settings as they are now: shorter ones hold for sessions of before as well. */
function lifeOver(
  { lastSeenAt, createdAt }: SignInSession,
  { idleMinutes, absoluteHours }: SessionSettings,
  now: number,
): Fault | undefined {
  const isIdle = Date.parse(lastSeenAt) <= now - idleMinutes * MINUTE_MS;
  const isOld = Date.parse(createdAt) <= now - absoluteHours * HOUR_MS;
  return isIdle || isOld ? new Fault('session.invalid') : undefined;
}

async function asPerson(
  deps: CoreDeps,
  ctx: Context,
  session: SignInSession,
  organizationId: string,
): Promise<Context> {
  const { read } = deps.store;
  const { accountId, connectionId } = session;
  const organization = await findOrganization(read, organizationId);
  const ofAccount = all(equals('accountId', accountId), equals('organizationId', organizationId));
  const member = await read.members.first(all(ofAccount, equals('status', 'active')));
  const isStranger = !member && !(await read.members.first(ofAccount));
  if (isStranger) throw new Fault('organization.missing', { id: organizationId });
  requireActive(organization);
  const connection =
    connectionId === undefined ? undefined : await read.connections.get(connectionId);
  const now = ctx.clock.now();
  const refusal = refusalOfSession(session, { organization, member, connection, now });
  if (refusal || !member) throw refusal ?? new Fault('session.invalid');
  const roles = await rolesOfMember(read, deps.presets, organization, member, now);
  return {
    ...ctx,
    actor: {
      kind: 'person',
      id: accountId,
      name: member.name,
      sessionId: session.id,
      memberId: member.id,
    },
    authority: authorityOf(roles, { organizationId, memberId: member.id }),
  };
}

/** Giving access up is not coming in: a provider that is gone, or lets the person in no more, keeps nobody a member. */
async function asLeaver(
  deps: CoreDeps,
  ctx: Context,
  session: SignInSession,
  organizationId: string,
): Promise<Context> {
  try {
    return await asPerson(deps, ctx, session, organizationId);
  } catch (error) {
    const { accountId, connectionId } = session;
    const reasons: readonly unknown[] = ['sign_in_enforced', 'break_glass'];
    const isEnforced =
      isFault(error, 'session.login_required') && reasons.includes(error.details['reason']);
    if (!isEnforced || connectionId !== undefined) throw error;
    const ofAccount = all(equals('accountId', accountId), equals('organizationId', organizationId));
    const isActive = equals('status', 'active');
    const member = await deps.store.read.members.first(all(ofAccount, isActive));
    if (!member) throw error;
    const { id: memberId, name } = member;
    const actor = { kind: 'person', id: accountId, name, sessionId: session.id, memberId } as const;
    const authority = authorityOf([], { organizationId, memberId });
    // the transaction asks for nothing that the session does not open
    return { ...ctx, actor, authority, followsUp: true };
  }
}

/** Drawn once, by whichever process asks first. */
async function installationOf({ store }: CoreDeps): Promise<string> {
  const known = await store.read.tallies.get(INSTALLATION_TALLY);
  const number =
    known > 0
      ? known
      : await store.transaction(INSTALLATION_TALLY, async (tx) => {
          const drawn = await tx.tallies.get(INSTALLATION_TALLY);
          return drawn > 0
            ? drawn
            : tx.tallies.adjust(INSTALLATION_TALLY, randomInt(1, MAX_INSTALLATION));
        });
  return number.toString(36);
}
