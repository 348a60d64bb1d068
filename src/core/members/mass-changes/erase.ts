import { all, equals } from '#store/index.js';
import { findInWays, NOTHING_ERASED, wayBy, type PersonEraser } from '#core/tenancy/index.js';

/** What the person lost, with what a deleted user said. */
export const eraseMassChangePeople: PersonEraser = async ({ tx, organization }, { memberIds }) => {
  const own = equals('organizationId', organization.id);
  const ways = wayBy('memberId', memberIds).map((way) => all(way, own));
  const records = await findInWays(tx.massChangePeople, ways, all());
  if (records.length === 0) return NOTHING_ERASED;
  for (const { id } of records) await tx.massChangePeople.remove(id);
  const scimUserIds = records.flatMap(({ losses }) => losses.map((one) => one.scimUserId));
  return { done: records.length, found: { scimUserIds } };
};
