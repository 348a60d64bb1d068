import {
  findInWays,
  listPage,
  NOTHING_ERASED,
  removeSome,
  wayBy,
  type ListQuery,
  type PersonEraser,
  type SweepResult,
} from '#core/index.js';
import { addressKey, instant, newId, type Context, type Page } from '#kernel/index.js';
import { all, compare, equals, oneOf, type HookSample, type Store } from '#store/index.js';
import type { HookDeps } from './deps.js';

/** What is kept of one question. */
export type NewSample = Omit<
  HookSample,
  'id' | 'version' | 'createdAt' | 'updatedAt' | 'carriedOut'
>;

/** How questions are recorded: never in the way of a change, and never more than is looked at. */
export interface Samples {
  /** Returns the id by which `settle` finds it; undefined: it is one too many. */
  add(ctx: Context, sample: NewSample): string | undefined;
  settle(ids: readonly string[], carriedOut: boolean): void;
  list(hookId: string, query: ListQuery): Promise<Page<HookSample>>;
  get(hookId: string, id: string): Promise<HookSample | undefined>;
  /** Of the answers of a hook about one object the last that was no failure. */
  lastAnswer(hookId: string, objectId: string): Promise<string | undefined>;
  /** For a job: those that are older than `days`. */
  removeOld(ctx: Context, days: number): Promise<SweepResult>;
  /** Writes what waits. */
  flush(): Promise<void>;
}

/** Of one hook; what is refused or fails is always kept. */
const MAX_A_MINUTE = 60;
const MAX_WAITING = 2_000;
const FLUSH_AFTER_MS = 200;
const SWEEP_SIZE = 500;
const MAX_TEXT_BYTES = 16_384;
const DAY_MS = 86_400_000;

type Pending = { -readonly [Name in keyof HookSample]: HookSample[Name] };

/** Holds samples for a moment and writes them together. */
class SampleQueue {
  #waiting = new Map<string, Pending>();
  readonly #counts = new Map<string, { readonly minute: number; readonly count: number }>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly deps: Pick<HookDeps, 'store' | 'log'>) {}

  add({ clock }: Context, sample: NewSample): string | undefined {
    const now = clock.now();
    if (this.#isOneTooMany(now, sample)) return undefined;
    const id = newId();
    const stamp = instant(now);
    this.#waiting.set(id, { id, version: 1, createdAt: stamp, updatedAt: stamp, ...cut(sample) });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
    return id;
  }

  settle(ids: readonly string[], carriedOut: boolean): void {
    const late: string[] = [];
    for (const id of ids) {
      const sample = this.#waiting.get(id);
      if (sample) sample.carriedOut = carriedOut;
      else late.push(id);
    }
    if (late.length === 0) return;
    this.#enqueue(() => settleLate(this.deps.store, late, carriedOut));
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#enqueue(() => this.#write());
    return this.#writing;
  }

  #isOneTooMany(now: number, { hookId, outcome }: NewSample): boolean {
    if (this.#waiting.size >= MAX_WAITING) return true;
    const minute = Math.floor(now / 60_000);
    const known = this.#counts.get(hookId);
    const count = known?.minute === minute ? known.count + 1 : 1;
    this.#counts.set(hookId, { minute, count });
    return count > MAX_A_MINUTE && outcome !== 'denied' && outcome !== 'failed';
  }

  /** One after the other; what cannot be written is lost, and no change with it. */
  #enqueue(write: () => Promise<unknown>): void {
    this.#writing = this.#writing.then(async () => {
      try {
        await write();
      } catch (error) {
        this.deps.log.warn({ err: error }, 'samples of hooks could not be written');
      }
    });
  }

  async #write(): Promise<void> {
    const batch = [...this.#waiting.values()];
    this.#waiting = new Map();
    if (batch.length === 0) return;
    await this.deps.store.transaction('hook-samples', (tx) => tx.hookSamples.insertMissing(batch), {
      durability: 'relaxed',
    });
  }
}

export function createSamples(deps: Pick<HookDeps, 'store' | 'log'>): Samples {
  const { store } = deps;
  const queue = new SampleQueue(deps);
  return {
    flush: () => queue.flush(),
    add: (ctx, sample) => queue.add(ctx, sample),
    settle: (ids, carriedOut) => queue.settle(ids, carriedOut),
    list: (hookId, query) => listPage(store.read.hookSamples, equals('hookId', hookId), query),
    async get(hookId, id) {
      const sample = await store.read.hookSamples.get(id);
      return sample?.hookId === hookId ? sample : undefined;
    },
    async lastAnswer(hookId, objectId) {
      await queue.flush();
      const { records } = await store.read.hookSamples.find({
        where: all(
          equals('objectId', objectId),
          equals('hookId', hookId),
          oneOf('outcome', ['allowed', 'modified']),
        ),
        sort: [{ field: { column: 'createdAt' }, descending: true }],
        limit: 1,
      });
      return records[0]?.answer;
    },
    removeOld: (ctx, days) => {
      const before = instant(ctx.clock.now() - days * DAY_MS);
      return removeSome(store, 'hook-samples', 'hookSamples', {
        where: compare('createdAt', 'lt', before),
        sort: [{ field: { column: 'createdAt' } }],
        limit: SWEEP_SIZE,
      });
    },
  };
}

/** Longer texts are not kept: half a question is no sample that could be tried again. */
function cut({ question, answer, ...sample }: NewSample): NewSample {
  const fits = (text: string | undefined): text is string =>
    text !== undefined && Buffer.byteLength(text) <= MAX_TEXT_BYTES;
  return { ...sample, ...(fits(question) && { question }), ...(fits(answer) && { answer }) };
}

async function settleLate(
  store: Store,
  ids: readonly string[],
  carriedOut: boolean,
): Promise<void> {
  await store.transaction(
    'hook-samples',
    async (tx) => {
      for (const sample of await tx.hookSamples.getMany(ids)) {
        const version = sample.version + 1;
        await tx.hookSamples.update({ ...sample, carriedOut, version });
      }
    },
    { durability: 'relaxed' },
  );
}

/** What hooks were asked about the person. */
export const eraseHookSamples: PersonEraser = async ({ tx, organization }, person) => {
  const records = await findInWays(
    tx.hookSamples,
    [
      ...wayBy('objectId', [...person.memberIds, ...person.scimUserIds, ...person.accountIds]),
      ...wayBy('emailKey', person.addresses.map(addressKey)),
    ],
    equals('organizationId', organization.id),
  );
  if (records.length === 0) return NOTHING_ERASED;
  for (const { id } of records) await tx.hookSamples.remove(id);
  return { done: records.length };
};
