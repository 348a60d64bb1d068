import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Store } from '#store/index.js';
import { TYPESCRIPT } from '../../kit/program.js';
import { sampleOrganization } from '../../kit/samples.js';
import { dropDatabase, freshUrl, open, replicaSet } from './databases.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('adjusting-process.ts', import.meta.url));
const TIMES = 100;

async function adjust(url: string, organization: string): Promise<{ transactions: number }> {
  const node = [...TYPESCRIPT, program];
  const { stdout } = await run(process.execPath, [...node, url, organization, String(TIMES)], {
    timeout: 60_000,
  });
  return JSON.parse(stdout) as { transactions: number };
}

(replicaSet === undefined ? describe.skip : describe)('two processes on one database', () => {
  let url: string;
  let store: Store;
  beforeAll(async () => {
    url = freshUrl();
    store = await open(url);
  });
  afterAll(async () => {
    await store.close();
    await dropDatabase(url);
  });

  test('each change counts once', async () => {
    const record = sampleOrganization();
    await store.transaction('lane', (tx) => tx.organizations.insert(record));
    const figures = await Promise.all([adjust(url, record.id), adjust(url, record.id)]);
    expect(figures.map(({ transactions }) => transactions)).toEqual([TIMES, TIMES]);
    expect(await store.read.tallies.get('shared')).toBe(2 * TIMES);
    expect((await store.read.organizations.get(record.id))?.version).toBe(1 + 2 * TIMES);
  }, 70_000);
});
