import {
  stepUpIn,
  type InstallationScope,
  type MadeSession,
  type SecretsKey,
} from '#core/index.js';
import { instant } from '#kernel/index.js';
import type { SecondFactor, SignInSession } from '#store/index.js';
import { appendFactorEntry, countingFactors, writeFactor } from './records.js';
import { hashOfRecoveryCode } from './recovery-codes.js';
import { readTotp, stepOfCode } from './totp.js';
import { readableSecretOf } from './wrapping.js';

const HOUR_MS = 3_600_000;

/** Wrong codes of an app in an hour; then it is not asked until the hour is over. Recovery codes have no part in it. */
export const MAX_FAILURES = 20;

/** After a code to recover with the others wait so long, unless the person sets up a factor or makes new codes before. */
const RECOVERY_MS = HOUR_MS;

export type FactorCheck =
  | { readonly outcome: 'right'; readonly made: MadeSession }
  | { readonly outcome: 'wrong' }
  /** too many wrong codes of the app within the hour */
  | { readonly outcome: 'paused' }
  /** of a passkey: the flow is over, another session's, or was used */
  | { readonly outcome: 'over' }
  /** the passkey was touched, but the person was not verified: that is one factor, and no second step */
  | { readonly outcome: 'unverified' }
  /** the passkey counts less signatures than before: there may be a copy of it */
  | { readonly outcome: 'went_back' };

/** A code of an app or one to recover with, in the transaction that notes its use and steps the session up. */
export async function checkIn(
  secretsKey: SecretsKey,
  scope: InstallationScope,
  session: SignInSession,
  text: string,
): Promise<FactorCheck> {
  const factors = await countingFactors(scope.tx, session);
  const code = readTotp(text);
  if (code === undefined) return checkRecoveryCode(scope, session, { factors, text });
  const now = scope.ctx.clock.now();
  const asked = factors.filter((one) => one.kind === 'totp' && !isPaused(one, now));
  if (asked.length === 0) {
    return { outcome: factors.some(({ kind }) => kind === 'totp') ? 'paused' : 'wrong' };
  }
  for (const app of asked) {
    const { lastStep } = app;
    const secret = readableSecretOf(secretsKey, app);
    const step = secret && stepOfCode(secret, code, { now, lastStep });
    if (step === undefined) continue;
    await writeFactor(scope, app, { lastStep: step, lastUsedAt: instant(now) });
    await endRecovery(scope, factors);
    return { outcome: 'right', made: await stepUpIn(scope, session, 'totp') };
  }
  for (const app of asked) await noteFailure(scope, app);
  return { outcome: 'wrong' };
}

/** Used up, whatever comes of it. The others wait, so that a list that was found is not used beside the person (F16). */
async function checkRecoveryCode(
  scope: InstallationScope,
  session: SignInSession,
  { factors, text }: { readonly factors: readonly SecondFactor[]; readonly text: string },
): Promise<FactorCheck> {
  const hash = hashOfRecoveryCode(text);
  const now = scope.ctx.clock.now();
  const list = factors.find(
    ({ hashes, recoveredAt }) =>
      hash !== undefined &&
      hashes?.includes(hash) === true &&
      (recoveredAt === undefined || Date.parse(recoveredAt) + RECOVERY_MS <= now),
  );
  if (!list) return { outcome: 'wrong' };
  const hashes = list.hashes?.filter((one) => one !== hash) ?? [];
  await writeFactor(scope, list, { hashes, recoveredAt: instant(now), lastUsedAt: instant(now) });
  await appendFactorEntry(scope, 'recovered', list);
  return { outcome: 'right', made: await stepUpIn(scope, session, 'recovery_code') };
}

/** The person has a factor again: the codes that are left are good. */
export async function endRecovery(
  scope: InstallationScope,
  factors: readonly SecondFactor[],
): Promise<void> {
  for (const { recoveredAt, ...list } of factors) {
    if (recoveredAt !== undefined) await writeFactor(scope, list, {});
  }
}

function isPaused({ failures = 0, failuresSince }: SecondFactor, now: number): boolean {
  return failures >= MAX_FAILURES && isWithinHour(failuresSince, now);
}

/** Not of the future either: the clock may have been set back. */
function isWithinHour(since: string | undefined, now: number): boolean {
  const begin = since === undefined ? Number.NaN : Date.parse(since);
  return begin <= now && begin + HOUR_MS > now;
}

async function noteFailure(scope: InstallationScope, app: SecondFactor): Promise<void> {
  const now = scope.ctx.clock.now();
  const goesOn = isWithinHour(app.failuresSince, now);
  await writeFactor(scope, app, {
    failures: (goesOn ? (app.failures ?? 0) : 0) + 1,
    failuresSince: goesOn ? (app.failuresSince ?? instant(now)) : instant(now),
  });
}
