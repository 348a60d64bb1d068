import { beforeAll, describe, expect, test } from '@jest/globals';
import { readRedirectUrl, redirectUrlOf } from '#core/onboarding/invitations/redirect-urls.js';
import { loadSettings } from '#settings/index.js';
import type { Reply } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

// Where an invitation leads on: an address of the operator's list, or nowhere.

describe('a redirectUrl', () => {
  const allowed = {
    redirectUrls: [
      'https://app.example.com/welcome',
      'https://eu.example.com',
      'http://x.test:81/a/',
    ],
  };
  const read = (text: string): string => readRedirectUrl(allowed, text);

  test.each([
    ['https://app.example.com/welcome', 'https://app.example.com/welcome'],
    ['https://app.example.com/welcome?next=/a&b=1', 'https://app.example.com/welcome?next=/a&b=1'],
    ['https://app.example.com/welcome/team', 'https://app.example.com/welcome/team'],
    ['HTTPS://APP.example.com:443/welcome/a/../b', 'https://app.example.com/welcome/b'],
    ['https://eu.example.com', 'https://eu.example.com/'],
    ['https://eu.example.com/any/where', 'https://eu.example.com/any/where'],
    ['http://x.test:81/a/b', 'http://x.test:81/a/b'],
  ])('%s is allowed, and kept as browsers read it', (text, kept) => {
    expect(read(text)).toBe(kept);
    expect(redirectUrlOf(allowed, { redirectUrl: kept })).toBe(kept);
  });

  test.each([
    'https://app.example.com/',
    'https://app.example.com/welcomes',
    'https://app.example.com/welcome/../admin',
    'https://app.example.com/welcome/%2e%2e/admin',
    'https://app.example.com/welcome/..%2fadmin',
    'https://app.example.com/welcome/..%5Cadmin',
    'https://app.example.com:444/welcome',
    'http://app.example.com/welcome',
    'https://app.example.com.evil.example/welcome',
    'https://evil.example/https://app.example.com/welcome',
    'https://app.example.com@evil.example/welcome',
    'https://user:pass@eu.example.com/',
    'https://@eu.example.com/\\',
    'https:\\\\eu.example.com/',
    'https:/eu.example.com/',
    'https:eu.example.com/',
    'https:///eu.example.com/',
    '//eu.example.com/',
    '/welcome',
    'javascript:alert(1)//https://eu.example.com/',
    'data:text/html,https://eu.example.com',
    ' https://eu.example.com/',
    'https://eu.example.com/a b',
    'https://eu.example.com/\n',
    'https://eu.exa\tmple.com/',
    'https://eu.example.com/#token',
    'https://eu.example.com/#',
    'https://eu。example.com.evil.example/',
    'http://x.test:81/a',
    '',
  ])('%j is refused', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  test('a long one is refused', () => {
    const long = `https://eu.example.com/${'a'.repeat(2_000)}`;
    expect(() => read(long)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  test('one that the settings allow no longer leads nowhere', () => {
    const redirectUrl = 'https://old.example.com/';
    expect(redirectUrlOf(allowed, { redirectUrl })).toBeUndefined();
    expect(redirectUrlOf({ redirectUrls: [] }, { redirectUrl })).toBeUndefined();
  });

  test.each([
    'https://*.example.com',
    'https://app.example.com/#a',
    'https://app.example.com/?a',
    'https://u@app.example.com',
    'https://app.example.com/a/../b',
    'javascript:alert(1)',
    'app.example.com',
  ])('the setting refuses %s', (prefix) => {
    const overrides = { invitations: { redirectUrls: [prefix] } };
    expect(() => loadSettings({ env: {}, overrides })).toThrow('invitations.redirectUrls');
  });
});

const WELCOME = 'https://app.example.com/welcome';
const ACCEPT = 'https://app.example.com/accept';

overServers(
  'invitations that lead on',
  (server) => {
    let place: string;
    let count = 0;
    beforeAll(async () => {
      const { body } = await server().rest('POST', '/organizations', { body: { name: 'Example' } });
      place = `/organizations/${String(body['id'])}/invitations`;
    });
    const invite = (more: object = {}): Promise<Reply> => {
      count += 1;
      const body = { email: `user-${count}@example.com`, roles: ['member'], send: false, ...more };
      return server().rest('POST', place, { body });
    };
    const shown = async ({ body }: Reply): Promise<unknown> => {
      const looked = await server().rest('POST', '/invitations/lookup', {
        body: { token: String(body['token']) },
      });
      return looked.body['redirectUrl'];
    };

    test('the invitation, its lookup and its acceptance have it', async () => {
      const made = await invite({ redirectUrl: `${WELCOME}?team=1` });
      expect(made.body['redirectUrl']).toBe(`${WELCOME}?team=1`);
      expect(await shown(made)).toBe(`${WELCOME}?team=1`);
      const accepted = await server().rest('POST', '/invitations/accept', {
        body: {
          token: String(made.body['token']),
          email: String(made.body['email']),
          emailVerified: true,
          explicit: true,
        },
      });
      expect(accepted.body['redirectUrl']).toBe(`${WELCOME}?team=1`);
    });

    test('without one, the page of the settings is where people accept', async () => {
      const made = await invite();
      expect(made.body['redirectUrl']).toBeUndefined();
      expect(await shown(made)).toBe(ACCEPT);
    });

    test('it can be changed, taken away, and given again when the invitation is renewed', async () => {
      const made = await invite({ redirectUrl: WELCOME });
      const one = `${place}/${String(made.body['id'])}`;
      const change = async (body: object): Promise<unknown> =>
        (await server().rest('PATCH', one, { body })).body['redirectUrl'];
      expect(await change({ roles: ['viewer'] })).toBe(WELCOME);
      expect(await change({ redirectUrl: `${WELCOME}/b` })).toBe(`${WELCOME}/b`);
      expect(await change({ redirectUrl: null })).toBeUndefined();
      await server().rest('POST', `${one}/revoke`, { body: {} });
      const renewed = await server().rest('POST', `${one}/renew`, {
        body: { redirectUrl: WELCOME },
      });
      expect(renewed.body['redirectUrl']).toBe(WELCOME);
      const resent = await server().rest('GET', one);
      expect(resent.body['redirectUrl']).toBe(WELCOME);
    });

    test('any other one is refused in words, alone and as a row of many', async () => {
      const refused = await invite({ redirectUrl: 'https://evil.example/' });
      const problem =
        'leads to none of the addresses that the operator allows (invitations.redirectUrls)';
      expect([refused.status, refused.body['errors']]).toEqual([
        400,
        [{ field: 'redirectUrl', problem }],
      ]);
      const task = await server().rest('POST', `${place}/bulk`, {
        body: {
          common: { redirectUrl: WELCOME, send: false },
          invitations: [
            { email: 'row-1@example.com' },
            { email: 'row-2@example.com', redirectUrl: 'https://evil.example/' },
          ],
        },
      });
      const rows = task.headers.get('location') ?? '';
      let results: Reply | undefined;
      for (let at = 0; at < 1_500; at += 1) {
        results = await server().rest('GET', rows.slice(`${server().url}/api/v1`.length));
        if (String(results.body['status']) === 'done') break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(results?.body).toMatchObject({ succeeded: 1, failed: 1 });
      const list = await server().rest('GET', `${place}?q=row`);
      expect(
        (list.body['items'] as unknown as Reply['body'][]).map((one) => one['redirectUrl']),
      ).toEqual([WELCOME]);
    });
  },
  {
    settings: {
      invitations: { redirectUrls: [WELCOME], acceptUrl: ACCEPT, perAddressDay: 50 },
    },
  },
);
