import { all, compare, equals, type JournalEntry, type Reading } from '#store/index.js';

/**
 * The sequence of the first entry that was written at `time` (an instant) or later; that of the newest and one more where none was.
 * Undefined: there are no entries. Times rise with the sequence but for the differences of clocks, so that halving finds the place with
 * twenty look-ups in a million entries, and no entry is written into an index of times.
 */
export async function firstSequenceSince(
  journal: Reading<JournalEntry>,
  organizationId: string,
  time: string,
): Promise<number | undefined> {
  const endOf = async (descending: boolean): Promise<JournalEntry | undefined> => {
    const sort = [{ field: { column: 'sequence' }, descending }];
    const where = equals('organizationId', organizationId);
    return (await journal.find({ where, sort, limit: 1 })).records[0];
  };
  const newest = await endOf(true);
  const oldest = await endOf(false);
  if (newest === undefined || oldest === undefined) return undefined;
  if (newest.createdAt < time) return newest.sequence + 1;
  let [low, high] = [oldest.sequence, newest.sequence];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const entry = await entryFrom(journal, organizationId, middle);
    if (entry === undefined || entry.createdAt >= time) high = middle;
    else low = entry.sequence + 1;
  }
  return low;
}

/** The entry of that sequence, or the next one that is there. */
async function entryFrom(
  journal: Reading<JournalEntry>,
  organizationId: string,
  sequence: number,
): Promise<JournalEntry | undefined> {
  const { records } = await journal.find({
    where: all(equals('organizationId', organizationId), compare('sequence', 'ge', sequence)),
    sort: [{ field: { column: 'sequence' } }],
    limit: 1,
  });
  return records[0];
}
