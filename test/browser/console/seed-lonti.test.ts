import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { mailedCode } from '../../kit/browsers.js';
import { inChromium } from '../../kit/chromium.js';
import { handsOf, handsOn, reach, type Hand } from '../../kit/console-keyboard.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
  type ConsolePerson,
} from '../../kit/console.js';
import { overServers } from '../../kit/server-suites.js';
import type { Json, TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

// What the document of product 0 tells the people of an account to do, in its words, by mouse and again by keyboard alone.

/** A keyboard goes from control to control. */
const TEST_MS = 120_000;

/** What a role finds in the menus: those at the left, and those behind the cog; undefined where there is no cog. */
const MENUS = {
  administrator: {
    left: ['Overview', 'Spaces', 'Seats'],
    cog: [
      'Users',
      'Roles',
      'General',
      'Plan',
      'Billing contacts',
      'Domains',
      'Notifications',
      'Organization activities',
      'API keys',
    ],
  },
  'power-user': { left: ['Overview', 'Seats'], cog: ['Users', 'General', 'Plan'] },
  'standard-user': { left: ['Overview'], cog: undefined },
  billing: {
    left: ['Overview'],
    cog: ['General', 'Plan', 'Billing contacts', 'Organization activities'],
  },
} as const;

const ROLES = Object.keys(MENUS) as readonly (keyof typeof MENUS)[];

inChromium('what the seed of subscriptions says, done at the first try', (browser) => {
  overServers(
    'on',
    (server, { name }) => {
      describe.each(handsOn(name))('by %s', (by) => {
        inAccount({ browser, server, by });
      });
    },
    { jobs: true },
  );
});

interface World {
  readonly browser: Parameters<Parameters<typeof inChromium>[1]>[0];
  readonly server: () => TestServer;
  readonly by: Hand['name'];
}

function inAccount({ browser, server, by }: World): void {
  let account: ConsoleOrganization;
  let owner: ConsolePage;
  let page: Page;
  const people = new Map<string, ConsolePerson>();

  const rest = (method: string, path: string, body?: object) =>
    server().rest(method, `/organizations/${account.id}${path}`, { ...(body && { body }) });
  const handOf = (one: Page): Hand => {
    const hand = handsOf(one).find(({ name }) => name === by);
    if (!hand) throw new Error(by);
    return hand;
  };
  const link = (name: string, on = page) => on.getByRole('link', { name, exact: true });
  const button = (name: string, on = page) => on.getByRole('button', { name, exact: true });
  const titleOf = (title: string, on = page) => on.getByRole('heading', { level: 1, name: title });
  const isOpen = (title: string, on = page): Promise<void> => titleOf(title, on).waitFor();

  /** The cog, then an entry of the menu behind it. */
  async function toSettings(entry: string, one = owner): Promise<void> {
    await one.open(`/o/${account.id}`);
    const hand = handOf(one.page);
    await hand.use(link('Organization settings', one.page));
    await hand.use(link(entry, one.page));
  }

  async function as(role: string): Promise<ConsolePage> {
    const person = people.get(role);
    if (!person) throw new Error(`Nobody is ${role}.`);
    return consolePage(browser(), server(), person);
  }

  beforeAll(async () => {
    account = await consoleOrganization(server(), 'lonti');
    await rest('PUT', '/plan', { plan: 'paid' });
    for (const role of ROLES) {
      const name = `Person ${role.replace('-', ' ')}`;
      people.set(role, await consolePerson(server(), account, { name, roles: [role] }));
    }
    owner = await consolePage(browser(), server(), account.owner);
    ({ page } = owner);
  }, TEST_MS);

  afterAll(async () => {
    expect(owner.faults).toEqual([]);
    await owner.close();
  });

  test(
    `acceptance 0.6: the console leads to a sign-in page at an address of its own, and back, by ${by}`,
    async () => {
      const context = await browser().newContext({ locale: 'en-GB' });
      const one = await context.newPage();
      const hand = handOf(one);
      await one.goto(`${server().home}/o/${account.id}`);
      await one.waitForURL(/\/sign-in\?/);
      const { email } = account.owner;
      await hand.write(one.getByRole('textbox', { name: 'E-mail address' }), email);
      await hand.use(button('Continue', one));
      await one.locator('#code').waitFor();
      const { code } = await mailedCode(server().settings.mail.folder, email);
      await hand.write(one.locator('#code'), code);
      await one.keyboard.press('Enter');
      await isOpen(account.name, one);
      // the same address for everybody else of the organization
      await hand.use(link('Organization settings', one));
      await hand.use(link('General', one));
      const shown = await one.getByRole('textbox', { name: 'Sign-in page' }).inputValue();
      expect(shown).toBe(`${server().home}/sign-in?organization=${account.slug}`);
      await context.close();
    },
    TEST_MS,
  );

  test(
    `acceptance 0.7–0.13: the cog, User Directory, Users, Add Member: name, email and roles, Submit, the mail, by ${by}`,
    async () => {
      const hand = handOf(page);
      await owner.open(`/o/${account.id}`);
      await link('Organization settings').waitFor();
      const [cog, bar] = [
        await link('Organization settings').boundingBox(),
        await page.locator('header').first().boundingBox(),
      ];
      expect(cog?.x).toBeGreaterThan((bar?.width ?? 0) * 0.8);
      await hand.use(link('Organization settings'));
      await page.getByRole('heading', { name: 'User Directory' }).waitFor();
      await hand.use(link('Users'));
      await isOpen('Users');
      await hand.use(button('Add Member'));
      const dialog = page.getByRole('dialog', { name: 'Add Member' });
      const email = `ada+${by}@lonti.example`;
      // what is missing is said at its field, and the cursor is there
      await hand.use(dialog.getByRole('button', { name: 'Submit' }));
      await dialog.getByText('Fill this in.').waitFor();
      await page.waitForFunction(
        () => document.activeElement?.getAttribute('aria-invalid') === 'true',
      );
      await hand.write(dialog.getByRole('textbox', { name: 'Name' }), 'Ada Brandt');
      await hand.write(dialog.getByRole('textbox', { name: 'Email' }), email);
      const roles = dialog.getByRole('combobox', { name: 'Roles' });
      await hand.choose(roles, page.getByRole('option', { name: 'Power User' }));
      expect((await page.getByRole('option').allTextContents()).sort()).toEqual([
        'Administrator',
        'Billing Account',
        'Power User',
        'Standard User',
      ]);
      await page.keyboard.press('Escape');
      expect(await owner.axe()).toEqual([]);
      await hand.use(dialog.getByRole('button', { name: 'Submit' }));
      await dialog.waitFor({ state: 'hidden' });
      await page.getByRole('row', { name: /Ada Brandt.*Power User.*Pending/ }).waitFor();
      const made = await rest('GET', `/invitations?email=${encodeURIComponent(email)}`);
      expect((made.body['items'] as unknown as readonly Json[])[0]).toMatchObject({
        name: 'Ada Brandt',
        send: true,
        roles: expect.arrayContaining(['power-user']),
      });
      await server().composed.jobs.runNow('send-mail');
      const { body } = await rest('GET', `/mails?to=${encodeURIComponent(email)}`);
      const sent = body['items'] as unknown as readonly Json[];
      expect(sent.map(({ template, status }) => `${template} ${status}`)).toEqual([
        'invitation sent',
      ]);
    },
    TEST_MS,
  );

  test(
    `acceptance 0.17–0.19, 0.28: who is notified of what, by role, is read and changed in one matrix, by ${by}`,
    async () => {
      const hand = handOf(page);
      await toSettings('Notifications');
      const cell = (notice: string, role: string) =>
        page.getByRole('combobox', { name: `${notice}, for ${role}`, exact: true });
      const titles = ['Account Owner', 'Administrator', 'Power User', 'Standard User'];
      const rows = {
        'Inbound membership requests': ['mail', 'off', 'off', 'off'],
        'Inbound subscription transfers': ['mail', 'off', 'off', 'off'],
        'User actions': ['mail', 'mail', 'mail', 'off'],
        'Added to a subscription': ['off', 'off', 'off', 'mail'],
      };
      await cell('User actions', 'Administrator').waitFor();
      for (const [notice, channels] of Object.entries(rows)) {
        const shown = titles.map((title) => cell(notice, title).inputValue());
        expect([notice, await Promise.all(shown)]).toEqual([notice, channels]);
      }
      await hand.write(page.getByRole('textbox', { name: 'Search notifications' }), 'inbound');
      await cell('User actions', 'Administrator').waitFor({ state: 'detached' });
      const requests = cell('Inbound membership requests', 'Administrator');
      if (by === 'mouse') await requests.selectOption('mail');
      else {
        await reach(page, requests);
        await page.keyboard.type('Mail');
      }
      await hand.use(button('Save'));
      await page.getByText('The change is in force').waitFor();
      const { body } = await rest('GET', '/notice-matrix');
      expect(body['own']).toEqual({ administrator: { 'membership-request': 'mail' } });
    },
    TEST_MS,
  );

  test(
    `acceptance 0.29, 0.30: Billing finds billing contacts and the organization activities, and no users, by ${by}`,
    async () => {
      const one = await as('billing');
      const hand = handOf(one.page);
      await toSettings('Billing contacts', one);
      await isOpen('Billing contacts', one.page);
      await hand.write(one.page.getByRole('textbox', { name: 'Address' }), 'pay@lonti.example');
      await one.page.keyboard.press('Enter');
      await one.page.getByRole('listitem').filter({ hasText: 'pay@lonti.example' }).waitFor();
      await hand.use(button('Save', one.page));
      await one.page.getByText('The billing contacts are saved').waitFor();
      const { body } = await rest('GET', '/billing');
      expect(JSON.stringify(body)).toContain('pay@lonti.example');
      await hand.use(link('Organization activities', one.page));
      await isOpen('Organization activities', one.page);
      await one.page.getByRole('row').filter({ hasText: 'organization.created' }).waitFor();
      expect(await link('Users', one.page).count()).toBe(0);
      await one.open(`/o/${account.id}/people`);
      await one.page.getByText('You may not see this').waitFor();
      expect(one.faults).toEqual([]);
      await one.close();
    },
    TEST_MS,
  );

  test(
    `acceptance 0.16: the owner turns two-step on for login and for high-risk transactions, an administrator cannot, by ${by}`,
    async () => {
      const admin = await as('administrator');
      await toSettings('General', admin);
      const blocked = admin.page.getByRole('switch', { name: 'For login' });
      await admin.page.getByText('Only these roles decide it: Account Owner.').waitFor();
      expect(await blocked.isDisabled()).toBe(true);
      await admin.close();
      const hand = handOf(page);
      await toSettings('General');
      await hand.use(page.getByRole('switch', { name: 'For high-risk transactions' }));
      await page.getByText('is on for high-risk transactions').waitFor();
      const { body } = await rest('GET', '');
      expect(body['policies']).toMatchObject({ secondFactor: { highRisk: true } });
      await rest('PUT', '/second-factor', { secondFactor: null });
      await toSettings('General');
      await hand.use(page.getByRole('switch', { name: 'For login' }));
      // it holds from this moment on, for the owner as well
      await page.getByRole('dialog', { name: 'Prove that it is you' }).waitFor();
      const later = await rest('GET', '');
      expect(later.body['policies']).toMatchObject({ secondFactor: { signIn: true } });
      await rest('PUT', '/second-factor', { secondFactor: null });
    },
    TEST_MS,
  );

  // by one of the hands: what is there does not depend on it
  if (by === 'mouse') return;

  test.each(ROLES)(
    'seed 0.21 to 0.30: the menus of a person who is %s',
    async (role) => {
      const one = await as(role);
      const menu = one.page.getByRole('navigation', { name: 'Navigation' }).first();
      const entries = async (): Promise<readonly string[]> => {
        const texts = await menu.getByRole('link').allTextContents();
        return texts.map((text) => text.trim()).filter((text) => text !== 'Back');
      };
      await one.open(`/o/${account.id}`);
      await link('Overview', one.page).waitFor();
      const { left, cog } = MENUS[role];
      await expectSoon(entries, left);
      const settings = link('Organization settings', one.page);
      await expectSoon(() => settings.count(), cog ? 1 : 0);
      if (cog) {
        await settings.click();
        await menu.getByRole('heading', { level: 2 }).waitFor();
        await expectSoon(entries, cog);
      }
      expect(one.faults).toEqual([]);
      await one.close();
    },
    TEST_MS,
  );
}
