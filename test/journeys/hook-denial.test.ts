import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createClient } from '@muster/client';
import { emptyFolder, freePort, runMuster, startMuster } from '../cli/processes.js';
import { hookServer } from '../kit/hook-servers.js';
import { SECRETS_KEY } from '../kit/server.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';

const OPERATOR_KEY = 'operator-key-of-a-test-0123456789';

beforeAll(() => hookServer.open());
afterAll(() => hookServer.close());

overStores(
  'a hook that denies a hire',
  (kind) => {
    const cleanUp: (() => unknown)[] = [];
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await kind.open();
      cleanUp.push(() => opened.close());
    });
    afterEach(async () => {
      for (const clean of cleanUp.splice(0).reverse()) await clean();
    });

    test('is heard by the administrator of the provider, in the words of the hook', async () => {
      const { path: folder, remove } = await emptyFolder();
      const port = await freePort();
      const running = startMuster(folder, ['start'], {
        MUSTER_STORE__URL: opened.url,
        MUSTER_HTTP__PORT: String(port),
        MUSTER_OPERATOR__KEY: OPERATOR_KEY,
        MUSTER_SECRETS__KEY: SECRETS_KEY,
        MUSTER_OUTGOING__ALLOW: JSON.stringify([hookServer.place]),
      });
      cleanUp.push(remove, () => running.child.kill('SIGKILL'));
      await running.prints('"listening"');
      const url = `http://127.0.0.1:${port}`;
      const client = createClient({ url, key: OPERATOR_KEY });
      const { id: organizationId } = await client.createOrganization({ body: { name: 'Hiring' } });
      const params = { organizationId };
      const connection = await client.createConnection({
        params,
        body: { kind: 'scim', name: 'Okta' },
      });
      const { token } = await client.createCredential({
        params: { organizationId, connectionId: connection.id },
        body: { kind: 'token' },
      });
      const hook = await client.createHook({
        params,
        body: { name: 'Licences', point: 'before_user_create', url: hookServer.url('/licences') },
      });
      const reason = { code: 'no_licence', message: 'All licences are in use. Ask Procurement.' };
      const asked = hookServer.answer('/licences', hook.secret ?? '', { action: 'deny', reason });

      const base = `${url}/scim/${connection.id}/v2`;
      const args = ['simulate', 'okta', '--url', base, '--token', String(token), '--users', '2'];
      const shown = await runMuster(folder, [...args, '--groups', '0']);

      expect(shown.code).not.toBe(0);
      expect(shown.out + shown.err).toContain('All licences are in use. Ask Procurement.');
      expect(asked.length).toBeGreaterThan(0);
      const { items } = await client.listEvents({
        params,
        query: { after: 'oldest', types: 'hook.denied,hook.failed' },
      });
      expect(new Set(items.map(({ type }) => type))).toEqual(new Set(['hook.denied']));
      const exchanges = await client.listExchanges({
        params: { organizationId, connectionId: connection.id },
        query: {},
      });
      expect(JSON.stringify(exchanges.items)).toContain('403');
    }, 180_000);
  },
  storeKinds.filter(({ durable }) => durable),
);
