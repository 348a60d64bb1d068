import { nextVersion } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, NEVER, oneOf, type Mail, type Writers } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { hostOfAddress } from '../rendering/messages.js';

/** How long a claim holds without a sign of life: after a crash a mail is sent again that much later. */
export const LEASE_MS = 30_000;

/** Signs of life in the time that a claim holds: two may fail. */
const BEATS_PER_LEASE = 3;

/** A mail was tried so recently that it counts against its address, not later: that would be by a clock that was set back. */
const SKEW_MS = 60_000;

const HOUR_MS = 3_600_000;

/** Mails with a limit of their own (core/onboarding), or that a person waits for. */
const TEMPLATES_WITHOUT_LIMIT = new Set([
  'invitation',
  'invitation-reminder',
  'invitation-revoked',
  'domain-proof',
]);

/** Claims and outcomes are written in this partition, so that two runs of one process wait instead of colliding. */
export const OUTBOX_PARTITION = 'mails';

/**
 * Takes mails that are due, those first that a dead process had taken. Until the lease is over no other run sends them. Mails beyond
 * the limit of their address are put off, not taken.
 */
export async function claimDue(
  { store, settings }: NotificationDeps,
  ctx: Context,
  max: number,
): Promise<{ mails: Mail[]; more: boolean }> {
  const now = ctx.clock.now();
  const due = compare('dueAt', 'le', instant(now));
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
        ? nextVersion<Mail>(ctx, mail, { dueAt: waitUntil })
        : nextVersion<Mail>(ctx, mail, {
            status: 'sending',
            attempts: mail.attempts + 1,
            dueAt: instant(now + LEASE_MS),
            triedAt: mail.triedAt ?? instant(now),
            // written before the first attempt, so that every copy carries the same
            messageId: mail.messageId.includes('@')
              ? mail.messageId
              : `${mail.messageId}@${hostOfAddress(settings.from)}`,
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
    where: all(
      equals('toKey', mail.toKey),
      compare('triedAt', 'gt', instant(now - HOUR_MS)),
      compare('triedAt', 'le', instant(now + SKEW_MS)),
    ),
    limit: perHour,
  });
  if (records.length < perHour) return undefined;
  const earliest = records.map(({ triedAt }) => triedAt ?? NEVER).sort()[0];
  return instant(Date.parse(earliest ?? instant(now)) + HOUR_MS);
}

/** The claims of one run, renewed while it works on them. */
export interface HeldClaims {
  /** Whether the mail may be sent still: a process that stood still may have lost it to another one meanwhile. */
  isHeld(mail: Mail): Promise<boolean>;
  /** The outcome of the mail is written, or will not be. */
  release(mail: Mail): void;
  /** Resolves when the last sign of life is written. */
  stop(): Promise<void>;
}

export function holdClaims(
  { store }: NotificationDeps,
  ctx: Context,
  mails: readonly Mail[],
): HeldClaims {
  const held = new Set(mails.map(({ id }) => id));
  let renewedAt = performance.now();
  let beating: Promise<void> | undefined;
  // not a new version of a mail: its outcome is written over the version that was claimed
  const renew = async (): Promise<void> => {
    const startedAt = performance.now();
    const where = all(oneOf('id', [...held]), equals('status', 'sending'));
    const dueAt = instant(ctx.clock.now() + LEASE_MS);
    await store.transaction(OUTBOX_PARTITION, (tx) => tx.mails.setWhere(where, 'dueAt', dueAt));
    renewedAt = startedAt;
  };
  const beat = async (): Promise<void> => {
    try {
      if (held.size > 0) await renew();
    } catch (error) {
      ctx.log.warn({ err: error, traceId: ctx.traceId }, 'claims of mails were not renewed');
    }
  };
  const timer = setInterval(() => {
    beating ??= beat().finally(() => (beating = undefined));
  }, LEASE_MS / BEATS_PER_LEASE);
  return {
    async isHeld(mail) {
      if (performance.now() - renewedAt < LEASE_MS) return true;
      const stored = await store.read.mails.get(mail.id);
      if (stored?.version !== mail.version) return false;
      await renew();
      return true;
    },
    release: ({ id }) => void held.delete(id),
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}

/** Writes what became of a mail. False when another process has taken it over and writes the outcome. */
export function writeOutcome(
  { store }: NotificationDeps,
  ctx: Context,
  mail: Mail,
  change: Partial<Mail>,
): Promise<boolean> {
  return store.transaction(OUTBOX_PARTITION, async (tx) => {
    const stored = await tx.mails.get(mail.id);
    if (stored?.version !== mail.version) return false;
    const { error: _error, ...rest } = mail;
    await tx.mails.update(nextVersion<Mail>(ctx, rest, change));
    return true;
  });
}
