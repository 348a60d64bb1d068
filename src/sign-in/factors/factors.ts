import {
  type Core,
  dueBy,
  inScopeOfSession,
  isFreshAt,
  isSecondStep,
  removeSome,
  type InstallationScope,
  type SweepResult,
} from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import type { SecondFactor, SignInSession } from '#store/index.js';
import type { SignInDeps } from '../deps.js';
import { checkIn, type FactorCheck } from './checks.js';
import { confirmable, confirmIn as confirmFactorsIn } from './confirmation.js';
import { beginIn, confirmIn, makeCodesIn, removeIn, type Enrolled } from './enrolment.js';
import { passkeyFactors } from './passkey-factors.js';
import { countingFactors, factorsOf, isOwn } from './records.js';
import { isPasskeyOf, relyingPartyOf, type RelyingParty } from './relying-parties.js';
import { totpAddress } from './totp.js';

export type { Enrolled as EnrolledFactor } from './enrolment.js';

const MAX_PER_RUN = 500;

/** A factor as the person sees it: never a secret. */
export interface FactorView {
  readonly id: string;
  readonly kind: SecondFactor['kind'];
  /** of a passkey */
  readonly name?: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string;
  /** of a passkey: it was made for another name of this server */
  readonly isDead?: true;
  /** codes that are left, of a list */
  readonly left?: number;
  /** the session may change it: one of the account is not changed in a session of a company's provider */
  readonly isOwn: boolean;
}

type Work<T> = (scope: InstallationScope) => Promise<T>;

/** Second factors of the person whose session it is. */
export type Factors = ReturnType<typeof createFactors>;

export function createFactors({
  store,
  core,
  secretsKey,
  baseUrl,
  relyingPartyId,
}: Pick<SignInDeps, 'store' | 'core' | 'secretsKey' | 'baseUrl'> & {
  readonly relyingPartyId?: string | undefined;
}) {
  const relyingParty = () => relyingPartyOf(baseUrl(), relyingPartyId);
  const change = <T>(ctx: Context, session: SignInSession, work: Work<T>): Promise<T> =>
    inScopeOfSession(core.deps, ctx, session, async (scope) => {
      await requireProof(scope, session);
      return work(scope);
    });
  return {
    /** Whether what was set up in sessions of the organization may count everywhere, once a code has confirmed it. */
    async hasConfirmable(_ctx: Context, session: SignInSession): Promise<boolean> {
      return confirmable(await factorsOf(store.read, session.accountId), session).length > 0;
    },
    /**
     * The person has typed a code to the account's own address. Faults `step_up.required`, `second_factor.missing`, those of a session that
     * opens the organization no more.
     */
    confirm: (ctx: Context, session: SignInSession): Promise<void> =>
      confirmEverywhere(core, ctx, session),
    /** Those that count in the session, the oldest first. */
    async list(_ctx: Context, session: SignInSession): Promise<FactorView[]> {
      const found = await countingFactors(store.read, session);
      return found.map((one) => viewOf(one, session, relyingParty()));
    },
    /** Whether the session has proved, minutes ago, what a change of factors asks: the present factor, else what it was made with. */
    async mayChange(ctx: Context, session: SignInSession): Promise<boolean> {
      return isProved(ctx, session, await countingFactors(store.read, session));
    },
    /** An app that is to be set up: `uri` is for its camera. Faults `step_up.required`, `second_factor.limit`. */
    async beginTotp(
      ctx: Context,
      session: SignInSession,
      label: string,
    ): Promise<{ readonly id: string; readonly uri: string; readonly secret: string }> {
      const begun = await change(ctx, session, (scope) => beginIn(secretsKey, scope, session));
      const issuer = new URL(baseUrl()).hostname;
      return { id: begun.factor.id, ...totpAddress(begun.secret, { issuer, label }) };
    },
    /** The first code of the app. Fault `step_up.required`. */
    confirmTotp: (
      ctx: Context,
      session: SignInSession,
      input: { readonly id: string; readonly code: string },
    ): Promise<Enrolled> =>
      change(ctx, session, (scope) => confirmIn(secretsKey, scope, session, input)),
    ...passkeyFactors({ store, core, relyingParty, change }),
    /** Takes the place of the codes that are left. Faults `step_up.required`, `second_factor.missing`: there is nothing to recover. */
    makeCodes: (ctx: Context, session: SignInSession): Promise<readonly string[]> =>
      change(ctx, session, async (scope) => {
        const own = (await countingFactors(scope.tx, session)).filter((one) => isOwn(one, session));
        if (own.length === 0) throw new Fault('second_factor.missing');
        return makeCodesIn(scope, session);
      }),
    /** Faults `step_up.required`, `second_factor.missing`, `second_factor.break_glass`. */
    remove: (ctx: Context, session: SignInSession, id: string): Promise<void> =>
      change(ctx, session, (scope) => removeIn(scope, session, { id, party: relyingParty() })),
    /** A code, as it was typed: it steps the session up. */
    check: (ctx: Context, session: SignInSession, text: string): Promise<FactorCheck> =>
      inScopeOfSession(core.deps, ctx, session, (scope) =>
        checkIn(secretsKey, scope, session, text),
      ),
    /** For a job: removes what was not set up in time, a bounded part. */
    removeOld: (ctx: Context): Promise<SweepResult> =>
      removeSome(store, 'second-factors', 'secondFactors', dueBy(ctx, 'expiresAt', MAX_PER_RUN)),
  };
}

/** In the installation, whose factors they become. */
async function confirmEverywhere(core: Core, ctx: Context, session: SignInSession): Promise<void> {
  const { id, accountId, organizationId } = session;
  if (organizationId !== undefined) await core.sessions.asPerson(ctx, session, organizationId);
  await inScopeOfSession(core.deps, ctx, { id, accountId }, async (scope) => {
    await requireProof(scope, session);
    await confirmFactorsIn(scope, session);
  });
}

function viewOf(
  factor: SecondFactor,
  session: SignInSession,
  party: RelyingParty | undefined,
): FactorView {
  const { id, kind, name, createdAt, lastUsedAt, hashes } = factor;
  return {
    id,
    kind,
    ...(name !== undefined && { name }),
    createdAt,
    ...(kind === 'passkey' && !isPasskeyOf(party, factor) && { isDead: true }),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(hashes && { left: hashes.length }),
    isOwn: isOwn(factor, session),
  };
}

/** Fault `step_up.required`: read again in the transaction, so that a session that ended meanwhile changes nothing. */
async function requireProof(
  { ctx, tx }: InstallationScope,
  { id, accountId, organizationId }: SignInSession,
): Promise<void> {
  const session = await tx.sessions.get(id);
  if (!session || session.endedAt !== undefined) throw new Fault('session.invalid');
  const owner = { accountId, ...(organizationId !== undefined && { organizationId }) };
  if (!isProved(ctx, session, await countingFactors(tx, owner))) {
    throw new Fault('step_up.required', { act: 'security' });
  }
}

/** By the present factor where there is one: what a session was made with may be what was stolen (F12). */
function isProved(
  { clock }: Pick<Context, 'clock'>,
  { steppedUpAt, steppedUpBy }: SignInSession,
  counting: readonly SecondFactor[],
): boolean {
  if (steppedUpAt === undefined || !isFreshAt(steppedUpAt, clock.now())) return false;
  return counting.length === 0 || isSecondStep(steppedUpBy);
}
