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
const UNLIMITED = new Set([
  'invitation',
  'invitation-reminder',
  'invitation-revoked',
  'domain-proof',
]);

/** Everything of the outbox changes in this lane, so that two runs of one process wait instead of colliding. */
const LANE = 'mails';

type Change = Partial<Omit<Mail, 'id' | 'version'>>;

export function changed(ctx: Context, mail: Mail, change: Change): Mail {
  const updatedAt = instant(ctx.clock.now());
  return { ...mail, ...change, version: mail.version + 1, updatedAt };
}

/**
 * Takes mails that are due, those first that a dead process had taken. They are ours until the lease is over; nobody else sends them
 * meanwhile. Mails beyond the limit of their address are put off, not taken.
 */
export async function claim(
  store: Store,
  ctx: Context,
  settings: Pick<MailSettings, 'from' | 'perAddressHour'>,
  most: number,
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
  const lapsed = (await find('sending', most)).records;
  const queued = (await find('queued', most - lapsed.length)).records;
  const ids = [...lapsed, ...queued].map(({ id }) => id);
  if (ids.length === 0) return { mails: [], more: false };
  const mails = await store.transaction(LANE, async (tx) => {
    const taken: Mail[] = [];
    for (const mail of inOrder(ids, await tx.mails.getMany(ids))) {
      if (mail.dueAt > instant(now) || !['sending', 'queued'].includes(mail.status)) continue;
      const waitUntil = await limited(tx, mail, settings.perAddressHour, now);
      const after = waitUntil
        ? changed(ctx, mail, { dueAt: waitUntil })
        : changed(ctx, mail, {
            status: 'sending',
            attempts: mail.attempts + 1,
            dueAt: instant(now + LEASE_MS),
            triedAt: mail.triedAt ?? instant(now),
            messageId: withHost(mail.messageId, settings.from),
          });
      await tx.mails.update(after);
      if (!waitUntil) taken.push(after);
    }
    return taken;
  });
  return { mails, more: ids.length === most };
}

function inOrder(ids: readonly string[], mails: readonly Mail[]): Mail[] {
  const byId = new Map(mails.map((mail) => [mail.id, mail]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** When the address may have the next mail; undefined: now. Looks at no more rows than the limit. */
async function limited(
  tx: Writers,
  mail: Mail,
  perHour: number,
  now: number,
): Promise<string | undefined> {
  if (mail.triedAt !== undefined || UNLIMITED.has(mail.template)) return undefined;
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
  const first = records.map(({ triedAt }) => triedAt ?? NEVER).sort()[0];
  return instant(Date.parse(first ?? instant(now)) + HOUR_MS);
}

/** Written down before the first attempt, so that every copy carries the same. */
function withHost(messageId: string, from: string): string {
  if (messageId.includes('@')) return messageId;
  const host = /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `${messageId}@${host}`;
}

/** Writes what became of a mail. False when another process has taken it over: its word counts. */
export async function settle(
  store: Store,
  ctx: Context,
  mail: Mail,
  change: Change,
): Promise<boolean> {
  return store.transaction(LANE, async (tx) => {
    const kept = await tx.mails.get(mail.id);
    if (kept?.version !== mail.version) return false;
    const { error: _error, ...rest } = mail;
    await tx.mails.update(changed(ctx, rest, change));
    return true;
  });
}
