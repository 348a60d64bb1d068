import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestBrowser } from '../../kit/browsers.js';
import {
  allow,
  hooked,
  hookServer,
  itemsOf,
  keyOf,
  samplesOf,
  type HookAnswer,
} from '../../kit/hook-servers.js';
import { ProviderPages, type ConnectedCompany } from '../../kit/provider-pages.js';
import { samlProvider } from '../../kit/saml-provider.js';
import type { ScimClient } from '../../kit/server.js';
import { overServers } from '../../kit/server-suites.js';

// The points at which a person comes by themselves: by a request to join, by their first sign-in, by each one after it.

const DENIED = {
  action: 'deny',
  reason: { code: 'contract_over', message: 'The contract is over.' },
};
const ALLOWED = { action: 'allow' };

/** The texts of the installation for what hooks name by a key. */
const folder = mkdtempSync(join(tmpdir(), 'muster-hooks-'));
mkdirSync(join(folder, 'texts'));
writeFileSync(join(folder, 'texts', 'de.yaml'), 'contract_over: Ihr Vertrag ist <b>zu Ende.\n');
const KEYED = { action: 'deny', reason: { ...DENIED.reason, i18nKey: 'contract_over' } };
const UNKNOWN_KEY = { action: 'deny', reason: { ...DENIED.reason, i18nKey: 'toString' } };

beforeAll(() => hookServer.open());
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await hookServer.close();
});

