/** A form of a page, with the values that it would send as it stands. */
export interface PageForm {
  readonly action: string;
  readonly method: 'get' | 'post';
  readonly values: Readonly<Record<string, string>>;
}

export interface AgentPage {
  /** after redirects */
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly forms: readonly PageForm[];
  readonly headers: Headers;
}

const MAX_REDIRECTS = 10;

/**
 * A browser without scripts for tests that walk through several servers: cookies, redirects, `meta refresh`, forms. Cookies belong to a
 * host name and not to a port, as in browsers (RFC 6265 section 8.5). A POST from a page of another site brings no Lax cookies.
 */
export class UserAgent {
  readonly #cookies = new Map<string, Map<string, string>>();
  #page: AgentPage | undefined;

  get page(): AgentPage {
    if (!this.#page) throw new Error('No page was opened.');
    return this.#page;
  }

  cookiesOf(host: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#cookies.get(host) ?? []);
  }

  /** Forgets all cookies, as a restarted browser does. */
  forgetCookies(): void {
    this.#cookies.clear();
  }

  open(url: string): Promise<AgentPage> {
    return this.#request(url, { method: 'GET' }, this.#page?.url);
  }

  /** Sends a form of the page (the first, or the one that `choose` wants) with these values over its own. */
  submit(
    values: Readonly<Record<string, string>> = {},
    choose: (form: PageForm) => boolean = () => true,
  ): Promise<AgentPage> {
    const form = this.page.forms.find(choose);
    if (!form) throw new Error(`No such form at ${this.page.url}:\n${this.page.text}`);
    return this.send(form, values);
  }

  send(form: PageForm, values: Readonly<Record<string, string>> = {}): Promise<AgentPage> {
    const fields = new URLSearchParams({ ...form.values, ...values });
    const from = this.page.url;
    const url = new URL(form.action, from);
    if (form.method === 'get') {
      url.search = fields.toString();
      return this.#request(url.href, { method: 'GET' }, from);
    }
    return this.#request(url.href, { method: 'POST', body: fields }, from);
  }

  /** Follows the `meta refresh` of the page. */
  refresh(): Promise<AgentPage> {
    const [, content] = /<meta http-equiv="refresh" content="\d+;\s*url=([^"]*)"/i.exec(
      this.page.text,
    ) ?? [undefined, undefined];
    if (content === undefined) throw new Error(`No refresh at ${this.page.url}`);
    return this.open(new URL(decodeEntities(content), this.page.url).href);
  }

  async #request(
    target: string,
    init: { method: string; body?: URLSearchParams },
    from?: string,
  ): Promise<AgentPage> {
    let url = new URL(target);
    let { method, body } = init;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const isSameSite = from === undefined || new URL(from).hostname === url.hostname;
      const jar = this.#jarOf(url.hostname);
      const cookies = method === 'GET' || isSameSite ? [...jar] : [];
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          ...(cookies.length > 0 && { cookie: cookies.map((pair) => pair.join('=')).join('; ') }),
          ...(method === 'POST' && from !== undefined && { origin: new URL(from).origin }),
          'sec-fetch-site': siteOf(url, from),
          'accept-language': 'en',
        },
        ...(body && { body }),
      });
      for (const line of response.headers.getSetCookie()) keepCookie(jar, line);
      const location = response.headers.get('location');
      const text = await response.text();
      if (response.status < 300 || response.status >= 400 || location === null) {
        const { status, headers } = response;
        this.#page = { url: url.href, status, text, headers, forms: formsOf(text) };
        return this.#page;
      }
      url = new URL(location, url);
      if (response.status !== 307 && response.status !== 308) {
        method = 'GET';
        body = undefined as never;
      }
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects from ${target}`);
  }

  #jarOf(host: string): Map<string, string> {
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }
}

function siteOf(url: URL, from: string | undefined): string {
  if (from === undefined) return 'none';
  const source = new URL(from);
  if (source.origin === url.origin) return 'same-origin';
  return source.hostname === url.hostname ? 'same-site' : 'cross-site';
}

function keepCookie(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  const isGone = attributes.some((one) => /^\s*(?:max-age=0|expires=thu, 01 jan 1970)/i.test(one));
  if (isGone) jar.delete(name);
  else jar.set(name, pair.slice(at + 1).trim());
}

function formsOf(text: string): PageForm[] {
  return [...text.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(
    ([, attributes = '', inside = '']) => ({
      action: attributeOf(attributes, 'action') ?? '',
      method: attributeOf(attributes, 'method')?.toLowerCase() === 'post' ? 'post' : 'get',
      values: Object.fromEntries(
        [...inside.matchAll(/<input\b([^>]*)>/gi)].flatMap(([, input = '']) => {
          const name = attributeOf(input, 'name');
          return name === undefined ? [] : [[name, attributeOf(input, 'value') ?? '']];
        }),
      ),
    }),
  );
}

function attributeOf(attributes: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`, 'i').exec(attributes) ?? [];
  return value === undefined ? undefined : decodeEntities(value);
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_all, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
