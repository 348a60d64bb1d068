import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '#kernel/index.js';

const SCHEME = 'sqlite:';
const MEMORY = ':memory:';

/** The absolute path that a URL like `sqlite:./data/muster.db` names; undefined for `sqlite::memory:`. */
export function pathOf(url: string): string | undefined {
  const rest = url.startsWith(SCHEME) ? url.slice(SCHEME.length) : '';
  if (rest === '') {
    throw new Fault('store.unsuitable', {
      reason: 'The database of the embedded store is named sqlite:<path> or sqlite::memory:.',
    });
  }
  return rest === MEMORY ? undefined : resolve(rest);
}

export function isThere(path: string): boolean {
  return existsSync(path);
}

/** Makes the file and its folder, for this user only; SQLite gives the files beside it the same mode. */
export function prepare(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new Fault('store.unavailable', {}, { cause: error });
  }
}
