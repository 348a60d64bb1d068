import { all, equals, oneOf } from '#store/index.js';
import { NOTHING_ERASED, type InstallationScope, type PersonEraser } from '#core/tenancy/index.js';

/** Sessions that providers of the organization made; an account has few. */
export const eraseSessions: PersonEraser = async ({ tx, organization }, { accountIds }) => {
  if (accountIds.length === 0) return NOTHING_ERASED;
  const ofOrganization = equals('organizationId', organization.id);
  const gone = await tx.sessions.removeWhere(all(oneOf('accountId', accountIds), ofOrganization));
  return gone.length === 0 ? NOTHING_ERASED : { done: gone.length };
};

/** All sessions of an account. Resolves to how many went. */
export async function eraseSessionsOfAccount(
  { tx }: InstallationScope,
  accountId: string,
): Promise<number> {
  return (await tx.sessions.removeWhere(equals('accountId', accountId))).length;
}
