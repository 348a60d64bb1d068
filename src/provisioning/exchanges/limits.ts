import { connectionTallyKey } from '#core/index.js';
import {
  equals,
  oneOf,
  type Exchange,
  type ExchangeReads,
  type Reading,
  type Term,
  type Writers,
} from '#store/index.js';

/** What one connection may keep. */
export interface ExchangeLimits {
  readonly rowsPerConnection: number;
  readonly bytesPerConnection: number;
}

/**
 * Entries per look at most, and looks per write: what is beyond a limit that was lowered goes with the writes that follow. A look takes
 * as many as there are too many, for each is read whole.
 */
const EVICTION_BATCH_SIZE = 100;
/** Where only the bytes are too many, one entry may be enough. */
const LEAST_BATCH_SIZE = 10;
const MAX_EVICTION_BATCHES = 20;

const rowsTallyKey = (id: string): string => connectionTallyKey('exchange-rows', id);
const bytesTallyKey = (id: string): string => connectionTallyKey('exchange-bytes', id);

/** Lines and bytes of one connection. */
export interface Share {
  rows: number;
  bytes: number;
}

/** An entry, or a row of reads, as it is counted. */
interface Counted extends Partial<Share> {
  readonly id: string;
  readonly connectionId: string;
}

export interface Evicted {
  /** of entries */
  readonly ids: readonly string[];
  /** of entries and of reads */
  readonly lines: number;
}

/** Counts new entries and reads, and takes the oldest of a connection that has more than it may keep. */
export async function keepWithinLimits(
  tx: Writers,
  { exchanges, reads }: { exchanges: readonly Exchange[]; reads: readonly ExchangeReads[] },
  limits: ExchangeLimits,
): Promise<Evicted> {
  const ids: string[] = [];
  let lines = 0;
  const added = [...exchanges.map(countedEntry), ...reads.map(countedReads)];
  for (const [connectionId, { rows, bytes }] of sharesOf(added)) {
    const total = {
      rows: await tx.tallies.adjust(rowsTallyKey(connectionId), rows),
      bytes: await tx.tallies.adjust(bytesTallyKey(connectionId), bytes),
    };
    const excess = {
      rows: total.rows - limits.rowsPerConnection,
      bytes: total.bytes - limits.bytesPerConnection,
    };
    if (excess.rows > 0 || excess.bytes > 0) {
      const gone = await evictOldest(tx, connectionId, excess);
      ids.push(...gone.ids);
      lines += gone.lines;
    }
  }
  return { ids, lines };
}

/** Rows of reads go as a whole. */
async function evictOldest(tx: Writers, connectionId: string, excess: Share): Promise<Evicted> {
  const ids: string[] = [];
  let lines = 0;
  for (let batch = 0; batch < MAX_EVICTION_BATCHES; batch += 1) {
    const limit = Math.min(EVICTION_BATCH_SIZE, Math.max(LEAST_BATCH_SIZE, excess.rows));
    const where = equals('connectionId', connectionId);
    const entries = (await tx.exchanges.find({ where, limit })).records;
    const reads = await oldestReads(tx.exchangeReads, where, limit);
    const isEntry = new Set(entries.map(({ id }) => id));
    const oldest = [...entries.map(countedEntry), ...reads].sort((a, b) => (a.id < b.id ? -1 : 1));
    // beyond the limit one kind may have been read further than the other
    const going = oldestOf(oldest.slice(0, limit), excess);
    const [goingEntries, goingReads] = [
      going.filter(({ id }) => isEntry.has(id)),
      going.filter(({ id }) => !isEntry.has(id)),
    ];
    await removeExchanges(tx, goingEntries);
    await removeReads(tx, goingReads);
    ids.push(...goingEntries.map(({ id }) => id));
    lines += going.reduce((sum, { rows = 1 }) => sum + rows, 0);
    if (going.length < limit || (excess.rows <= 0 && excess.bytes <= 0)) break;
  }
  return { ids, lines };
}

/** Rows of reads as they are counted, the oldest first, without their lines. */
export async function oldestReads(
  reading: Pick<Reading<ExchangeReads>, 'columns'>,
  where: Term,
  limit: number,
): Promise<(Counted & { readonly lastId: string })[]> {
  const columns = ['id', 'connectionId', 'count', 'bytes', 'lastId'];
  return (await reading.columns({ where, columns, limit })).map(
    ([id, connectionId, rows, bytes, lastId]) => ({
      id: String(id),
      connectionId: String(connectionId),
      rows: Number(rows),
      bytes: Number(bytes),
      lastId: String(lastId),
    }),
  );
}

/** As many from the beginning as make up the excess, which shrinks by them. */
function oldestOf(oldest: readonly Counted[], excess: Share): Counted[] {
  const going: Counted[] = [];
  for (const one of oldest) {
    if (excess.rows <= 0 && excess.bytes <= 0) break;
    going.push(one);
    excess.rows -= one.rows ?? 0;
    excess.bytes -= one.bytes ?? 0;
  }
  return going;
}

/** The way out of entries, for what is too old and for what is too much. */
export async function removeExchanges(
  tx: Writers,
  going: readonly Pick<Exchange, 'id' | 'connectionId' | 'bytes'>[],
): Promise<void> {
  await removeCounted(tx, tx.exchanges, going.map(countedEntry));
}

/** The same for rows of reads; returns how many lines went. */
export async function removeReads(tx: Writers, going: readonly Counted[]): Promise<number> {
  return removeCounted(tx, tx.exchangeReads, going);
}

async function removeCounted(
  tx: Writers,
  writing: Pick<Writers['exchanges'], 'removeWhere'>,
  going: readonly Counted[],
): Promise<number> {
  if (going.length === 0) return 0;
  const ids = going.map(({ id }) => id);
  const removed = new Set(await writing.removeWhere(oneOf('id', ids)));
  const gone = going.filter(({ id }) => removed.has(id));
  await countRemoved(tx, sharesOf(gone));
  return gone.reduce((sum, { rows = 1 }) => sum + rows, 0);
}

/** After lines have gone. */
export async function countRemoved(tx: Writers, shares: ReadonlyMap<string, Share>): Promise<void> {
  for (const [connectionId, { rows, bytes }] of shares) {
    await tx.tallies.adjust(rowsTallyKey(connectionId), -rows);
    await tx.tallies.adjust(bytesTallyKey(connectionId), -bytes);
  }
}

/** Entries without `bytes` were never counted: those of refused tokens, and those of releases before the limits. */
function countedEntry({
  id,
  connectionId,
  bytes,
}: Pick<Exchange, 'id' | 'connectionId' | 'bytes'>): Counted {
  return bytes === undefined ? { id, connectionId } : { id, connectionId, rows: 1, bytes };
}

function countedReads({ id, connectionId, count, bytes }: ExchangeReads): Counted {
  return { id, connectionId, rows: count, bytes };
}

function sharesOf(counted: readonly Counted[]): Map<string, Share> {
  const shares = new Map<string, Share>();
  for (const { connectionId, rows, bytes } of counted) {
    if (rows === undefined || bytes === undefined) continue;
    const share = shares.get(connectionId) ?? { rows: 0, bytes: 0 };
    share.rows += rows;
    share.bytes += bytes;
    shares.set(connectionId, share);
  }
  return shares;
}
