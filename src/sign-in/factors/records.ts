import { nextVersion, type InstallationScope } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { equals, type Readers, type SecondFactor, type SignInSession } from '#store/index.js';

/** Of one account, in all organizations; those under enrolment too. */
export const MAX_FACTORS = 20;

export type FactorOwner = Pick<SignInSession, 'accountId' | 'organizationId'>;

/**
 * The active factors that count in the session: those of the account, and in a session of an organization's provider those that were set up
 * in one of them.
 */
export async function countingFactors(
  reading: Pick<Readers, 'secondFactors'>,
  { accountId, organizationId }: FactorOwner,
): Promise<SecondFactor[]> {
  const found = await factorsOf(reading, accountId);
  return found.filter(
    (one) =>
      one.status === 'active' &&
      (one.organizationId === undefined || one.organizationId === organizationId),
  );
}

/** Those that the session may change: of the account in a session of the account, of the organization in one of its provider. */
export function isOwn(
  { organizationId }: Pick<SecondFactor, 'organizationId'>,
  owner: FactorOwner,
): boolean {
  return organizationId === owner.organizationId;
}

export async function factorsOf(
  { secondFactors }: Pick<Readers, 'secondFactors'>,
  accountId: string,
): Promise<SecondFactor[]> {
  const where = equals('accountId', accountId);
  const { records } = await secondFactors.find({ where, limit: MAX_FACTORS });
  return [...records];
}

/** Whether one under enrolment still is: not of the future by more than its life, where the clock was set back. */
export function isUnderEnrolment(
  { status, expiresAt = '', sessionId }: SecondFactor,
  { clock }: Pick<Context, 'clock'>,
  session: Pick<SignInSession, 'id'>,
): boolean {
  return status === 'begun' && sessionId === session.id && expiresAt > instant(clock.now());
}

export async function writeFactor(
  { ctx, tx }: Pick<InstallationScope, 'ctx' | 'tx'>,
  before: SecondFactor,
  change: Partial<SecondFactor>,
): Promise<void> {
  await tx.secondFactors.update(nextVersion<SecondFactor>(ctx, before, change));
}

/** In the journal of the organization where the factor counts only there, else of the installation. */
export function appendFactorEntry(
  { journal }: Pick<InstallationScope, 'journal'>,
  event: 'added' | 'removed' | 'codes_made' | 'recovered' | 'went_back',
  { accountId, kind, id }: Pick<SecondFactor, 'accountId' | 'kind' | 'id'>,
): Promise<void> {
  return journal.append({
    type: `account.second_factor_${event}`,
    target: { kind: 'account', id: accountId },
    after: { factorId: id, kind },
  });
}
