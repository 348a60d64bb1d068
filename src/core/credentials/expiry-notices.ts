import { instant, type Context } from '#kernel/index.js';
import { compare, type Query, type Stored, type Writing } from '#store/index.js';
import {
  inOrganization,
  nextVersion,
  sweep,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';

const DAY_MS = 86_400_000;

/** Days before a key expires on which its organization is notified. */
const NOTICE_DAYS = [30, 7, 1];

/** Keys of one round of the job. */
const MAX_KEYS_PER_RUN = 1_000;

/**
 * When the next notice is due; absent: none any more. A key whose lifetime is shorter than the first notice period is not notified at once.
 */
export function nextNoticeAt(end: number, now: number): string | undefined {
  const at = NOTICE_DAYS.map((days) => end - days * DAY_MS).find((due) => due > now);
  return at === undefined ? undefined : instant(at);
}

/** Writes `api_key.expiring` and `scim.token.expiring` for what is due. Resolves to how many. */
export async function writeExpiryNotices(deps: CoreDeps, ctx: Context): Promise<number> {
  const { read } = deps.store;
  const due: Query = {
    where: compare('noticeAt', 'le', instant(ctx.clock.now())),
    sort: [{ field: { column: 'noticeAt' } }],
    limit: MAX_KEYS_PER_RUN,
  };
  const keys = await sweep(read.apiKeys, due, ({ id, organizationId }) =>
    inOrganization(
      deps,
      ctx,
      organizationId,
      (scope) => writeExpiryNotice(scope, scope.tx.apiKeys, { id, type: 'api_key.expiring' }),
      'any',
    ),
  );
  const tokens = await sweep(read.credentials, due, ({ id, organizationId }) =>
    inOrganization(
      deps,
      ctx,
      organizationId,
      (scope) =>
        writeExpiryNotice(scope, scope.tx.credentials, { id, type: 'scim.token.expiring' }),
      'any',
    ),
  );
  return keys.done + tokens.done;
}

/** What expires with notices: an API key, a token or client of a directory. */
type ExpiringRecord = Stored & {
  readonly name: string;
  readonly expiresAt?: string;
  readonly noticeAt?: string;
  readonly revokedAt?: string;
};

interface DueNotice {
  readonly id: string;
  readonly type: 'api_key.expiring' | 'scim.token.expiring';
}

/** False: notified meanwhile, revoked, or expired already. */
async function writeExpiryNotice<R extends ExpiringRecord>(
  { ctx, journal }: OrganizationScope,
  collection: Pick<Writing<R>, 'get' | 'update'>,
  { id, type }: DueNotice,
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
  await journal.append({
    type,
    target: { kind: type === 'api_key.expiring' ? 'api_key' : 'credential', id, name: before.name },
    after: { days: Math.ceil((end - now) / DAY_MS), expiresAt: before.expiresAt ?? '' },
  });
  return true;
}
