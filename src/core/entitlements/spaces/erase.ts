import { oneOf } from '#store/index.js';
import { ERASE_BATCH_SIZE, NOTHING_ERASED, type PersonEraser } from '#core/tenancy/index.js';

/** Assignments of a member who has left, if any are there still. */
export const eraseSpaceMembers: PersonEraser = async ({ tx }, { memberIds }) => {
  if (memberIds.length === 0) return NOTHING_ERASED;
  const where = oneOf('memberId', memberIds);
  const { records } = await tx.spaceMembers.find({ where, limit: ERASE_BATCH_SIZE });
  if (records.length === 0) return NOTHING_ERASED;
  const ids = records.map(({ id }) => id);
  return { done: (await tx.spaceMembers.removeWhere(oneOf('id', ids))).length };
};
