import { beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { deflateSync, crc32 } from 'node:zlib';
import { newId } from '#kernel/index.js';
import type { Json, Reply } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

interface Shown {
  readonly source?: string;
  readonly url?: string;
}

/** One point, as PNG and as JPEG with a comment and a place. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A PNG of one colour that unfolds to so many points. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0], 8);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// Decision 8 and row 3.20: the picture of a member, named by a directory or uploaded.

overServers('pictures of members', (server) => {
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  };
  let home: string;
  let photograph: Buffer;
  beforeAll(async () => {
    const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
    home = `/organizations/${String((await call('POST', '/organizations', input))['id'])}`;
    photograph = await sharp({
      create: { width: 600, height: 400, channels: 3, background: '#336699' },
    })
      .withExif({ IFD0: { Copyright: 'SecretOwner' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
      .jpeg()
      .toBuffer();
  });
  const address = (): string => `user-${newId().slice(-12)}@example.com`;
  const add = async (roles: readonly string[] = ['member']): Promise<string> => {
    const body = { email: address(), name: 'User One', roles };
    return String((await call('POST', `${home}/members`, body))['id']);
  };
  const answerOf = ({ status, body }: Reply): string => `${status} ${String(body['code'])}`;
  const rowOf = async (email: string): Promise<Json> => {
    const { items } = await call('GET', `${home}/members?email=${email}&state=active,left`);
    return (items as unknown as Json[])[0] ?? {};
  };
  const upload = (
    memberId: string,
    body: Uint8Array,
    { mediaType = 'image/png', acting }: { mediaType?: string; acting?: string } = {},
  ): Promise<Reply> =>
    server().rest('PUT', `${home}/members/${memberId}/avatar`, {
      headers: {
        'content-type': mediaType,
        ...(acting !== undefined && { 'muster-acting-member': acting }),
      },
      body,
    });
  const download = (memberId: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server().url}/api/v1${home}/members/${memberId}/avatar`, {
      headers: { authorization: `Bearer ${server().operatorKey}`, ...headers },
    });
  const shownAvatar = async (memberId: string): Promise<Shown | undefined> =>
    (await call('GET', `${home}/members/${memberId}`))['avatar'] as Shown | undefined;

  test('D8 3.20 an uploaded picture is made small, and nothing else of the file is kept', async () => {
    const id = await add();
    expect(await shownAvatar(id)).toBeUndefined();
    const done = await upload(id, photograph, { mediaType: 'image/jpeg' });
    expect(done.status).toBe(200);
    const { source, url = '' } = (await shownAvatar(id)) ?? {};
    expect(source).toBe('upload');
    // as the console asks, whose address changes with the member
    const reply = await fetch(`${server().url}${url}?version=2`, {
      headers: { authorization: `Bearer ${server().operatorKey}` },
    });
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ format: 'webp', width: 256, height: 256 });
    expect(metadata.exif).toBeUndefined();
    expect(bytes.toString('latin1')).not.toContain('SecretOwner');
    const etag = reply.headers.get('etag') ?? '';
    const same = await download(id, { 'if-none-match': etag });
    expect([same.status, await same.text()]).toEqual([304, '']);
    for (const tags of [`W/${etag}`, `"other" , ${etag}`, '*']) {
      expect((await download(id, { 'if-none-match': tags })).status).toBe(304);
    }
    expect((await download(id, { 'if-none-match': '"other"' })).status).toBe(200);
    // the same picture again is nothing to write
    const again = await upload(id, photograph, { mediaType: 'image/jpeg' });
    expect(again.body['version']).toEqual(done.body['version']);
    for (const other of [PNG, await sharp(PNG).webp().toBuffer()]) {
      expect((await upload(id, other, { mediaType: 'image/webp' })).status).toBe(200);
    }
    expect((await download(id, { 'if-none-match': etag })).status).toBe(200);
  });

  test('D8 3.20 what is no picture, is too large or unfolds too far is refused', async () => {
    const id = await add();
    await upload(id, PNG);
    const before = await call('GET', `${home}/members/${id}`);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const tiff = await sharp(PNG).tiff().toBuffer();
    const gif = await sharp(PNG).gif().toBuffer();
    const unreadable = '400 avatar.unreadable';
    const tries: readonly [string, Uint8Array, string, string][] = [
      ['nothing', Buffer.alloc(0), 'image/png', unreadable],
      ['text', Buffer.from('hello'), 'image/png', unreadable],
      ['SVG as PNG', svg, 'image/png', unreadable],
      ['SVG', svg, 'image/svg+xml', '415 request.media_type'],
      ['TIFF', tiff, 'image/png', unreadable],
      ['GIF', gif, 'image/webp', unreadable],
      ['half a PNG', PNG.subarray(0, 40), 'image/png', unreadable],
      ['half a JPEG', photograph.subarray(0, 400), 'image/jpeg', unreadable],
      ['a bomb', bomb(40_000, 40_000), 'image/png', unreadable],
      ['a narrow bomb', bomb(4_097 * 4_096, 2), 'image/png', unreadable],
      ['bytes', Buffer.alloc(5 * 1024 * 1024 + 1, 1), 'image/png', '413 request.too_large'],
    ];
    for (const [what, body, mediaType, expected] of tries) {
      expect([what, answerOf(await upload(id, body, { mediaType }))]).toEqual([what, expected]);
    }
    expect(await call('GET', `${home}/members/${id}`)).toEqual(before);
    expect((await upload(id, bomb(4_096, 4_096))).status).toBe(200);
  });

  test('D8 3.20 members change their own, and those who manage them', async () => {
    const [own, other, manager] = [await add(), await add(), await add(['user-admin'])];
    expect((await upload(own, PNG, { acting: own })).status).toBe(200);
    const me = await server().rest('GET', `${home}/me`, {
      headers: { 'muster-acting-member': own },
    });
    expect(me.body['member']).toMatchObject({ avatar: { source: 'upload' } });
    expect(answerOf(await upload(own, PNG, { acting: other }))).toBe('403 permission.missing');
    const seen = await download(own, { 'muster-acting-member': other });
    expect(seen.status).toBe(403);
    expect((await upload(other, PNG, { acting: manager })).status).toBe(200);
    const admin = await add(['admin']);
    expect(answerOf(await upload(admin, PNG, { acting: manager }))).toBe(
      '403 permission.escalation',
    );
    const path = `${home}/members/${own}/avatar`;
    const headers = { 'muster-acting-member': own, 'if-match': 'W/"1"' };
    const stale = await server().rest('DELETE', path, { headers });
    expect(answerOf(stale)).toBe('412 request.precondition');
    await call('DELETE', path);
    expect(await shownAvatar(own)).toBeUndefined();
    expect((await download(own)).status).toBe(404);
  });

  test('D8 3.20 the picture ends with the membership, and belongs to one organization', async () => {
    const id = await add();
    await upload(id, PNG);
    const input = { name: 'Other', slug: `other-${newId()}`, owner: OWNER };
    const { id: otherId } = await call('POST', '/organizations', input);
    const foreign = `/organizations/${String(otherId)}/members/${id}/avatar`;
    expect(answerOf(await server().rest('GET', foreign))).toBe('404 member.missing');
    await call('POST', `${home}/members/${id}/remove`, {});
    expect(await shownAvatar(id)).toBeUndefined();
    expect((await download(id)).status).toBe(404);
    expect(await server().composed.store.read.avatars.get(id)).toBeUndefined();
    expect(answerOf(await upload(id, PNG))).toBe('409 member.left');
  });

  test('D8 3.20 a directory names a picture by https, which is shown and never fetched', async () => {
    const scim = await server().scim({ organizationId: home.slice('/organizations/'.length) });
    const email = address();
    const photo = (value: string, more: object = {}) => ({ value, type: 'photo', ...more });
    const user = { schemas: [USER], userName: email, displayName: 'User One' };
    const [good, better] = ['https://photos.example/1.png', 'https://photos.example/2.png'];
    const insecure = 'http://photos.example/0.png';
    const photos = [photo(insecure), photo(good), photo(better, { primary: true })];
    const { id } = (await scim.post('/Users', { ...user, photos })).body;
    const avatarOf = async (): Promise<unknown> => (await rowOf(email))['avatar'];
    expect(await avatarOf()).toEqual({ source: 'directory', url: better });
    const put = async (more: object): Promise<unknown> => {
      const reply = await scim.put(`/Users/${String(id)}`, { ...user, ...more });
      expect(reply.status).toBe(200);
      return avatarOf();
    };
    expect(await put({ photos: [photo(good)] })).toEqual({ source: 'directory', url: good });
    for (const value of [
      insecure,
      'javascript:alert(1)',
      'https://name:word@photos.example/1.png',
    ]) {
      expect(await put({ photos: [photo(value)] })).toBeUndefined();
      await put({ photos: [photo(good)] });
    }
    const memberId = String((await rowOf(email))['id']);
    // what a person uploaded comes first, as long as it is there
    await upload(memberId, PNG, { acting: memberId });
    expect(await put({ photos: [photo(better)] })).toMatchObject({ source: 'upload' });
    await call('DELETE', `${home}/members/${memberId}/avatar`);
    expect(await avatarOf()).toEqual({ source: 'directory', url: better });
    expect(await put({})).toBeUndefined();
  });

  test('D8 3.20 a hundred uploads at once are taken or told to come again', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => add()));
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        upload(ids[at % 4] ?? '', photograph, { mediaType: 'image/jpeg' }),
      ),
    );
    const answers = new Set(replies.map(({ status }) => status));
    for (const status of answers) expect([200, 503]).toContain(status);
    for (const id of ids) expect((await upload(id, PNG)).status).toBe(200);
  });
});
