import { findInWays, NOTHING_ERASED, wayBy, type PersonEraser } from '#core/index.js';
import { equals } from '#store/index.js';
import { removeIdentityRecord } from './identities.js';

/** Who the person is to the identity providers of the organization: found by the account, and by the users that kept what was said. */
export const eraseIdentities: PersonEraser = async ({ tx, organization }, person) => {
  const identities = await findInWays(
    tx.signInIdentities,
    [...wayBy('accountId', person.accountIds), ...wayBy('scimUserId', person.scimUserIds)],
    equals('organizationId', organization.id),
  );
  if (identities.length === 0) return NOTHING_ERASED;
  for (const identity of identities) await removeIdentityRecord({ tx }, identity);
  return {
    done: identities.length,
    found: {
      names: identities.map(({ subject }) => subject),
      scimUserIds: identities.map(({ scimUserId }) => scimUserId),
    },
  };
};
