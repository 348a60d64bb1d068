import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '#cli/index.js';
import { cliDeps, compose, type Application } from '#main.js';
import { createSecretsKey } from '#core/index.js';
import { createSamlKeys } from '#sign-in/keys/index.js';
import { FULL_AUTHORITY, newTraceId, silentLog, systemClock, type Context } from '#kernel/index.js';
import { receiverText } from '#integrations/index.js';
import { unwrapHeaders } from '#integrations/webhooks/custom-headers.js';
import { loadSettings } from '#settings/index.js';
import { all } from '#store/index.js';
import { createRecordingTerminal } from './servers.js';

// The commands about keys, beside a server that runs over the same folder.

let folder: string;
let config: string;
let server: Application;
let url: string;

const data = (name: string): string => join(folder, 'data', name);
const read = (name: string): string => readFileSync(data(name), 'utf8').trim();
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

async function muster(...args: string[]): Promise<{ code: number; text: string }> {
  const { terminal, printed } = createRecordingTerminal();
  // what the server does each ten seconds
  const wait = (): Promise<void> => server.core.signingKeys.refresh();
  const deps = { ...cliDeps(), wait };
  const code = await runCli([...args, '--config', config], deps, terminal);
  return { code, text: [...printed.out, ...printed.err].join('\n') };
}

async function statusFor(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(`${url}/api/v1/organizations`, { headers })).status;
}

/** What a process knows of operator keys is ten seconds old at most. */
async function tenSecondsLater<T>(work: () => Promise<T>): Promise<T> {
  const now = performance.now.bind(performance);
  const later = jest.spyOn(performance, 'now').mockImplementation(() => now() + 11_000);
  try {
    return await work();
  } finally {
    later.mockRestore();
  }
}

async function start(): Promise<Application> {
  const application = await compose(loadSettings({ env: {}, file: config }), {
    clock: systemClock,
    log: silentLog,
  });
  url = await application.http.listen();
  return application;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-keys-'));
  config = join(folder, 'muster.yaml');
  const lines = ['http: {port: 0}', 'jobs: {enabled: false}', 'log: {level: silent}'];
  const store = `store: {url: "sqlite:${data('muster.db')}"}`;
  writeFileSync(config, [...lines, store, `mail: {folder: "${data('mail')}"}`, ''].join('\n'));
  // makes the folder, the file of the operator key and that of the secrets key
  await muster('reset-operator-key');
  server = await start();
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('operator-keys', () => {
  test('M16 a key is valid at once, named in the journal, and printed nowhere but in its file', async () => {
    const added = await muster('operator-keys', 'add', 'deployment');
    expect(added.code).toBe(0);
    expect(added.text).not.toContain('muster_operator_');
    const [, file = ''] = /in (\S+\.key)/.exec(added.text) ?? [];
    expect(mode(file)).toBe('600');
    const key = readFileSync(file, 'utf8').trim();
    expect(await statusFor(key)).toBe(200);
    expect(await statusFor(`${key.slice(0, -1)}_`)).toBe(401);
    const body = JSON.stringify({ name: 'By a named key' });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body };
    const made = await fetch(`${url}/api/v1/organizations`, options);
    const { id } = (await made.json()) as { id: string };
    const where = `${url}/api/v1/organizations/${id}/journal`;
    const journal = (await (await fetch(where, { headers })).json()) as {
      items: { actor: unknown }[];
    };
    expect(journal.items[0]?.actor).toEqual({ kind: 'operator', name: 'deployment' });
    await server.core.operatorKeys.settle();
    const listed = await muster('operator-keys', 'list');
    expect(listed.text).toContain(`1 in ${data('operator.key')}`);
    expect(listed.text).toMatch(
      /^deployment {2}muster_operator_\w{6}… {2}made .*last used .*valid/m,
    );
    expect(listed.text).not.toContain(key);
  });

  test('M16 a revoked key is refused after ten seconds, the others go on', async () => {
    const [first, second] = [data('first.key'), data('second.key')];
    await muster('operator-keys', 'add', 'first', '--out', first);
    await muster('operator-keys', 'add', 'second', '--out', second);
    const again = await muster('operator-keys', 'add', 'second');
    expect(again.code).toBe(2);
    expect(again.text).toContain('is the name of another key');
    const there = await muster('operator-keys', 'add', 'third', '--out', second);
    expect(there.text).toContain('there is a file');
    expect(await statusFor(read('first.key'))).toBe(200);
    expect((await muster('operator-keys', 'revoke', 'first')).code).toBe(0);
    await tenSecondsLater(async () => {
      expect(await statusFor(read('first.key'))).toBe(401);
      expect(await statusFor(read('second.key'))).toBe(200);
      expect(await statusFor(read('operator.key'))).toBe(200);
    });
    const actor = { kind: 'operator', name: 'operator' } as const;
    const rights = { actor, authority: FULL_AUTHORITY, traceId: 'x' } as const;
    const ctx = { ...rights, clock: systemClock, log: silentLog };
    const query = { limit: 50, after: 0 };
    const journal = await server.core.journal.list(ctx, 'installation', query);
    expect(journal.items.map(({ type }) => type)).toContain('operator_key.revoked');
  });

  test('on a screen a key is shown, and no file of it is made', async () => {
    const { terminal, printed } = createRecordingTerminal();
    const onScreen = { ...terminal, isScreen: true };
    const files = readdirSync(join(folder, 'data'));
    const args = ['operator-keys', 'add', 'seen', '--config', config];
    expect(await runCli(args, cliDeps(), onScreen)).toBe(0);
    const [key = ''] = /muster_operator_\S+/.exec(printed.out.join('\n')) ?? [];
    expect(await statusFor(key)).toBe(200);
    expect(readdirSync(join(folder, 'data'))).toEqual(files);
    await muster('operator-keys', 'revoke', 'seen');
  });

  test('M16 the last key stays, and what is no key of the database is said so', async () => {
    for (const name of ['deployment', 'second']) await muster('operator-keys', 'revoke', name);
    const { code, text } = await muster('operator-keys', 'revoke', 'operator');
    expect([code, text]).toEqual([2, expect.stringContaining('muster reset-operator-key`')]);
    const kept = read('operator.key');
    rmSync(data('operator.key'));
    await muster('operator-keys', 'add', 'only', '--out', data('only.key'));
    const last = await muster('operator-keys', 'revoke', 'only');
    expect(last.code).toBe(2);
    expect(last.text).toContain('only is the last key that opens this installation; it stays');
    expect(last.text).toContain('next  make another one first: muster operator-keys add');
    writeFileSync(data('operator.key'), `${kept}\n`);
  });

  test('M16 a lost key is reset while the server runs', async () => {
    const lost = read('operator.key');
    const reset = await muster('reset-operator-key');
    expect(reset.code).toBe(0);
    expect(reset.text).not.toContain('muster_operator_');
    expect(mode(data('operator.key'))).toBe('600');
    expect(await statusFor(read('operator.key'))).toBe(200);
    await tenSecondsLater(async () => expect(await statusFor(lost)).toBe(401));
  });
});

