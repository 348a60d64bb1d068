import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient, OutgoingError, type Lookup } from '#outgoing/index.js';

// What customers name is fetched: nothing but the public internet, whatever the name, the redirect or the resolver says.

const PRIVATE = [
  '10.0.0.1',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0.0.0.0',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::a00:1]',
  '[2002:a00:1::]',
  '[2001:0:a00:1::]',
  '[fd00::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
];

const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'fetched';
  } catch (error) {
    return error instanceof OutgoingError ? error.reason : String(error);
  }
};

/** A name that resolves to these addresses, and is asked for as often as `asked` says. */
function resolverOf(...addresses: readonly string[]) {
  let asked = 0;
  const lookup: Lookup = (_host, callback) => {
    asked += 1;
    const family = (address: string) => (address.includes(':') ? 6 : 4);
    callback(
      null,
      addresses.map((address) => ({ address, family: family(address) })),
    );
  };
  return { lookup, asked: () => asked };
}

describe('fetching what customers name', () => {
  let server: Server;
  let port: number;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const limits = { maxBytes: 1_000, seconds: 2 };

  test.each(PRIVATE)(
    'signin W20 refused as an address, and as what a name resolves to: %s',
    async (host) => {
      const client = createHttpClient({ allow: [] });
      expect(() => client.requireAllowedUrl(`https://${host}/metadata`)).toThrow(OutgoingError);
      expect(await reasonOf(client.fetch(`https://${host}/`, limits))).toBe('address_refused');
      const address = new URL(`http://${host}`).hostname.replace(/[[\]]/g, '');
      const { lookup } = resolverOf(address);
      const resolving = createHttpClient({ allow: [], lookup });
      expect(await reasonOf(resolving.fetch('https://idp.example/', limits))).toBe(
        'address_refused',
      );
    },
  );

  test('one private address among public ones refuses the name', async () => {
    const { lookup } = resolverOf('93.184.216.34', '10.0.0.1');
    const client = createHttpClient({ allow: [], lookup });
    expect(await reasonOf(client.fetch('https://idp.example/', limits))).toBe('address_refused');
  });

  test.each([
    ['http://idp.example/', 'not_https'],
    ['ftp://idp.example/', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['https://user:secret@idp.example/', 'url'],
    ['nothing', 'url'],
    [`https://idp.example/${'x'.repeat(2_000)}`, 'url'],
  ])('%s: %s', async (url, reason) => {
    expect(await reasonOf(createHttpClient({ allow: [] }).fetch(url, limits))).toBe(reason);
  });

  test('an admitted place is fetched from, by the address that was resolved once', async () => {
    answer = (_request, response) => response.end('metadata');
    const { lookup, asked } = resolverOf('127.0.0.1');
    const client = createHttpClient({ allow: [`idp.example:${port}`], lookup });
    const { body } = await client.fetch(`http://idp.example:${port}/metadata`, limits);
    expect(body.toString()).toBe('metadata');
    expect(asked()).toBe(1);
    const other = port === 65_535 ? 1 : port + 1;
    expect(await reasonOf(client.fetch(`http://idp.example:${other}/`, limits))).toBe('not_https');
    const network = createHttpClient({ allow: ['127.0.0.0/8'], lookup });
    expect(await reasonOf(network.fetch(`https://idp.example:${port}/`, limits))).toBe(
      'unreachable',
    );
  });

  test('each redirect is checked anew, and there is an end to them', async () => {
    const { lookup } = resolverOf('127.0.0.1');
    const client = createHttpClient({ allow: [`idp.example:${port}`], lookup });
    const url = `http://idp.example:${port}/`;
    const goTo = (location: string) => {
      answer = (_request, response) => response.writeHead(302, { location }).end();
      return reasonOf(client.fetch(url, limits));
    };
    expect(await goTo('http://169.254.169.254/latest/meta-data')).toBe('not_https');
    expect(await goTo('https://169.254.169.254/latest/meta-data')).toBe('address_refused');
    expect(await goTo('https://other.example/')).toBe('address_refused');
    expect(await goTo('/again')).toBe('redirects');
    expect(await goTo('file:///etc/passwd')).toBe('not_https');
    answer = (request, response) =>
      request.url === '/' ? response.writeHead(302, { location: '/b' }).end() : response.end('b');
    expect((await client.fetch(url, limits)).url).toBe(`${url}b`);
  });

  test('size, time, status and compression have their bounds', async () => {
    const client = createHttpClient({ allow: [`127.0.0.1:${port}`] });
    const url = `http://127.0.0.1:${port}/`;
    answer = (_request, response) => response.end('x'.repeat(1_001));
    expect(await reasonOf(client.fetch(url, limits))).toBe('too_large');
    const post = { method: 'POST', headers: {}, body: 'code=1', maxBytes: 1_000 } as const;
    expect(await reasonOf(client.request(url, post))).toBe('too_large');
    answer = (_request, response) => response.writeHead(503).end();
    expect(await reasonOf(client.fetch(url, limits))).toBe('status');
    answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    expect(await reasonOf(client.fetch(url, limits))).toBe('encoding');
    answer = (_request, response) => void response.writeHead(200).write('x');
    expect(await reasonOf(client.fetch(url, { maxBytes: 10, seconds: 0.2 }))).toBe('timeout');
    answer = () => undefined;
    expect(await reasonOf(client.fetch(url, { maxBytes: 10, seconds: 0.2 }))).toBe('timeout');
  });

  test('no proxy of the environment is asked, and no credential is sent', async () => {
    const before = { ...process.env };
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:1';
    const seen: (string | undefined)[] = [];
    answer = ({ headers }, response) => {
      seen.push(headers.authorization, headers.cookie);
      response.end('direct');
    };
    const client = createHttpClient({ allow: [`127.0.0.1:${port}`] });
    const { body } = await client.fetch(`http://127.0.0.1:${port}/`, limits);
    process.env = before;
    expect([body.toString(), ...seen]).toEqual(['direct', undefined, undefined]);
  });
});
