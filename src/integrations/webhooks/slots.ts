/**
 * Who is sent to next. A process has so many slots; an attempt gives its slot back after a second, when it counts among the slow ones, so
 * that receivers that hang hold up nobody but themselves. Organizations take turns, and in each its endpoints.
 */

/** Attempts of one process that began within the last second. */
export const MAX_FAST = 64;
/** All attempts of one process, the slow ones included. */
export const MAX_TOTAL = 512;
/** All attempts of one organization in one process. */
export const MAX_PER_OWNER = 128;

/** So many deliveries of one endpoint are sent at a time until it has taken some: two more with each success. */
const FIRST_ALLOWANCE = 2;
const ALLOWANCE_STEP = 2;

export interface SlotLimits {
  readonly fast: number;
  readonly total: number;
  readonly perOwner: number;
  readonly perEndpoint: number;
}

export class Slots {
  #fast = 0;
  #total = 0;
  readonly #byOwner = new Map<string, number>();
  readonly #byEndpoint = new Map<string, number>();
  readonly #allowances = new Map<string, number>();

  constructor(private readonly limits: SlotLimits) {}

  get inFlight(): number {
    return this.#total;
  }

  /** How many more deliveries of the endpoint may begin now. */
  free(owner: string, endpointId: string): number {
    const { fast, total, perOwner } = this.limits;
    return Math.max(
      0,
      Math.min(
        fast - this.#fast,
        total - this.#total,
        perOwner - (this.#byOwner.get(owner) ?? 0),
        this.#allowance(endpointId) - (this.#byEndpoint.get(endpointId) ?? 0),
      ),
    );
  }

  /** One attempt begins; the result is told once that it is slow, and once that it is over. */
  take(owner: string, endpointId: string): { slow(): void; over(): void } {
    this.#fast += 1;
    this.#total += 1;
    add(this.#byOwner, owner, 1);
    add(this.#byEndpoint, endpointId, 1);
    let isFast = true;
    const slow = (): void => {
      if (isFast) this.#fast -= 1;
      isFast = false;
    };
    return {
      slow,
      over: () => {
        slow();
        this.#total -= 1;
        add(this.#byOwner, owner, -1);
        add(this.#byEndpoint, endpointId, -1);
      },
    };
  }

  /** The endpoint took one: it is sent more at a time. */
  succeeded(endpointId: string): void {
    const more = this.#allowance(endpointId) + ALLOWANCE_STEP;
    this.#allowances.set(endpointId, Math.min(more, this.limits.perEndpoint));
  }

  failed(endpointId: string): void {
    this.#allowances.set(endpointId, Math.max(1, Math.floor(this.#allowance(endpointId) / 2)));
  }

  /** Its circuit was open: it begins with one at a time. */
  spare(endpointId: string): void {
    this.#allowances.set(endpointId, 1);
  }

  #allowance(endpointId: string): number {
    return this.#allowances.get(endpointId) ?? Math.min(FIRST_ALLOWANCE, this.limits.perEndpoint);
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** Endpoints that may have something to do, by owner, in turns. */
export class Turns {
  readonly #ready = new Map<string, Set<string>>();

  add(owner: string, endpointId: string): void {
    const ofOwner = this.#ready.get(owner);
    if (ofOwner) ofOwner.add(endpointId);
    else this.#ready.set(owner, new Set([endpointId]));
  }

  /** The next one that `isFree`; it goes from here, and its owner to the end of the row. */
  next(isFree: (owner: string, endpointId: string) => boolean): string | undefined {
    for (const [owner, endpoints] of this.#ready) {
      for (const endpointId of endpoints) {
        if (!isFree(owner, endpointId)) continue;
        endpoints.delete(endpointId);
        this.#ready.delete(owner);
        if (endpoints.size > 0) this.#ready.set(owner, endpoints);
        return endpointId;
      }
    }
    return undefined;
  }
}
