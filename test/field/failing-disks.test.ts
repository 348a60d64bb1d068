import { afterEach, expect, test } from '@jest/globals';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadDriver } from '#adapters/sqlite/driver.js';
import {
  createProcessConnection,
  createServerFolder,
  OPERATOR_KEY,
  type ServerFolder,
} from '../security/processes.js';

let folder: ServerFolder;
afterEach(() => folder.remove());

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const person = (userName: string) => ({
  schemas: [USER],
  userName,
  emails: Array.from({ length: 20 }, (_, at) => ({ value: `${userName}-${at}@example.com` })),
});

test('A11 readyz is 503 while the disk is full, and reads go on', async () => {
  folder = createServerFolder();
  const server = await folder.start({ prelude: "trap '' XFSZ; ulimit -f 12000;" });
  const connection = await createProcessConnection(server.url);
  const scim = connection.scim(server.url);
  const ready = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status;
  expect(await ready()).toBe(200);
  let status = 201;
  for (let at = 0; status === 201 && at < 3_000; at += 1) {
    ({ status } = await scim('POST', '/Users', { body: person(`user-${at}`) }));
  }
  expect(status).toBe(503);
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  const statuses = await Promise.all(Array.from({ length: 20 }, ready));
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect((await scim('GET', '/Users?count=1')).status).toBe(200);
}, 120_000);

test.each(['a record', 'a page'])(
  'A11 %s of the SQLite file is damaged: 503 everywhere, and the log says so',
  async (what) => {
    folder = createServerFolder();
    const env = { MUSTER_STORE__URL: 'sqlite:muster.db' };
    const first = await folder.start({ env });
    const connection = await createProcessConnection(first.url);
    const made = await connection.scim(first.url)('POST', '/Users', { body: person('ann') });
    expect(made.status).toBe(201);
    first.child.kill('SIGTERM');
    await first.ended;
    const path = join(folder.path, 'muster.db');
    const { DatabaseSync } = await loadDriver();
    const database = new DatabaseSync(path, { readOnly: false });
    const root = database
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'members'")
      .get();
    const size = database.prepare('PRAGMA page_size').get();
    if (what === 'a record') {
      for (const table of ['members', 'scim_users']) {
        database.prepare(`UPDATE ${table} SET doc = substr(doc, 1, 20)`).run();
      }
    }
    database.close();
    if (what === 'a page') {
      const bytes = Number(size?.['page_size']);
      const file = openSync(path, 'r+');
      writeSync(
        file,
        Buffer.alloc(bytes, 0x5a),
        0,
        bytes,
        (Number(root?.['rootpage']) - 1) * bytes,
      );
      closeSync(file);
    }
    const second = await folder.start({ env });
    const rest = await createRest(second.url, connection.organizationId);
    expect(rest.status).toBe(503);
    expect(rest.headers.get('retry-after')).toBe('5');
    const path2 = `/Users/${String(made.body.id)}`;
    const body = { ...person('ann'), displayName: 'Ann' };
    expect((await connection.scim(second.url)('PUT', path2, { body })).status).toBe(503);
    expect(second.output()).toMatch(/damaged|malformed/);
  },
  60_000,
);

function createRest(url: string, organizationId: string): Promise<Response> {
  return fetch(`${url}/api/v1/organizations/${organizationId}/members`, {
    headers: { authorization: `Bearer ${OPERATOR_KEY}` },
  });
}
