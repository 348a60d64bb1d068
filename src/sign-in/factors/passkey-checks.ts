import { inScopeOfSession, stepUpIn, type CoreDeps, type InstallationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { SignInFlow, SignInSession } from '#store/index.js';
import { takeChallenge } from '../flows/index.js';
import { endRecovery, type FactorCheck } from './checks.js';
import { claimOf, hasGoneBack, readSigned } from './passkeys.js';
import { appendFactorEntry, countingFactors, writeFactor } from './records.js';
import { isPasskeyOf, type RelyingParty } from './relying-parties.js';

/** What a browser answered in a flow that asked it for a passkey. */
export interface PasskeyAnswer {
  readonly flow: Pick<SignInFlow, 'id' | 'challenge'>;
  /** JSON, as the browser gave it */
  readonly text: string;
}

/**
 * An answer by a passkey. The signature is checked first; in one transaction the challenge is used up, whatever comes of it, the use is
 * noted and the session stepped up.
 */
export async function checkPasskey(
  deps: CoreDeps,
  ctx: Context,
  session: SignInSession,
  { party, flow, text }: PasskeyAnswer & { readonly party: RelyingParty },
): Promise<FactorCheck> {
  const { id: credentialId } = claimOf(text);
  const counting = await countingFactors(deps.store.read, session);
  const passkey = counting.find(
    (one) => isPasskeyOf(party, one) && one.credentialId === credentialId,
  );
  const { id: flowId, challenge } = flow;
  const signed =
    passkey && challenge !== undefined
      ? await readSigned(party, passkey, { challenge, text })
      : undefined;
  return inScopeOfSession(deps, ctx, session, async (scope) => {
    const sessionId = session.id;
    if (!(await takeChallenge(scope, { flowId, challenge, sessionId }))) return { outcome: 'over' };
    if (!passkey || !signed) return { outcome: 'wrong' };
    if (!signed.isVerified) return { outcome: 'unverified' };
    return noteUse(scope, session, { id: passkey.id, counter: signed.counter });
  });
}

async function noteUse(
  scope: InstallationScope,
  session: SignInSession,
  { id, counter }: { readonly id: string; readonly counter: number },
): Promise<FactorCheck> {
  const counting = await countingFactors(scope.tx, session);
  const passkey = counting.find((one) => one.id === id);
  if (!passkey) return { outcome: 'wrong' };
  if (hasGoneBack(passkey, counter)) {
    // there may be a copy of it; which of the two this is nobody can tell, so that another factor decides
    await appendFactorEntry(scope, 'went_back', passkey);
    return { outcome: 'went_back' };
  }
  await writeFactor(scope, passkey, { counter, lastUsedAt: instant(scope.ctx.clock.now()) });
  await endRecovery(scope, counting);
  return { outcome: 'right', made: await stepUpIn(scope, session, 'passkey') };
}
