import { LRUCache } from 'lru-cache';

/** How long a positive look-up may be believed: the most by which another process can be late to learn of a revocation. */
const LOOKUP_CACHE_MS = 1_000;

/** What was found for the hash of a key or token, for a second. */
export class LookupCache<T extends object> {
  readonly #entries = new LRUCache<string, { value: T; at: number }>({ max: 10_000 });
  /** rises with every `forget`: what was looked up before it must not be remembered after it */
  #generation = 0;

  /** Nothing is remembered when `lookUp` finds nothing or throws. */
  async find(
    key: string,
    now: number,
    lookUp: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const cached = this.#entries.get(key);
    if (cached && isWithin(cached.at, now, LOOKUP_CACHE_MS)) return cached.value;
    const generationAtStart = this.#generation;
    const value = await lookUp();
    if (value && generationAtStart === this.#generation) this.#entries.set(key, { value, at: now });
    return value;
  }

  forget(): void {
    this.#generation += 1;
    this.#entries.clear();
  }
}

/** As many as call within a second; of more, all begin anew. */
const MAX_DIGEST_COUNT = 1_000;

/** The hashes of tokens and keys that were good, for a second: a client sends the same one with each call. Others are hashed each time. */
export class RecentHashes {
  readonly #hashes = new Map<string, string>();
  #since = 0;

  constructor(private readonly hash: (token: string) => string) {}

  of(token: string, now: number): string {
    if (!isWithin(this.#since, now, LOOKUP_CACHE_MS)) {
      // a secret stays no longer than it is of use
      this.#hashes.clear();
      this.#since = now;
    }
    return this.#hashes.get(token) ?? this.hash(token);
  }

  remember(token: string, hash: string): void {
    if (this.#hashes.size >= MAX_DIGEST_COUNT) this.#hashes.clear();
    this.#hashes.set(token, hash);
  }
}

/** A clock that was set back makes nothing last longer. */
export function isWithin(since: number | undefined, now: number, length: number): boolean {
  return since !== undefined && since <= now && now - since < length;
}
