import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { chooseByKeys } from '../../kit/console-keyboard.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

inChromium('settings of an organization and of a person', (browser) => {
  let server: TestServer;
  let lonti: ConsoleOrganization;
  let other: ConsoleOrganization;
  let owner: ConsolePage;
  let admin: ConsolePage;
  let billing: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    lonti = await consoleOrganization(server, 'lonti');
    other = await consoleOrganization(server, 'lonti', 'Southbank');
    for (const { id } of [lonti, other]) {
      const paid = await server.rest('PUT', `/organizations/${id}/plan`, {
        body: { plan: 'paid' },
      });
      expect(paid.status).toBe(200);
    }
    const named = await consolePerson(server, lonti, {
      name: 'Ada Brandt',
      roles: ['administrator'],
    });
    const payer = await consolePerson(server, lonti, { name: 'Bo Payer', roles: ['billing'] });
    owner = await consolePage(browser(), server, lonti.owner);
    admin = await consolePage(browser(), server, named);
    billing = await consolePage(browser(), server, payer);
  }, 90_000);

  afterAll(async () => {
    for (const one of [owner, admin, billing]) expect(one.faults).toEqual([]);
    await Promise.all([owner, admin, billing].map((one) => one.close()));
    await server.close();
  });

  const organization = async (): Promise<Record<string, unknown>> =>
    (await server.rest('GET', `/organizations/${lonti.id}`)).body as unknown as Record<
      string,
      unknown
    >;

  test('acceptance 0.7: the cog at the right of the top bar opens the organization settings, by mouse and by keyboard', async () => {
    const { page } = owner;
    await owner.open(`/o/${lonti.id}`);
    await page.click('header a[aria-label="Organization settings"]');
    await page.waitForSelector('nav h2:has-text("Organization settings")');
    await page.waitForSelector('nav h3:has-text("Organization")');
    await owner.open(`/o/${lonti.id}`);
    await page.focus('header a[aria-label="Organization settings"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('nav h2:has-text("Organization settings")');
    await owner.open(`/o/${lonti.id}/settings`);
    await page.waitForSelector('h1:has-text("General")');
    expect(await owner.axe()).toEqual([]);
  });

  test('acceptance 0.16: the owner has two switches, for login and for high-risk transactions; an administrator sees why not', async () => {
    const { page } = owner;
    await owner.open(`/o/${lonti.id}/settings`);
    const login = page.getByRole('switch', { name: 'For login' });
    await page.getByRole('switch', { name: 'For high-risk transactions' }).focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('text=is on for high-risk transactions');
    expect((await organization())['policies']).toMatchObject({ secondFactor: { highRisk: true } });
    await page.locator('.mantine-Switch-track').nth(1).click();
    // to lower the guard is such a transaction itself
    await page.waitForSelector('[role=dialog]:has-text("Prove that it is you")');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await login.isChecked()).toBe(false);
    const off = { body: { secondFactor: null } };
    const lowered = await server.rest('PUT', `/organizations/${lonti.id}/second-factor`, off);
    expect(lowered.status).toBe(200);
    await admin.open(`/o/${lonti.id}/settings`);
    await admin.page.waitForSelector('text=Only these roles decide it: Account Owner.');
    expect(await admin.page.getByRole('switch', { name: 'For login' }).isDisabled()).toBe(true);
  });

  test('console F3: arrowing through a policy writes nothing before Save', async () => {
    const { page } = owner;
    await owner.open(`/o/${lonti.id}/settings`);
    const guests = page.getByRole('combobox', { name: 'Guests' });
    const before = (await organization())['version'];
    await guests.focus();
    await chooseByKeys(page, guests, page.getByRole('option', { name: 'Refused', exact: true }));
    await page.getByRole('button', { name: 'Save changes' }).waitFor();
    await expect(guests.inputValue()).resolves.toBe('Refused');
    expect((await organization())['version']).toBe(before);
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  test('console D1: a field that somebody else changed meanwhile is not set back, and the same field asks', async () => {
    const { page } = owner;
    await owner.open(`/o/${lonti.id}/settings`);
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Northwind Two');
    await server.rest('PATCH', `/organizations/${lonti.id}`, { body: { timeZone: 'Asia/Tokyo' } });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.waitForSelector('[role=status] :text("Saved")');
    expect(await organization()).toMatchObject({ name: 'Northwind Two', timeZone: 'Asia/Tokyo' });
    await name.fill('Northwind Mine');
    await server.rest('PATCH', `/organizations/${lonti.id}`, {
      body: { name: 'Northwind Theirs' },
    });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.waitForSelector('text=Theirs: Northwind Theirs');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.waitForFunction(() => document.querySelector('form button[type=submit]') === null);
    expect((await organization())['name']).toBe('Northwind Mine');
  });

  test('console F4: deleting asks for the typed name, says what goes and until when it can come back', async () => {
    const { page } = owner;
    await owner.open(`/o/${lonti.id}/settings`);
    await page.getByRole('button', { name: 'Delete the organization' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('30 days').waitFor();
    await dialog.getByText('All owners get a mail').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Delete the organization' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(lonti.slug);
    expect(await confirm.isDisabled()).toBe(false);
    await page.keyboard.press('Escape');
    expect((await organization())['status']).toBe('active');
  });

  test('acceptance 0.29, 0.30: billing people have billing contacts and the activities, and no page of users', async () => {
    const { page } = billing;
    await billing.open(`/o/${lonti.id}/billing`);
    await page.waitForSelector('h1:has-text("Billing contacts")');
    await page.fill('input[name=billing-contact]', 'pay+a@northwind.example');
    await page.keyboard.press('Enter');
    await page.waitForSelector('li:has-text("pay+a@northwind.example")');
    const nav = await page.textContent('nav');
    expect(nav).not.toContain('Users');
    await billing.open(`/o/${lonti.id}/roles`);
    await page.waitForSelector('text=You may not see this');
    expect(await billing.axe()).toEqual([]);
    // what the seed calls the activities of the organization
    await billing.open(`/o/${lonti.id}/audit`);
    await page.waitForSelector('[role=row] >> text=organization.created');
  });

  test('console A12: two tabs on two organizations stay apart, and each names its own', async () => {
    const context = owner.page.context();
    const { page } = owner;
    await server.rest('POST', `/organizations/${other.id}/members`, {
      body: {
        email: lonti.owner.email,
        name: 'Olive Owner',
        roles: ['administrator'],
        notify: false,
      },
    });
    await owner.open(`/o/${lonti.id}/settings`);
    const second = await context.newPage();
    await second.goto(page.url().replace(lonti.id, other.id));
    await second.waitForFunction(() => document.title.endsWith('Southbank'));
    const icon = async (tab: Page) =>
      decodeURIComponent((await tab.getAttribute('link[rel=icon]', 'href')) ?? '');
    const letter = (text: string) => expect.stringContaining(`&#${text.codePointAt(0)};`);
    await expectSoon(() => icon(second), letter('S'));
    await expectSoon(() => icon(page), letter('N'));
    await second.getByRole('textbox', { name: 'Name', exact: true }).fill('Southbank Two');
    await page.bringToFront();
    await second.getByRole('button', { name: 'Save changes' }).click();
    await second.waitForSelector('[role=status] :text("Saved")');
    const { body } = await server.rest('GET', `/organizations/${other.id}`);
    expect(body['name']).toBe('Southbank Two');
    expect((await organization())['name']).toBe('Northwind Mine');
    await second.close();
  });

  test('console B9, A4: how a person wants it is kept on the server, and single keys can be switched off', async () => {
    const { page } = admin;
    await admin.open('/me/display');
    await page.locator('.mantine-Switch-track').last().click();
    await page.getByText('Compact', { exact: true }).click();
    await page.locator('.mantine-Switch-track').first().click();
    await admin.quiet();
    await admin.open('/me/display');
    const kept = async (): Promise<readonly boolean[]> => [
      await page.getByRole('switch', { name: 'Single-key shortcuts' }).isChecked(),
      await page.getByRole('radio', { name: 'Compact' }).isChecked(),
      await page.getByRole('switch', { name: 'Lists in pages' }).isChecked(),
    ];
    await expectSoon(kept, [false, true, true]);
    expect(await admin.axe()).toEqual([]);
  });

  test('console J10: the chosen colors are in the first frame of the next page', async () => {
    const { page } = admin;
    await admin.open('/me/display');
    await page.getByText('Dark', { exact: true }).click();
    await page.waitForFunction(
      () => document.documentElement.dataset['mantineColorScheme'] === 'dark',
    );
    await expectSoon(
      async () => (await page.request.get(page.url())).text(),
      expect.stringContaining('data-mantine-color-scheme="dark"'),
    );
    expect(await admin.axe()).toEqual([]);
  });

  test('acceptance 4.26, console A20: a member leaves; the owner is told what comes first', async () => {
    const { page } = owner;
    await owner.open('/me/organizations');
    const stays = page.getByRole('button', { name: /^Leave Northwind/, disabled: true });
    const reason = (await stays.getAttribute('aria-describedby')) ?? '';
    expect(await page.textContent(`[id="${reason}"]`)).toMatch(/owner/i);
    await page.getByRole('button', { name: /^Leave Southbank/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.waitForSelector('text=You have left Southbank');
    const { body } = await server.rest('GET', `/accounts/${lonti.owner.accountId}/organizations`);
    expect(JSON.stringify(body['items'])).not.toContain(other.id);
  });
});
