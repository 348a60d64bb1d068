/** Remembers which messages were worked on. Over a database: one row for each id, unique, which is inserted and not looked for first. */
export interface MessageIds {
  /** `begun`: it is the caller's now. `done`: it was worked on. `busy`: it is being worked on. */
  begin(id: string): Promise<'begun' | 'done' | 'busy'>;
  /** The work went well: from now on it is done. */
  finish(id: string): Promise<void>;
  /** The work failed: the next attempt begins anew. */
  abandon(id: string): Promise<void>;
}

/**
 * `done`: the work went well now; `repeated`: it had been done before; answer 2xx to both. `busy`: another call works on it; answer 503, so
 * that it is sent again in case that one fails.
 */
export type OnceResult<T> =
  { readonly outcome: 'done'; readonly value: T } | { readonly outcome: 'repeated' | 'busy' };

/** Does the work for a message once. What it throws is thrown on, and the message is not marked: answer 500, and it is sent again. */
export type Once = <T>(id: string, work: () => Promise<T> | T) => Promise<OnceResult<T>>;

export function createOnce(ids: MessageIds = messageIdsInMemory()): Once {
  return async (id, work) => {
    const state = await ids.begin(id);
    if (state !== 'begun') return { outcome: state === 'done' ? 'repeated' : 'busy' };
    try {
      const value = await work();
      await ids.finish(id);
      return { outcome: 'done', value };
    } catch (error) {
      await ids.abandon(id);
      throw error;
    }
  };
}

/** For one process, until it ends: the newest ids. A message may come again for five days, so keep as many as come in that time. */
export function messageIdsInMemory(limit = 100_000): MessageIds {
  const done = new Set<string>();
  const busy = new Set<string>();
  return {
    async begin(id) {
      if (done.has(id)) return 'done';
      if (busy.has(id)) return 'busy';
      busy.add(id);
      return 'begun';
    },
    async finish(id) {
      busy.delete(id);
      done.add(id);
      const [oldest] = done;
      if (done.size > limit && oldest !== undefined) done.delete(oldest);
    },
    async abandon(id) {
      busy.delete(id);
    },
  };
}