describe('rotate', () => {
  const token = (): string => server.core.links.token('notices', 'm', 'seat-limit');
  const verifies = (one: string): Promise<boolean> =>
    server.core.links.verify(one, 'notices', 'm', 'seat-limit');

  test('M16 a new generation; links from before go on', async () => {
    const before = token();
    const rotated = await muster('rotate');
    expect(rotated.code).toBe(0);
    expect(rotated.text).toContain('links 2, unsubscribe 2, cursors 2, codes 2');
    expect(await verifies(before)).toBe(true);
    const doctor = await muster('doctor');
    expect(doctor.text).toMatch(
      /✓ signing keys: links 2, .*; wrapped by [0-9a-f]{16} \(.*secrets\.key\)/,
    );
  });

  test('M16 another secrets key: the server goes on, the next start finds it', async () => {
    const before = read('secrets.key');
    const made = token();
    const changed = await muster('rotate', '--secrets-key');
    expect(changed.code).toBe(0);
    expect(changed.text).not.toContain(read('secrets.key'));
    expect(changed.text).toMatch(/^Waiting \d+ seconds, until every running server knows/m);
    expect(read('secrets.key')).not.toBe(before);
    expect(await verifies(made)).toBe(true);
    await server.core.signingKeys.refresh();
    expect(await verifies(made)).toBe(true);
    // a generation that it cannot read: it goes on with those that it knows, and says so
    await muster('rotate');
    await server.core.signingKeys.refresh();
    expect(await verifies(made)).toBe(true);
    const ready = async (): Promise<unknown> => (await fetch(`${url}/readyz`)).json();
    expect(await ready()).toMatchObject({
      status: 'ready',
      signingKeys: { links: 2 },
      warning: expect.stringContaining('a signing key cannot be read'),
    });
    await server.close();
    server = await start();
    expect(await verifies(made)).toBe(true);
    expect(await ready()).toEqual({
      status: 'ready',
      signingKeys: { links: 3, unsubscribe: 3, cursors: 3, codes: 3 },
    });
  });

  test('M16 a command that was killed in between is finished by the next start', async () => {
    const made = token();
    const before = read('secrets.key');
    await muster('rotate', '--secrets-key');
    const next = read('secrets.key');
    writeFileSync(data('secrets.key.next'), `${next}\n`);
    writeFileSync(data('secrets.key'), `${before}\n`);
    await server.close();
    server = await start();
    expect(await verifies(made)).toBe(true);
    expect(read('secrets.key')).toBe(next);
    expect(() => read('secrets.key.next')).toThrow('ENOENT');
  });

  test('M16 a lost secrets key: refused in words by start, doctor and rotate, until all begins anew', async () => {
    const made = token();
    await server.close();
    const kept = read('secrets.key');
    rmSync(data('secrets.key'));
    const said = String(await start().catch((error: unknown) => error));
    expect(said).toMatch(
      /secrets\.key: is not set, and there is no file \S+secrets\.key\. The keys/,
    );
    expect(said).toContain('restore its file from the backup. If it is lost: muster rotate');
    expect(() => read('secrets.key')).toThrow('ENOENT');
    writeFileSync(data('secrets.key'), `${'x'.repeat(43)}\n`);
    await expect(start()).rejects.toThrow(/this process has [0-9a-f]{16}, from .*secrets\.key/);
    for (const command of ['rotate', 'create-organization']) {
      const name = command === 'rotate' ? [] : ['--name', 'X'];
      const refused = await muster(command, ...name);
      expect([refused.code, refused.text]).toEqual([2, expect.stringContaining('were wrapped by')]);
    }
    const doctor = await muster('doctor');
    expect(doctor.text).toMatch(
      /✗ signing keys.*were wrapped by the secrets key [0-9a-f]{16}; here is/s,
    );
    writeFileSync(data('secrets.key'), `${kept}\n`);
    expect((await muster('rotate', '--secrets-key-lost')).text).toContain('is not lost');
    rmSync(data('secrets.key'));
    const anew = await muster('rotate', '--secrets-key-lost');
    expect(anew.code).toBe(0);
    expect(mode(data('secrets.key'))).toBe('600');
    server = await start();
    expect(await verifies(made)).toBe(false);
    expect(await verifies(token())).toBe(true);
  });

  test('M16 a damaged generation, or one in the place of another, signs nothing; the others go on', async () => {
    const { store } = server.core.deps;
    const made = token();
    await muster('rotate');
    const rows = (await store.read.signingKeys.find({ where: all(), limit: 20 })).records;
    const newest = (purpose: string) =>
      rows.filter((row) => row.purpose === purpose).sort((a, b) => b.generation - a.generation)[0]!;
    const { wrapped } = newest('links');
    await store.transaction('signing-keys', (tx) => {
      const row = newest('unsubscribe');
      return tx.signingKeys.update({ ...row, wrapped, version: row.version + 1 });
    });
    await server.close();
    server = await start();
    expect(server.core.signingKeys.state()).toMatchObject({ isBehind: true });
    expect(await verifies(made)).toBe(true);
    expect((await muster('rotate', '--secrets-key-lost')).code).toBe(0);
    await server.core.signingKeys.refresh();
    expect(server.core.signingKeys.state()).toMatchObject({ isBehind: false });
    expect(await verifies(made)).toBe(true);
  });

  /** Reads, and makes where there is none, the keys of a SAML connection as the server does. */
  const samlKeys = () => {
    const { core } = server;
    const secretsKey = createSecretsKey(read('secrets.key'));
    return createSamlKeys({ core, store: core.deps.store, secretsKey } as never);
  };
  const ctx = (): Context => ({
    actor: { kind: 'system', name: 'test' },
    authority: FULL_AUTHORITY,
    traceId: newTraceId(),
    clock: systemClock,
    log: silentLog,
  });
  const wrappings = async () =>
    (await server.core.deps.store.read.samlKeys.find({ where: all(), limit: 20 })).records;

  test('M16 keys of SAML connections are wrapped anew with the others, and a lost secrets key loses them in words', async () => {
    const { core } = server;
    const { id: organizationId } = await core.organizations.create(ctx(), {
      name: 'Keys',
      slug: 'saml-keys',
      preset: 'standard',
      owner: { email: 'owner@keys.example', name: 'Owner' },
    });
    const input = { kind: 'saml', name: 'SSO', issuedFor: 'https://muster.example' } as const;
    const { id, name, kind } = await core.connections.create(ctx(), organizationId, input);
    const owner = { id, organizationId, name, kind: kind as 'saml' };
    const before = await samlKeys().open(ctx(), owner);
    await samlKeys().add(ctx(), owner);
    expect((await muster('rotate', '--secrets-key')).code).toBe(0);
    const { fingerprint } = createSecretsKey(read('secrets.key'));
    expect((await wrappings()).map(({ wrappedBy }) => wrappedBy)).toEqual([
      fingerprint,
      fingerprint,
    ]);
    await server.close();
    server = await start();
    const after = await samlKeys().open(ctx(), owner);
    expect([after.signing, after.certificate]).toEqual([before.signing, before.certificate]);
    // one that was damaged stays as it is, and stops no rotation
    const [first, second] = await wrappings();
    if (!first || !second) throw new Error('There are not two keys.');
    const { store } = server.core.deps;
    await store.transaction(organizationId, (tx) =>
      tx.samlKeys.update({ ...second, wrapped: first.wrapped, version: second.version + 1 }),
    );
    expect((await muster('rotate', '--secrets-key')).code).toBe(0);
    expect(new Set((await wrappings()).map(({ wrappedBy }) => wrappedBy)).size).toBe(2);
    const lost = await muster('rotate', '--secrets-key-lost');
    expect(lost.text).toContain('1 keys of SAML connections are lost and made anew');
    expect((await wrappings()).map((row) => row.id)).toEqual([first.id]);
    expect((await samlKeys().open(ctx(), owner)).signing).toBe(before.signing);
    // only they are there, as of a database of which a part was restored: another secrets key is refused even so
    const signing = (await store.read.signingKeys.find({ where: all(), limit: 50 })).records;
    await store.transaction('signing-keys', async (tx) => {
      for (const row of signing) await tx.signingKeys.remove(row.id);
    });
    await server.close();
    const kept = read('secrets.key');
    writeFileSync(data('secrets.key'), `${'y'.repeat(43)}\n`);
    await expect(start()).rejects.toThrow(/this process has [0-9a-f]{16}, from .*secrets\.key/);
    writeFileSync(data('secrets.key'), `${kept}\n`);
    server = await start();
    expect((await samlKeys().open(ctx(), owner)).signing).toBe(before.signing);
  });

  test('M16 secrets and headers of webhook endpoints are wrapped anew, and a lost secrets key loses them in words', async () => {
    const organizations = { preset: 'standard', owner: { email: 'o@hooks.example', name: 'O' } };
    const { id: organizationId } = await server.core.organizations.create(ctx(), {
      name: 'Hooks',
      slug: 'endpoint-keys',
      ...organizations,
    });
    const headers = { 'x-api-key': 'a-secret-of-theirs' };
    const { id, secret } = await server.integrations.webhooks.endpoints.create(
      ctx(),
      organizationId,
      { url: 'https://hooks.example/in', headers },
    );
    const owner = { id, organizationId };
    const stored = async () => {
      const { webhookEndpoints, endpointSecrets } = server.core.deps.store.read;
      const endpoint = await webhookEndpoints.get(id);
      const kept = await endpointSecrets.get(secret.id);
      if (!endpoint) throw new Error('There is no endpoint.');
      return { endpoint, wrappings: [endpoint.wrappedBy, kept?.wrappedBy] };
    };
    expect((await muster('rotate', '--secrets-key')).code).toBe(0);
    const secretsKey = createSecretsKey(read('secrets.key'));
    const { endpoint, wrappings: after } = await stored();
    expect(after).toEqual([secretsKey.fingerprint, secretsKey.fingerprint]);
    expect(unwrapHeaders(secretsKey, endpoint)).toEqual(headers);
    await server.close();
    server = await start();
    const [open] = await server.integrations.endpointSecrets.open(ctx(), owner);
    expect(open && receiverText(open)).toBe(secret.receiverText);
    const kept = read('secrets.key');
    await server.close();
    writeFileSync(data('secrets.key'), `${'z'.repeat(43)}\n`);
    const lost = await muster('rotate', '--secrets-key-lost');
    expect(lost.text).toContain('1 secrets of webhook endpoints and hooks are lost');
    expect(lost.text).toContain('1 webhook endpoints have lost the headers of their own');
    expect(kept).not.toBe(read('secrets.key'));
    server = await start();
    expect((await stored()).wrappings).toEqual([undefined, undefined]);
  });

  test('options that contradict each other are refused', async () => {
    const { code, text } = await muster('rotate', '--end-older', '--secrets-key-lost');
    expect([code, text]).toEqual([2, expect.stringContaining('three different things')]);
  });
});
