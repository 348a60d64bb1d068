/** What the planner needs to know of an operation. */
export interface PlannedOperation {
  /** the bulkId that the operation's POST gives to the job */
  readonly creates?: string;
  /** bulkIds that its path and data refer to, each once */
  readonly needs: ReadonlySet<string>;
}

/**
 * A step of the job. `run` performs the operation at `index`, leaving out its references to
 * `without`; `complete` adds those afterwards.
 */
export interface Step {
  readonly kind: 'run' | 'complete';
  readonly index: number;
  readonly without: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

interface Frame {
  readonly index: number;
  readonly needs: Iterator<string>;
  readonly without: Set<string>;
  until: number;
}

/**
 * Puts the operations in an order in which every reference points backwards (RFC 7644 section
 * 3.7.2). The client's order is kept; only a POST that an earlier operation refers to is brought
 * forward. Where references run in a circle (section 3.7.1), the operation that closes it runs
 * without the reference and is completed right after the POST that it waits for, before anything
 * else can touch it. References to bulkIds that no POST creates are left for the runner to refuse.
 * Linear in operations plus references.
 */
export function planSteps(operations: readonly PlannedOperation[]): Step[] {
  const plan = new Plan(operations);
  operations.forEach((_operation, index) => plan.visit(index));
  return plan.steps;
}

class Plan {
  readonly steps: Step[] = [];
  readonly #creators = new Map<string, number>();
  readonly #state: ('new' | 'open' | 'done')[];
  /** by the operation after whose run they are completed */
  readonly #waiting = new Map<number, Step[]>();
  /** the open operations, outermost first, and where each stands */
  readonly #stack: Frame[] = [];
  readonly #depths = new Map<number, number>();

  constructor(readonly operations: readonly PlannedOperation[]) {
    this.#state = operations.map(() => 'new');
    operations.forEach(({ creates }, index) => {
      if (creates !== undefined) this.#creators.set(creates, index);
    });
  }

  /**
   * Plans one operation after everything that it needs; a walk with its own stack, as chains may be
   * long.
   */
  visit(first: number): void {
    if (this.#state[first] !== 'new') return;
    this.#open(first);
    for (let top = this.#stack.at(-1); top; top = this.#stack.at(-1)) {
      const next = top.needs.next();
      if (next.done) {
        this.#close(top);
        continue;
      }
      const creator = this.#creators.get(next.value);
      if (creator === undefined || this.#state[creator] === 'done') continue;
      if (this.#state[creator] === 'new') this.#open(creator);
      else this.#postpone(top, next.value, creator);
    }
  }

  #open(index: number): void {
    this.#state[index] = 'open';
    this.#depths.set(index, this.#stack.length);
    const needs = (this.operations[index]?.needs ?? nothing)[Symbol.iterator]();
    this.#stack.push({ index, needs, without: new Set(), until: index });
  }

  /**
   * `until` becomes the operation that runs last of those waited for: the outermost of the open
   * ones.
   */
  #postpone(frame: Frame, bulkId: string, creator: number): void {
    frame.without.add(bulkId);
    const depthOf = (index: number): number => this.#depths.get(index) ?? Infinity;
    if (depthOf(creator) < depthOf(frame.until)) frame.until = creator;
  }

  #close({ index, without, until }: Frame): void {
    this.#stack.pop();
    this.#state[index] = 'done';
    this.steps.push({ kind: 'run', index, without });
    if (without.size > 0) {
      const waiting = this.#waiting.get(until) ?? [];
      waiting.push({ kind: 'complete', index, without });
      this.#waiting.set(until, waiting);
    }
    this.steps.push(...(this.#waiting.get(index) ?? []));
    this.#waiting.delete(index);
  }
}
