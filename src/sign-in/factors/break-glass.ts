import { findAll, getAll } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import { all, equals, type Readers, type SecondFactor } from '#store/index.js';
import { factorsOf, writeFactor } from './records.js';
import { isPasskeyOf, type RelyingParty } from './relying-parties.js';

/** Whether a person has a second factor of their own by which they come in when the provider is down, and has used it. */
export type FactorState = 'none' | 'unused' | 'used';

/** Of one enrolled before its end was kept: it ended at the latest then. */
const ENROLMENT_MS = 15 * 60_000;

type FactorReaders = Pick<Readers, 'secondFactors'>;

/** A passkey of the account that works here, or an app beside codes to recover with. */
export async function breakGlassFactorOf(
  reading: FactorReaders,
  party: RelyingParty | undefined,
  accountId: string,
  without?: string,
): Promise<FactorState> {
  const fit = (await fitFactors(reading, party, accountId)).filter(({ id }) => id !== without);
  if (fit.length === 0) return 'none';
  return fit.some(isUsed) ? 'used' : 'unused';
}

async function fitFactors(
  reading: FactorReaders,
  party: RelyingParty | undefined,
  accountId: string,
): Promise<SecondFactor[]> {
  const found = await factorsOf(reading, accountId);
  const own = found.filter(
    ({ status, organizationId }) => status === 'active' && organizationId === undefined,
  );
  const hasCodes = own.some(({ hashes = [] }) => hashes.length > 0);
  return own.filter((one) => isPasskeyOf(party, one) || (one.kind === 'totp' && hasCodes));
}

/** Writes anew what was counted, so that a removal at the same moment, in a transaction of the account, is asked once more. */
export async function holdBreakGlassFactors(
  scope: Parameters<typeof writeFactor>[0],
  party: RelyingParty | undefined,
  accountId: string,
): Promise<void> {
  for (const one of await fitFactors(scope.tx, party, accountId)) await writeFactor(scope, one, {});
}

function isUsed({ createdAt, enrolledAt, lastUsedAt }: SecondFactor): boolean {
  if (lastUsedAt === undefined) return false;
  if (enrolledAt !== undefined) return lastUsedAt > enrolledAt;
  return Date.parse(lastUsedAt) > Date.parse(createdAt) + ENROLMENT_MS;
}

/**
 * Fault `second_factor.break_glass`: without this factor nobody would get in to an organization whose provider cannot be reached. Another
 * owner who is named there and has one is enough.
 */
export async function requireOtherBreakGlass(
  tx: Pick<Readers, 'secondFactors' | 'members' | 'organizations'>,
  party: RelyingParty | undefined,
  { accountId, id }: Pick<SecondFactor, 'accountId' | 'id'>,
): Promise<void> {
  if ((await breakGlassFactorOf(tx, party, accountId, id)) !== 'none') return;
  const where = all(equals('accountId', accountId), equals('status', 'active'));
  const memberships = await findAll(tx.members, where);
  const ids = memberships.map(({ organizationId }) => organizationId);
  const own = new Set(memberships.map((member) => member.id));
  for (const { slug, name, signInEnforcement } of await getAll(tx.organizations, ids)) {
    const named = signInEnforcement?.breakGlassMemberIds ?? [];
    if (!named.some((one) => own.has(one))) continue;
    const others = await tx.members.getMany(named.filter((one) => !own.has(one)));
    let isLeft = false;
    for (const other of others) {
      if (other.status !== 'active' || other.standing !== 'owner') continue;
      isLeft ||= (await breakGlassFactorOf(tx, party, other.accountId ?? '')) !== 'none';
    }
    if (!isLeft) throw new Fault('second_factor.break_glass', { organization: name, slug });
  }
}
