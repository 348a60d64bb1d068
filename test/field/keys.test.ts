import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { addGeneration, createSecretsKey, readGenerations, type KeyDeps } from '#core/index.js';
import { FULL_AUTHORITY, newId, silentLog, type Context } from '#kernel/index.js';
import { FakeClock, retryEngineDeadlocks } from '../kit/application.js';
import { requests, SECRETS_KEY, startServer, type TestServer } from '../kit/server.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';

// Row M16: an operator key was changed, or two processes had different ones: mails failed for good, and unsubscribe links were 404.

const MINUTE = 60_000;

overStores(
  'keys of their own, in several processes',
  (kind) => {
    const clock = new FakeClock();
    let opened: OpenedStore;
    let one: TestServer;
    let other: TestServer;
    let organizationId: string;

    const start = (operatorKey: string, secretsKey = SECRETS_KEY): Promise<TestServer> =>
      retryEngineDeadlocks(() =>
        startServer({
          storeUrl: opened.url,
          clock,
          settings: {
            operator: { key: operatorKey, keys: ['another-key-of-the-settings'] },
            secrets: { key: secretsKey },
            mail: { perAddressHour: 1_000 },
          },
        }),
      );
    const keyOf = ({ settings }: TestServer): string => String(settings.operator.key);
    const restOf = (server: TestServer) =>
      requests(`${server.url}/api/v1`, { authorization: `Bearer ${keyOf(server)}` });
    const anybody = (server: TestServer) => requests(`${server.url}/api/v1`);
    const deps = (): KeyDeps => ({
      store: opened.store,
      presets: new Map(),
      listeners: [],
      secretsKey: createSecretsKey(SECRETS_KEY),
    });
    const ctx = (): Context => ({
      actor: { kind: 'operator', name: 'operator' },
      authority: FULL_AUTHORITY,
      traceId: newId(),
      clock,
      log: silentLog,
    });
    const rotate = (options?: { endOlder?: boolean }) => addGeneration(deps(), ctx(), options);

    const send = (server: TestServer) =>
      retryEngineDeadlocks(() => server.composed.jobs.runNow('send-mail'));
    const member = async (server: TestServer): Promise<string> => {
      const body = { email: `${newId()}@example.com`, name: 'Member' };
      const path = `/organizations/${organizationId}/members`;
      const made = await restOf(server)('POST', path, { body });
      expect(made.status).toBe(201);
      return String(made.body.id);
    };
    const unsubscribe = (memberId: string, token: string): string =>
      `/notices/unsubscribe?${new URLSearchParams({ memberId, notice: 'seat-limit', token })}`;

    beforeAll(async () => {
      opened = await kind.open();
      // both find a database without keys, and one of them makes those of both
      [one, other] = await Promise.all([
        start('operator-key-of-a-test'),
        start('operator-key-number-two'),
      ]);
      const body = { name: 'Example', owner: { email: 'owner@example.com', name: 'Owner' } };
      organizationId = String((await restOf(one)('POST', '/organizations', { body })).body.id);
    });

    afterAll(async () => {
      await one.close();
      await other.close();
      await opened.close();
    });

    test('M16 a process with another secrets key refuses to start, in words', async () => {
      const started = start('operator-key-of-a-test', 'another-secrets-key-0123456789abcdef');
      const said = String(await started.catch((error: unknown) => error));
      expect(said).toMatch(
        /secrets\.key: the keys in this database were wrapped by the secrets key/,
      );
      expect(said).toMatch(/this process has [0-9a-f]{16}, from the setting secrets\.key/);
      expect(said).toContain('Give this process the secrets key that the other processes');
    });

    test('M16 no operator key signs anything', async () => {
      const memberId = await member(one);
      for (const key of [keyOf(one), keyOf(other), SECRETS_KEY]) {
        const derived = createHmac('sha256', key).update('links').digest('hex');
        for (const used of [key, derived, Buffer.from(derived, 'hex')]) {
          const parts = JSON.stringify(['notices', memberId, 'seat-limit']);
          const digest = createHmac('sha256', used).update(parts).digest('hex');
          const path = unsubscribe(memberId, `muster_notices_${digest.slice(0, 48)}`);
          expect((await anybody(one)('POST', path)).status).toBe(404);
        }
      }
      const { imported, wrapped } = (await readGenerations(opened.store.read))[0] ?? {};
      expect([imported, typeof wrapped]).toEqual([undefined, 'string']);
    });

    test('M16 several operator keys of the settings open the same', async () => {
      const statusFor = async (key: string): Promise<number> => {
        const headers = { authorization: `Bearer ${key}` };
        return (await requests(`${one.url}/api/v1`, headers)('GET', '/organizations')).status;
      };
      expect(await statusFor(keyOf(one))).toBe(200);
      expect(await statusFor('another-key-of-the-settings')).toBe(200);
      expect(await statusFor('another-key-of-the-setting')).toBe(401);
    });

    test('M16 a link of one process opens in a process with another operator key', async () => {
      const memberId = await member(one);
      const token = one.core.links.token('notices', memberId, 'seat-limit');
      const wrong = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
      expect((await anybody(other)('POST', unsubscribe(memberId, wrong))).status).toBe(404);
      expect((await anybody(other)('POST', unsubscribe(memberId, token))).status).toBe(200);
      const path = `/organizations/${organizationId}/invitations`;
      const body = { email: 'by-two@example.com' };
      const invitation = await restOf(one)('POST', path, { body });
      await send(other);
      const read = await restOf(one)('GET', `${path}/${String(invitation.body.id)}`);
      expect(read.body['delivery']).toBe('sent');
    });

    test('M16 a rolling rotation under load loses no request, no mail and no unsubscribe link', async () => {
      const scim = await one.scim({ organizationId });
      for (let index = 0; index < 12; index += 1) {
        const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
        await scim.post('/Users', { schemas, userName: `u${index}@example.com` });
      }
      const headers = { authorization: `Bearer ${scim.token}` };
      const lost: string[] = [];
      const links: string[] = [];
      const tokens: string[] = [];
      const expectStatus = (what: string, status: number, wanted: number): void => {
        if (status !== wanted) lost.push(`${what} gave ${status}`);
      };
      /** as in life: what one process makes, the other one is shown, while a third program rotates */
      const work = async (maker: TestServer, shown: TestServer): Promise<void> => {
        const memberId = await member(maker);
        const link = unsubscribe(
          memberId,
          maker.core.links.token('notices', memberId, 'seat-limit'),
        );
        links.push(link);
        expectStatus('unsubscribe', (await anybody(shown)('POST', link)).status, 200);
        const pages = (server: TestServer, cursor: string) =>
          requests(`${server.url}/scim/${scim.connectionId}/v2`, headers)(
            'GET',
            `/Users?count=5&cursor=${encodeURIComponent(cursor)}`,
          );
        const first = await pages(maker, '');
        const second = await pages(shown, String(first.body['nextCursor']));
        expectStatus('cursor', second.status, 200);
        const invitations = `/organizations/${organizationId}/invitations`;
        const silent = { email: `${newId()}@example.com`, send: false };
        const made = await restOf(maker)('POST', invitations, { body: silent });
        tokens.push(String(made.body['token']));
        const body = { email: `${newId()}@example.com` };
        const sent = await restOf(maker)('POST', invitations, { body });
        expectStatus('invitation', sent.status, 201);
        await send(shown);
      };
      for (let round = 0; round < 3; round += 1) {
        const load = Promise.all([work(one, other), work(other, one)]);
        await rotate();
        await load;
        // one process knows of it and signs by it, the other one has not looked yet
        await one.core.signingKeys.refresh();
        clock.advance(MINUTE);
        await Promise.all([work(one, other), work(other, one)]);
        await other.close();
        other = await start(`operator-key-of-round-${round}`);
        await work(other, one);
      }
      await send(one);
      for (const link of links) {
        for (const server of [one, other]) {
          expectStatus('an older link', (await anybody(server)('POST', link)).status, 200);
        }
      }
      for (const token of tokens) {
        const reply = await anybody(other)('POST', '/invitations/lookup', { body: { token } });
        expectStatus('an invitation', reply.status, 200);
      }
      const mails = await restOf(one)('GET', `/organizations/${organizationId}/mails?limit=200`);
      const items = mails.body['items'] as unknown as readonly {
        template: string;
        status: string;
      }[];
      const invitationMails = items.filter(({ template }) => template === 'invitation');
      expect(invitationMails.length).toBeGreaterThanOrEqual(15);
      expect(invitationMails.filter(({ status }) => status !== 'sent')).toEqual([]);
      expect(lost).toEqual([]);
    }, 90_000);

    test('M16 generations that are ended verify for a minute more, and then nothing', async () => {
      const memberId = await member(one);
      const link = unsubscribe(memberId, one.core.links.token('notices', memberId, 'seat-limit'));
      await rotate({ endOlder: true });
      await one.core.signingKeys.refresh();
      clock.advance(MINUTE / 2);
      expect((await anybody(one)('POST', link)).status).toBe(200);
      clock.advance(MINUTE);
      expect((await anybody(one)('POST', link)).status).toBe(404);
      const token = one.core.links.token('notices', memberId, 'seat-limit');
      expect((await anybody(other)('POST', unsubscribe(memberId, token))).status).toBe(200);
      const journal = one.core.journal.list(ctx(), 'installation', { limit: 200, after: 0 });
      expect((await journal).items.map(({ type }) => type)).toContain('signing_keys.rotated');
    });
  },
  storeKinds.filter(({ name }) => name !== 'sqlite-memory'),
);
