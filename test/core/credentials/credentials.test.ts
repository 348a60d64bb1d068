import { expect, test } from '@jest/globals';
import { createCore, type Core } from '#core/index.js';
import type { Store } from '#store/index.js';
import { faultOf } from '../../kit/faults.js';
import {
  overApplications,
  type TestApplication,
  type ScimConnection,
} from '../../kit/application.js';
import { SIGNING_KEYS } from '../../kit/signing-keys.js';

const DAY = 86_400_000;

const make = (scim: ScimConnection, input: { expiresAt?: string; name?: string } = {}) =>
  scim.house.core.credentials.create(scim.house.ctx(), scim.organization.id, scim.connection.id, {
    kind: 'token',
    ...input,
  });

const revoke = (scim: ScimConnection, id: string) =>
  scim.house.core.credentials.revoke(
    scim.house.ctx(),
    scim.organization.id,
    scim.connection.id,
    id,
  );

const use = (app: TestApplication, token: string) =>
  app.core.credentials.authenticate(app.ctx(), token);

overApplications(
  'credentials',
  (app) => {
    test('two are live at once; each opens its connection only', async () => {
      const scim = await app().scimConnection();
      const other = await app().scimConnection(scim.organization);
      const { token } = await make(scim);
      for (const one of [scim.token, token]) {
        expect((await use(app(), one)).connection.id).toBe(scim.connection.id);
      }
      expect((await use(app(), other.token)).connection.id).toBe(other.connection.id);
    });

    test('a token is long, marked, shown once; the store has its hash and its beginning', async () => {
      const scim = await app().scimConnection();
      const { token, credential } = await make(scim, { name: 'second' });
      expect(token).toMatch(/^muster_scim_[0-9A-Za-z]{43}$/);
      expect(token.length).toBeLessThan(256);
      expect(credential.prefix).toBe(token.slice(0, 18));
      const kept = await app().store.read.credentials.get(credential.id);
      expect(kept?.hash).toMatch(/^[0-9a-f]{64}$/);
      const everything = JSON.stringify([
        kept,
        credential,
        await app().journal(scim.organization.id),
        (await scim.exchanges()).slice(-5),
      ]);
      expect(everything).not.toContain(token);
      expect(everything).not.toContain(token.slice(18));
      const entries = await app().journal(scim.organization.id);
      expect(JSON.stringify(entries)).not.toContain(kept?.hash);
    });

    test('it dies at its date, also when it was used a moment before', async () => {
      const scim = await app().scimConnection();
      const expiresAt = new Date(app().clock.now() + 10_000).toISOString();
      const { token } = await make(scim, { expiresAt });
      app().clock.advance(9_999);
      expect((await use(app(), token)).connection.id).toBe(scim.connection.id);
      app().clock.advance(1);
      expect(await faultOf(use(app(), token))).toEqual({ code: 'credential.invalid' });
    });

    test('without a date it lives as long as the setting says', async () => {
      const scim = await app().scimConnection();
      const { credential } = await make(scim);
      expect(Date.parse(credential.expiresAt ?? '') - app().clock.now()).toBe(365 * DAY);
    });

    test('revoked, it is dead at once, and the other one lives', async () => {
      const scim = await app().scimConnection();
      const { token, credential } = await make(scim);
      await use(app(), token);
      const revoked = await revoke(scim, credential.id);
      expect(revoked.revokedAt).toBeDefined();
      expect(await faultOf(use(app(), token))).toEqual({ code: 'credential.invalid' });
      expect((await use(app(), scim.token)).connection.id).toBe(scim.connection.id);
      expect(await revoke(scim, credential.id)).toEqual(revoked);
      const entries = await app().journal(scim.organization.id);
      expect(entries.filter(({ type }) => type === 'scim.token.revoked')).toHaveLength(1);
    });

    test('revoked while somebody is being looked up, it is dead as well', async () => {
      const scim = await app().scimConnection();
      const { token, credential } = await make(scim);
      const { store, directory: core } = slowLookUp(app());
      const looking = core.credentials.authenticate(app().ctx(), token);
      await store.reached;
      await core.credentials.revoke(
        app().ctx(),
        scim.organization.id,
        scim.connection.id,
        credential.id,
      );
      store.goOn();
      await looking.catch(() => undefined);
      const again = core.credentials.authenticate(app().ctx(), token);
      expect(await faultOf(again)).toEqual({ code: 'credential.invalid' });
      await core.credentials.settle();
    });

    test('in another process it is dead after a second at the latest', async () => {
      const scim = await app().scimConnection();
      const { token, credential } = await make(scim);
      const other = createCore({
        signingKeys: SIGNING_KEYS,
        store: app().store,
        presets: app().core.presets,
        credentials: { lifeDays: 365, live: 3, accessSeconds: 3_600 },
      });
      await other.credentials.authenticate(app().ctx(), token);
      await revoke(scim, credential.id);
      app().clock.advance(1_000);
      expect(await faultOf(other.credentials.authenticate(app().ctx(), token))).toEqual({
        code: 'credential.invalid',
      });
      await other.credentials.settle();
    });

    test('the last use is noted, at most once a minute', async () => {
      const scim = await app().scimConnection();
      const { token, credential } = await make(scim);
      const noted = async () => {
        await app().core.credentials.settle();
        return app().store.read.credentials.get(credential.id);
      };
      const first = app().clock.now();
      await Promise.all(Array.from({ length: 5 }, () => use(app(), token)));
      expect(await noted()).toMatchObject({
        version: 2,
        lastUsedAt: new Date(first).toISOString(),
      });
      app().clock.advance(59_999);
      await use(app(), token);
      expect(await noted()).toMatchObject({ version: 2 });
      app().clock.advance(1);
      await use(app(), token);
      expect(await noted()).toMatchObject({
        version: 3,
        lastUsedAt: new Date(first + 60_000).toISOString(),
      });
    });

    test('not more than the setting allows are live; revoked and expired ones do not count', async () => {
      const scim = await app().scimConnection();
      const soon = new Date(app().clock.now() + 1_000).toISOString();
      const { credential } = await make(scim, { expiresAt: soon });
      await make(scim);
      expect(await faultOf(make(scim))).toEqual({ code: 'credential.limit', limit: 3 });
      app().clock.advance(1_000);
      await make(scim);
      expect(await faultOf(make(scim))).toEqual({ code: 'credential.limit', limit: 3 });
      await revoke(scim, credential.id);
      expect(await faultOf(make(scim))).toEqual({ code: 'credential.limit', limit: 3 });
      const list = await app().core.credentials.list(
        app().ctx(),
        scim.organization.id,
        scim.connection.id,
        { limit: 10 },
      );
      const live = list.items.find(({ id, revokedAt }) => !revokedAt && id !== credential.id);
      await revoke(scim, live?.id ?? '');
      expect((await make(scim)).token).toMatch(/^muster_scim_/);
    });

    test('the limit holds when they are made at once', async () => {
      const scim = await app().scimConnection();
      const results = await Promise.allSettled(Array.from({ length: 5 }, () => make(scim)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    });

    test('nonsense, a disabled connection, and a connection of somebody else', async () => {
      const scim = await app().scimConnection();
      const stranger = await app().scimConnection();
      for (const token of ['', 'x', `${scim.token}x`, scim.token.slice(0, -1)]) {
        expect(await faultOf(use(app(), token))).toEqual({ code: 'credential.invalid' });
      }
      const { credentials, connections } = app().core;
      const { credential } = await make(scim);
      const { ctx } = app();
      const [theirs, ours] = [stranger.organization.id, scim.connection.id];
      expect(await faultOf(credentials.list(ctx(), theirs, ours, { limit: 1 }))).toMatchObject({
        code: 'connection.missing',
      });
      expect(
        await faultOf(credentials.revoke(ctx(), theirs, stranger.connection.id, credential.id)),
      ).toMatchObject({ code: 'credential.not_found' });
      const target = { organizationId: scim.organization.id, connectionId: ours };
      await connections.update(ctx(), target, { status: 'disabled' });
      expect(await faultOf(use(app(), scim.token))).toEqual({ code: 'connection.disabled' });
      await connections.update(ctx(), target, { status: 'active' });
      expect((await use(app(), scim.token)).connection.id).toBe(ours);
    });
  },
  { maxLiveCredentials: 3 },
);

/** A directory whose look-up of organizations waits: what another request can do meanwhile. */
function slowLookUp(app: TestApplication): {
  directory: Core;
  store: { reached: Promise<void>; goOn: () => void };
} {
  let goOn = (): void => undefined;
  let arrived = (): void => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  const { organizations } = app.store.read;
  const slow = {
    get: async (id: string) => {
      arrived();
      await gate;
      return organizations.get(id);
    },
  };
  const read = {
    ...app.store.read,
    organizations: Object.assign(Object.create(organizations), slow),
  };
  const store = Object.assign(Object.create(app.store) as Store, {
    read,
    transaction: app.store.transaction.bind(app.store),
  });
  const core = createCore({
    signingKeys: SIGNING_KEYS,
    store,
    presets: app.core.presets,
    credentials: { lifeDays: 365, live: 3, accessSeconds: 3_600 },
  });
  return { directory: core, store: { reached, goOn } };
}
