import { compare, all, equals, NEVER, type Mail, type Store } from '#store/index.js';

/** What became of a mail in one run, as the metrics count it. `deferred`: it is tried again later. */
export type MailOutcome = 'sent' | 'deferred' | 'bounced' | 'failed' | 'suppressed';

/** Counts of this process since its start. */
export type MailOutcomes = Record<MailOutcome, number>;

export const noOutcomes = (): MailOutcomes => ({
  sent: 0,
  deferred: 0,
  bounced: 0,
  failed: 0,
  suppressed: 0,
});

const COUNTED = ['queued', 'sending', 'digest', 'failed', 'bounced'] as const;

export interface OutboxFigures {
  /** mails in the outbox by status, without those that are over and well */
  readonly mails: Readonly<Record<(typeof COUNTED)[number], number>>;
  /** since the oldest of the waiting mails that are tried next was queued; 0 when none waits */
  readonly oldestSeconds: number;
  readonly outcomes: Readonly<MailOutcomes>;
}

/** Of those that are due first one is the oldest, unless more than so many were put off. */
const LOOKED_AT = 20;

/** Counted on the index of what is due: what it costs grows with the mails that wait or failed, and with nothing else. */
export async function readOutboxFigures(
  { read }: Pick<Store, 'read'>,
  outcomes: MailOutcomes,
  now: number,
): Promise<OutboxFigures> {
  const counts = await Promise.all(
    COUNTED.map(async (status) => [status, await read.mails.count(equals('status', status))]),
  );
  const { records } = await read.mails.find({
    where: all(equals('status', 'queued'), compare('dueAt', 'lt', NEVER)),
    sort: [{ field: { column: 'dueAt' } }],
    limit: LOOKED_AT,
  });
  return {
    mails: Object.fromEntries(counts) as OutboxFigures['mails'],
    oldestSeconds: Math.max(0, ...records.map((mail) => ageOf(mail, now))),
    outcomes: { ...outcomes },
  };
}

function ageOf({ createdAt }: Mail, now: number): number {
  return (now - Date.parse(createdAt)) / 1_000;
}
