import type { InstallationScope } from '#core/index.js';
import { instant } from '#kernel/index.js';
import { equals, type SignInSession } from '#store/index.js';
import { activateIn, insertBegun, type Enrolled } from './enrolment.js';
import {
  creationOptions,
  newChallenge,
  type CreationOptions,
  type NewPasskey,
} from './passkeys.js';
import { factorsOf, isOwn, isUnderEnrolment } from './records.js';
import { isPasskeyOf, type RelyingParty } from './relying-parties.js';

const NAME_LENGTH = 60;

/** A passkey under enrolment: what the browser is asked for. Fault `second_factor.limit`. */
export async function beginPasskeyIn(
  party: RelyingParty,
  scope: InstallationScope,
  session: SignInSession,
  label: string,
): Promise<{ readonly id: string; readonly options: CreationOptions }> {
  const challenge = newChallenge();
  const begun = { kind: 'passkey', challenge, relyingPartyId: party.id } as const;
  const { id } = await insertBegun(scope, session, begun);
  const found = await factorsOf(scope.tx, session.accountId);
  const existing = found.filter(
    (one) => isPasskeyOf(party, one) && one.status === 'active' && isOwn(one, session),
  );
  return { id, options: await creationOptions(party, session, { challenge, label, existing }) };
}

/** The passkey counts from now on. The challenge is used up, whatever comes of it. */
export async function confirmPasskeyIn(
  scope: InstallationScope,
  session: SignInSession,
  {
    id,
    name,
    made,
  }: {
    readonly id: string;
    readonly name: string;
    readonly made: NewPasskey | undefined;
  },
): Promise<Enrolled> {
  const { ctx, tx } = scope;
  const begun = await tx.secondFactors.get(id);
  const isBegun = begun?.kind === 'passkey' && begun.accountId === session.accountId;
  if (!isBegun || !isUnderEnrolment(begun, ctx, session)) return { outcome: 'over' };
  const { credentialId } = made ?? {};
  const isKnown =
    credentialId !== undefined &&
    (await tx.secondFactors.first(equals('credentialId', credentialId))) !== undefined;
  if (!made?.isVerified || isKnown) {
    await tx.secondFactors.remove(id);
    return { outcome: made && !isKnown ? 'unverified' : 'wrong' };
  }
  const { isVerified: _isVerified, ...passkey } = made;
  const { challenge: _challenge, ...rest } = begun;
  const named = nameOf(name);
  return activateIn(scope, session, rest, {
    ...passkey,
    ...(named !== '' && { name: named }),
    lastUsedAt: instant(ctx.clock.now()),
  });
}

/** One line, as the person typed it. */
function nameOf(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return Array.from(line).slice(0, NAME_LENGTH).join('').trim();
}
