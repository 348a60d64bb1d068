import { all, compare, equals, type ExchangeReads, type Writers } from '#store/index.js';
import { countRemoved } from './limits.js';
import { markOf, marksOf, textOfMark } from './persons.js';
import { chargeOf, linesOf, personKeyOf, textOfLines } from './read-lines.js';

/** Rows whose marks are looked at in one go. */
const MARKS_PAGE_SIZE = 500;

/** Rows that one call writes anew. */
const MAX_ROWS_WRITTEN = 10;

/**
 * Takes lines that tell of what the keys stand for out of the rows of reads, a few rows at each call. Returns how many lines went; 0: none
 * is left. Marks of a row say which keys it may tell of, so that nearly no other is taken apart.
 */
export async function eraseReads(
  tx: Writers,
  connectionId: string,
  keys: readonly string[],
): Promise<number> {
  const wanted = new Set(keys);
  const marks = [...new Set(keys.map((key) => textOfMark(markOf(key))))];
  const own = equals('connectionId', connectionId);
  let lines = 0;
  let written = 0;
  let after: string | undefined;
  do {
    const page = await tx.exchangeReads.columns({
      where: after === undefined ? own : all(own, compare('id', 'gt', after)),
      columns: ['id', 'persons'],
      limit: MARKS_PAGE_SIZE,
    });
    for (const [id, persons] of page) {
      if (!marks.some((mark) => String(persons).includes(mark))) continue;
      const gone = await eraseFrom(tx, String(id), wanted);
      lines += gone;
      written += gone > 0 ? 1 : 0;
      if (written >= MAX_ROWS_WRITTEN) return lines;
    }
    const last = page.at(-1)?.[0];
    after = page.length === MARKS_PAGE_SIZE ? String(last) : undefined;
  } while (after !== undefined);
  return lines;
}

/** Returns how many lines of the row went. */
async function eraseFrom(tx: Writers, id: string, keys: ReadonlySet<string>): Promise<number> {
  const row = await tx.exchangeReads.get(id);
  if (!row) return 0;
  const lines = linesOf(row);
  const left = lines.filter((line) => !keys.has(personKeyOf(line)));
  const gone = lines.length - left.length;
  if (gone === 0) return 0;
  const kept = withLines(row, left);
  if (gone === lines.length) await tx.exchangeReads.remove(id);
  else await tx.exchangeReads.update(kept);
  const share = { rows: gone, bytes: row.bytes - kept.bytes };
  await countRemoved(tx, new Map([[row.connectionId, share]]));
  return gone;
}

/** The row with fewer lines. Its ids and times stay: between them is where its lines are looked for. */
function withLines(row: ExchangeReads, left: readonly string[]): ExchangeReads {
  const lines = textOfLines(left);
  const keys = left.map(personKeyOf).filter((key) => key !== '');
  return {
    ...row,
    version: row.version + 1,
    count: left.length,
    bytes: chargeOf(left.length, Buffer.byteLength(lines)),
    persons: marksOf(new Set(keys.map(markOf))),
    lines,
  };
}
