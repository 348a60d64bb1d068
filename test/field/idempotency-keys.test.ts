import { expect, test } from '@jest/globals';
import { FULL_AUTHORITY, newId, silentLog, type Context } from '#kernel/index.js';
import { everything } from '#store/index.js';
import { requests, type Reply } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

overServers('Idempotency-Key', (server) => {
  const call = (key: string) => {
    const headers = {
      authorization: `Bearer ${server().operatorKey}`,
      'idempotency-key': key,
    };
    return (path: string, body: unknown, more: Record<string, string> = {}): Promise<Reply> =>
      requests(`${server().url}/api/v1`, { ...headers, ...more })('POST', path, { body });
  };

  async function organization(): Promise<string> {
    const made = await server().rest('POST', '/organizations', { body: { name: 'Example' } });
    return `/organizations/${String(made.body.id)}`;
  }

  const contextAt = (aheadMs: number): Context => ({
    actor: { kind: 'system', name: 'test' },
    authority: FULL_AUTHORITY,
    traceId: newId(),
    clock: { now: () => Date.now() + aheadMs },
    log: silentLog,
  });

  const csv = (name: string): string => `Email,Name\r\nuser@example.com,${name}\r\n`;

  test('A9 another file of the same length under one key is a conflict, the same one is answered again', async () => {
    const path = `${await organization()}/imports?ignoreUnknown=true`;
    const send = call(newId());
    const type = { 'content-type': 'text/csv' };
    const first = await send(path, csv('Anna'), type);
    expect([first.status, first.text]).toEqual([202, expect.anything()]);
    const same = await send(path, csv('Anna'), type);
    expect(same.headers.get('idempotency-replayed')).toBe('true');
    expect(same.body.id).toBe(first.body.id);
    const other = await send(path, csv('Emma'), type);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict']);
    const otherQuery = await send(`${path}&invite=true`, csv('Anna'), type);
    expect(otherQuery.body.code).toBe('idempotency.conflict');
    const list = await server().rest('GET', path.replace(/\?.*/, ''));
    expect((list.body as unknown as { items: unknown[] }).items).toHaveLength(1);
  });

  test('A9 a file that is refused frees its key', async () => {
    const path = `${await organization()}/imports`;
    const send = call(newId());
    const type = { 'content-type': 'text/csv' };
    expect((await send(path, 'nothing', type)).status).toBe(400);
    expect((await send(`${path}?ignoreUnknown=true`, csv('Anna'), type)).status).toBe(202);
  });

  test('A9 a key that a crash left is free within seconds, and a running one is not', async () => {
    const { core, store } = server();
    const ctx = contextAt(0);
    const request = { caller: 'a', operationId: 'b', key: newId(), content: 'c' };
    await core.idempotencyKeys.begin(ctx, request);
    await expect(core.idempotencyKeys.begin(ctx, request)).rejects.toMatchObject({
      code: 'idempotency.running',
    });
    // what a process leaves that died eleven seconds ago
    const updatedAt = new Date(Date.now() - 11_000).toISOString();
    await store.transaction('test', async (tx) => {
      const { records } = await tx.idempotencyKeys.find({ where: everything, limit: 1_000 });
      for (const record of records.filter(({ status }) => status === 'running')) {
        await tx.idempotencyKeys.update({ ...record, updatedAt, version: record.version + 1 });
      }
    });
    expect(await core.idempotencyKeys.begin(ctx, request)).toBeUndefined();
    await core.idempotencyKeys.forget(ctx, request);
  });

  test('M2 a key of a request that ran in the future is free', async () => {
    const { core } = server();
    const request = { caller: 'a', operationId: 'b', key: newId(), content: 'c' };
    await core.idempotencyKeys.begin(contextAt(172_800_000), request);
    expect(await core.idempotencyKeys.begin(contextAt(0), request)).toBeUndefined();
    await core.idempotencyKeys.forget(contextAt(0), request);
  });

  test('A9 connections and credentials are made once, and a secret is shown once', async () => {
    const path = `${await organization()}/connections`;
    const send = call(newId());
    const body = { kind: 'scim', name: 'Directory' };
    const made = await send(path, body);
    const again = await send(path, body);
    expect([made.status, again.status]).toEqual([201, 201]);
    expect(again.body.id).toBe(made.body.id);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const credentials = `${path}/${String(made.body.id)}/credentials`;
    for (const [kind, secret] of [
      ['token', 'token'],
      ['client', 'clientSecret'],
    ] as const) {
      const sendOne = call(newId());
      const first = await sendOne(credentials, { kind });
      const second = await sendOne(credentials, { kind });
      expect(first.body[secret]).toBeDefined();
      expect(second.body.id).toBe(first.body.id);
      expect(second.text).not.toContain(String(first.body[secret]));
      const other = await sendOne(credentials, { kind, name: 'Other' });
      expect(other.body.code).toBe('idempotency.conflict');
    }
    const list = await server().rest('GET', credentials);
    expect((list.body as unknown as { items: unknown[] }).items).toHaveLength(2);
  });
});
