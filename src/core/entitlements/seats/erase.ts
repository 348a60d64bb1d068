import { oneOf, type Seat } from '#store/index.js';
import {
  ERASE_BATCH_SIZE,
  nextVersion,
  NOTHING_ERASED,
  type EntryEraser,
  type PersonEraser,
} from '#core/tenancy/index.js';

/** Seats and requests of a member who has left: history only. */
export const eraseSeats: PersonEraser = async ({ tx }, { memberIds }) => {
  if (memberIds.length === 0) return NOTHING_ERASED;
  const where = oneOf('memberId', memberIds);
  const { records } = await tx.seats.find({ where, limit: ERASE_BATCH_SIZE });
  if (records.length === 0) return NOTHING_ERASED;
  const ids = records.map(({ id }) => id);
  return { done: (await tx.seats.removeWhere(oneOf('id', ids))).length };
};

/** The words with which the person decided about seats of others. */
export const eraseSeatReasons: EntryEraser = async (scope, found) => {
  const ids = found.flatMap(({ entry, isActor }) => {
    const seatId = isActor ? entry.after?.['seatId'] : undefined;
    return typeof seatId === 'string' ? [seatId] : [];
  });
  let done = 0;
  for (const seat of await scope.seats.getMany(ids)) {
    if (seat.reason === undefined) continue;
    const { reason: _reason, ...rest } = seat;
    await scope.tx.seats.update(nextVersion<Seat>(scope.ctx, rest, {}));
    done += 1;
  }
  return done;
};
