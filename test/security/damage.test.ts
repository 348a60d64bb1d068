import { afterEach, describe, expect, test } from '@jest/globals';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  createServerFolder,
  createProcessConnection,
  type ServerFolder,
  type ProcessConnection,
} from './processes.js';

/** What breaks around a running server: what was answered with success is there afterwards, and the counts are true. */
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let folder: ServerFolder;
afterEach(() => folder.remove());

const userBody = (userName: string) => ({
  schemas: [USER],
  userName,
  emails: Array.from({ length: 20 }, (_, at) => ({ value: `${userName}-${at}@example.com` })),
});

/** Every name is there, and `totalResults` of the unfiltered list, which is a tally, says how many there really are. */
async function expectTruth(
  scimConnection: ProcessConnection,
  url: string,
  names: readonly string[],
): Promise<void> {
  const scim = scimConnection.scim(url);
  const found = new Set<string>();
  const totals = new Set<number>();
  for (let startIndex = 1; ; startIndex += 1_000) {
    const query = `startIndex=${startIndex}&count=1000&attributes=userName`;
    const { body } = await scim('GET', `/Users?${query}`);
    const users = Object.values(body.Resources ?? {});
    for (const { userName } of users) found.add(String(userName));
    totals.add(Number(body.totalResults));
    if (users.length < 1_000) break;
  }
  expect(names.filter((name) => !found.has(name))).toEqual([]);
  expect((await scim('GET', '/Users?count=0')).body.totalResults).toBe(found.size);
  expect([...totals]).toEqual([found.size]);
}

describe('a disk that is full', () => {
  test('is a 503, loses nothing that was acknowledged, and reads go on', async () => {
    folder = createServerFolder();
    // a limit on file sizes is to SQLite what a full disk is; the signal that comes with it must not end the process
    const first = await folder.start({ prelude: "trap '' XFSZ; ulimit -f 12000;" });
    const scimConnection = await createProcessConnection(first.url);
    const scim = scimConnection.scim(first.url);
    const kept: string[] = [];
    const statuses = new Set<number>();
    for (let at = 0; at < 3_000 && !statuses.has(503); at += 1) {
      const reply = await scim('POST', '/Users', { body: userBody(`user-${at}`) });
      statuses.add(reply.status);
      if (reply.status === 201) kept.push(`user-${at}`);
    }
    expect([...statuses].sort()).toEqual([201, 503]);
    expect(kept.length).toBeGreaterThan(40);
    const filter = encodeURIComponent('userName eq "user-1"');
    expect((await scim('GET', `/Users?filter=${filter}`)).body.totalResults).toBe(1);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await folder.start();
    await expectTruth(scimConnection, second.url, kept);
    const again = await scimConnection.scim(second.url)('POST', '/Users', {
      body: userBody('after'),
    });
    expect(again.status).toBe(201);
  }, 120_000);
});

describe('the end of a process', () => {
  test('SIGTERM in the middle of a long job: exit 0, each operation whole or not at all', async () => {
    folder = createServerFolder();
    const first = await folder.start({ env: { MUSTER_HTTP__SHUTDOWN_SECONDS: '1' } });
    const scimConnection = await createProcessConnection(first.url);
    const Operations = Array.from({ length: 1_000 }, (_, at) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${at}`,
      data: { schemas: [USER], userName: `bulk-${at}` },
    }));
    const job = scimConnection.scim(first.url)('POST', '/Bulk', {
      body: { schemas: [BULK], Operations },
    });
    const outcome = job.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    first.child.kill('SIGTERM');
    const reply = await outcome;
    expect(await first.ended).toBe(0);
    const results = Object.values(reply?.body.Operations ?? {});
    const told = results.flatMap(({ bulkId, status }) =>
      String(status) === '201' ? [`bulk-${String(bulkId).slice(1)}`] : [],
    );
    const second = await folder.start();
    await expectTruth(scimConnection, second.url, told);
  });
});

describe('files', () => {
  test('the database and its folder are for the user of the process alone', async () => {
    folder = createServerFolder();
    const { url } = await folder.start();
    await createProcessConnection(url);
    const data = join(folder.path, 'data');
    expect((statSync(data).mode & 0o777).toString(8)).toBe('700');
    for (const name of ['muster.db', 'muster.db-wal', 'muster.db-shm']) {
      expect((statSync(join(data, name)).mode & 0o077).toString(8)).toBe('0');
    }
  });

  test('two processes over one file see and keep what the other one does', async () => {
    folder = createServerFolder();
    const first = await folder.start();
    const second = await folder.start();
    const scimConnection = await createProcessConnection(first.url);
    const [one, other] = [scimConnection.scim(first.url), scimConnection.scim(second.url)];
    const names = Array.from({ length: 60 }, (_, at) => `user-${at}`);
    const replies = await Promise.all(
      names.map((userName, at) =>
        (at % 2 ? one : other)('POST', '/Users', { body: userBody(userName) }),
      ),
    );
    const kept = names.filter((_, at) => replies[at]?.status === 201);
    expect(kept).toHaveLength(names.length);
    const twins = await Promise.all(
      [one, other].map((scim) => scim('POST', '/Users', { body: userBody('twin') })),
    );
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409]);
    await expectTruth(scimConnection, first.url, kept);
    await expectTruth(scimConnection, second.url, kept);
  });
});
