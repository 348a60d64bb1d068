import { runCli, type CliDeps } from '#cli/index.js';
import { loadSettings } from '#settings/index.js';
import type { TestServer } from '../../kit/server.js';
import { DAY, listed, operatorOf, type Stage } from './stage.js';

/** After so long what was deleted is purged, and retention has taken what it takes. */
export const FORGOTTEN = 60 * DAY;

function refuse(): never {
  throw new Error('This command needs nothing of that.');
}

/** `muster verify-journal`, over the database of a server. */
export async function verifyAll(server: TestServer): Promise<{ code: number; out: string }> {
  const printed: string[] = [];
  const print = (line = ''): void => void printed.push(line);
  const deps: CliDeps = {
    version: '0.0.0',
    clock: { now: () => 0 },
    loadSettings: () => loadSettings({ env: {} }),
    serve: refuse,
    openDeps: refuse,
    openDemo: refuse,
    inspectStore: refuse,
    migrateStore: refuse,
    openCore: async () => ({ core: server.core, close: async () => undefined }),
  };
  const code = await runCli(['verify-journal'], deps, { out: print, err: print, draw: print });
  return { code, out: printed.join('\n') };
}

export async function jobsOf(stage: Stage): Promise<string[]> {
  return (await listed(operatorOf(stage), '/jobs')).map(({ name }) => String(name));
}
