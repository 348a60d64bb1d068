import type { Ended } from '#core/entitlements/index.js';
import type { SettledUser } from './people.js';

/** Sums of what became of people. Those of all pages of a preview are those of the act. */
export interface DeletionCounts {
  readonly kept: number;
  readonly suspended: number;
  readonly removed: number;
  /** users who waited for a link: they stood for nobody */
  readonly waiting: number;
  /** members who had left before */
  readonly gone: number;
  readonly roles: EndedCounts;
  readonly spaces: EndedCounts;
  readonly seats: EndedCounts;
}

export interface EndedCounts {
  readonly handGiven: number;
  readonly ended: number;
}

const NONE: EndedCounts = { handGiven: 0, ended: 0 };

export const NO_COUNTS: DeletionCounts = {
  kept: 0,
  suspended: 0,
  removed: 0,
  waiting: 0,
  gone: 0,
  roles: NONE,
  spaces: NONE,
  seats: NONE,
};

export function withSettled(counts: DeletionCounts, user: SettledUser): DeletionCounts {
  if (user.kind === 'settled') return counts;
  if (user.kind !== 'person') return { ...counts, [user.kind]: counts[user.kind] + 1 };
  const { outcome, roles, spaces, products } = user.person;
  return {
    ...counts,
    [outcome]: counts[outcome] + 1,
    roles: withEnded(counts.roles, roles),
    spaces: withEnded(counts.spaces, spaces),
    seats: withEnded(counts.seats, products),
  };
}

function withEnded(counts: EndedCounts, { handGiven, ended }: Ended<unknown>): EndedCounts {
  return {
    handGiven: counts.handGiven + handGiven.length,
    ended: counts.ended + ended.length,
  };
}
