import { localName } from '#http/base-url.js';
import { listMailbox, readMailbox } from '#notifications/index.js';
import { PATIENCE_MS } from './soon.js';
import { exchange, type HttpAnswer, type HttpQuestion } from './http-exchanges.js';

/** What a browser without scripts sees and keeps: cookies by name, forms by their fields. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  #at: string;

  readonly origin: string;

  constructor(
    url: string,
    /** of the person, who may choose another one */
    public language = 'en',
  ) {
    this.origin = localName(url);
    this.#at = `${this.origin}/`;
  }

  get url(): string {
    return this.#at;
  }

  open(path: string): Promise<TestPage> {
    return this.#fetch(new URL(path, this.#at), { method: 'GET', headers: {} });
  }

  /** Sends a form as a browser does: with the page's origin, following what it answers. */
  send(action: string, fields: Readonly<Record<string, string>>, headers = {}): Promise<TestPage> {
    const all = {
      origin: new URL(this.#at).origin,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      ...headers,
    };
    const body = new URLSearchParams(fields).toString();
    return this.#fetch(new URL(action, this.#at), { method: 'POST', body, headers: all });
  }

  /** The first form of the page whose button says that, with its fields and those given. */
  submit(
    page: TestPage,
    button: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<TestPage> {
    const form = page.forms.find(({ buttons }) => buttons.includes(button));
    if (!form)
      throw new Error(`No form of "${page.title}" has the button ${button}.\n${page.text}`);
    return this.send(form.action, { ...form.fields, ...fields });
  }

  async #fetch(url: URL, question: HttpQuestion, hops = 0): Promise<TestPage> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      ...question.headers,
      ...(cookie !== '' && { cookie }),
      'accept-language': this.language,
    };
    const answer = await exchange(url.href, { ...question, headers });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    this.#at = url.href;
    const location = answer.headers.get('location');
    if (location !== null && hops < 10) {
      return this.#fetch(new URL(location, url), { method: 'GET', headers: {} }, hops + 1);
    }
    return pageOf(answer, url);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}

export interface TestForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly string[];
}

export interface TestPage {
  readonly status: number;
  readonly headers: Headers;
  readonly url: URL;
  readonly title: string;
  readonly text: string;
  readonly forms: readonly TestForm[];
  readonly links: ReadonlyMap<string, string>;
}

function pageOf({ status, headers, text }: HttpAnswer, url: URL): TestPage {
  const forms = [...text.matchAll(/<form method="post" action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)];
  const links = [...text.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)];
  return {
    status,
    headers,
    url,
    text,
    title: decode(/<h1[^>]*>([^<]*)</.exec(text)?.[1] ?? ''),
    forms: forms.map(([, action = '', inner = '']) => ({
      action: decode(action),
      fields: fieldsOf(inner),
      buttons: [...inner.matchAll(/<button[^>]*>([^<]*)</g)].map(([, label = '']) => decode(label)),
    })),
    links: new Map(links.map(([, href = '', label = '']) => [decode(label), decode(href)])),
  };
}

function fieldsOf(inner: string): Record<string, string> {
  const inputs = [...inner.matchAll(/<input [^>]*>/g)].map(([tag]) => tag);
  const valueOf = (tag: string, name: string): string =>
    decode(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  return Object.fromEntries(inputs.map((tag) => [valueOf(tag, 'name'), valueOf(tag, 'value')]));
}

function decode(text: string): string {
  return text
    .replace(/&#x([0-9A-F]+);/gi, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** Mails whose code was typed in already: a folder and an id. A code holds once, so that the next one has to be waited for. */
const takenMails = new Set<string>();

/** The newest mail with a code to that address that was not taken before: its text and the code. Waits for it. */
export async function mailedCode(
  folder: string,
  to: string,
  after = 0,
): Promise<{ readonly code: string; readonly text: string; readonly link: string }> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const mails = (await listMailbox(folder, 1_000)).filter((mail) => mail.to.includes(to));
    const newest = mails.length > after ? mails.at(-1) : undefined;
    const taken = `${folder} ${String(newest?.id)}`;
    const mail = newest && !takenMails.has(taken) && (await readMailbox(folder, newest.id));
    const code = /(\d{4}) (\d{4})/.exec(mail ? mail.text : '');
    if (mail && code) {
      takenMails.add(taken);
      const link = /https?:\/\/\S+/.exec(mail.text)?.[0] ?? '';
      return { code: code.slice(1).join(''), text: mail.text, link };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No code was mailed to ${to}.`);
}
