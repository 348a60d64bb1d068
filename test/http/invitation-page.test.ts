import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { LOCALES } from '#kernel/index.js';
import { PICTURE } from '../kit/example-makers.js';
import { requests, startServer, type Reply, type TestServer } from '../kit/server.js';
import { shippedTexts } from '../kit/texts.js';

// The page of an invitation of a server whose host application has none of its own. Its script runs here over a document of a few lines:
// what it asks of the server is real.

const ACCEPT = 'https://app.example.com/accept';

/** As much of an element as the script uses. */
class Element {
  readonly attributes: Record<string, string> = {};
  readonly listeners: Record<string, () => void> = {};
  children: (Element | string)[] = [];
  className = '';
  disabled = false;
  checked = false;
  lang = 'en';
  constructor(readonly name: string) {}
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
    if (name === 'class') this.className = value;
  }
  removeAttribute(name: string): void {
    this.attributes[name] = '';
  }
  append(...children: (Element | string)[]): void {
    this.children.push(...children);
  }
  replaceChildren(...children: (Element | string)[]): void {
    this.children = children;
  }
  addEventListener(name: string, listener: () => void): void {
    this.listeners[name] = listener;
  }
  focus(): void {
    this.attributes['focused'] = 'yes';
  }
  all(): Element[] {
    return [this, ...this.children.flatMap((one) => (typeof one === 'string' ? [] : one.all()))];
  }
  text(): string {
    const texts = this.children.map((one) => (typeof one === 'string' ? one : one.text()));
    return texts.join(' ');
  }
}

interface Opened {
  readonly main: Element;
  readonly html: Element;
  readonly head: Element;
  /** the calls of the page, without their bodies */
  readonly calls: string[];
  settled(): Promise<void>;
  click(label: string): Promise<void>;
}

