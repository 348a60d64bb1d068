import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Guides are followed with what is built, as readers do. A whole run builds before its tests; a test that runs alone builds here.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LOCK = `${ROOT}node_modules/.muster-build-lock`;
/** A build takes ten seconds on a busy machine; a lock this old belongs to a process that was killed. */
const STALE_MS = 120_000;

let isBuilt = process.env['MUSTER_TEST_BUILD'] !== undefined;

/** Builds when a source is newer than the build; the workers of a run do it one after another. Returns the folder of the program. */
export function builtProgram(): string {
  if (!isBuilt) {
    takeLock();
    try {
      execFileSync(process.execPath, [`${ROOT}scripts/build-if-changed.mjs`]);
    } finally {
      rmdirSync(LOCK);
    }
    isBuilt = true;
  }
  return ROOT;
}

function takeLock(): void {
  for (;;) {
    try {
      return mkdirSync(LOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const taken = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - taken > STALE_MS) rmdirSync(LOCK);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}
