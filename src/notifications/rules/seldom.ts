import { instant, type Instant } from '#kernel/index.js';
import { equals, type JournalEntry, type Mail, type Writers } from '#store/index.js';
import { text } from './entry-data.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type DataOf = (entry: JournalEntry) => object;

/** A notification of those whom the matrix names. */
type SeldomRule = (
  entry: JournalEntry,
  tx: Writers,
) => Promise<
  { readonly notice: string; readonly data: Mail['data']; readonly onceKey: string } | undefined
>;

interface Window {
  readonly lengthMs: number;
  /** characters of an instant that say in which one it is */
  readonly characters: number;
  readonly about: (entry: JournalEntry) => string;
}

/** One for each connection within an hour: a first sync may ask for many. */
export function hourlyToRoles(notice: string, data: DataOf): SeldomRule {
  const about = ({ after, target }: JournalEntry): string =>
    text(after, 'connectionId') || target.id;
  return seldomToRoles(notice, data, { lengthMs: HOUR_MS, characters: 13, about });
}

/** One for each connection, or person, within a day: people sign in often. */
export function dailyToRoles(notice: string, data: DataOf): SeldomRule {
  const about = ({ target }: JournalEntry): string => target.id;
  return seldomToRoles(notice, data, { lengthMs: DAY_MS, characters: 10, about });
}

/** One within that time, whatever the clock strikes. */
function seldomToRoles(
  notice: string,
  data: DataOf,
  { lengthMs, characters, about }: Window,
): SeldomRule {
  return async (entry, tx) => {
    const { organizationId, createdAt } = entry;
    const keyAt = (time: Instant) =>
      `${organizationId}:${notice}:${about(entry)}:${time.slice(0, characters)}`;
    const ago = instant(Date.parse(createdAt) - lengthMs);
    const last = await tx.tellings.first(equals('onceKey', keyAt(ago)));
    if (last && last.createdAt > ago) return undefined;
    return { notice, data: { ...data(entry) }, onceKey: keyAt(createdAt) };
  };
}
