import type { Clock } from '#kernel/index.js';
import type { Random } from './people.js';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Days that the example organizations are old. */
export const HISTORY_DAYS = 60;

/** A clock that is set to the time of what happens. */
export class DemoClock implements Clock {
  #now: number;
  constructor(now: number) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  set(now: number): void {
    this.#now = now;
  }
}

interface DemoEvent {
  readonly at: number;
  readonly run: () => Promise<unknown>;
}

/** What happens in an organization, in the order of its time: entries of the journal have the times at which people work. */
export class Timeline {
  readonly #events: DemoEvent[] = [];

  constructor(
    private readonly clock: DemoClock,
    private readonly random: Random,
    private readonly today: number,
  ) {}

  /** Between 7 and 17 o'clock UTC of a day that many days ago, where the day is not over before. */
  add(daysAgo: number, run: () => Promise<unknown>): number {
    const midnight = Math.floor((this.today - daysAgo * DAY_MS) / DAY_MS) * DAY_MS;
    const minute = Math.floor(this.random() * 600);
    const at = Math.min(midnight + 7 * HOUR_MS + minute * MINUTE_MS, this.today - HOUR_MS);
    this.addAt(at, run);
    return at;
  }

  /** Late in the evening of a day that many days ago, in UTC. */
  addAtEndOf(daysAgo: number, run: () => Promise<unknown>): void {
    const midnight = Math.floor((this.today - (daysAgo - 1) * DAY_MS) / DAY_MS) * DAY_MS;
    this.addAt(midnight - MINUTE_MS, run);
  }

  addAt(at: number, run: () => Promise<unknown>): void {
    this.#events.push({ at: Math.min(at, this.today - MINUTE_MS), run });
  }

  /** A number of days ago, from `from` down to `to`. */
  between(from: number, to: number): number {
    return to + Math.floor(this.random() * (from - to + 1));
  }

  /** Runs all events, also those that events add. */
  async run(): Promise<void> {
    for (let next = this.#takeFirst(); next; next = this.#takeFirst()) {
      this.clock.set(Math.max(next.at, this.clock.now()));
      await next.run();
    }
  }

  #takeFirst(): DemoEvent | undefined {
    const first = this.#events.reduce<DemoEvent | undefined>(
      (earliest, one) => (earliest && earliest.at <= one.at ? earliest : one),
      undefined,
    );
    if (first) this.#events.splice(this.#events.indexOf(first), 1);
    return first;
  }
}
