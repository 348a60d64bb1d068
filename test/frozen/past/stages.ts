import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type TestServer } from '../../kit/server.js';
import { settingsOf } from './settings.js';
import type { Stage } from './stage.js';

export interface TodaysStage {
  readonly stage: Stage;
  readonly server: TestServer;
  close(): Promise<void>;
}

/** Today's server over a database, its clock standing at `now` until somebody moves it. */
export async function openStage(storeUrl: string, now: number): Promise<TodaysStage> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-past-'));
  let time = now;
  const records = new Map<string, readonly string[]>();
  const server = await startServer({
    storeUrl,
    settings: settingsOf(storeUrl, folder) as Record<string, unknown>,
    clock: { now: () => time },
    resolver: { proofs: async (name) => records.get(name) ?? [] },
  });
  const stage: Stage = {
    url: server.url,
    operatorKey: server.operatorKey,
    advance: async (milliseconds) => {
      time += milliseconds;
    },
    now: () => time,
    run: async (job) => {
      await server.composed.jobs.runNow(job);
    },
    record: async (domain, texts) => {
      records.set(domain, texts);
    },
    mails: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
      return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    },
  };
  return {
    stage,
    server,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
