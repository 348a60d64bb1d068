import type { Position, Reading, Stored, Term } from '#store/index.js';

/*
 * What a rule has to know whole is read here. A question to the store has at most a thousand records or ids, and a rule that asks one
 * for "all" forgets the rest without a word. Where there are fewer it is one question here as well. A `find` with a limit of its own is
 * for lists that show their cut, for jobs that come again, and for what a limit keeps below it (`test/project/whole-reads.test.ts`).
 */

/** Records, and ids, of one question. */
const QUESTION_SIZE = 1_000;

/** Every match in the order of ids, a page at a time, so that no number of records is ever held at once. */
export async function* pagesOf<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  where: Term,
  pageSize = QUESTION_SIZE,
): AsyncGenerator<readonly R[]> {
  let after: Position | undefined;
  do {
    const { records, last } = await reading.find({
      where,
      limit: pageSize,
      ...(after && { after }),
    });
    if (records.length > 0) yield records;
    after = records.length === pageSize ? last : undefined;
  } while (after);
}

/** Every match at once, in the order of ids: for what is nearly always few (the groups of a person), however many there are. */
export async function findAll<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  where: Term,
): Promise<R[]> {
  const found: R[] = [];
  for await (const page of pagesOf(reading, where)) found.push(...page);
  return found;
}

/** `getMany` for any number of ids: each once, in no particular order. */
export async function getAll<R extends Stored>(
  reading: Pick<Reading<R>, 'getMany'>,
  ids: Iterable<string>,
): Promise<R[]> {
  const found: R[] = [];
  for (const some of chunksOf([...new Set(ids)])) found.push(...(await reading.getMany(some)));
  return found;
}

/** So many values at once as one question may name. */
export function chunksOf<T>(list: readonly T[], size = QUESTION_SIZE): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < list.length; from += size) chunks.push(list.slice(from, from + size));
  return chunks;
}
