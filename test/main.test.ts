import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFault } from '#kernel/index.js';
import { SettingsError } from '#settings/index.js';
import { startServer } from './kit/server.js';

// How the settings reach the modules of the server.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BADGE = 'urn:example:params:scim:schemas:extension:badge:2.0:User';
const folder = mkdtempSync(join(tmpdir(), 'muster-main-'));

function schemaFile(json: unknown): { scim: object } {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, JSON.stringify(json));
  return { scim: { schemas: [{ file, resourceType: 'User' }] } };
}

async function refusal(settings: object): Promise<unknown> {
  try {
    await (await startServer({ settings: { ...settings } })).close();
  } catch (error) {
    return error;
  }
  throw new Error('The server started.');
}

describe('an extension schema of the operator', () => {
  test('is published, stored, filtered by and returned', async () => {
    const badge = {
      id: BADGE,
      name: 'Badge',
      attributes: [
        { name: 'number', type: 'string' },
        { name: 'floor', type: 'integer' },
      ],
    };
    const server = await startServer({ settings: schemaFile(badge) });
    try {
      const scim = await server.scim();
      expect((await scim.get(`/Schemas/${BADGE}`)).body['id']).toBe(BADGE);
      const body = { schemas: [USER, BADGE], userName: 'a@example.com' };
      const made = await scim.post('/Users', { ...body, [BADGE]: { number: 'B-1', floor: 3 } });
      expect(made.status).toBe(201);
      expect(made.body[BADGE]).toEqual({ number: 'B-1', floor: 3 });
      const filter = encodeURIComponent(`${BADGE}:number eq "B-1"`);
      expect((await scim.get(`/Users?filter=${filter}`)).body['totalResults']).toBe(1);
      const none = encodeURIComponent(`${BADGE}:floor gt 3`);
      expect((await scim.get(`/Users?filter=${none}`)).body['totalResults']).toBe(0);
    } finally {
      await server.close();
    }
  });

  test('that cannot be used stops the start and names all its faults', async () => {
    const error = await refusal(schemaFile({ id: 'nonsense', attributes: [{ name: '1x' }], x: 1 }));
    expect(error).toBeInstanceOf(SettingsError);
    const { problems } = error as SettingsError;
    expect(problems.length).toBeGreaterThanOrEqual(3);
    for (const problem of problems) expect(problem).toMatch(/^scim\.schemas: /);
  });
});

describe('the database', () => {
  test('that is not migrated is refused when the settings say so', async () => {
    const url = `sqlite:${join(folder, 'old.db')}`;
    const error = await refusal({ store: { url, migrate: false } });
    expect(isFault(error, 'store.unsuitable')).toBe(true);
  });

  test('row 105: what was made is there after a restart, under the same ids', async () => {
    const storeUrl = `sqlite:${join(folder, 'kept.db')}`;
    const first = await startServer({ storeUrl });
    const scim = await first.scim();
    const made = await scim.post('/Users', { schemas: [USER], userName: 'a@example.com' });
    await first.close();
    const second = await startServer({ storeUrl });
    try {
      const path = new URL(`${scim.baseUrl}/Users/${made.body['id']}`).pathname;
      const reply = await fetch(second.url + path, {
        headers: { authorization: `Bearer ${scim.token}` },
      });
      expect(reply.status).toBe(200);
      expect(await reply.json()).toMatchObject({ userName: 'a@example.com' });
    } finally {
      await second.close();
    }
  });
});

test('the page limits and bulk limits of the settings are the published ones', async () => {
  const server = await startServer({
    settings: {
      scim: { defaultPage: 2, maxPage: 3, bulk: { maxOperations: 7, maxPayloadBytes: 5_000 } },
    },
  });
  try {
    const scim = await server.scim();
    const { body } = await scim.get('/ServiceProviderConfig');
    expect(body['bulk']).toMatchObject({ maxOperations: 7, maxPayloadSize: 5_000 });
    expect(body['filter']).toMatchObject({ maxResults: 3 });
    for (let count = 0; count < 4; count += 1) {
      await scim.post('/Users', { schemas: [USER], userName: `u${count}@example.com` });
    }
    expect((await scim.get('/Users')).body).toMatchObject({ itemsPerPage: 2, totalResults: 4 });
    expect((await scim.get('/Users?count=10')).body).toMatchObject({ itemsPerPage: 3 });
  } finally {
    await server.close();
  }
});

test('REST is closed when there is no operator key', async () => {
  const server = await startServer({ settings: { operator: { key: null } } });
  try {
    expect((await server.rest('GET', '/organizations')).status).toBe(401);
  } finally {
    await server.close();
  }
});
