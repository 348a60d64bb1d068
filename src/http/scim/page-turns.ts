import { Fault } from '#kernel/index.js';

/**
 * Pages that are read and written at one time. A page may be 32 MiB of JSON and takes a few times that while it is made, so pages wait
 * for each other before any row is read; more at one time would not be faster, because one thread makes them all.
 */
export const PAGE_LIMITS = {
  running: 8,
  perCredential: 4,
  waiting: 400,
  waitingPerCredential: 100,
};

interface WaitingPage {
  readonly credentialId: string;
  readonly start: () => void;
}

/** Lets a page begin when there is room for it: in the process, and among the pages of its credential. */
export class PageTurns {
  readonly #running = new Map<string, number>();
  #total = 0;
  #waiting: WaitingPage[] = [];

  constructor(private readonly limits = PAGE_LIMITS) {}

  /** Fault `service.busy` when too many pages wait already. */
  async take<T>(credentialId: string, work: () => Promise<T>): Promise<T> {
    if (!this.#hasRoom(credentialId)) await this.#wait(credentialId);
    else this.#begin(credentialId);
    try {
      return await work();
    } finally {
      this.#end(credentialId);
    }
  }

  #hasRoom(credentialId: string): boolean {
    const own = this.#running.get(credentialId) ?? 0;
    return this.#total < this.limits.running && own < this.limits.perCredential;
  }

  #begin(credentialId: string): void {
    this.#total += 1;
    this.#running.set(credentialId, (this.#running.get(credentialId) ?? 0) + 1);
  }

  #end(credentialId: string): void {
    this.#total -= 1;
    const own = (this.#running.get(credentialId) ?? 1) - 1;
    if (own > 0) this.#running.set(credentialId, own);
    else this.#running.delete(credentialId);
    const next = this.#waiting.findIndex((page) => this.#hasRoom(page.credentialId));
    const [page] = next === -1 ? [] : this.#waiting.splice(next, 1);
    if (!page) return;
    this.#begin(page.credentialId);
    page.start();
  }

  #wait(credentialId: string): Promise<void> {
    const own = this.#waiting.filter((page) => page.credentialId === credentialId);
    const isFull = own.length >= this.limits.waitingPerCredential;
    if (isFull || this.#waiting.length >= this.limits.waiting) throw new Fault('service.busy');
    return new Promise((start) => this.#waiting.push({ credentialId, start }));
  }
}
