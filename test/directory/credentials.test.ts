import { expect, test } from '@jest/globals';
import { createDirectory, type Directory } from '#core/index.js';
import type { Store } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, type House, type Side } from '../kit/house.js';

const DAY = 86_400_000;

const make = (side: Side, input: { expiresAt?: string; name?: string } = {}) =>
  side.house.directory.credentials.create(
    side.house.ctx(),
    side.organization.id,
    side.connection.id,
    {
      kind: 'token',
      ...input,
    },
  );

const revoke = (side: Side, id: string) =>
  side.house.directory.credentials.revoke(
    side.house.ctx(),
    side.organization.id,
    side.connection.id,
    id,
  );

const use = (house: House, token: string) =>
  house.directory.credentials.authenticate(house.ctx(), token);

overHouses(
  'credentials',
  (house) => {
    test('two are live at once; each opens its connection only', async () => {
      const side = await house().side();
      const other = await house().side(side.organization);
      const { token } = await make(side);
      for (const one of [side.token, token]) {
        expect((await use(house(), one)).connection.id).toBe(side.connection.id);
      }
      expect((await use(house(), other.token)).connection.id).toBe(other.connection.id);
    });

    test('a token is long, marked, shown once; the store has its hash and its beginning', async () => {
      const side = await house().side();
      const { token, credential } = await make(side, { name: 'second' });
      expect(token).toMatch(/^muster_scim_[0-9A-Za-z]{43}$/);
      expect(token.length).toBeLessThan(256);
      expect(credential.prefix).toBe(token.slice(0, 18));
      const kept = await house().store.read.credentials.get(credential.id);
      expect(kept?.hash).toMatch(/^[0-9a-f]{64}$/);
      const everything = JSON.stringify([
        kept,
        credential,
        await house().journal(side.organization.id),
        (await side.exchanges()).slice(-5),
      ]);
      expect(everything).not.toContain(token);
      expect(everything).not.toContain(token.slice(18));
      const lines = await house().journal(side.organization.id);
      expect(JSON.stringify(lines)).not.toContain(kept?.hash);
    });

    test('it dies at its date, also when it was used a moment before', async () => {
      const side = await house().side();
      const expiresAt = new Date(house().clock.now() + 10_000).toISOString();
      const { token } = await make(side, { expiresAt });
      house().clock.advance(9_999);
      expect((await use(house(), token)).connection.id).toBe(side.connection.id);
      house().clock.advance(1);
      expect(await faultOf(use(house(), token))).toEqual({ code: 'credential.invalid' });
    });

    test('without a date it lives as long as the setting says', async () => {
      const side = await house().side();
      const { credential } = await make(side);
      expect(Date.parse(credential.expiresAt ?? '') - house().clock.now()).toBe(365 * DAY);
    });

    test('revoked, it is dead at once, and the other one lives', async () => {
      const side = await house().side();
      const { token, credential } = await make(side);
      await use(house(), token);
      const revoked = await revoke(side, credential.id);
      expect(revoked.revokedAt).toBeDefined();
      expect(await faultOf(use(house(), token))).toEqual({ code: 'credential.invalid' });
      expect((await use(house(), side.token)).connection.id).toBe(side.connection.id);
      expect(await revoke(side, credential.id)).toEqual(revoked);
      const lines = await house().journal(side.organization.id);
      expect(lines.filter(({ type }) => type === 'scim.token.revoked')).toHaveLength(1);
    });

    test('revoked while somebody is being looked up, it is dead as well', async () => {
      const side = await house().side();
      const { token, credential } = await make(side);
      const { store, directory } = slowLookUp(house());
      const looking = directory.credentials.authenticate(house().ctx(), token);
      await store.reached;
      await directory.credentials.revoke(
        house().ctx(),
        side.organization.id,
        side.connection.id,
        credential.id,
      );
      store.goOn();
      await looking.catch(() => undefined);
      const again = directory.credentials.authenticate(house().ctx(), token);
      expect(await faultOf(again)).toEqual({ code: 'credential.invalid' });
      await directory.credentials.settle();
    });

    test('in another process it is dead after a second at the latest', async () => {
      const side = await house().side();
      const { token, credential } = await make(side);
      const other = createDirectory({
        linkKey: 'link-key-of-a-test',
        store: house().store,
        presets: house().directory.presets,
        credentials: { lifeDays: 365, live: 3, accessSeconds: 3_600 },
      });
      await other.credentials.authenticate(house().ctx(), token);
      await revoke(side, credential.id);
      house().clock.advance(1_000);
      expect(await faultOf(other.credentials.authenticate(house().ctx(), token))).toEqual({
        code: 'credential.invalid',
      });
      await other.credentials.settle();
    });

    test('the last use is noted, at most once a minute', async () => {
      const side = await house().side();
      const { token, credential } = await make(side);
      const noted = async () => {
        await house().directory.credentials.settle();
        return house().store.read.credentials.get(credential.id);
      };
      const first = house().clock.now();
      await Promise.all(Array.from({ length: 5 }, () => use(house(), token)));
      expect(await noted()).toMatchObject({
        version: 2,
        lastUsedAt: new Date(first).toISOString(),
      });
      house().clock.advance(59_999);
      await use(house(), token);
      expect(await noted()).toMatchObject({ version: 2 });
      house().clock.advance(1);
      await use(house(), token);
      expect(await noted()).toMatchObject({
        version: 3,
        lastUsedAt: new Date(first + 60_000).toISOString(),
      });
    });

    test('not more than the setting allows are live; revoked and expired ones do not count', async () => {
      const side = await house().side();
      const soon = new Date(house().clock.now() + 1_000).toISOString();
      const { credential } = await make(side, { expiresAt: soon });
      await make(side);
      expect(await faultOf(make(side))).toEqual({ code: 'credential.limit', limit: 3 });
      house().clock.advance(1_000);
      await make(side);
      expect(await faultOf(make(side))).toEqual({ code: 'credential.limit', limit: 3 });
      await revoke(side, credential.id);
      expect(await faultOf(make(side))).toEqual({ code: 'credential.limit', limit: 3 });
      const list = await house().directory.credentials.list(
        house().ctx(),
        side.organization.id,
        side.connection.id,
        { limit: 10 },
      );
      const live = list.items.find(({ id, revokedAt }) => !revokedAt && id !== credential.id);
      await revoke(side, live?.id ?? '');
      expect((await make(side)).token).toMatch(/^muster_scim_/);
    });

    test('the limit holds when they are made at once', async () => {
      const side = await house().side();
      const results = await Promise.allSettled(Array.from({ length: 5 }, () => make(side)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    });

    test('nonsense, a disabled connection, and a connection of somebody else', async () => {
      const side = await house().side();
      const stranger = await house().side();
      for (const token of ['', 'x', `${side.token}x`, side.token.slice(0, -1)]) {
        expect(await faultOf(use(house(), token))).toEqual({ code: 'credential.invalid' });
      }
      const { credentials, connections } = house().directory;
      const { credential } = await make(side);
      const { ctx } = house();
      const [theirs, ours] = [stranger.organization.id, side.connection.id];
      expect(await faultOf(credentials.list(ctx(), theirs, ours, { limit: 1 }))).toMatchObject({
        code: 'connection.missing',
      });
      expect(
        await faultOf(credentials.revoke(ctx(), theirs, stranger.connection.id, credential.id)),
      ).toMatchObject({ code: 'credential.not_found' });
      await connections.update(ctx(), side.organization.id, ours, { status: 'disabled' });
      expect(await faultOf(use(house(), side.token))).toEqual({ code: 'connection.disabled' });
      await connections.update(ctx(), side.organization.id, ours, { status: 'active' });
      expect((await use(house(), side.token)).connection.id).toBe(ours);
    });
  },
  { live: 3 },
);

/** A directory whose look-up of organizations waits: what another request can do meanwhile. */
function slowLookUp(house: House): {
  directory: Directory;
  store: { reached: Promise<void>; goOn: () => void };
} {
  let goOn = (): void => undefined;
  let arrived = (): void => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  const { organizations } = house.store.read;
  const slow = {
    get: async (id: string) => {
      arrived();
      await gate;
      return organizations.get(id);
    },
  };
  const read = {
    ...house.store.read,
    organizations: Object.assign(Object.create(organizations), slow),
  };
  const store = Object.assign(Object.create(house.store) as Store, {
    read,
    transaction: house.store.transaction.bind(house.store),
  });
  const directory = createDirectory({
    linkKey: 'link-key-of-a-test',
    store,
    presets: house.directory.presets,
    credentials: { lifeDays: 365, live: 3, accessSeconds: 3_600 },
  });
  return { directory, store: { reached, goOn } };
}
