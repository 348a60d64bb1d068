import { instant, isFault, type Context } from '#kernel/index.js';
import type { Query, Store, Stored, Writers, Writing } from '#store/index.js';
import { append, nextVersion } from '#core/tenancy/index.js';

const DAY = 86_400_000;

/** Days before the end of a key on which its organization is told. */
const NOTICE_DAYS = [30, 7, 1];

/** Keys of one round of the job. */
const MOST_NOTICED = 1_000;

/** When the next notice is due; absent: none any more. A key that lives shorter than a notice is early is not told of at once. */
export function nextNoticeAt(end: number, now: number): string | undefined {
  const at = NOTICE_DAYS.map((days) => end - days * DAY).find((due) => due > now);
  return at === undefined ? undefined : instant(at);
}

/** Writes `api_key.expiring` and `scim.token.expiring` for what is due. Resolves to how many. */
export async function noticeExpiring(store: Store, ctx: Context): Promise<number> {
  const now = instant(ctx.clock.now());
  const due: Query = {
    where: { kind: 'compare', field: { column: 'noticeAt' }, operator: 'le', value: now },
    sort: [{ field: { column: 'noticeAt' } }],
    limit: MOST_NOTICED,
  };
  let told = 0;
  const { records: keys } = await store.read.apiKeys.find(due);
  for (const { id, organizationId } of keys) {
    told += await once(store, organizationId, (tx) =>
      notice(ctx, tx, { id, organizationId, type: 'api_key.expiring', keep: tx.apiKeys }),
    );
  }
  const { records: tokens } = await store.read.credentials.find(due);
  for (const { id, organizationId } of tokens) {
    told += await once(store, organizationId, (tx) =>
      notice(ctx, tx, { id, organizationId, type: 'scim.token.expiring', keep: tx.credentials }),
    );
  }
  return told;
}

/** 0 when another process told of it at the same time. */
async function once(
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
type Ending = Stored & {
  readonly name: string;
  readonly expiresAt?: string;
  readonly noticeAt?: string;
  readonly revokedAt?: string;
};

interface Due<R extends Ending> {
  readonly id: string;
  readonly organizationId: string;
  readonly type: 'api_key.expiring' | 'scim.token.expiring';
  readonly keep: Pick<Writing<R>, 'get' | 'update'>;
}

/** False: it was told of meanwhile, or it was revoked, or is over already. */
async function notice<R extends Ending>(
  ctx: Context,
  tx: Writers,
  { id, organizationId, type, keep }: Due<R>,
): Promise<boolean> {
  const now = ctx.clock.now();
  const before = await keep.get(id);
  if (before?.noticeAt === undefined || Date.parse(before.noticeAt) > now) return false;
  const end = Date.parse(before.expiresAt ?? before.noticeAt);
  const noticeAt = nextNoticeAt(end, now);
  const { noticeAt: _told, ...rest } = before;
  const after = { ...rest, ...(noticeAt !== undefined && { noticeAt }) };
  // what was left out is put back or is optional, which the compiler cannot see for every record
  await keep.update(nextVersion(ctx, after as R, {}));
  if (end <= now || before.revokedAt !== undefined) return false;
  await append(ctx, tx, {
    organizationId,
    type,
    target: { kind: type === 'api_key.expiring' ? 'api_key' : 'credential', id, name: before.name },
    after: { days: Math.ceil((end - now) / DAY), expiresAt: before.expiresAt ?? '' },
  });
  return true;
}
