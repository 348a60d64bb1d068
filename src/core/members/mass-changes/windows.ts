import { instant } from '#kernel/index.js';
import type { MassChangeWindow } from '#store/index.js';

const HOUR_MS = 3_600_000;
const PART_MS = 300_000;

type Counted = Pick<MassChangeWindow, 'parts'>;

/** When the hour that counts now began. */
export function hourBefore(now: number): number {
  return now - HOUR_MS;
}

/** People who lost something in the last hour; a part counts until all of it is older. */
export function peopleIn({ parts }: Counted, now: number): number {
  return live({ parts }, now).reduce((sum, { people }) => sum + people, 0);
}

/** With `people` more, now. Parts that are over are left out, so that there are never more than fourteen. */
export function withPeople({ parts }: Counted, now: number, people: number): Counted['parts'] {
  const kept = live({ parts }, now);
  if (people === 0) return kept;
  const from = instant(Math.floor(now / PART_MS) * PART_MS);
  const last = kept.at(-1);
  if (last?.from !== from) return [...kept, { from, people }];
  return [...kept.slice(0, -1), { from, people: last.people + people }];
}

/** A part of the future is one of a clock that was set back: it counts. */
function live({ parts }: Counted, now: number): Counted['parts'] {
  return parts.filter(({ from }) => Date.parse(from) + PART_MS > hourBefore(now));
}

export interface Limits {
  readonly percent: number;
  readonly least: number;
}

/** More than so many per cent of the people of the hour's start, and at least so many. */
export function isTripped({ percent, least }: Limits, base: number, people: number): boolean {
  return people >= least && people * 100 > percent * base;
}
