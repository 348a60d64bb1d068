import { expect } from '@jest/globals';
import { spawn } from 'node:child_process';
import { everything } from '#store/index.js';
import { TYPESCRIPT } from '../kit/program.js';
import { overStores, contractTest } from '../kit/stores.js';

const WRITER = new URL('crash-writer.ts', import.meta.url).pathname;

/** Starts a writer, kills it -9 once it has said `enough` ids, and returns all that it said. */
function killedWriter(url: string, tally: string, enough: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const program = [...TYPESCRIPT, WRITER, url, tally];
    const child = spawn(process.execPath, program, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complained = '';
    let dying = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!dying && said.split('\n').length > enough) {
        dying = true;
        child.kill('SIGKILL');
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained += text;
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      // a line that was cut off was not said
      if (signal === 'SIGKILL') resolve(said.split('\n').slice(0, -1));
      else reject(new Error(`The writer ended by itself: ${complained}`));
    });
  });
}

overStores('crashes', (kind) => {
  if (!kind.durable) {
    contractTest(kind, 'a database in memory promises nothing beyond its process', async () => {
      const opened = await kind.open();
      await expect(opened.reopen()).rejects.toThrow(/keeps nothing/);
      await opened.close();
    });
    return;
  }

  contractTest(kind, 'nothing acknowledged is lost when writers are killed', async () => {
    const opened = await kind.open();
    await opened.store.close();
    const acknowledged: string[] = [];
    // one tally each: MongoDB holds the rows of a dead client's open transaction for a minute (its
    // transactionLifetimeLimitSeconds), in which others get `store.contention`
    const names: string[] = [];
    // two processes that change one tally collide all the time in MongoDB
    const rounds = kind.name === 'mongodb' ? [15, 40] : [40, 150];
    for (const enough of rounds) {
      const [one, other] = [`${String(enough)} a`, `${String(enough)} b`];
      names.push(one, other);
      const both = await Promise.all([
        killedWriter(opened.url, one, enough),
        killedWriter(opened.url, other, enough),
      ]);
      acknowledged.push(...both.flat());
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(2 * (rounds[0]! + rounds[1]!));
    await opened.reopen();
    const { organizations, tallies } = opened.store.read;
    const kept = new Set<string>();
    for (let at = 0; at < acknowledged.length; at += 1_000) {
      const found = await organizations.getMany(acknowledged.slice(at, at + 1_000));
      for (const record of found) kept.add(record.id);
    }
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    // and of none is there a half
    const written = await Promise.all(names.map((name) => tallies.get(name)));
    const sum = written.reduce((total, value) => total + value, 0);
    expect(sum).toBe(await organizations.count(everything));
    await opened.store.transaction('lane', (tx) => tx.tallies.adjust('written', 1));
    await opened.close();
  });
});
