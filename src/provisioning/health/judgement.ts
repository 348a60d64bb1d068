import type { Exchange } from '#store/index.js';

const DAY_MS = 86_400_000;

/** A directory that spoke once and says nothing for so long is stale: the ones known to us say something every few hours, or days. */
export const STALE_MS = 7 * DAY_MS;

/** Of older requests nobody concludes that a connection fails today. */
const RECENT_MS = DAY_MS;

/** Fewer requests that went wrong are no pattern. */
const LEAST_TROUBLED = 10;

export type DirectoryState = 'disabled' | 'unused' | 'healthy' | 'failing' | 'stale';

/** Of the last day, as far as the newest entries of the log say. */
export interface RecentRequests {
  readonly requests: number;
  readonly troubled: number;
  /** the newest one that went wrong */
  readonly lastTroubled?: Exchange;
}

/** `entries`: the newest of the log. Those that stand for several requests count as several. */
export function recentRequests(entries: readonly Exchange[], now: number): RecentRequests {
  const countOf = ({ count = 1 }: Exchange): number => count;
  const timeOf = ({ lastAt, createdAt }: Exchange): number => Date.parse(lastAt ?? createdAt);
  const recent = entries.filter((one) => timeOf(one) > now - RECENT_MS);
  const troubled = recent.filter(({ outcome }) => outcome !== 'ok');
  const sum = (list: readonly Exchange[]): number =>
    list.reduce((total, one) => total + countOf(one), 0);
  const [lastTroubled] = troubled;
  return {
    requests: sum(recent),
    troubled: sum(troubled),
    ...(lastTroubled && { lastTroubled }),
  };
}

/** More than half of the recent requests went wrong; or the directory fell silent. */
export function stateOf(
  { requests, troubled }: Pick<RecentRequests, 'requests' | 'troubled'>,
  {
    isActive,
    lastRequestAt,
    now,
  }: {
    readonly isActive: boolean;
    readonly lastRequestAt: string | undefined;
    readonly now: number;
  },
): DirectoryState {
  if (!isActive) return 'disabled';
  if (troubled >= LEAST_TROUBLED && troubled * 2 > requests) return 'failing';
  if (lastRequestAt === undefined) return 'unused';
  return Date.parse(lastRequestAt) <= now - STALE_MS ? 'stale' : 'healthy';
}
