/**
 * What one more organization costs: bytes in the database, CPU to make it, and the time of a round of all jobs that find nothing to do.
 * Each organization has an owner, a connection with a token, and ten people in two groups who came over SCIM. The figures of
 * docs/scaling.md: `node --import tsx --conditions=muster-source bench/organizations.ts 100 400`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, systemClock } from '#kernel/index.js';
import { compose, type Application } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { userBody } from './seed.js';

const KEY = 'operator-key-of-the-bench';
const PEOPLE = 10;
const GROUPS = ['Everybody', 'Administrators'];
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const sizes = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'muster-organizations-'));
const file = join(folder, 'muster.db');
let made = 0;
try {
  console.log('organizations | bytes each | CPU ms each | a round of all jobs, ms');
  let bytesBefore = await withServer(async () => undefined).then(() => statSync(file).size);
  for (const size of sizes) {
    const count = size - made;
    const { cpuMs, jobsMs } = await withServer((application, url) => grow(application, url, size));
    const bytes = statSync(file).size;
    const each = (value: number): number => Math.round(value / count);
    console.log(`${size} | ${each(bytes - bytesBefore)} | ${each(cpuMs)} | ${Math.round(jobsMs)}`);
    bytesBefore = bytes;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Closed afterwards, so that the file has everything. */
async function withServer<T>(work: (application: Application, url: string) => Promise<T>) {
  const overrides = {
    http: { host: '127.0.0.1', port: 0 },
    store: { url: `sqlite:${file}` },
    operator: { key: KEY },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    mail: { folder: join(folder, 'mail') },
  };
  const application = await compose(loadSettings({ env: {}, overrides }), {
    clock: systemClock,
    log: silentLog,
  });
  try {
    return await work(application, await application.http.listen());
  } finally {
    await application.close();
  }
}

async function grow({ jobs }: Application, url: string, size: number) {
  const before = process.cpuUsage();
  for (; made < size; made += 1) await makeOrganization(url, made);
  const { user, system } = process.cpuUsage(before);
  const names = (await jobs.list()).map(({ name }) => name);
  // the first round does what is left to do: mails
  for (const name of names) while ((await jobs.runNow(name)).more === true);
  const startedAt = performance.now();
  for (const name of names) await jobs.runNow(name);
  return { cpuMs: (user + system) / 1_000, jobsMs: performance.now() - startedAt };
}

async function makeOrganization(url: string, number: number): Promise<void> {
  const rest = `${url}/api/v1/organizations`;
  const owner = { email: `owner-${number}@example.com`, name: 'Owner' };
  const { id } = await post(rest, KEY, { name: `Organization ${number}`, owner });
  const connections = `${rest}/${id}/connections`;
  const connection = await post(connections, KEY, { kind: 'scim', name: 'Directory' });
  const credentials = `${connections}/${connection.id}/credentials`;
  const { token = '' } = await post(credentials, KEY, { kind: 'token' });
  const scim = connection.scimBaseUrl ?? '';
  const members = [];
  for (let person = 0; person < PEOPLE; person += 1) {
    const { id: value } = await post(`${scim}/Users`, token, userBody(number * PEOPLE + person));
    members.push({ value });
  }
  for (const displayName of GROUPS) {
    await post(`${scim}/Groups`, token, { schemas: [GROUP], displayName, members });
  }
}

interface Made {
  readonly id: string;
  readonly token?: string;
  readonly scimBaseUrl?: string;
}

async function post(address: string, key: string, body: object): Promise<Made> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Made;
}
