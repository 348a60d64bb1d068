import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { writeXlsx } from '@muster/sheets';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
  type ConsolePerson,
} from '../../kit/console.js';
import { handsOf, handsOn, type Hand } from '../../kit/console-keyboard.js';
import { overServers } from '../../kit/server-suites.js';
import type { Json, TestServer } from '../../kit/server.js';
import { MovedClock } from '../../kit/webhook-endpoints.js';
import { expectSoon } from '../../kit/soon.js';

// What the document of product 1 tells its account administrator to do, word for word, by mouse and again by keyboard alone.

/** Longer than changes of access are collected into one mail, and than an invitation waits before it is sent again. */
const A_WHILE_MS = 600_000;

/** A keyboard goes from control to control. */
const TEST_MS = 120_000;

/** What an account administrator finds: at the left, as tabs of Account admin, and behind the cog. */
const MENUS = {
  left: ['Account admin', 'Overview'],
  tabs: ['Users', 'Seats', 'Spaces', 'Roles', 'Notifications', 'Audit log'],
  cog: ['Back', 'General', 'Plan', 'Billing', 'Domains', 'API keys'],
} as const;

inChromium('what the seed of seats says, done at the first try', (browser) => {
  const clock = new MovedClock();
  overServers(
    'on',
    (server, { name }) => {
      describe.each(handsOn(name))('by %s', (by) => {
        inAccount({ browser, server, by, clock });
      });
    },
    { jobs: true, clock },
  );
});

interface World {
  readonly browser: Parameters<Parameters<typeof inChromium>[1]>[0];
  readonly server: () => TestServer;
  readonly by: Hand['name'];
  readonly clock: MovedClock;
}

