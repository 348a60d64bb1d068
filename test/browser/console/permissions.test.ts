import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page, Request } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePerson,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { signIn } from '../../kit/sessions.js';
import { expectSoon } from '../../kit/soon.js';

// Generated from what the server says: every preset role × every page without faults, and every page × every call that is refused.

const PRESETS = ['standard', 'lonti', 'nti', 'spaces', 'lensai', 'logto'];

/** Where each page lies below the organization; the page of a person's own is elsewhere. */
const PATHS: Readonly<Record<string, string>> = { overview: '' };
/** A page that has no address so far is in no menu. */
const ROUTES = readFileSync(join('console', 'src', 'navigation', 'routes.ts'), 'utf8');
const isBuilt = (page: string): boolean =>
  page === 'overview' || ROUTES.includes(`path: '/${page}'`);
const pathOf = (page: string): string => PATHS[page] ?? `/${page}`;

/** What a page looks like when it stands: a title, and nothing that is still on its way. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('h1') !== null && document.querySelector('[aria-busy=true]') === null,
  );
}

/** What is wrong with a page of which a call was refused. */
async function problemOf(page: Page, address: string): Promise<string | undefined> {
  const isThere = await settled(page).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const title = await page.locator('h1').count();
    return title === 0 ? 'has no title' : 'is busy for ever';
  }
  const main = (await page.textContent('main')) ?? '';
  if (main.trim() === '') return 'is blank';
  const { pathname } = new URL(page.url());
  return pathname === address ? undefined : `leads to ${pathname}`;
}

/** Another page, without loading the document anew. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((target) => history.pushState({}, '', target), path);
  await page.waitForTimeout(50);
  await settled(page);
}

/** Fields that a password manager takes for its own (console A24). */
function filledFields(page: Page): Promise<readonly string[]> {
  return page
    .locator('input:not([type=checkbox], [type=radio], [type=file], [type=hidden])')
    .evaluateAll((fields) =>
      fields.flatMap((field) => {
        const { type, name, autocomplete } = field as HTMLInputElement;
        const isNamed = /^(user.?name|user|login|e.?mail|pass(word|code)?)$/i.test(name);
        const isFine = type !== 'password' && !isNamed && autocomplete === 'off';
        return isFine ? [] : [`${type} "${name}" autocomplete="${autocomplete}"`];
      }),
    );
}

interface ShownRole {
  readonly name: string;
  readonly standing: string;
  readonly elevation?: boolean;
}