/** Opens the page as a browser with that language would. */
async function open(url: string, hash: string, language = 'en'): Promise<Opened> {
  const page = await fetch(`${url}/invitation`, { headers: { 'accept-language': language } });
  const html = new Element('html');
  const head = new Element('head');
  html.lang = /<html lang="(\w+)">/.exec(await page.text())?.[1] ?? '';
  const script = await (await fetch(`${url}/invitation/page.js`)).text();
  const main = new Element('main');
  const pending: Promise<unknown>[] = [];
  const calls: string[] = [];
  const settled = async (): Promise<void> => {
    for (let seen = -1; seen < pending.length;) {
      seen = pending.length;
      await Promise.allSettled(pending);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const document = {
    currentScript: { src: `${url}/invitation/page.js` },
    documentElement: html,
    head,
    querySelector: () => main,
    createElement: (name: string) => new Element(name),
    title: '',
  };
  runInNewContext(script, {
    document,
    URL,
    Intl,
    location: { hash },
    navigator: { language },
    window: { addEventListener: () => undefined },
    fetch: (target: URL, options: RequestInit) => {
      calls.push(target.href);
      const headers = { ...(options.headers as object), 'accept-language': language };
      const asked = fetch(target, { ...options, headers });
      pending.push(asked);
      return asked;
    },
  });
  await settled();
  return {
    main,
    html,
    head,
    calls,
    settled,
    async click(label) {
      const found = main.all().find((one) => one.name === 'button' && one.text() === label);
      if (!found) throw new Error(`There is no button ${label} in: ${main.text()}`);
      found.listeners['click']?.();
      await settled();
    },
  };
}

describe('the page of an invitation', () => {
  let started: TestServer;
  const server = (): TestServer => started;

  let place: string;
  let ownerId: string;
  let count = 0;
  beforeAll(async () => {
    started = await startServer({
      settings: {
        invitations: { acceptUrl: ACCEPT, applicationName: 'Acme Studio', coolDownSeconds: 0 },
      },
    });
    const { body } = await server().rest('POST', '/organizations', {
      body: {
        name: '<img src=x onerror=alert(1)> & Sons',
        owner: { email: 'owner@example.com', name: 'Olive Owner' },
      },
    });
    place = `/organizations/${String(body['id'])}`;
    const list = await server().rest('GET', `${place}/members`);
    ownerId = String(list.body['items']?.[0]?.['id']);
  });
  afterAll(() => started.close());
  const invite = async (more: object = {}, headers: Record<string, string> = {}) => {
    count += 1;
    const body = { email: `user-${count}@example.com`, roles: ['viewer'], send: false, ...more };
    const made = await server().rest('POST', `${place}/invitations`, { body, headers });
    return { id: String(made.body['id']), token: String(made.body['token']) };
  };
  const change = (id: string, verb: string): Promise<Reply> =>
    server().rest('POST', `${place}/invitations/${id}/${verb}`, { body: {} });
  const statusOf = async (id: string): Promise<unknown> =>
    (await server().rest('GET', `${place}/invitations/${id}`)).body['status'];
  const titleOf = ({ main }: Opened): string =>
    main
      .all()
      .find(({ name }) => name === 'h1')
      ?.text() ?? '';

  test('is strict about what it loads, and knows the language before it knows the invitation', async () => {
    const get = requests(server().url);
    const page = await get('GET', '/invitation', { headers: { 'accept-language': 'de-AT' } });
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; " +
        "form-action 'self'; frame-ancestors 'none'",
    );
    expect(page.headers.get('vary')).toBe('Accept-Language');
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(page.text).toContain('<html lang="de">');
    expect(page.text).toContain('Diese Seite braucht JavaScript');
    // nothing inline, nothing from elsewhere, and relative: it holds below the path of a proxy
    expect(page.text).not.toMatch(/<script>|<style|style=|\son\w+=|https?:/);
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, at]) => at);
    expect(sources).toEqual(['data:,', 'invitation/page.css', 'invitation/page.js']);
    const below = await get('GET', '/invitation/');
    expect(below.text).toContain('src="page.js"');
    expect((await get('POST', '/invitation')).status).toBe(405);
    expect((await get('GET', '/invitation/page.css')).headers.get('content-type')).toContain('css');
  });

  test('names organization, inviter, what the person gets, and the way on', async () => {
    const space = await server().rest('POST', `${place}/spaces`, { body: { name: 'Design' } });
    const product = await server().rest('POST', `${place}/products`, {
      body: { key: 'studio', name: 'Studio', seats: 5 },
    });
    const { id, token } = await invite(
      {
        spaces: [{ spaceId: space.body['id'], role: 'member' }],
        products: [product.body['id']],
        message: 'Come <b>in</b>',
      },
      { 'muster-acting-member': ownerId },
    );
    const page = await open(server().url, `#${token}`, 'fr-CA');
    expect(titleOf(page)).toBe(
      'Olive Owner vous a invité à rejoindre <img src=x onerror=alert(1)> & Sons',
    );
    const text = page.main.text();
    for (const part of ['Lecteur', 'Design', 'Studio', 'u•••@example.com', 'Come <b>in</b>']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('utilise Acme Studio');
    const link = page.main.all().find(({ name }) => name === 'a');
    expect(link?.attributes['href']).toBe(`${ACCEPT}#${token}`);
    expect(page.html.lang).toBe('fr');
    expect(page.calls).toEqual([`${server().url}/api/v1/invitations/lookup`]);
    expect(page.main.all().filter(({ name }) => name === 'img')).toEqual([]);
    expect(await statusOf(id)).toBe('pending');
  });

  test('has the colour of the organization, and its logo as this server keeps it', async () => {
    const { token } = await invite();
    const mark = ({ main }: Opened) => main.all().find(({ className }) => className === 'mark');
    const plain = await open(server().url, `#${token}`);
    expect([mark(plain)?.text(), plain.head.children]).toEqual(['<', []]);
    const branding = { color: '#224466' };
    await server().rest('PATCH', place, { body: { branding } });
    const headers = { 'content-type': 'image/png' };
    const { body } = await server().rest('PUT', `${place}/logo`, { headers, body: PICTURE });
    const page = await open(server().url, `#${token}`);
    expect(mark(page)).toBeUndefined();
    const logo = page.main.all().find(({ className }) => className === 'logo');
    expect(logo?.attributes).toMatchObject({ src: body['logo']?.['url'], alt: '' });
    const [link] = page.head.all().slice(1);
    const href = `${server().url}/sign-in/color.css?color=224466`;
    expect(link?.attributes).toEqual({ rel: 'stylesheet', href });
    await server().rest('DELETE', `${place}/logo`);
    await server().rest('PATCH', place, { body: { branding: null } });
  });

  test('is in the language of the invitation, whatever the browser prefers', async () => {
    const { token } = await invite({ locale: 'ja' });
    const page = await open(server().url, `#${token}`, 'de');
    expect(page.html.lang).toBe('ja');
    expect(titleOf(page)).toMatch(/に招待されています$/);
    expect(page.main.text()).toContain('閲覧者');
  });

  test('says what has become of an invitation, in each language', async () => {
    const revoked = await invite();
    await change(revoked.id, 'revoke');
    const older = await invite();
    await server().rest('POST', `${place}/invitations/${older.id}/resend`);
    for (const language of LOCALES) {
      const { states } = shippedTexts().invitationPage[language];
      const title = async (hash: string): Promise<string> =>
        titleOf(await open(server().url, hash, language));
      expect(await title(`#${revoked.token}`)).toBe(states.revoked.title);
      expect(await title(`#${older.token}`)).toBe(states.superseded.title);
      expect(await title('#muster_invite_x')).toBe(states.unknown.title);
      expect(await title('')).toBe(states.unknown.title);
    }
  });

  test('one that was accepted, and one of a closed organization', async () => {
    const { token } = await invite();
    await server().rest('POST', '/invitations/accept', {
      body: { token, email: `user-${count}@example.com`, emailVerified: true, explicit: true },
    });
    expect(titleOf(await open(server().url, `#${token}`))).toBe('This invitation was accepted');
    const { token: other } = await invite();
    await server().rest('POST', `${place}/disable`);
    expect(titleOf(await open(server().url, `#${other}`))).toBe('This organization is closed');
    await server().rest('POST', `${place}/enable`);
  });

  test('declines after a question, and not before', async () => {
    const { id, token } = await invite();
    const page = await open(server().url, `#${token}`);
    await page.click('Decline');
    expect(await statusOf(id)).toBe('pending');
    await page.click('Keep the invitation');
    expect(page.main.text()).toContain('Accept the invitation');
    await page.click('Decline');
    await page.click('Decline');
    expect(titleOf(page)).toBe('You declined the invitation');
    expect(await statusOf(id)).toBe('declined');
    expect(titleOf(await open(server().url, `#${token}`))).toBe('This invitation was declined');
  });

  test('an invitation that has ended is asked for again', async () => {
    const { id, token } = await invite({ lifeDays: 1 });
    await server().store.transaction(place, async (tx) => {
      const found = await tx.invitations.get(id);
      if (!found) throw new Error('no invitation');
      const expiresAt = new Date(Date.now() - 1_000).toISOString() as typeof found.expiresAt;
      await tx.invitations.update({ ...found, expiresAt, version: found.version + 1 });
    });
    const page = await open(server().url, `#${token}`);
    expect(titleOf(page)).toBe('This invitation has ended');
    expect(page.main.text()).toContain('Valid until: ');
    await page.click('Ask for a new invitation');
    expect(titleOf(page)).toBe('A new invitation was asked for');
  });
});
