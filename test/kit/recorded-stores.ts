import type { Store } from '#store/index.js';

/** The same store, which notes what is asked of it, by name and in order. */
export function recording(store: Store, calls: string[]): Store {
  const noting = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name);
        const at = `${path}.${String(name)}`;
        if (typeof value === 'function') {
          return (...values: unknown[]): unknown => {
            calls.push(at);
            return Reflect.apply(value, of, values);
          };
        }
        return typeof value === 'object' && value !== null ? noting(value, at) : value;
      },
    });
  return {
    ...store,
    read: noting(store.read, 'read'),
    transaction: (key, work, options) => {
      calls.push('transaction');
      return store.transaction(key, (tx) => work(noting(tx, 'tx')), options);
    },
  };
}