function inAccount({ browser, server, by, clock }: World): void {
  let nti: ConsoleOrganization;
  let admin: ConsolePage;
  let page: Page;
  let hand: Hand;
  let ben: ConsolePerson;
  let cleo: ConsolePerson;
  let drill: string;

  const rest = (method: string, rest: string, body?: object) =>
    server().rest(method, `/organizations/${nti.id}${rest}`, { ...(body && { body }) });
  const row = (name: string) =>
    page.locator('[role=grid] [role=row][data-id]').filter({ hasText: name });
  const dialog = () => page.getByRole('dialog');
  const press = (role: 'button' | 'link' | 'tab' | 'menuitem' | 'checkbox', name: string) =>
    hand.use(page.getByRole(role, { name, exact: true }));
  const fill = (name: string, text: string) =>
    hand.write(page.getByRole('textbox', { name, exact: true }), text);
  const tickRow = (name: string) => press('checkbox', `Select ${name}`);
  const users = async (): Promise<void> => {
    await admin.open(`/o/${nti.id}/people`);
    await row('Ben Carter').waitFor();
  };

  /** Mails of a template to an address, as the outbox has them once the changes of a while are collected. */
  async function mails(template: string, to: string): Promise<number> {
    clock.advance(A_WHILE_MS);
    await server().composed.jobs.runNow('send-mail');
    const { body } = await rest('GET', `/mails?template=${template}&to=${encodeURIComponent(to)}`);
    return (body['items'] as unknown as readonly Json[]).length;
  }

  /** Roles beyond the one that everybody has. */
  async function rolesOf(name: string): Promise<readonly string[]> {
    const { body } = await rest('GET', `/members?email=${addressOf(name)}`);
    const [member] = body['items'] as unknown as readonly Json[];
    return (member?.['roles'] as unknown as readonly string[]).filter((role) => role !== 'user');
  }

  async function seats(): Promise<readonly string[]> {
    const { body } = await rest('GET', `/members/${ben.memberId}/seats`);
    const items = body['items'] as unknown as readonly Json[];
    return items.map((seat) => `${String(seat['productName'])} ${String(seat['status'])}`).sort();
  }

  beforeAll(async () => {
    nti = await consoleOrganization(server(), 'nti');
    await rest('POST', '/products', { key: 'a', name: 'Mill', seats: 2 });
    await rest('POST', '/products', { key: 'b', name: 'Lathe', seats: 0 });
    drill = String(
      (await rest('POST', '/products', { key: 'c', name: 'Drill', seats: 1 })).body.id,
    );
    ben = await consolePerson(server(), nti, { name: 'Ben Carter', roles: ['user'] });
    cleo = await consolePerson(server(), nti, { name: 'Cleo Diaz', roles: ['user'] });
    await consolePerson(server(), nti, { name: 'Dan Evans', roles: ['user'] });
    for (const name of ['Pia Pending', 'Quin Pending']) {
      await rest('POST', '/invitations', { name, email: addressOf(name) });
    }
    admin = await consolePage(browser(), server(), nti.owner);
    ({ page } = admin);
    // Chromium hands choosers over from now on: a key that opens one is faster than the first question for it
    page.on('filechooser', () => undefined);
    hand = handsOf(page).find(({ name }) => name === by) as Hand;
  }, 90_000);

  afterAll(async () => {
    expect(admin.faults).toEqual([]);
    await admin.close();
  });

  const addressOf = (name: string): string =>
    `${name.toLowerCase().replace(' ', '.')}@${nti.slug}.example`;

  test(
    'acceptance 1.1–1.5: Users under Account admin; a click on a row opens the panel at the right with Licenses and Details',
    async () => {
      await admin.open('/');
      await row('Ben Carter').waitFor();
      await admin.open(`/o/${nti.id}`);
      await press('link', 'Account admin');
      await page
        .getByRole('link', { name: 'Users', exact: true })
        .and(page.locator('[aria-current]'))
        .waitFor();
      await page.getByRole('columnheader', { name: 'Licenses' }).waitFor();
      await hand.use(row('Ben Carter'));
      await page.locator('#member-name').waitFor();
      const [list, panel] = [page.getByRole('grid'), page.locator('aside section')];
      const [left, right] = [await list.boundingBox(), await panel.boundingBox()];
      expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0) - 1);
      const tabs = async () => (await page.getByRole('tab').allTextContents()).slice(0, 2);
      await expectSoon(tabs, ['Licenses', 'Details']);
      expect(await admin.axe()).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'acceptance 1.6–1.10: Edit, Assign seat and Request seats, Save, the mail; Unassign seat, Save, the mail',
    async () => {
      await users();
      await hand.use(row('Ben Carter'));
      await press('button', 'Edit');
      await press('button', 'Assign seat: Mill');
      await press('button', 'Request seats: Lathe');
      expect(await seats()).toEqual([]);
      await press('button', 'Save');
      await page.getByText('Saved: Ben Carter').waitFor();
      expect(await seats()).toEqual(['Lathe requested', 'Mill assigned']);
      expect(await mails('seat-assigned', ben.email)).toBe(1);
      await press('link', 'Close');
      await row('Ben Carter').getByText('Mill').waitFor();
      await hand.use(row('Ben Carter'));
      await press('button', 'Edit');
      await press('button', 'Unassign seat: Mill');
      await press('button', 'Save');
      await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
      expect(await seats()).toEqual(['Lathe requested']);
      expect(await mails('seat-removed', ben.email)).toBe(1);
    },
    TEST_MS,
  );

  test(
    'acceptance 1.30: Account administrator on Details, Save, the mail',
    async () => {
      await users();
      await hand.use(row('Dan Evans'));
      await press('button', 'Edit');
      await press('tab', 'Details');
      await press('checkbox', 'Account administrator');
      await press('button', 'Save');
      // what it permits is read before it is saved
      await dialog().getByRole('listitem').first().waitFor();
      expect(await rolesOf('Dan Evans')).toEqual([]);
      await press('button', 'Save the roles');
      await page.getByText('Saved: Dan Evans').waitFor();
      expect(await rolesOf('Dan Evans')).toEqual(['account-admin']);
      expect(await mails('role-changed', addressOf('Dan Evans'))).toBe(1);
      await press('link', 'Close');
      await page.locator('#member-name').waitFor({ state: 'detached' });
    },
    TEST_MS,
  );

  test(
    'acceptance 1.11–1.17: Plus, Add user to account: email, names, rights and seats, Add user; the row is there, the mail goes',
    async () => {
      await users();
      await press('button', 'Add');
      await press('menuitem', 'Add user to account');
      await fill('Email', addressOf('Nia Tate'));
      await press('button', 'Next');
      await fill('First name', 'Nia');
      await fill('Last name', 'Tate');
      await press('button', 'Next');
      const ticks = await dialog().getByRole('checkbox', { checked: true }).count();
      expect(ticks).toBe(0);
      await press('checkbox', 'Mill');
      await press('button', 'Next');
      expect(await admin.axe()).toEqual([]);
      await press('button', 'Add user');
      await row('Nia Tate')
        .getByText(/^Pending, /)
        .waitFor();
      const { body } = await rest('GET', `/invitations?email=${addressOf('Nia Tate')}`);
      const [made] = body['items'] as unknown as readonly Json[];
      expect(made).toMatchObject({ firstName: 'Nia', lastName: 'Tate', roles: ['user'] });
      expect(made?.['products']).toHaveLength(1);
      expect(await mails('invitation', addressOf('Nia Tate'))).toBe(1);
    },
    TEST_MS,
  );

  test(
    'acceptance 1.13: first and last name are not asked of a person who is known',
    async () => {
      const email = `known@${nti.slug}.example`;
      await server().rest('POST', '/accounts', { body: { email, name: 'Kay Known' } });
      await users();
      await press('button', 'Add');
      await press('menuitem', 'Add user to account');
      await fill('Email', email);
      await press('button', 'Next');
      await dialog().getByText('Step 2 of 3').waitFor();
      await dialog().getByRole('checkbox', { name: 'Account administrator' }).waitFor();
      // whose names they are is not told either
      expect(await dialog().textContent()).not.toContain('Kay');
      await press('button', 'Next');
      await press('button', 'Add user');
      await row(email).waitFor();
    },
    TEST_MS,
  );

  test(
    'acceptance 1.18–1.21: Import users from xlsx file: the template, a file from the disk, OK, the rows',
    async () => {
      await users();
      await press('button', 'Add');
      await press('menuitem', 'Import users from xlsx file');
      await page.getByRole('heading', { level: 1, name: 'Import users from xlsx file' }).waitFor();
      await page
        .getByRole('link', { name: 'Users', exact: true })
        .and(page.locator('[aria-current]'))
        .waitFor();
      await press('button', 'download template');
      const template = page.waitForEvent('download');
      await press('menuitem', 'Excel workbook (.xlsx)');
      expect((await template).suggestedFilename()).toMatch(/\.xlsx$/);
      const columns = ['Email', 'Name'].map((title) => ({ key: title, title }));
      const rows = [{ Email: addressOf('Ida Import'), Name: 'Ida Import' }];
      const bytes = await writeXlsx({ rows, columns, sheet: 'People' });
      const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      const chooser = page.waitForEvent('filechooser');
      await press('button', 'Browse');
      await (
        await chooser
      ).setFiles({
        name: 'people.xlsx',
        mimeType,
        buffer: Buffer.from(bytes),
      });
      await press('button', 'OK');
      await page.getByRole('heading', { level: 1, name: 'Check of the sheet' }).waitFor();
      await press('button', 'Import one row');
      await page.getByRole('heading', { level: 1, name: 'Result of the import' }).waitFor();
      await press('link', 'Users');
      await row('Ida Import').waitFor();
    },
    TEST_MS,
  );

  test(
    'acceptance 1.27–1.29: Resend invitation on ticked rows asks for Yes, and only where activation is pending',
    async () => {
      await users();
      const resend = page.getByRole('button', { name: 'Resend invitation', exact: true }).first();
      await tickRow('Ben Carter');
      await expectSoon(() => resend.getAttribute('aria-disabled'), 'true');
      await tickRow('Pia Pending');
      await tickRow('Quin Pending');
      clock.advance(A_WHILE_MS);
      await press('button', 'Resend invitation');
      await dialog().getByText('does not concern').waitFor();
      // the number is that of the mails, not that of the ticks
      await dialog().getByText('Send 2 invitations again?').waitFor();
      const before = await mails('invitation', addressOf('Pia Pending'));
      await press('button', 'Yes');
      await page.getByText('2 sent again').waitFor();
      for (const name of ['Pia Pending', 'Quin Pending']) {
        expect(await mails('invitation', addressOf(name))).toBe(before + 1);
      }
    },
    TEST_MS,
  );

  test(
    'acceptance 1.22–1.26: Remove user from account warns, takes Yes, takes members and pending ones together, and frees their seats',
    async () => {
      await rest('POST', '/seats', { productId: drill, memberId: cleo.memberId });
      await users();
      await row('Cleo Diaz').getByText('Drill').waitFor();
      await tickRow('Cleo Diaz');
      await tickRow('Quin Pending');
      await press('button', 'Remove user from account');
      await dialog().getByText('Remove 2 people?').waitFor();
      expect(await admin.axe()).toEqual([]);
      await press('button', 'Cancel');
      await dialog().waitFor({ state: 'hidden' });
      expect(await row('Cleo Diaz').count()).toBe(1);
      await press('button', 'Remove user from account');
      await press('button', 'Yes');
      await row('Cleo Diaz').waitFor({ state: 'detached' });
      await row('Quin Pending').waitFor({ state: 'detached' });
      expect(await row('Ben Carter').count()).toBe(1);
      await press('link', 'Seats');
      const free = page.getByRole('row', { name: /Drill/ }).locator('td[data-number]').first();
      await free.and(page.locator('td', { hasText: /^1$/ })).waitFor();
    },
    TEST_MS,
  );

  test(
    'acceptance 1.1: an account administrator has these menus; a user of the account has one page, and nothing of the administration',
    async () => {
      await users();
      await expectSoon(() => entriesOf(page, 'Navigation'), MENUS.left);
      await expectSoon(() => entriesOf(page, 'Account admin'), MENUS.tabs);
      await press('link', 'Account settings');
      await page.getByRole('heading', { level: 2, name: 'Account settings' }).first().waitFor();
      await expectSoon(() => entriesOf(page, 'Navigation'), MENUS.cog);
      const user = await consolePage(browser(), server(), ben);
      await user.open(`/o/${nti.id}`);
      await user.page.getByRole('link', { name: 'Overview', exact: true }).first().waitFor();
      await expectSoon(() => entriesOf(user.page, 'Navigation'), ['Overview']);
      expect(await user.page.getByText('Account admin').count()).toBe(0);
      expect(await user.page.getByRole('link', { name: 'Account settings' }).count()).toBe(0);
      for (const path of ['people', 'seats', 'settings']) {
        await user.open(`/o/${nti.id}/${path}`);
        await user.page.getByText('You may not see this').waitFor();
      }
      expect(user.faults).toEqual([]);
      await user.close();
    },
    TEST_MS,
  );
}

async function entriesOf(page: Page, name: string): Promise<readonly string[]> {
  const menu = page.getByRole('navigation', { name, exact: true }).first();
  const words = await menu.getByRole('link').allTextContents();
  return words.map((text) => text.trim());
}
