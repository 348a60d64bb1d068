import type { Tracer } from '#kernel/index.js';
import type { Store } from './store.js';

/** The same database, with a span around each transaction: waiting for its turn, all tries, the commit. */
export function tracedStore(store: Store, tracer: Tracer): Store {
  if (!tracer.enabled) return store;
  return {
    kind: store.kind,
    read: store.read,
    transaction(partition, work, options) {
      const attributes = { 'db.system.name': store.kind, 'muster.partition': partition };
      const asked = { name: 'transaction', kind: 'client', attributes } as const;
      return tracer.span(asked, () => store.transaction(partition, work, options));
    },
    readInOrder: (work) => store.readInOrder(work),
    ping: () => store.ping(),
    figures: () => store.figures(),
    close: () => store.close(),
  };
}