overServers(
  'hooks about people who come by themselves',
  (server) => {
    const domain = 'comes.example';
    let pages: ProviderPages;
    let company: ConnectedCompany;
    beforeAll(async () => {
      pages = new ProviderPages(server(), await samlProvider());
      company = await pages.connect(domain);
    });

    const path = (): string => `/sign-in/connections/${company.connectionId}`;
    const signIn = async (subject: string, language = 'en') => {
      const browser = new TestBrowser(server().url);
      const begun = await browser.open(path());
      const { request, form } = await pages.answerOf(begun, subject, `${subject}@${domain}`);
      browser.language = language;
      return pages.post(browser, request, form);
    };
    const hook = (point: string, answer: Parameters<typeof hooked>[2], more: object = {}) => {
      const scim = { organizationId: company.id } as ScimClient;
      return hooked(server(), point, answer, { scim, ...more });
    };
    const remove = async (hookId: string): Promise<void> => {
      await server().rest('DELETE', `/organizations/${company.id}/hooks/${hookId}`);
    };
    const people = async (): Promise<Record<string, unknown>[]> =>
      itemsOf((await server().rest('GET', `/organizations/${company.id}/members?limit=100`)).body);
    const sessionsOf = (id: unknown): Promise<Record<string, unknown>[]> =>
      server()
        .rest('GET', `/organizations/${company.id}/members/${String(id)}/sessions`)
        .then(({ body }) => itemsOf(body));
    const named = async (subject: string): Promise<Record<string, unknown> | undefined> =>
      (await people()).find(({ email }) => email === `${subject}@${domain}`);

    test('before_join_request: denied in words, and there is no request; allowed, there is one', async () => {
      const scim = await server().scim();
      const base = `/organizations/${scim.organizationId}`;
      const policies = { joinRequests: 'open' };
      await server().rest('PATCH', base, { body: { policies } });
      let answer: object = DENIED;
      const { calls, hookId } = await hooked(
        server(),
        'before_join_request',
        async (): Promise<HookAnswer> => answer,
        { scim },
      );
      const key = await keyOf(server(), scim, ['join-requests:write']);
      const person = { email: 'asks@example.com', name: 'Asks', emailVerified: true };
      const refused = await key.call('POST', '/join-requests', { ...person, message: 'Please.' });
      expect(refused).toMatchObject({
        status: 403,
        body: { code: 'hook.denied', details: { code: 'contract_over' } },
      });
      expect(calls[0]).toMatchObject({
        isSigned: true,
        body: {
          operation: 'before_join_request',
          object: { kind: 'join-request', version: 0 },
          proposed: { email: 'asks@example.com', name: 'Asks', message: 'Please.' },
        },
      });
      const listed = async (): Promise<unknown[]> =>
        itemsOf((await server().rest('GET', `${base}/join-requests`)).body);
      expect(await listed()).toEqual([]);
      answer = ALLOWED;
      expect((await key.call('POST', '/join-requests', person)).status).toBe(201);
      expect(await listed()).toHaveLength(1);
      const samples = await samplesOf(server(), scim, hookId);
      expect(samples.map(({ outcome, carriedOut }) => [outcome, carriedOut])).toEqual(
        expect.arrayContaining([
          ['denied', false],
          ['allowed', true],
        ]),
      );
    });

    test('before_join_request: open when nobody answers, since an administrator decides anyway', async () => {
      const scim = await server().scim();
      const base = `/organizations/${scim.organizationId}`;
      await server().rest('PATCH', base, { body: { policies: { joinRequests: 'open' } } });
      await hooked(
        server(),
        'before_join_request',
        (response: ServerResponse) => response.destroy(),
        { scim },
      );
      const key = await keyOf(server(), scim, ['join-requests:write']);
      const person = { email: 'asks-2@example.com', name: 'Asks', emailVerified: true };
      expect((await key.call('POST', '/join-requests', person)).status).toBe(201);
      const journal = await server().rest('GET', `${base}/journal?type=hook.failed`);
      expect(itemsOf(journal.body)).toHaveLength(1);
    });

    test('before_admission: who is denied sees whose rule it is, and becomes nobody', async () => {
      const { calls, hookId } = await hook('before_admission', DENIED);
      const page = await signIn('stranger');
      expect(page.text).toContain(`A rule of ${domain} does not let you in.`);
      expect(page.text).toContain('hook.denied');
      expect(page.text).not.toContain('The contract is over.');
      expect(await named('stranger')).toBeUndefined();
      expect(calls).toHaveLength(1);
      expect(calls[0]?.body).toMatchObject({
        operation: 'before_admission',
        object: { kind: 'sign-in', version: 0 },
        proposed: { subject: 'stranger', email: `stranger@${domain}` },
        context: { connection: { id: company.connectionId } },
      });
      const denied = await server().rest(
        'GET',
        `/organizations/${company.id}/journal?type=hook.denied`,
      );
      expect(itemsOf(denied.body)[0]).toMatchObject({
        after: { point: 'before_admission', message: 'The contract is over.' },
      });
      await remove(hookId);
    });

    test('hooks G13: a reason is said in the reader’s language, as text; to programs in its own words where there is none', async () => {
      const { hookId } = await hook('before_admission', KEYED);
      const german = await signIn('deutsch', 'de-AT');
      const english = await signIn('english');
      await remove(hookId);
      expect(german.text).toContain('Ihr Vertrag ist &lt;b&gt;zu Ende.');
      expect(english.text).not.toContain('Vertrag');
      const scim = await server().scim();
      const base = `/organizations/${scim.organizationId}`;
      await server().rest('PATCH', base, { body: { policies: { joinRequests: 'open' } } });
      let answer = KEYED;
      await hooked(server(), 'before_join_request', async () => answer, { scim });
      const key = await keyOf(server(), scim, ['join-requests:write']);
      const person = { email: 'asks-3@example.com', name: 'Asks', emailVerified: true };
      const said = async (more: object): Promise<unknown> => {
        const { status, body } = await key.call('POST', '/join-requests', person, more);
        expect([status, body['code']]).toEqual([403, 'hook.denied']);
        return (body['details'] as Record<string, unknown>)['message'];
      };
      expect(await said({ 'accept-language': 'de' })).toBe('Ihr Vertrag ist <b>zu Ende.');
      expect(await said({ 'accept-language': 'fr' })).toBe('The contract is over.');
      expect(await said({})).toBe('The contract is over.');
      answer = UNKNOWN_KEY;
      expect(await said({ 'accept-language': 'de' })).toBe('The contract is over.');
    });

    test('before_admission: what the hook changes is what the person becomes; it is asked once', async () => {
      const patch = [{ op: 'add', path: '/displayName', value: 'Named by a hook' }];
      const { calls, hookId } = await hook('before_admission', { action: 'modify', patch });
      expect((await signIn('renamed')).title).toBe('Your settings');
      expect(await named('renamed')).toMatchObject({ name: 'Named by a hook' });
      // a member is not admitted again
      expect((await signIn('renamed')).title).toBe('Your settings');
      expect(calls).toHaveLength(1);
      await remove(hookId);
    });

    test('hooks F6: who comes by a first sign-in is the event of every other door, by the connection', async () => {
      await signIn('newcomer');
      const path = `/organizations/${company.id}/events?after=oldest&types=member.added`;
      const added = itemsOf((await server().rest('GET', path)).body).map(({ actor, data }) => [
        (data as { after: { email: string } }).after.email,
        (actor as { kind: string; id: string }).kind,
        (actor as { id: string }).id,
      ]);
      const email = `newcomer@${domain}`;
      expect(added.filter(([who]) => who === email)).toEqual([
        [email, 'connection', company.connectionId],
      ]);
    });

    test('before_admission: closed when nobody answers, in words that say to try later', async () => {
      const { hookId } = await hook('before_admission', (response: ServerResponse) =>
        response.destroy(),
      );
      const page = await signIn('waits');
      expect(page.text).toContain('Try again in a few minutes.');
      expect(await named('waits')).toBeUndefined();
      await remove(hookId);
      expect((await signIn('waits')).title).toBe('Your settings');
    });

    test('before_sign_in: a member who is denied has no session, and stays a member', async () => {
      expect((await signIn('member')).title).toBe('Your settings');
      const member = await named('member');
      expect(await sessionsOf(member?.['id'])).toHaveLength(1);
      const { calls, hookId } = await hook('before_sign_in', DENIED);
      const page = await signIn('member');
      expect(page.text).toContain(`A rule of ${domain} does not let you in.`);
      expect(await sessionsOf(member?.['id'])).toHaveLength(1);
      expect(await named('member')).toMatchObject({ status: 'active' });
      expect(calls[0]?.body).toMatchObject({
        operation: 'before_sign_in',
        object: { kind: 'member', id: member?.['id'] },
        proposed: { subject: 'member' },
      });
      await remove(hookId);
    });

    test('hooks G5: an open hook that is down locks nobody out; a closed one says to try later', async () => {
      expect((await signIn('locked')).title).toBe('Your settings');
      let asked = 0;
      const { hookId } = await hook('before_sign_in', (response: ServerResponse) => {
        asked += 1;
        response.destroy();
      });
      for (let times = 0; times < 7; times += 1) {
        expect((await signIn('locked')).title).toBe('Your settings');
      }
      // five failures, and then nobody is asked
      expect(asked).toBe(5);
      const journal = await server().rest(
        'GET',
        `/organizations/${company.id}/journal?type=hook.failed`,
      );
      const own = itemsOf(journal.body).filter(
        ({ after }) => (after as { point: string }).point === 'before_sign_in',
      );
      expect(own).toHaveLength(5);
      await remove(hookId);
      const closed = await hook(
        'before_sign_in',
        (response: ServerResponse) => response.destroy(),
        {
          onFailure: 'closed',
        },
      );
      const page = await signIn('locked');
      expect(page.text).toContain('Try again in a few minutes.');
      await remove(closed.hookId);
    });
  },
  { settings: { outgoing: { allow }, hooks: { folder } } },
);
