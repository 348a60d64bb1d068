import { expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { requests, type TestServer } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

/** Each is a formula to some spreadsheet program: at once, in another locale, or behind another delimiter. */
const FORMULAS = [
  '=1',
  '+1',
  '-1+1',
  '@SUM(A1)',
  ';=1',
  'a;=1',
  'a;+1',
  'a,@SUM(A1)',
  'a|-1',
  "a;'=1",
  '\uff1d1',
  '\uff0b1',
  '\uff0d1',
  '\uff20SUM(A1)',
  'a;\uff1d1',
];

overServers(
  'sheets, keys and addresses',
  (server) => {
    async function organization(by: TestServer): Promise<string> {
      const made = await by.rest('POST', '/organizations', { body: { name: 'Example' } });
      return `/organizations/${String(made.body.id)}`;
    }

    test('A11 no cell of an export is a formula, whatever the delimiter', async () => {
      const path = await organization(server());
      for (const [at, name] of FORMULAS.entries()) {
        const body = { email: `person-${at}@example.com`, name, roles: ['viewer'] };
        expect((await server().rest('POST', `${path}/members`, { body })).status).toBe(201);
      }
      for (const list of ['/members/export?format=csv', '/journal/export?format=csv']) {
        const { text, status } = await server().rest('GET', `${path}${list}`);
        expect(status).toBe(200);
        expect(text).toContain('SUM(A1)');
        for (const cell of text.replaceAll('"', '').split(/[,;|\t\r\n]/)) {
          // a number of the server's own is none
          if (!/^-?\d+$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/);
        }
      }
    });

    const rsa = (exponent: number): Record<string, unknown> => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      const bytes = Buffer.from(exponent.toString(16).padStart(8, '0'), 'hex');
      const e = bytes.subarray(bytes.findIndex((byte) => byte !== 0)).toString('base64url');
      return { ...publicKey.export({ format: 'jwk' }), e };
    };
    const small = (bits: number): Record<string, unknown> => ({
      ...generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }),
    });
    const withEvenModulus = (): Record<string, unknown> => {
      const key = rsa(65_537);
      const n = Buffer.from(String(key['n']), 'base64url');
      n.writeUInt8((n.at(-1) ?? 0) & 0xfe, n.length - 1);
      return { ...key, n: n.toString('base64url') };
    };

    test.each([
      ['an exponent of 1', 400, () => rsa(1)],
      ['an exponent of 2', 400, () => rsa(2)],
      ['an even exponent', 400, () => rsa(65_536)],
      ['an even modulus', 400, withEvenModulus],
      ['512 bits', 400, () => small(512)],
      ['1024 bits', 400, () => small(1_024)],
      ['an exponent of 3', 201, () => rsa(3)],
      ['an exponent of 65537', 201, () => rsa(65_537)],
    ])('A11 an RSA key of %s is answered with %i', async (_title, status, makeKey) => {
      const scim = await server().scim();
      const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}/credentials`;
      const trust = {
        issuer: 'https://issuer.example',
        subject: 'directory',
        audience: 'muster',
        jwks: { keys: [{ kid: 'one', ...makeKey() }] },
      };
      const made = await server().rest('POST', path, { body: { kind: 'client', trust } });
      expect([made.status, made.text]).toEqual([status, expect.anything()]);
      const listed = await server().rest('GET', path);
      const { items } = listed.body as unknown as { items: { kind: string }[] };
      expect(items.filter(({ kind }) => kind === 'client')).toHaveLength(status === 201 ? 1 : 0);
    });

    test('A8 failures at the token endpoint lock out the address that failed, behind a proxy too', async () => {
      const scim = await server().scim();
      const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}/credentials`;
      const made = await server().rest('POST', path, { body: { kind: 'client' } });
      const clientId = String(made.body.id);
      const token = requests(scim.baseUrl.replace(/v2$/, 'oauth/token'));
      const ask = async (from: string, secret: string): Promise<number> => {
        const form = {
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: secret,
        };
        const reply = await token('POST', '', {
          body: new URLSearchParams(form).toString(),
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-forwarded-for': from,
          },
        });
        return reply.status;
      };
      for (let at = 0; at < 20; at += 1) expect(await ask('192.0.2.66', 'wrong')).toBe(401);
      expect(await ask('192.0.2.66', 'wrong')).toBe(429);
      // what the stranger wrote in front of the proxy's part changes nothing
      expect(await ask('198.51.100.7, 192.0.2.66', 'wrong')).toBe(429);
      expect(await ask('192.0.2.10', String(made.body['clientSecret']))).toBe(200);
      expect(await ask('192.0.2.66, 192.0.2.10', String(made.body['clientSecret']))).toBe(200);
    });

    test('A8 calls without a key count for the address behind the proxy, one stranger stops nobody', async () => {
      const call = requests(`${server().url}/api/v1`);
      const ask = async (from: string): Promise<number> => {
        const body = { token: 'muster_invite_unknown' };
        const headers = { 'x-forwarded-for': from };
        return (await call('POST', '/invitations/lookup', { body, headers })).status;
      };
      const statuses = new Set<number>();
      for (let at = 0; at < 61; at += 1) statuses.add(await ask('203.0.113.66'));
      expect([...statuses]).toEqual([404, 429]);
      expect(await ask('203.0.113.10')).toBe(404);
    });
  },
  { settings: { http: { trustProxy: true } } },
);
