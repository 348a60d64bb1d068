import {
  endOtherSessions,
  firstVersion,
  stepUpIn,
  type InstallationScope,
  type MadeSession,
  type SecretsKey,
} from '#core/index.js';
import { Fault, instant } from '#kernel/index.js';
import type { SecondFactor, SignInSession } from '#store/index.js';
import { endRecovery } from './checks.js';
import {
  appendFactorEntry,
  countingFactors,
  factorsOf,
  isOwn,
  isUnderEnrolment,
  MAX_FACTORS,
  writeFactor,
} from './records.js';
import { requireOtherBreakGlass } from './break-glass.js';
import { newRecoveryCodes } from './recovery-codes.js';
import type { RelyingParty } from './relying-parties.js';
import { newTotpSecret, readTotp, stepOfCode } from './totp.js';
import { readableSecretOf, wrapSecret } from './wrapping.js';

/** How long the QR code stands. */
const ENROLMENT_MS = 15 * 60_000;

export type Enrolled =
  | {
      readonly outcome: 'right';
      readonly made: MadeSession;
      /** of the first factor: shown once */
      readonly codes: readonly string[];
    }
  | { readonly outcome: 'wrong' | 'over' | 'unverified' };

/** An app under enrolment. Fault `second_factor.limit`. */
export async function beginIn(
  secretsKey: SecretsKey,
  scope: InstallationScope,
  session: SignInSession,
): Promise<{ readonly factor: SecondFactor; readonly secret: Buffer }> {
  const secret = newTotpSecret();
  const factor = await insertBegun(scope, session, { kind: 'totp' }, (id) =>
    wrapSecret(secretsKey, id, secret),
  );
  return { factor, secret };
}

/** What is under enrolment; what was begun before by the same owner makes way. Fault `second_factor.limit`. */
export async function insertBegun(
  { ctx, tx }: InstallationScope,
  session: SignInSession,
  input: Pick<SecondFactor, 'kind' | 'challenge' | 'relyingPartyId'>,
  more: (id: string) => Partial<SecondFactor> = () => ({}),
): Promise<SecondFactor> {
  const { accountId, organizationId } = session;
  const found = await factorsOf(tx, accountId);
  const begun = found.filter((one) => one.status === 'begun' && isOwn(one, session));
  for (const { id } of begun) await tx.secondFactors.remove(id);
  if (found.length - begun.length >= MAX_FACTORS) {
    throw new Fault('second_factor.limit', { limit: MAX_FACTORS });
  }
  const made = firstVersion<SecondFactor>(ctx, {
    accountId,
    ...(organizationId !== undefined && { organizationId }),
    ...input,
    status: 'begun',
    sessionId: session.id,
    expiresAt: instant(ctx.clock.now() + ENROLMENT_MS),
  });
  const factor = { ...made, ...more(made.id) };
  await tx.secondFactors.insert(factor);
  return factor;
}

/** The first code of the app: from now on it counts. */
export async function confirmIn(
  secretsKey: SecretsKey,
  scope: InstallationScope,
  session: SignInSession,
  { id, code: text }: { readonly id: string; readonly code: string },
): Promise<Enrolled> {
  const { ctx, tx } = scope;
  const begun = await tx.secondFactors.get(id);
  const isBegun = begun?.kind === 'totp' && begun.accountId === session.accountId;
  if (!isBegun || !isUnderEnrolment(begun, ctx, session)) return { outcome: 'over' };
  const now = ctx.clock.now();
  const code = readTotp(text);
  const secret = readableSecretOf(secretsKey, begun);
  const step = code === undefined || !secret ? undefined : stepOfCode(secret, code, { now });
  if (step === undefined) return { outcome: 'wrong' };
  return activateIn(scope, session, begun, { lastStep: step, lastUsedAt: instant(now) });
}

/**
 * What was under enrolment counts. Other sessions end, as far as the factor counts; this one goes on under another cookie. The first factor
 * comes with codes to recover with.
 */
export async function activateIn(
  scope: InstallationScope,
  session: SignInSession,
  begun: SecondFactor,
  change: Partial<SecondFactor>,
): Promise<Enrolled> {
  const { ctx, tx } = scope;
  const { expiresAt: _expiresAt, sessionId: _sessionId, ...rest } = begun;
  const enrolledAt = instant(ctx.clock.now());
  await writeFactor(scope, rest, { ...change, status: 'active', enrolledAt });
  await appendFactorEntry(scope, 'added', begun);
  const counting = await countingFactors(tx, session);
  await endRecovery(scope, counting);
  const hasCodes = counting.some((one) => one.kind === 'recovery_codes' && isOwn(one, session));
  const codes = hasCodes ? [] : await makeCodesIn(scope, session);
  await endOtherSessions(scope, session);
  const by = begun.kind === 'passkey' ? 'passkey' : 'totp';
  return { outcome: 'right', made: await stepUpIn(scope, session, by), codes };
}

/** Ten new codes to recover with, in place of those that are left. */
export async function makeCodesIn(
  scope: InstallationScope,
  session: SignInSession,
): Promise<readonly string[]> {
  const { ctx, tx } = scope;
  const { accountId, organizationId } = session;
  const found = await factorsOf(tx, accountId);
  const before = found.find((one) => one.kind === 'recovery_codes' && isOwn(one, session));
  if (before) await tx.secondFactors.remove(before.id);
  const { codes, hashes } = newRecoveryCodes();
  const list = firstVersion<SecondFactor>(ctx, {
    accountId,
    ...(organizationId !== undefined && { organizationId }),
    kind: 'recovery_codes',
    status: 'active',
    hashes,
  });
  await tx.secondFactors.insert(list);
  await appendFactorEntry(scope, 'codes_made', list);
  return codes;
}

/** An app or a passkey goes; with the last one the codes go too, since there is nothing to recover. Fault `second_factor.missing`. */
export async function removeIn(
  scope: InstallationScope,
  session: SignInSession,
  { id, party }: { readonly id: string; readonly party: RelyingParty | undefined },
): Promise<void> {
  const { tx } = scope;
  const own = (await factorsOf(tx, session.accountId)).filter((one) => isOwn(one, session));
  const factor = own.find((one) => one.id === id && one.kind !== 'recovery_codes');
  if (!factor) throw new Fault('second_factor.missing', { id });
  if (factor.organizationId === undefined) await requireOtherBreakGlass(tx, party, factor);
  const isLast = !own.some(
    (one) => one.id !== id && one.kind !== 'recovery_codes' && one.status === 'active',
  );
  const gone = isLast ? own : [factor];
  for (const one of gone) {
    await tx.secondFactors.remove(one.id);
    await appendFactorEntry(scope, 'removed', one);
  }
}
