import {
  connectionTallyKey,
  findInWays,
  NOTHING_ERASED,
  wayBy,
  type PersonEraser,
} from '#core/index.js';
import { equals } from '#store/index.js';

/** Sign-ins of the person at identity providers of the organization, with what the providers said. */
export const eraseAttempts: PersonEraser = async ({ tx, organization }, person) => {
  const records = await findInWays(
    tx.signInAttempts,
    [...wayBy('accountId', person.accountIds), ...wayBy('memberId', person.memberIds)],
    equals('organizationId', organization.id),
  );
  if (records.length === 0) return NOTHING_ERASED;
  for (const { id, connectionId } of records) {
    await tx.signInAttempts.remove(id);
    await tx.tallies.adjust(connectionTallyKey('sign-in-attempts', connectionId), -1);
  }
  return { done: records.length };
};
