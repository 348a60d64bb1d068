import { expect } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '#cli/index.js';
import { loadSettings } from '#settings/index.js';
import { cliDeps } from '#main.js';
import { SECRETS_KEY, startServer, type Json, type TestServer } from './server.js';
import { createRecordingTerminal } from '../cli/servers.js';
import { consolePerson, type ConsolePerson } from './console.js';

/** A server with one organization in which every page of the console has something to show. */
export interface ExampleConsole {
  readonly server: TestServer;
  readonly owner: ConsolePerson;
  readonly organizationId: string;
  /** name of the page → its path; every route of the console is here */
  readonly pages: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The example data of `muster demo`, and what it does not make: a domain, a key, an import, a role and a bounced mail. */
export async function exampleConsole(): Promise<ExampleConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-looks-'));
  const storeUrl = `sqlite:${join(folder, 'muster.db')}`;
  await fill(storeUrl);
  const server = await startServer({ storeUrl });
  const [organization] = await itemsOf(server, '/organizations?limit=1');
  const organizationId = String(organization?.['id']);
  const path = `/organizations/${organizationId}`;
  const there = { id: organizationId, slug: 'demo-standard' };
  const owner = await consolePerson(server, there, { name: 'Olive Owner', roles: ['admin'] });
  const body = { role: 'owner', confirm: true };
  const given = await server.rest('POST', `${path}/members/${owner.memberId}/roles`, { body });
  expect([given.status, given.body['detail']]).toEqual([200, undefined]);
  const importId = await addMore(server, path);
  const first = async (place: string): Promise<string> =>
    String((await itemsOf(server, `${path}/${place}`))[0]?.['id']);
  const inside = `/o/${organizationId}`;
  const memberId = await first('members?limit=1&sort=name');
  return {
    server,
    organizationId,
    owner,
    pages: {
      overview: inside,
      people: `${inside}/people`,
      invitations: `${inside}/people?tab=invitations`,
      'join requests': `${inside}/people?tab=join-requests`,
      member: `${inside}/people/${memberId}`,
      details: `${inside}/people/${memberId}?panel=details`,
      activity: `${inside}/people/${memberId}?panel=activity`,
      imports: `${inside}/imports`,
      import: `${inside}/imports/${importId}`,
      roles: `${inside}/roles`,
      role: `${inside}/roles/night-shift`,
      spaces: `${inside}/spaces`,
      space: `${inside}/spaces/${await first('spaces')}`,
      seats: `${inside}/seats`,
      pool: `${inside}/seats/${await first('products')}`,
      domains: `${inside}/domains`,
      audit: `${inside}/audit`,
      entry: `${inside}/audit?entry=12`,
      keys: `${inside}/keys`,
      settings: `${inside}/settings`,
      plan: `${inside}/plan`,
      billing: `${inside}/billing`,
      notifications: `${inside}/notifications`,
      outbox: `${inside}/notifications?tab=outbox`,
      profile: '/me',
      display: '/me/display',
      security: '/me/security',
      'own notifications': '/me/notifications',
      organizations: '/me/organizations',
      'own requests': '/me/requests',
      'operator key': '/operator',
      operator: '/operator',
      jobs: '/operator/jobs',
      support: `/operator/organizations/${organizationId}`,
      'no such page': `${inside}/nowhere`,
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(url: string): Promise<void> {
  const overrides = {
    store: { url },
    // nobody listens there
    http: { port: 9 },
    operator: { key: 'k'.repeat(32) },
    secrets: { key: SECRETS_KEY },
  };
  const settings = loadSettings({ env: {}, overrides });
  const { printed, terminal } = createRecordingTerminal();
  const deps = { ...cliDeps(), loadSettings: () => settings };
  const code = await runCli(['demo', '--preset', 'standard'], deps, terminal);
  expect([code, printed.err]).toEqual([0, []]);
}

/** The first page of a list. */
export async function itemsOf(server: TestServer, path: string): Promise<readonly Json[]> {
  const { status, body } = await server.rest('GET', path);
  expect([status, path]).toEqual([200, path]);
  return body['items'] as unknown as readonly Json[];
}

async function addMore(server: TestServer, path: string): Promise<string> {
  const make = async (place: string, body: object): Promise<Json> => {
    const made = await server.rest('POST', `${path}/${place}`, { body });
    expect([place, made.status, made.body['detail']]).toEqual([place, 201, undefined]);
    return made.body;
  };
  await make('roles', { name: 'night-shift', title: 'Night shift', permissions: ['members:read'] });
  await make('domains', { name: 'northwind.example' });
  await make('api-keys', { name: 'Build server', scopes: ['members:read'] });
  const sheet = 'Email;Name\ncleo@northwind.example.com;Cleo Berg\nno address;Nobody\n';
  const uploaded = await server.rest('POST', `${path}/imports?mode=add-or-update&invite=true`, {
    body: new TextEncoder().encode(sheet),
    headers: {
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="new.csv"',
    },
  });
  expect([uploaded.status, uploaded.body['detail']]).toEqual([expect.any(Number), undefined]);
  return String(uploaded.body['id']);
}
