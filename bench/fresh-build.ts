/**
 * Ends the process with 2 where what is built is older than a source: the servers under measurement are those of `dist`. To import it is
 * enough, and each command of the bench does so first.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../scripts/build-if-changed.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [script, '--check'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (status !== 0) process.exit(status ?? 1);
