import type { mongo } from 'mongoose';
import { Fault } from '#kernel/index.js';
import type { TallyRow } from './collections.js';
import { TransactionEnd, isDuplicateKey } from './faults.js';

type TallyField = mongo.Collection<TallyRow>;

export async function readTally(
  rows: TallyField,
  session: mongo.ClientSession | undefined,
  name: string,
): Promise<number> {
  const row = await rows.findOne({ _id: { $eq: name } }, session === undefined ? {} : { session });
  return row?.value ?? 0;
}

/**
 * Adds inside of the transaction and returns the new value; makes the tally when it was never
 * adjusted.
 */
export async function adjustTally(
  rows: TallyField,
  session: mongo.ClientSession,
  name: string,
  by: number,
): Promise<number> {
  try {
    const row = await rows.findOneAndUpdate(
      { _id: { $eq: name } },
      { $inc: { value: by } },
      { session, upsert: true, returnDocument: 'after' },
    );
    return row?.value ?? by;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // two transactions made the same tally at once: the later one thinks again and finds it
    const fault = new Fault('store.contention', {}, { cause: error });
    throw new TransactionEnd({ kind: 'again', error: fault });
  }
}
