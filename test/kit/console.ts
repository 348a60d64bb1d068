import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
  Request,
} from 'playwright-core';
import type { Json, TestServer } from './server.js';
import { signIn } from './sessions.js';
import { expectSoon } from './soon.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A person with an account, and the member that they are in one organization. */
export interface ConsolePerson {
  readonly accountId: string;
  readonly memberId: string;
  readonly email: string;
  readonly name: string;
}

export interface ConsoleOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: ConsolePerson;
}

let count = 0;

/** An organization of a preset, made over REST, with an owner who can sign in. */
export async function consoleOrganization(
  server: TestServer,
  preset: string,
  title = 'Northwind',
): Promise<ConsoleOrganization> {
  count += 1;
  const slug = `console-${count}`;
  const email = `olive@${slug}.example`;
  const accountId = await accountOf(server, email, 'Olive Owner');
  const made = await server.rest('POST', '/organizations', {
    body: { name: title, slug, preset, owner: { email, name: 'Olive Owner', accountId } },
  });
  expect(made.status).toBe(201);
  const id = String(made.body['id']);
  const members = await server.rest('GET', `/organizations/${id}/members`);
  const memberId = String(members.body['items']?.[0]?.['id']);
  const { body } = await server.rest('GET', `/organizations/${id}/members/${memberId}`);
  return { id, slug, name: title, owner: personOf(body, email) };
}

/** Somebody else in it, with roles, who can sign in. */
export async function consolePerson(
  server: TestServer,
  organization: Pick<ConsoleOrganization, 'id' | 'slug'>,
  { name, roles }: { readonly name: string; readonly roles: readonly string[] },
): Promise<ConsolePerson> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@${organization.slug}.example`;
  await accountOf(server, email, name);
  const member = await server.rest('POST', `/organizations/${organization.id}/members`, {
    body: { email, name, roles, notify: false },
  });
  expect([member.status, member.body['code'], roles]).toEqual([201, undefined, roles]);
  return personOf(member.body, email);
}

async function accountOf(server: TestServer, email: string, name: string): Promise<string> {
  const { body } = await server.rest('POST', '/accounts', {
    body: { email, name, emailVerified: true },
  });
  return String(body['id']);
}

function personOf(member: Json | undefined, email: string): ConsolePerson {
  const { id, accountId, name } = member ?? {};
  return { accountId: String(accountId), memberId: String(id), email, name: String(name) };
}

/** A page of the console, and what went wrong on it beside what a test looks at. */
export interface ConsolePage {
  readonly page: Page;
  /** opens a path of the console, such as `/o/…/people`, and waits until it stands */
  open(path: string): Promise<void>;
  /** violations of the content policy, errors that nobody caught, requests to other hosts: all of them since the page opened */
  readonly faults: readonly string[];
  /** waits until no call of the page is under way and none has begun for a moment: what was changed is with the server */
  quiet(): Promise<void>;
  /** what axe finds on the page as it stands (WCAG 2.2 A and AA); `rules`: by these alone; `within`: a selector of a part of it */
  axe(rules?: readonly string[], within?: string): Promise<readonly string[]>;
  /** Somebody else, in the same browser: of the person before it keeps the assets alone, no cookie and nothing stored. */
  signInAs(person: Pick<ConsolePerson, 'accountId'>): Promise<void>;
  close(): Promise<void>;
}

/** A browser in which the person has signed in. Each has cookies of its own. `baseURL`: where a proxy serves the console. */
export async function consolePage(
  browser: Browser,
  server: TestServer,
  person: Pick<ConsolePerson, 'accountId'>,
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const home = options.baseURL ?? server.home;
  const { origin } = new URL(home);
  const context = await browser.newContext({
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  await giveSession(context, { server, person, home });
  const faults: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) faults.push(`asks ${url.origin}`);
  });
  await context.exposeFunction('reportFault', (fault: string) => void faults.push(fault));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportFault } = window as unknown as { reportFault(fault: string): void };
      reportFault(`policy ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => void faults.push(`error ${error.message}`));
  const calls = callsOf(page);
  return {
    page,
    faults,
    async open(path) {
      await page.goto(home + path);
      await page.waitForSelector('h1');
      // what the title came with listens to keys from the next task on
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))),
      );
    },
    quiet: () => expectSoon(() => calls.within(100), 0),
    axe: (rules, within) => axeOf(page, rules, within),
    async signInAs(other) {
      await page.evaluate(() => {
        localStorage.clear();
        sessionStorage.clear();
      });
      // the page is there still: at no moment it has no session
      const session = await giveSession(context, { server, person: other, home });
      for (const { name } of await context.cookies()) {
        if (name !== session) await context.clearCookies({ name });
      }
    },
    close: () => context.close(),
  };
}

/** Counts the calls of a page that are under way, or begin within so many milliseconds. */
function callsOf(page: Page): { within(ms: number): Promise<number> } {
  const open = new Set<Request>();
  let begun = 0;
  page.on('request', (request) => {
    if (request.resourceType() !== 'fetch') return;
    open.add(request);
    begun += 1;
  });
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return {
    async within(ms) {
      const before = begun;
      await pause(ms);
      return open.size + begun - before;
    },
  };
}

/** The cookie of a session of the person, in place of one that is there; its name. */
async function giveSession(
  context: BrowserContext,
  { server, person, home }: { server: TestServer; person: { accountId: string }; home: string },
): Promise<string> {
  const { origin, protocol } = new URL(home);
  const { headers } = await signIn(server, { accountId: person.accountId });
  const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
  const secure = protocol === 'https:';
  const called = secure ? `__Host-${name}` : name;
  const url = `${origin}/`;
  await context.addCookies([{ name: called, value, url, httpOnly: true, sameSite: 'Lax', secure }]);
  return called;
}

export async function axeOf(
  page: Page,
  rules?: readonly string[],
  within = 'html',
): Promise<readonly string[]> {
  // not by a script element: the page's own policy would refuse it
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(
    async ([only, part]) => {
      interface Found {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
      }
      const { axe } = window as unknown as {
        readonly axe: {
          run(within: string, options: object): Promise<{ readonly violations: readonly Found[] }>;
        };
      };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const runOnly = only ? { type: 'rule', values: only } : { type: 'tag', values: tags };
      const { violations } = await axe.run(part, {
        runOnly,
        resultTypes: ['violations'],
        preload: false,
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(
          ({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`,
        ),
      );
    },
    [rules, within] as const,
  );
}
