import { generateKeyPairSync } from 'node:crypto';
import {
  inScopeOfSession,
  type Core,
  type InstallationScope,
  type MadeSession,
  type NewSession,
} from '#core/index.js';
import { instant, newId, type Context } from '#kernel/index.js';
import { equals, type Readers, type SecondFactor, type Store } from '#store/index.js';
import { takeChallenge, type Flows } from '../flows/index.js';
import { endRecovery } from './checks.js';
import type { PasskeyAnswer } from './passkey-checks.js';
import { claimOf, hasGoneBack, readSigned, userIdOf } from './passkeys.js';
import { appendFactorEntry, countingFactors, writeFactor } from './records.js';
import { isPasskeyOf, type RelyingParty } from './relying-parties.js';

export type PasskeySignIn =
  | { readonly outcome: 'right'; readonly made: MadeSession }
  /** not known, removed, or not signed as it should be: nobody is told which */
  | { readonly outcome: 'wrong' }
  /** the sign-in is over, another browser's, or was used */
  | { readonly outcome: 'over' }
  | { readonly outcome: 'unverified' | 'went_back' }
  /** it is good, and counts only beside the sign-in of that organization's provider */
  | { readonly outcome: 'of_organization'; readonly organizationId: string };

/** Of the browser that answers. */
export type SigningBrowser = Pick<NewSession, 'userAgent' | 'address' | 'replaces'>;

interface Deps {
  readonly store: Store;
  readonly core: Core;
  readonly flows: Flows;
}

/**
 * A passkey of the account signs the person in by itself: it is what they have, and it has asked who they are. The challenge, its use and
 * the session are one transaction, so that a passkey that is removed meanwhile leaves no session behind. An answer of a passkey that
 * nobody has costs the same work.
 */
export async function signInByPasskey(
  { store, core, flows }: Deps,
  ctx: Context,
  { party, flow, text }: PasskeyAnswer & { readonly party: RelyingParty },
  browser: SigningBrowser,
): Promise<PasskeySignIn> {
  const { id: flowId, challenge } = flow;
  const asked = { flowId, challenge, sessionId: undefined };
  const passkey = await passkeyOf(store.read, party, text);
  const given = passkey ?? nobodys();
  const signed =
    challenge === undefined ? undefined : await readSigned(party, given, { challenge, text });
  if (!passkey || !signed) {
    return { outcome: (await useUp(flows, ctx, asked)) ? 'wrong' : 'over' };
  }
  const session = { id: newId(), accountId: passkey.accountId };
  return inScopeOfSession(core.deps, ctx, session, async (scope) => {
    if (!(await takeChallenge(scope, asked))) return { outcome: 'over' };
    if (!signed.isVerified) return { outcome: 'unverified' };
    const refused = await noteUse(scope, passkey, signed.counter);
    if (refused) return refused;
    const input = { ...browser, ...session, method: 'passkey' } as const;
    return { outcome: 'right', made: await core.sessions.createOfAccountIn(scope, input) };
  });
}

async function noteUse(
  scope: InstallationScope,
  { id, accountId }: SecondFactor,
  counter: number,
): Promise<PasskeySignIn | undefined> {
  const passkey = await scope.tx.secondFactors.get(id);
  if (passkey?.status !== 'active') return { outcome: 'wrong' };
  const { organizationId } = passkey;
  if (organizationId !== undefined) return { outcome: 'of_organization', organizationId };
  if (hasGoneBack(passkey, counter)) {
    await appendFactorEntry(scope, 'went_back', passkey);
    return { outcome: 'went_back' };
  }
  await writeFactor(scope, passkey, { counter, lastUsedAt: instant(scope.ctx.clock.now()) });
  await endRecovery(scope, await countingFactors(scope.tx, { accountId }));
  return undefined;
}

/** The passkey that the answer claims to be, if it is that of the user whom the authenticator names. */
async function passkeyOf(
  { secondFactors }: Pick<Readers, 'secondFactors'>,
  party: RelyingParty,
  text: string,
): Promise<SecondFactor | undefined> {
  const { id, userHandle } = claimOf(text);
  if (id === undefined) return undefined;
  const found = await secondFactors.first(equals('credentialId', id));
  if (found?.status !== 'active' || !isPasskeyOf(party, found)) return undefined;
  return userHandle === Buffer.from(userIdOf(found)).toString('base64url') ? found : undefined;
}

async function useUp(
  flows: Flows,
  ctx: Context,
  { flowId, challenge }: { readonly flowId: string; readonly challenge: string | undefined },
): Promise<boolean> {
  let isTaken = false;
  await flows.update(ctx, flowId, (flow) => {
    isTaken = flow.status === 'begun' && challenge !== undefined && flow.challenge === challenge;
    return isTaken ? { status: 'finished' } : undefined;
  });
  return isTaken;
}

let made: Pick<SecondFactor, 'publicKey'> | undefined;

/** A key that has signed nothing (COSE, P-256), against which an unknown passkey's answer is held. */
function nobodys(): Pick<SecondFactor, 'publicKey'> {
  if (!made) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const parts = ['a5010203262001215820', Buffer.from(x, 'base64url').toString('hex')];
    const hex = [...parts, '225820', Buffer.from(y, 'base64url').toString('hex')].join('');
    made = { publicKey: Buffer.from(hex, 'hex').toString('base64url') };
  }
  return made;
}