inChromium('what a role sees, and what a page shows when calls are refused', (browser) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  async function consoleOf(organizationId: string, person: ConsolePerson): Promise<Json> {
    const { headers } = await signIn(server, { accountId: person.accountId });
    const answer = await fetch(`${server.url}/api/v1/organizations/${organizationId}/console`, {
      headers,
    });
    return (await answer.json()) as Json;
  }

  /** The last one of a preset has room and features for everybody. */
  async function takeLargestPlan({ id }: ConsoleOrganization): Promise<void> {
    const { body } = await server.rest('GET', `/organizations/${id}/plans`);
    const plans = body['items'] as unknown as readonly { readonly name: string }[];
    const changed = await server.rest('PUT', `/organizations/${id}/plan`, {
      body: { plan: plans.at(-1)?.name },
    });
    expect(changed.status).toBe(200);
  }

  async function peopleOf(organization: ConsoleOrganization): Promise<readonly ConsolePerson[]> {
    const { body } = await server.rest('GET', `/organizations/${organization.id}/roles`);
    const roles = body['items'] as unknown as readonly ShownRole[];
    const people = [organization.owner];
    for (const { name, standing, elevation } of roles) {
      // one owner is enough, and an elevation is held beside a role
      if (standing === 'owner' || elevation === true) continue;
      people.push(
        await consolePerson(server, organization, { name: `Role ${name}`, roles: [name] }),
      );
    }
    return people;
  }

  describe.each(PRESETS)('console G1, A24: %s', (preset) => {
    test('each role has the pages that the server opens to it, is told at others what is missing; no field is filled', async () => {
      const organization = await consoleOrganization(server, preset);
      await takeLargestPlan(organization);
      const there = await consolePage(browser(), server, organization.owner);
      await there.open(`/o/${organization.id}`);
      for (const person of await peopleOf(organization)) {
        const shown = await consoleOf(organization.id, person);
        const pages = Object.entries(
          shown['pages'] as unknown as Record<string, { readonly open: boolean }>,
        ).filter(([name]) => isBuilt(name));
        await there.signInAs(person);
        await there.open(`/o/${organization.id}`);
        await settled(there.page);
        for (const [name, { open }] of pages) {
          await goTo(there.page, `/o/${organization.id}${pathOf(name)}`);
          // the page before it may stand a moment longer
          const closed = /You may not see this|not part of your plan|plan does not/i;
          const main = () => there.page.textContent('main');
          if (!open) await expectSoon(main, expect.stringMatching(closed));
          const text = (await main()) ?? '';
          const isClosed = closed.test(text);
          const isMissing = text.includes('There is no such page');
          expect([preset, person.name, name, isMissing]).toEqual([
            preset,
            person.name,
            name,
            false,
          ]);
          if (!open) expect([person.name, name, isClosed]).toEqual([person.name, name, true]);
          expect([name, await filledFields(there.page)]).toEqual([name, []]);
        }
        expect([person.name, there.faults]).toEqual([person.name, []]);
      }
      await there.close();
    }, 120_000);
  });

  test('console A9: each page with each single call refused: no spinner stays, nothing is blank, nobody is signed out', async () => {
    const organization = await consoleOrganization(server, 'standard');
    const { owner } = organization;
    const shown = await consoleOf(organization.id, owner);
    const names = Object.entries(
      shown['pages'] as unknown as Record<string, { readonly open: boolean }>,
    ).flatMap(([name, { open }]) => (open && isBuilt(name) ? [name] : []));
    expect(names.length).toBeGreaterThan(3);
    const there = await consolePage(browser(), server, owner);
    const addressOf = (name: string): string => `/o/${organization.id}${pathOf(name)}`;
    const callsOf = async (name: string): Promise<readonly string[]> => {
      const calls = new Set<string>();
      const note = (request: Request): void => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith('/api/v1/organizations/')) calls.add(pathname);
      };
      there.page.on('request', note);
      await there.open(addressOf(name));
      await settled(there.page);
      there.page.off('request', note);
      return [...calls];
    };
    const calls = new Map<string, readonly string[]>();
    for (const name of names) calls.set(name, await callsOf(name));
    // what the frame asks beside each page is refused once
    const ofFrame = new Set(
      calls.get('overview')?.filter((call) => [...calls.values()].every((of) => of.includes(call))),
    );
    expect(ofFrame.size).toBeGreaterThan(0);
    const problems: string[] = [];
    const refuse = await refusals(there.page);
    for (const [name, ofPage] of calls) {
      for (const call of ofPage) {
        if (name !== 'overview' && ofFrame.has(call)) continue;
        await refuse((url) => url.pathname === call, call);
        await there.page.goto(server.home + addressOf(name));
        if (!(await refuse.some())) problems.push(`${name}, ${call}: was not asked`);
        const problem = await problemOf(there.page, addressOf(name));
        if (problem !== undefined) problems.push(`${name}, ${call}: ${problem}`);
      }
      expect([name, there.faults]).toEqual([name, []]);
    }
    expect(problems).toEqual([]);
    await there.close();
  }, 240_000);

  test('console A9: each page of operators with each single call refused', async () => {
    const { id, owner } = await consoleOrganization(server, 'standard');
    const connected = await server.rest('POST', `/organizations/${id}/connections`, {
      body: { kind: 'scim', name: 'Okta' },
    });
    expect(connected.status).toBe(201);
    const there = await consolePage(browser(), server, owner);
    const { page } = there;
    const enter = async (path: string): Promise<void> => {
      await page.goto(server.home + path);
      await page.fill('input[name=operator-key]', server.operatorKey);
      await page.keyboard.press('Enter');
      await page.waitForSelector('input[name=operator-key]', { state: 'detached' });
    };
    const problems: string[] = [];
    const refuse = await refusals(page);
    for (const path of ['/operator', '/operator/jobs', `/operator/organizations/${id}`]) {
      const calls = new Set<string>();
      const note = (request: Request): void => {
        const { pathname, search } = new URL(request.url());
        // by this one the key is tried
        const isKey = search === '?limit=1';
        if (pathname.startsWith('/api/v1/') && !isKey) calls.add(pathname);
      };
      page.on('request', note);
      await enter(path);
      await settled(page);
      page.off('request', note);
      expect([path, calls.size]).toEqual([path, expect.any(Number)]);
      for (const call of calls) {
        await refuse((url) => url.pathname === call && url.search !== '?limit=1', call);
        await enter(path);
        if (!(await refuse.some())) problems.push(`${path}, ${call}: was not asked`);
        const problem = await problemOf(page, path);
        if (problem !== undefined) problems.push(`${path}, ${call}: ${problem}`);
      }
      await refuse.nothing();
    }
    expect(problems).toEqual([]);
    expect(there.faults).toEqual([]);
    await there.close();
  }, 120_000);
});

/** Refuses calls of a page from now on, those of one kind at a time. */
interface Refusals {
  /** `part`: what is in the address of each of them */
  (matches: (url: URL) => boolean, part: string): Promise<void>;
  /** resolves to whether one was refused since the last change, once that is so or ten seconds are over */
  some(): Promise<boolean>;
  nothing(): Promise<void>;
}

/** By the protocol of Chromium: the routes of Playwright stop every request of the page, and turn off the cache of assets. */
async function refusals(page: Page): Promise<Refusals> {
  const protocol = await page.context().newCDPSession(page);
  let isRefused = (_url: URL): boolean => false;
  let count = 0;
  protocol.on('Fetch.requestPaused', ({ requestId, request }) => {
    const isIt = isRefused(new URL(request.url));
    if (isIt) count += 1;
    const answered = isIt
      ? protocol.send('Fetch.fulfillRequest', { requestId, ...REFUSED })
      : protocol.send('Fetch.continueRequest', { requestId });
    // the page may have left meanwhile
    void answered.catch(() => undefined);
  });
  const refuse = async (matches: (url: URL) => boolean, part: string): Promise<void> => {
    isRefused = matches;
    count = 0;
    await protocol.send('Fetch.enable', { patterns: [{ urlPattern: `*${part}*` }] });
  };
  const some = async (): Promise<boolean> => {
    for (const end = Date.now() + 10_000; count === 0 && Date.now() < end;) await pause(20);
    return count > 0;
  };
  const nothing = (): Promise<void> => protocol.send('Fetch.disable').then(() => undefined);
  return Object.assign(refuse, { some, nothing });
}

const REFUSED = {
  responseCode: 403,
  responseHeaders: [{ name: 'content-type', value: 'application/problem+json' }],
  body: Buffer.from(
    JSON.stringify({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'The caller lacks a permission.',
      code: 'permission.missing',
      traceId: 'trace-of-a-test',
      details: { permission: 'members:read' },
    }),
  ).toString('base64'),
};
