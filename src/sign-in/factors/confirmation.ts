import { endOtherSessions, type InstallationScope } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import type { SecondFactor, SignInSession } from '#store/index.js';
import { appendFactorEntry, factorsOf, writeFactor } from './records.js';

/**
 * What was set up in sessions of the organization and may count everywhere: all of it or nothing. Not beside a factor of the account: its
 * factors ask the present one, which a company's word never shows.
 */
export function confirmable(
  found: readonly SecondFactor[],
  { organizationId }: Pick<SignInSession, 'organizationId'>,
): readonly SecondFactor[] {
  const active = found.filter(({ status }) => status === 'active');
  const theirs = active.filter((one) => one.organizationId === organizationId);
  const hasOwn = active.some((one) => one.organizationId === undefined);
  const isSetUp = theirs.some(({ kind }) => kind !== 'recovery_codes');
  return organizationId === undefined || hasOwn || !isSetUp ? [] : theirs;
}

/**
 * A code to the account's own address has confirmed it: it counts everywhere from now on, and a passkey signs in by itself. The person's
 * other sessions end, since none of them has shown it. Fault `second_factor.missing`: there is nothing to confirm any more.
 */
export async function confirmIn(scope: InstallationScope, session: SignInSession): Promise<void> {
  const { id, accountId } = session;
  const confirmed = confirmable(await factorsOf(scope.tx, accountId), session);
  if (confirmed.length === 0) throw new Fault('second_factor.missing');
  for (const { organizationId, ...factor } of confirmed) {
    const change = organizationId === undefined ? {} : { enrolledIn: organizationId };
    await writeFactor(scope, factor, change);
    if (factor.kind !== 'recovery_codes') await appendFactorEntry(scope, 'added', factor);
  }
  await endOtherSessions(scope, { id, accountId });
}
