import { expect } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Store } from '#store/index.js';

/** Whether the running work is inside of a transaction; false again once that is over. */
const inside = new AsyncLocalStorage<{ isOpen: boolean }>();

/** What undici says before it opens a connection: every call of src/outgoing, and every `fetch`. */
const CONNECTING = 'undici:client:beforeConnect';

export interface WatchedCalls {
  /** Fails when a call left while a transaction was open. */
  expectNone(): void;
  readonly whileOpen: readonly string[];
  stop(): void;
}

type Transaction = Store['transaction'];

/**
 * Watches for calls that leave while a transaction is open: the database would wait for a stranger. Of all stores of the class of this
 * one, until it is stopped.
 */
export function watchCalls(store: Store): WatchedCalls {
  const prototype = Object.getPrototypeOf(store) as { transaction: Transaction };
  const { transaction } = prototype;
  prototype.transaction = function watched(this: Store, partition, work, options) {
    const watchedWork: typeof work = async (tx) => {
      const state = { isOpen: true };
      try {
        return await inside.run(state, () => work(tx));
      } finally {
        state.isOpen = false;
      }
    };
    return transaction.call(this, partition, watchedWork, options) as ReturnType<typeof work>;
  };
  const whileOpen: string[] = [];
  const onConnect = (message: unknown): void => {
    const { connectParams } = message as { connectParams: { host: string } };
    if (inside.getStore()?.isOpen === true) whileOpen.push(connectParams.host);
  };
  subscribe(CONNECTING, onConnect);
  return {
    whileOpen,
    expectNone: () => expect(whileOpen).toEqual([]),
    stop() {
      prototype.transaction = transaction;
      unsubscribe(CONNECTING, onConnect);
    },
  };
}
