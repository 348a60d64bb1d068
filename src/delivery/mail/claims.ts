import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  NEVER,
  type Mail,
  type Store,
  type Term,
  type Writers,
} from '#store/index.js';
import type { MailSettings } from './options.js';

/** How long a mail may be under way: after a crash it is sent again that much later. */
const LEASE_MS = 10 * 60_000;

const HOUR_MS = 3_600_000;

/** Mails that are limited on their own (directory/invitations) or that somebody waits for. */
const TEMPLATES_WITHOUT_LIMIT = new Set([
  'invitation',
  'invitation-reminder',
  'invitation-revoked',
  'domain-proof',
]);

/** Everything of the outbox changes in this lane, so that two runs of one process wait instead of colliding. */
const OUTBOX_PARTITION = 'mails';

type MailChange = Partial<Omit<Mail, 'id' | 'version'>>;

export function withChange(ctx: Context, mail: Mail, change: MailChange): Mail {
  const updatedAt = instant(ctx.clock.now());
  return { ...mail, ...change, version: mail.version + 1, updatedAt };
}

/**
 * Takes mails that are due, those first that a dead process had taken. They are ours until the lease is over; nobody else sends them
 * meanwhile. Mails beyond the limit of their address are put off, not taken.
 */
export async function claimDue(
  store: Store,
  ctx: Context,
  settings: Pick<MailSettings, 'from' | 'perAddressHour'>,
  max: number,
): Promise<{ mails: Mail[]; more: boolean }> {
  const now = ctx.clock.now();
  const due: Term = {
    kind: 'compare',
    field: { column: 'dueAt' },
    operator: 'le',
    value: instant(now),
  };
  const sort = [{ field: { column: 'dueAt' } }];
  const find = (status: Mail['status'], limit: number) =>
    store.read.mails.find({ where: all(equals('status', status), due), sort, limit });
  const expiredClaims = (await find('sending', max)).records;
  const queued = (await find('queued', max - expiredClaims.length)).records;
  const ids = [...expiredClaims, ...queued].map(({ id }) => id);
  if (ids.length === 0) return { mails: [], more: false };
  const mails = await store.transaction(OUTBOX_PARTITION, async (tx) => {
    const claimed: Mail[] = [];
    for (const mail of sortByIds(ids, await tx.mails.getMany(ids))) {
      if (mail.dueAt > instant(now) || !['sending', 'queued'].includes(mail.status)) continue;
      const waitUntil = await limitedUntil(tx, mail, settings.perAddressHour, now);
      const after = waitUntil
        ? withChange(ctx, mail, { dueAt: waitUntil })
        : withChange(ctx, mail, {
            status: 'sending',
            attempts: mail.attempts + 1,
            dueAt: instant(now + LEASE_MS),
            triedAt: mail.triedAt ?? instant(now),
            messageId: withMessageIdHost(mail.messageId, settings.from),
          });
      await tx.mails.update(after);
      if (!waitUntil) claimed.push(after);
    }
    return claimed;
  });
  return { mails, more: ids.length === max };
}

function sortByIds(ids: readonly string[], mails: readonly Mail[]): Mail[] {
  const byId = new Map(mails.map((mail) => [mail.id, mail]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** When the address may have the next mail; undefined: now. Looks at no more rows than the limit. */
async function limitedUntil(
  tx: Writers,
  mail: Mail,
  perHour: number,
  now: number,
): Promise<string | undefined> {
  if (mail.triedAt !== undefined || TEMPLATES_WITHOUT_LIMIT.has(mail.template)) return undefined;
  const { records } = await tx.mails.find({
    where: all(equals('toKey', mail.toKey), {
      kind: 'compare',
      field: { column: 'triedAt' },
      operator: 'gt',
      value: instant(now - HOUR_MS),
    }),
    limit: perHour,
  });
  if (records.length < perHour) return undefined;
  const earliest = records.map(({ triedAt }) => triedAt ?? NEVER).sort()[0];
  return instant(Date.parse(earliest ?? instant(now)) + HOUR_MS);
}

/** Written down before the first attempt, so that every copy carries the same. */
function withMessageIdHost(messageId: string, from: string): string {
  if (messageId.includes('@')) return messageId;
  const host = /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `${messageId}@${host}`;
}

/** Writes what became of a mail. False when another process has taken it over: its word counts. */
export async function writeOutcome(
  store: Store,
  ctx: Context,
  mail: Mail,
  change: MailChange,
): Promise<boolean> {
  return store.transaction(OUTBOX_PARTITION, async (tx) => {
    const stored = await tx.mails.get(mail.id);
    if (stored?.version !== mail.version) return false;
    const { error: _error, ...rest } = mail;
    await tx.mails.update(withChange(ctx, rest, change));
    return true;
  });
}
