import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { readRequest, samlProvider, type SamlProviderKit } from './saml-provider.js';
import { PATIENCE_MS } from './soon.js';

/** The one without a window costs a quarter less of the processor. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  // what paints without a GPU needs no process of its own, whose start takes a second of the processor
  '--in-process-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // a name of the local network, which is neither this machine's own nor protected
  '--host-resolver-rules=MAP muster.intranet 127.0.0.1',
];

/** 6: the scripts of pages take six times as long, as on a slow machine; a test that acts before a page is ready fails then. */
const SLOWER = Number(process.env['MUSTER_TEST_SLOW_BROWSER'] ?? 1);

/** Tests in Chromium as Debian ships it; where there is none they are said not to have run. */
export function inChromium(title: string, body: (browser: () => Browser) => void): void {
  const executablePath = PLACES.find((place) => existsSync(place));
  describe(title, () => {
    if (executablePath === undefined) {
      test.skip('NOT RUN: there is no Chromium (apt-get install chromium-headless-shell)', () =>
        undefined);
      return;
    }
    let browser: Browser;
    beforeAll(async () => {
      browser = patient(await chromium.launch({ executablePath, args: FLAGS }));
    });
    afterAll(() => browser.close());
    body(() => browser);
  });
}

/** A browser whose pages are waited for, and slowed where that is asked for. */
function patient(browser: Browser): Browser {
  const make = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await make(options);
    context.setDefaultTimeout(PATIENCE_MS);
    if (SLOWER > 1) context.on('page', (page) => void slow(page));
    return context;
  };
  return browser;
}

async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
}

/** An identity provider on another site: it signs in whom it is told to, and posts the answer by a form that sends itself. */
export interface BrowserProvider {
  readonly origin: string;
  readonly kit: SamlProviderKit;
  readonly metadata: string;
  /** who signs in there next */
  person: { readonly subject: string; readonly email: string };
  /** requests that came, by their RelayState */
  readonly seen: string[];
  close(): Promise<void>;
}

export async function browserProvider(
  binding: 'redirect' | 'post' = 'redirect',
): Promise<BrowserProvider> {
  const kit = await samlProvider();
  const server = createServer((request, response) => {
    void read(request).then(async (body) => {
      const url = new URL(request.url ?? '/', provider.origin);
      const fields = Object.fromEntries(new URLSearchParams(body));
      const message =
        request.method === 'POST'
          ? ({ binding: 'post', url: url.href, fields } as const)
          : ({ binding: 'redirect', url: url.href } as const);
      if (!(fields['SAMLRequest'] ?? url.searchParams.get('SAMLRequest')))
        return void response.writeHead(404).end();
      const asked = readRequest(message);
      provider.seen.push(asked.relayState);
      const { subject, email } = provider.person;
      const answer = await kit.respond(asked, {
        now: Date.now(),
        subject,
        attributes: { email: [email] },
      });
      const inputs = Object.entries(answer).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
      );
      response.setHeader('content-type', 'text/html');
      response.end(
        `<!doctype html><title>Provider</title><form method="post" action="${asked.acs}">` +
          `${inputs.join('')}<button>Go on</button></form>` +
          '<script>document.forms[0].submit()</script>',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: BrowserProvider = {
    origin,
    kit,
    metadata: kit
      .metadata({ bindings: [binding] })
      .replaceAll('https://idp.example/s', `${origin}/s`),
    person: { subject: 'subject', email: 'a@b.example' },
    seen: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

async function read(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
