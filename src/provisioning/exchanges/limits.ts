import { connectionTallyKey } from '#core/index.js';
import { equals, oneOf, type Exchange, type Writers } from '#store/index.js';

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

interface Share {
  rows: number;
  bytes: number;
}

/** Counts new entries, and takes the oldest of a connection that has more than it may keep. Returns their ids. */
export async function keepWithinLimits(
  tx: Writers,
  exchanges: readonly Exchange[],
  limits: ExchangeLimits,
): Promise<string[]> {
  const evicted: string[] = [];
  for (const [connectionId, { rows, bytes }] of sharesOf(exchanges)) {
    const total = {
      rows: await tx.tallies.adjust(rowsTallyKey(connectionId), rows),
      bytes: await tx.tallies.adjust(bytesTallyKey(connectionId), bytes),
    };
    const excess = {
      rows: total.rows - limits.rowsPerConnection,
      bytes: total.bytes - limits.bytesPerConnection,
    };
    if (excess.rows > 0 || excess.bytes > 0) {
      evicted.push(...(await evictOldest(tx, connectionId, excess)));
    }
  }
  return evicted;
}

async function evictOldest(tx: Writers, connectionId: string, excess: Share): Promise<string[]> {
  const evicted: string[] = [];
  for (let batch = 0; batch < MAX_EVICTION_BATCHES; batch += 1) {
    const limit = Math.min(EVICTION_BATCH_SIZE, Math.max(LEAST_BATCH_SIZE, excess.rows));
    const { records } = await tx.exchanges.find({
      where: equals('connectionId', connectionId),
      limit,
    });
    const going = oldestOf(records, excess);
    await removeExchanges(tx, going);
    evicted.push(...going.map(({ id }) => id));
    if (going.length < limit || (excess.rows <= 0 && excess.bytes <= 0)) return evicted;
  }
  return evicted;
}

/** As many from the beginning as make up the excess, which shrinks by them. */
function oldestOf(records: readonly Exchange[], excess: Share): Exchange[] {
  const going: Exchange[] = [];
  for (const record of records) {
    if (excess.rows <= 0 && excess.bytes <= 0) break;
    going.push(record);
    if (record.bytes === undefined) continue;
    excess.rows -= 1;
    excess.bytes -= record.bytes;
  }
  return going;
}

/** The one way out, for what is too old and for what is too much. */
export async function removeExchanges(tx: Writers, going: readonly Exchange[]): Promise<void> {
  if (going.length === 0) return;
  const ids = going.map(({ id }) => id);
  const removed = new Set(await tx.exchanges.removeWhere(oneOf('id', ids)));
  const shares = sharesOf(going.filter(({ id }) => removed.has(id)));
  for (const [connectionId, { rows, bytes }] of shares) {
    await tx.tallies.adjust(rowsTallyKey(connectionId), -rows);
    await tx.tallies.adjust(bytesTallyKey(connectionId), -bytes);
  }
}

/** Entries without `bytes` were never counted: those of refused tokens, and those of releases before the limits. */
function sharesOf(exchanges: readonly Exchange[]): Map<string, Share> {
  const shares = new Map<string, Share>();
  for (const { connectionId, bytes } of exchanges) {
    if (bytes === undefined) continue;
    const share = shares.get(connectionId) ?? { rows: 0, bytes: 0 };
    share.rows += 1;
    share.bytes += bytes;
    shares.set(connectionId, share);
  }
  return shares;
}
