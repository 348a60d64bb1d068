import { Circuit, type CircuitState } from './circuit.js';

/** Upper bounds in milliseconds; the last bucket has what took longer. */
export const LATENCY_BOUNDS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

/** How a hook has fared in this process since its start. */
export interface HookFigures {
  readonly asked: number;
  readonly denied: number;
  readonly failed: number;
  readonly circuit: CircuitState;
  /** answers that took at most `le` milliseconds and more than the bound before; without `le`: longer than all of them */
  readonly latency: readonly { readonly le?: number; readonly count: number }[];
}

/** All hooks of this process together, since its start. */
export interface HookTotals {
  readonly answered: number;
  readonly denied: number;
  readonly failed: number;
  /** what waiting for answers took together */
  readonly seconds: number;
  /** hooks that are not asked at the moment */
  readonly circuitsOpen: number;
}

/** Counts and circuit of one hook. */
export class HookState {
  readonly circuit = new Circuit();
  readonly #latencies: number[] = [...LATENCY_BOUNDS, Infinity].map(() => 0);
  #asked = 0;
  #denied = 0;
  #failed = 0;
  #milliseconds = 0;

  note(outcome: 'answered' | 'denied' | 'failed', latencyMs: number): void {
    this.#asked += 1;
    if (outcome === 'denied') this.#denied += 1;
    if (outcome === 'failed') this.#failed += 1;
    this.#milliseconds += latencyMs;
    const found = LATENCY_BOUNDS.findIndex((bound) => latencyMs <= bound);
    const bucket = found < 0 ? LATENCY_BOUNDS.length : found;
    this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1;
  }

  get seconds(): number {
    return this.#milliseconds / 1_000;
  }

  figures(now: number): HookFigures {
    return {
      asked: this.#asked,
      denied: this.#denied,
      failed: this.#failed,
      circuit: this.circuit.state(now),
      latency: this.#latencies.map((count, index) => {
        const le = LATENCY_BOUNDS[index];
        return le === undefined ? { count } : { le, count };
      }),
    };
  }
}

export function totalsOf(states: Iterable<HookState>, now: number): HookTotals {
  const totals = { answered: 0, denied: 0, failed: 0, seconds: 0, circuitsOpen: 0 };
  for (const state of states) {
    const { asked, denied, failed, circuit } = state.figures(now);
    totals.answered += asked - denied - failed;
    totals.denied += denied;
    totals.failed += failed;
    totals.seconds += state.seconds;
    if (circuit === 'open') totals.circuitsOpen += 1;
  }
  return totals;
}
