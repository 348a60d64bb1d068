import { instant, isFault, type Context } from '#kernel/index.js';
import type { Query, Store, Stored, Writers, Writing } from '#store/index.js';
import { append, nextVersion } from '#core/tenancy/index.js';

const DAY_MS = 86_400_000;

/** Days before the end of a key on which its organization is told. */
const NOTICE_DAYS = [30, 7, 1];

/** Keys of one round of the job. */
const MAX_KEYS_PER_RUN = 1_000;

/** When the next notice is due; absent: none any more. A key that lives shorter than a notice is early is not told of at once. */
export function nextNoticeAt(end: number, now: number): string | undefined {
  const at = NOTICE_DAYS.map((days) => end - days * DAY_MS).find((due) => due > now);
  return at === undefined ? undefined : instant(at);
}

/** Writes `api_key.expiring` and `scim.token.expiring` for what is due. Resolves to how many. */
export async function writeExpiryNotices(store: Store, ctx: Context): Promise<number> {
  const now = instant(ctx.clock.now());
  const due: Query = {
    where: { kind: 'compare', field: { column: 'noticeAt' }, operator: 'le', value: now },
    sort: [{ field: { column: 'noticeAt' } }],
    limit: MAX_KEYS_PER_RUN,
  };
  let written = 0;
  const { records: keys } = await store.read.apiKeys.find(due);
  for (const { id, organizationId } of keys) {
    written += await countUnlessStale(store, organizationId, (tx) =>
      writeExpiryNotice(ctx, tx, {
        id,
        organizationId,
        type: 'api_key.expiring',
        collection: tx.apiKeys,
      }),
    );
  }
  const { records: tokens } = await store.read.credentials.find(due);
  for (const { id, organizationId } of tokens) {
    written += await countUnlessStale(store, organizationId, (tx) =>
      writeExpiryNotice(ctx, tx, {
        id,
        organizationId,
        type: 'scim.token.expiring',
        collection: tx.credentials,
      }),
    );
  }
  return written;
}

/** 0 when another process told of it at the same time. */
async function countUnlessStale(
  store: Store,
  organizationId: string,
  work: (tx: Writers) => Promise<boolean>,
): Promise<number> {
  try {
    return (await store.transaction(organizationId, work)) ? 1 : 0;
  } catch (error) {
    if (isFault(error, 'record.stale')) return 0;
    throw error;
  }
}

/** What ends and is told of: a key of a host application, a token or client of a directory. */
type ExpiringRecord = Stored & {
  readonly name: string;
  readonly expiresAt?: string;
  readonly noticeAt?: string;
  readonly revokedAt?: string;
};

interface DueNotice<R extends ExpiringRecord> {
  readonly id: string;
  readonly organizationId: string;
  readonly type: 'api_key.expiring' | 'scim.token.expiring';
  readonly collection: Pick<Writing<R>, 'get' | 'update'>;
}

/** False: it was told of meanwhile, or it was revoked, or is over already. */
async function writeExpiryNotice<R extends ExpiringRecord>(
  ctx: Context,
  tx: Writers,
  { id, organizationId, type, collection }: DueNotice<R>,
): Promise<boolean> {
  const now = ctx.clock.now();
  const before = await collection.get(id);
  if (before?.noticeAt === undefined || Date.parse(before.noticeAt) > now) return false;
  const end = Date.parse(before.expiresAt ?? before.noticeAt);
  const noticeAt = nextNoticeAt(end, now);
  const { noticeAt: _told, ...rest } = before;
  const after = { ...rest, ...(noticeAt !== undefined && { noticeAt }) };
  // what was left out is put back or is optional, which the compiler cannot see for every record
  await collection.update(nextVersion(ctx, after as R, {}));
  if (end <= now || before.revokedAt !== undefined) return false;
  await append(ctx, tx, {
    organizationId,
    type,
    target: { kind: type === 'api_key.expiring' ? 'api_key' : 'credential', id, name: before.name },
    after: { days: Math.ceil((end - now) / DAY_MS), expiresAt: before.expiresAt ?? '' },
  });
  return true;
}
