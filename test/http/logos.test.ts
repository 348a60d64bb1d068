import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { TestBrowser } from '../kit/browsers.js';
import { startServer, type Json, type Reply, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

// Logos of organizations: uploaded, or fetched once through the guarded client; served by Muster alone.

/** Nobody is asked there. */
const NOWHERE = 'https://127.0.0.1/nowhere';

overStores(
  'logos of organizations',
  (kind) => {
    let opened: OpenedStore;
    let server: TestServer;
    let elsewhere: Server;
    let place: string;
    let wide: Buffer;
    let home: string;
    const asked: string[] = [];

    beforeAll(async () => {
      wide = await sharp({
        create: { width: 640, height: 160, channels: 4, background: '#33669980' },
      })
        .withExif({ IFD0: { Copyright: 'SecretOwner' } })
        .png()
        .toBuffer();
      elsewhere = createServer(({ url = '' }, response) => {
        asked.push(url);
        const to = /^\/to\?(.*)$/.exec(url)?.[1];
        if (to !== undefined)
          return void response.writeHead(302, { location: decodeURIComponent(to) }).end();
        if (url === '/large') return void response.end(Buffer.alloc(5 * 1_048_576 + 1));
        if (url === '/text') return void response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
        if (url !== '/logo.png') return void response.writeHead(404).end();
        response.writeHead(200, { 'content-type': 'text/html' }).end(wide);
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      place = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
      opened = await kind.open();
      server = await startServer({
        storeUrl: opened.url,
        settings: { outgoing: { allow: [place] } },
      });
      const body = { name: 'Example', slug: `example-${newId()}` };
      home = `/organizations/${String((await server.rest('POST', '/organizations', { body })).body['id'])}`;
    });
    afterAll(async () => {
      await server.close();
      await opened.close();
      elsewhere.closeAllConnections();
      await new Promise((resolve) => elsewhere.close(resolve));
    });

    const upload = (body: Uint8Array, headers: Record<string, string> = {}): Promise<Reply> =>
      server.rest('PUT', `${home}/logo`, {
        headers: { 'content-type': 'image/png', ...headers },
        body,
      });
    const fetchFrom = (url: string): Promise<Reply> =>
      server.rest('POST', `${home}/logo/fetch`, { body: { url } });
    const urlOf = ({ body }: { readonly body: Json }): string =>
      String((body['logo'] as Json | undefined)?.['url']);
    const codeOf = ({ status, body }: Reply): string => `${status} ${String(body['code'])}`;

    test('a logo keeps its form, is made small, and everybody may see it', async () => {
      const done = await upload(wide);
      expect(done.status).toBe(200);
      const url = urlOf(done);
      expect(url).toMatch(new RegExp(`^${server.url}/logos/[-0-9a-f]{36}/[0-9a-f]{64}\\.webp$`));
      const reply = await fetch(url);
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      });
      const bytes = Buffer.from(await reply.arrayBuffer());
      const shown = await sharp(bytes).metadata();
      expect(shown).toMatchObject({ format: 'webp', width: 256, height: 64, hasAlpha: true });
      expect(bytes.toString('latin1')).not.toContain('SecretOwner');
      expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
      expect((await fetch(url, { method: 'POST' })).status).toBe(405);
      // the same again is nothing to write; another picture has another address, and the old one is gone
      const again = await upload(wide);
      expect(again.body['version']).toEqual(done.body['version']);
      const small = await sharp(wide).resize(32, 20).png().toBuffer();
      const other = urlOf(await upload(small));
      expect([(await fetch(url)).status, (await fetch(other)).status]).toEqual([404, 200]);
      const sizes = await sharp(Buffer.from(await (await fetch(other)).arrayBuffer())).metadata();
      expect(sizes).toMatchObject({ width: 32, height: 20 });
      const read = await server.rest('GET', home);
      expect(urlOf(read)).toBe(other);
      const entries = await server.rest('GET', `${home}/journal?type=org.updated`);
      const newest = (entries.body['items'] as unknown as Json[]).at(-1);
      expect(newest?.['after']).toEqual({ logoHash: /([0-9a-f]{64})/.exec(other)?.[1] });
      expect(codeOf(await upload(wide, { 'if-match': 'W/"1"' }))).toBe('412 request.precondition');
      const removed = await server.rest('DELETE', `${home}/logo`);
      expect([removed.status, removed.body['logo']]).toEqual([200, undefined]);
      expect((await fetch(other)).status).toBe(404);
      const id = home.slice('/organizations/'.length);
      expect(await server.store.read.logos.get(id)).toBeUndefined();
      const twice = await server.rest('DELETE', `${home}/logo`);
      expect(twice.body['version']).toEqual(removed.body['version']);
    });

    test('what is no picture, too large, or of a kind that can hold scripts is refused', async () => {
      const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
      expect(codeOf(await upload(svg))).toBe('400 avatar.unreadable');
      expect(codeOf(await upload(svg, { 'content-type': 'image/svg+xml' }))).toBe(
        '415 request.media_type',
      );
      expect(codeOf(await upload(Buffer.alloc(5 * 1_048_576 + 1)))).toBe('413 request.too_large');
      expect(urlOf(await server.rest('GET', home))).toBe('undefined');
    });

    test('a logo is fetched once, from the public internet or where the operator admits it', async () => {
      const url = urlOf(await fetchFrom(`http://${place}/logo.png`));
      expect((await fetch(url)).status).toBe(200);
      await new TestBrowser(server.url).open('/sign-in');
      expect(asked).toEqual(['/logo.png']);
      expect(codeOf(await fetchFrom(`http://${place}/text`))).toBe('400 avatar.unreadable');
      const refused: readonly [string, RegExp][] = [
        [`http://${place}/large`, /sends more than/],
        [`http://${place}/missing`, /answered with status 404/],
        ['http://example.com/logo.png', /must begin with https/],
        ['ftp://example.com/logo.png', /must begin with https/],
        ['https://127.0.0.1/logo.png', /no address of the public internet/],
        ['https://169.254.169.254/latest/meta-data', /no address of the public internet/],
        ['https://[::ffff:10.0.0.1]/logo.png', /no address of the public internet/],
        ['https://[fd00::1]/logo.png', /no address of the public internet/],
        ['https://2130706433/logo.png', /no address of the public internet/],
        ['https://localhost/logo.png', /no address of the public internet/],
        ['https://user:word@example.com/logo.png', /no user name/],
        ['data:image/png;base64,AAAA', /must begin with https/],
        [`http://${place}/to?https%3A%2F%2F10.0.0.1%2Flogo.png`, /no address of the public/],
        [`http://${place}/to?http%3A%2F%2Fexample.com%2Flogo.png`, /must begin with https/],
        [`http://${place}/to?file%3A%2F%2F%2Fetc%2Fpasswd`, /must begin with https/],
      ];
      for (const [from, problem] of refused) {
        const { body, status } = await fetchFrom(from);
        expect([from, status, body['errors']]).toEqual([
          from,
          400,
          [{ field: 'url', problem: expect.stringMatching(problem) }],
        ]);
      }
      // what was there stays
      expect((await fetch(url)).status).toBe(200);
      // what is asked may be anybody's server: logos and metadata together, and for each organization
      const connection = { kind: 'saml', name: 'Any', provider: { from: 'url', url: NOWHERE } };
      const over = '429 request.too_many';
      const tries: readonly [string, string, object][] = [
        ['POST', `${home}/logo/fetch`, { url: NOWHERE }],
        ['POST', `${home}/connections`, connection],
      ];
      for (const [method, path, body] of tries) {
        let said = '';
        for (let tried = 0; tried < 200 && said !== over; tried += 1) {
          said = codeOf(await server.rest(method, path, { body }));
        }
        expect([path, said]).toEqual([path, over]);
      }
      const other = await server.rest('POST', '/organizations', { body: { name: 'Another' } });
      const elsewhere = `/organizations/${String(other.body['id'])}/logo/fetch`;
      const free = await server.rest('POST', elsewhere, { body: { url: NOWHERE } });
      expect(codeOf(free)).toBe('400 request.invalid');
    });

    test('pages of sign-in and of invitations show it, from this server alone', async () => {
      const other = await server.rest('POST', '/organizations', {
        body: { name: 'Other', slug: `other-${newId()}` },
      });
      const { slug } = (await server.rest('GET', home)).body;
      const branding = { color: '#226644' };
      const url = urlOf(await upload(wide));
      await server.rest('PATCH', home, { body: { branding } });
      const browser = new TestBrowser(server.url);
      const page = await browser.open(`/sign-in?organization=${String(slug)}`);
      const src = /<img class="logo" src="([^"]*)" alt="">/.exec(page.text)?.[1] ?? '';
      expect(new URL(src.replaceAll('&#x2F;', '/'), page.url).pathname).toBe(new URL(url).pathname);
      expect(page.headers.get('content-security-policy')).toContain("img-src 'self'");
      const plain = await browser.open(`/sign-in?organization=${String(other.body['slug'])}`);
      expect(plain.text).toContain('<span class="mark" aria-hidden="true">O</span>');
      expect(plain.text).not.toContain('<img');
      expect(plain.headers.get('content-security-policy')).not.toContain('img-src');
      const made = await server.rest('POST', `${home}/invitations`, {
        body: { email: `${newId()}@example.com`, send: false },
      });
      const looked = await server.rest('POST', '/invitations/lookup', {
        body: { token: made.body['token'] },
      });
      expect(looked.body['organization']).toEqual({ name: 'Example', branding, logo: { url } });
    });

    test('the logo of a closed organization is not served, and goes with the organization', async () => {
      const url = urlOf(await upload(wide));
      await server.rest('POST', `${home}/disable`);
      expect((await fetch(url)).status).toBe(404);
      await server.rest('POST', `${home}/enable`);
      expect((await fetch(url)).status).toBe(200);
      const { id, slug } = (await server.rest('GET', home)).body;
      await server.rest('DELETE', `${home}?confirmation=${String(slug)}`);
      expect((await fetch(url)).status).toBe(404);
      await server.store.transaction(String(id), async (tx) => {
        const one = await tx.organizations.get(String(id));
        if (!one) throw new Error('The organization is gone.');
        const purgeAt = '2026-01-01T00:00:00.000Z';
        await tx.organizations.update({ ...one, purgeAt, version: one.version + 1 });
      });
      await server.composed.jobs.runNow('purge-organizations');
      const where = equals('organizationId', String(id));
      expect((await server.store.read.logos.find({ where, limit: 1 })).records).toEqual([]);
    });
  },
  oneKindPerDatabase,
);
