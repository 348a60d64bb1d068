import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOOK_POINTS } from '#core/index.js';
import { userOf } from '../kit/hook-servers.js';
import { startServer, type TestServer } from '../kit/server.js';

// The server of docs/hooks.md is run as it stands there, and asked.

const page = readFileSync('docs/hooks.md', 'utf8');
const [, example = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
const folder = mkdtempSync(join(tmpdir(), 'muster-hooks-'));
let server: TestServer;
let port: number;
let receiver: ChildProcess | undefined;

beforeAll(async () => {
  port = await freePort();
  const settings = { outgoing: { allow: [`127.0.0.1:${port}`] } };
  server = await startServer({ settings });
});
afterAll(async () => {
  receiver?.kill();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the server of the page answers every point', () => {
  for (const point of HOOK_POINTS) expect(example).toContain(`  ${point}: (`);
});

test('it denies a hire in its words, and lets another one be', async () => {
  const scim = await server.scim();
  const path = `/organizations/${scim.organizationId}/hooks`;
  const url = `http://127.0.0.1:${port}/`;
  const body = { name: 'Example', point: 'before_user_create', url };
  const made = await server.rest('POST', path, { body });
  const file = join(folder, 'receiver.mjs');
  writeFileSync(file, example);
  const env = { HOOK_SECRET: String(made.body['secret']), PORT: String(port) };
  receiver = spawn(process.execPath, [file], { env, stdio: 'inherit' });
  await untilOpen(port);
  const contractor = { ...userOf('a@example.com'), userType: 'contractor' };
  const refused = await scim.post('/Users', contractor);
  expect(refused.status).toBe(403);
  expect(refused.body['detail']).toMatch(
    /^Contractors are hired elsewhere\. \(contractor; trace id /,
  );
  expect((await scim.post('/Users', userOf('b@example.com'))).status).toBe(201);
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

async function untilOpen(at: number): Promise<void> {
  for (let times = 0; times < 200; times += 1) {
    // unsigned: the server of the page answers 401 or ends the connection, either way it is there
    const answered = await fetch(`http://127.0.0.1:${at}/`, {
      method: 'POST',
      headers: { 'webhook-id': 'x', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' },
    }).catch(() => undefined);
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The server of the page did not start.');
}
