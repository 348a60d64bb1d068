import type { ServerResponse } from 'node:http';
import { Fault } from '#kernel/index.js';

/** Bodies up to so many bytes are not counted: nearly all are smaller, and even ten thousand of them fit into memory. */
export const SMALL_BYTES = 65_536;

/** Bytes of larger bodies, received and sent, that one process holds at one time. */
const MAX_HELD_BYTES = 268_435_456;

/** Counts what clients make this process hold: a body that comes drop by drop, an answer that is never fetched. */
export class HeldBytes {
  #held = 0;
  readonly #byResponse = new Map<ServerResponse, number>();

  constructor(private readonly limit = MAX_HELD_BYTES) {}

  /** Counts `bytes` more until the response is over. Fault `service.busy`; a response that is alone may hold any number. */
  hold(response: ServerResponse, bytes: number): void {
    const before = this.#byResponse.get(response) ?? 0;
    const others = this.#held - before;
    if (others > 0 && this.#held + bytes > this.limit) throw new Fault('service.busy');
    if (response.destroyed) return;
    if (!this.#byResponse.has(response)) {
      response.once('close', () => {
        this.#held -= this.#byResponse.get(response) ?? 0;
        this.#byResponse.delete(response);
      });
    }
    this.#held += bytes;
    this.#byResponse.set(response, before + bytes);
  }
}
