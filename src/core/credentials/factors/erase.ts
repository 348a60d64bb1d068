import { all, equals, oneOf } from '#store/index.js';
import { NOTHING_ERASED, type InstallationScope, type PersonEraser } from '#core/tenancy/index.js';

/** Those that count in the organization only; an account has few. */
export const eraseFactors: PersonEraser = async ({ tx, organization }, { accountIds }) => {
  if (accountIds.length === 0) return NOTHING_ERASED;
  const ofOrganization = equals('organizationId', organization.id);
  const where = all(oneOf('accountId', accountIds), ofOrganization);
  const gone = await tx.secondFactors.removeWhere(where);
  return gone.length === 0 ? NOTHING_ERASED : { done: gone.length };
};

/** All of an account. Resolves to how many went. */
export async function eraseFactorsOfAccount(
  { tx }: InstallationScope,
  accountId: string,
): Promise<number> {
  return (await tx.secondFactors.removeWhere(equals('accountId', accountId))).length;
}
