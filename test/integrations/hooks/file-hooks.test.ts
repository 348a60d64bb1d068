import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userOf } from '../../kit/hook-servers.js';
import { startServer, type TestServer } from '../../kit/server.js';

const folder = mkdtempSync(join(tmpdir(), 'muster-file-hooks-'));
const page = readFileSync('docs/hooks.md', 'utf8');
const [, example = ''] = /```javascript\n([\s\S]*?)```/.exec(page) ?? [];
let server: TestServer;

beforeAll(async () => {
  writeFileSync(join(folder, 'a.mjs'), example);
  const endless = `export default {
    point: 'before_user_create', order: 2, budgetMs: 300, condition: 'title eq "endless"',
    decide: () => { for (;;); },
  };`;
  writeFileSync(join(folder, 'b.mjs'), endless);
  server = await startServer({ settings: { hooks: { folder } } });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a hook in a file denies in its words, and lets others be', async () => {
  const scim = await server.scim();
  const refused = await scim.post('/Users', userOf('a@example.org'));
  expect([refused.status, String(refused.body['detail'])]).toEqual([
    403,
    expect.stringMatching(/^Nobody of example\.org\. \(domain; trace id /),
  ]);
  expect((await scim.post('/Users', userOf('a@example.com'))).status).toBe(201);
});

test('a function that never comes back is ended at its budget, and the files go on', async () => {
  const scim = await server.scim();
  const stuck = await scim.post('/Users', { ...userOf('b@example.com'), title: 'endless' });
  expect(stuck.status).toBe(503);
  expect((await scim.post('/Users', userOf('c@example.org'))).status).toBe(403);
  expect((await scim.post('/Users', userOf('c@example.com'))).status).toBe(201);
});

test('a file that is no hook stops the start', async () => {
  const other = mkdtempSync(join(tmpdir(), 'muster-file-hooks-'));
  writeFileSync(join(other, 'broken.mjs'), 'export default 7;');
  const starting = startServer({ settings: { hooks: { folder: other } } });
  await expect(starting).rejects.toThrow(/broken\.mjs is no hook: exports no default/);
  rmSync(other, { recursive: true, force: true });
});
