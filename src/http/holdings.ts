import type { ServerResponse } from 'node:http';
import { Fault } from '#kernel/index.js';

/** Bodies up to so many bytes are not counted: nearly all, and even ten thousand of them fit into memory. */
export const SMALL = 65_536;

/** Bytes of larger bodies, coming and going, that one process holds at one time. */
const MOST = 268_435_456;

/** Counts what clients make this process hold: a body that comes drop by drop, an answer that nobody fetches. */
export class Holdings {
  #held = 0;
  readonly #byResponse = new WeakMap<ServerResponse, number>();

  constructor(private readonly most = MOST) {}

  /** Counts `bytes` more until the response is over. Fault `service.busy`; a lone one may be as large as it likes. */
  hold(response: ServerResponse, bytes: number): void {
    const before = this.#byResponse.get(response) ?? 0;
    const others = this.#held - before;
    if (others > 0 && this.#held + bytes > this.most) throw new Fault('service.busy');
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
