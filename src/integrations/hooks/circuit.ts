/** After so many failures in a row a hook is not asked for a while. */
const FAILURES = 5;
/** How long, before one question tries whether it answers again. */
const PAUSE_MS = 30_000;

export type CircuitState = 'closed' | 'open' | 'half_open';

/** Keeps a hook that is down from costing every change its whole budget. One for each hook and process; nothing of it is stored. */
export class Circuit {
  #failures = 0;
  #openedAt: number | undefined;
  #isProbing = false;

  state(now: number): CircuitState {
    if (this.#openedAt === undefined) return 'closed';
    return now - this.#openedAt < PAUSE_MS ? 'open' : 'half_open';
  }

  /** Whether the hook may be asked now. Of those who come at the end of a pause one asks, and the others do not wait for it. */
  tryEnter(now: number): boolean {
    const state = this.state(now);
    if (state === 'closed') return true;
    if (state === 'open' || this.#isProbing) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openedAt = undefined;
    this.#isProbing = false;
  }

  /** Returns whether that failure opened it. */
  failed(now: number): boolean {
    this.#failures += 1;
    const wasProbe = this.#isProbing;
    this.#isProbing = false;
    if (!wasProbe && (this.#failures < FAILURES || this.#openedAt !== undefined)) return false;
    this.#openedAt = now;
    return true;
  }
}
