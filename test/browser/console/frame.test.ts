import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

inChromium('the frame of the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    owner = await consolePage(browser(), server, organization.owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('one organization is opened at once, and its name is in the tab', async () => {
    await owner.open('/');
    await owner.page.waitForURL(`**/o/${organization.id}`);
    await owner.page.waitForFunction(() => document.title === 'Overview · Northwind');
    await expectSoon(() => owner.page.textContent('h1'), 'Northwind');
    expect(owner.faults).toEqual([]);
  });

  test('console A1: with nonces and Trusted Types enforced nothing is violated, and markup from text throws', async () => {
    await owner.open(`/o/${organization.id}`);
    const thrown = await owner.page.evaluate(() => {
      try {
        document.createElement('div').innerHTML = '<img>';
        return 'passed';
      } catch (error) {
        return String(error);
      }
    });
    expect(thrown).toContain('TypeError');
    await owner.page.click('button:has-text("Northwind")');
    await owner.page.waitForSelector('[role=menu]');
    expect(owner.faults).toEqual([]);
  });

  test('console A2: no menu, search, dialog, choice, drawer or drop zone violates the policy', async () => {
    const { page } = owner;
    const close = async (role: 'dialog' | 'listbox'): Promise<void> => {
      await page.getByRole(role).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole(role).waitFor({ state: 'hidden' });
    };
    await owner.open(`/o/${organization.id}/spaces`);
    await page.keyboard.press('ControlOrMeta+k');
    await close('dialog');
    await page.getByRole('button', { name: 'New space' }).first().click();
    await close('dialog');
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('button', { name: 'Navigation' }).click();
    await page.getByRole('dialog').locator('a[href$="/people"]').click();
    await page.waitForURL('**/people');
    await page.setViewportSize({ width: 1280, height: 720 });
    await owner.open(`/o/${organization.id}/imports`);
    await page.getByText('Drop a file here').waitFor();
    await owner.open('/me/display');
    await page.getByRole('combobox', { name: 'Start page' }).click();
    await close('listbox');
    expect(owner.faults).toEqual([]);
  });

  test('an address without a page keeps the header and the navigation of its organization', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/nowhere`);
    await expectSoon(() => page.textContent('h1'), 'There is no such page');
    await page.getByRole('navigation').getByRole('link', { name: 'People', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Overview of this organization' }).click();
    await page.waitForURL(`**/o/${organization.id}`);
    expect(owner.faults).toEqual([]);
  });

  test('console A3: without a connection the page says so; what is saved then is refused, and does not happen later', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/spaces`);
    await page.getByRole('button', { name: 'New space' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Too late');
    await page.context().setOffline(true);
    await page.keyboard.press('Enter');
    await dialog.getByText('The server cannot be reached').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('The server did not answer').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('row', { name: /organization.created/ }).waitFor();
    const spaces = await server.rest('GET', `/organizations/${organization.id}/spaces`);
    expect(spaces.body['items']).toEqual([]);
  });

  test('a name of a hundred letters widens no dialog', async () => {
    const { page } = owner;
    const name = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 100);
    const place = `/organizations/${organization.id}`;
    const body = { email: 'long@northwind.example', name, roles: ['member'], notify: false };
    const made = await server.rest('POST', `${place}/members`, { body });
    expect(made.status).toBe(201);
    await server.rest('POST', `${place}/spaces`, { body: { name } });
    const widths = async (): Promise<readonly number[]> =>
      page
        .getByRole('dialog')
        .evaluate((dialog) =>
          [dialog, ...dialog.querySelectorAll('header, form')].map(
            ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
          ),
        );
    await owner.open(`/o/${organization.id}/people`);
    await page.getByRole('button', { name: 'Add people' }).click();
    await page.getByRole('menuitem', { name: 'Invite by email' }).click();
    await page.getByRole('dialog').getByText(name).waitFor();
    expect(Math.max(...(await widths()))).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await owner.open(`/o/${organization.id}/people/${String(made.body['id'])}`);
    await page.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('dialog').getByText(name).waitFor();
    expect(Math.max(...(await widths()))).toBeLessThanOrEqual(0);
  });

  describe('a stranger', () => {
    test('console K1: signs in first, and comes back to the address with its query', async () => {
      const context = await browser().newContext();
      const page = await context.newPage();
      await page.goto(`${server.home}/o/${organization.id}?q=a%2Bb&panel=1`);
      await page.waitForSelector('input[name=email]');
      const back = new URL(page.url()).searchParams.get('return');
      expect(back).toBe(`/o/${organization.id}?q=a%2Bb&panel=1`);
      await context.close();
    });
  });
});
