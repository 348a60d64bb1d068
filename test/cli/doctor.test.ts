import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adviseOn } from '#cli/doctor/advice.js';
import { checkPublicUrl } from '#cli/doctor/environment.js';
import { loadSettings } from '#settings/index.js';

// What doctor says of settings that are valid and do not go together; the other checks are in commands.test.ts, over a real process.

const good = {
  http: { publicUrl: 'https://muster.acme.io', trustProxy: '10.0.0.0/8' },
  mail: { from: 'Muster <muster@acme.io>', smtp: { host: 'smtp.acme.io' } },
  invitations: { landingUrl: 'https://app.acme.io/invitation' },
};

/** Titles of the warnings, with the settings that each names. */
function warnings(overrides: Readonly<Record<string, object>>): string[] {
  return adviseOn(loadSettings({ env: {}, overrides })).map(({ verdict, title, said = [] }) => {
    // what is wrong, and what to do about it
    expect([verdict, said.length]).toEqual(['warn', 2]);
    return title;
  });
}

describe('muster doctor warns', () => {
  test('of nothing where all goes together, nor before anybody can reach it', () => {
    expect(warnings(good)).toEqual([]);
    expect(warnings({})).toEqual([]);
  });

  test('of a sender whose domain is none, where mails really leave', () => {
    for (const from of [
      'Muster <muster@localhost>',
      'muster@localhost',
      'Muster <muster@mail.local>',
      'muster@intranet',
      'Muster <muster@muster.example>',
      'muster@example.com',
    ]) {
      const mail = { ...good.mail, from };
      expect([from, warnings({ ...good, mail })]).toEqual([from, ['sender of mails']]);
      // into a folder they may go as they like
      expect(warnings({ ...good, mail: { from } })).toEqual([]);
    }
    const own = { ...good.mail, from: 'Acme "local" <no-reply@localhost.acme.io>' };
    expect(warnings({ ...good, mail: own })).toEqual([]);
  });

  test('of https without a trusted proxy, and of a trusted proxy without an address', () => {
    const { publicUrl } = good.http;
    expect(warnings({ ...good, http: { publicUrl } })).toEqual(['proxy']);
    expect(warnings({ ...good, http: { trustProxy: true } })).toEqual(['proxy']);
    expect(warnings({ ...good, http: { publicUrl: 'http://10.0.0.1:8080' } })).toEqual([]);
  });

  test('of invitations that lead nowhere, or over plain http', () => {
    expect(warnings({ ...good, invitations: {} })).toEqual(['invitation page']);
    expect(warnings({ mail: good.mail })).toEqual(['invitation page']);
    const acceptUrl = 'https://app.acme.io/accept';
    expect(warnings({ ...good, invitations: { acceptUrl } })).toEqual([]);
    for (const name of ['landingUrl', 'acceptUrl']) {
      const invitations = { [name]: 'http://app.acme.io/invitation' };
      expect(warnings({ ...good, invitations })).toEqual(['invitation page']);
    }
  });
});

describe('the public URL', () => {
  test('is right when Muster answers there, also where health checks are closed', async () => {
    const answers = createServer(({ url }, response) => {
      const isMuster = url === '/muster/scim';
      response.writeHead(isMuster ? 401 : 404, isMuster ? { 'x-trace-id': 'x' } : {}).end();
    });
    await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve));
    const { port } = answers.address() as AddressInfo;
    const check = async (path: string) => {
      const http = { publicUrl: `http://127.0.0.1:${port}${path}` };
      const { said = [] } = await checkPublicUrl(loadSettings({ env: {}, overrides: { http } }));
      return said[0];
    };
    expect(await check('/muster')).toMatch(/is not https$/);
    expect(await check('/other')).toMatch(/answered 404, and it was not Muster that did$/);
    answers.close();
    answers.closeAllConnections();
  });
});
