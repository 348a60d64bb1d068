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
import { keyboardOf, mouseOf, type Hands } from '../../kit/hands.js';
import { overServers } from '../../kit/server-suites.js';
import type { Json, TestServer } from '../../kit/server.js';
import { MovedClock } from '../../kit/webhook-endpoints.js';

// What the document of product 1 tells its account administrator to do, word for word, by mouse and again by keyboard alone.

/** Longer than changes of access are collected into one mail, and than an invitation waits before it is sent again. */
const A_WHILE_MS = 600_000;

/** A keyboard goes from control to control. */
const TEST_MS = 120_000;

inChromium('the users of an account, as the document of product 1 has them', (browser) => {
  const clock = new MovedClock();
  overServers(
    'on',
    (server, { name: database }) => {
      const hands = database === 'mongodb' ? [keyboardOf] : [mouseOf, keyboardOf];
      describe.each(hands.map((of) => [of.name.replace('Of', ''), of] as const))('by %s', (_, of) =>
        account(browser, server, { clock, of }),
      );
    },
    { jobs: true, clock },
  );
});

interface World {
  readonly clock: MovedClock;
  readonly of: (page: Page) => Hands;
}

function account(
  browser: Parameters<Parameters<typeof inChromium>[1]>[0],
  server: () => TestServer,
  { clock, of }: World,
): void {
  let nti: ConsoleOrganization;
  let admin: ConsolePage;
  let page: Page;
  let hands: Hands;
  let ben: ConsolePerson;

  const rest = (method: string, rest: string, body?: object) =>
    server().rest(method, `/organizations/${nti.id}${rest}`, { ...(body && { body }) });
  const row = (name: string) =>
    page.locator('[role=grid] [role=row][data-id]').filter({ hasText: name });
  const dialog = () => page.getByRole('dialog');
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

  async function seats(): Promise<readonly string[]> {
    const { body } = await rest('GET', `/members/${ben.memberId}/seats`);
    const items = body['items'] as unknown as readonly Json[];
    return items.map((seat) => `${String(seat['productName'])} ${String(seat['status'])}`).sort();
  }

  beforeAll(async () => {
    nti = await consoleOrganization(server(), 'nti');
    await rest('POST', '/products', { key: 'a', name: 'Mill', seats: 2 });
    await rest('POST', '/products', { key: 'b', name: 'Lathe', seats: 0 });
    ben = await consolePerson(server(), nti, { name: 'Ben Carter', roles: ['user'] });
    for (const name of ['Cleo Diaz', 'Dan Evans']) {
      await consolePerson(server(), nti, { name, roles: ['user'] });
    }
    for (const name of ['Pia Pending', 'Quin Pending']) {
      await rest('POST', '/invitations', { name, email: addressOf(name) });
    }
    admin = await consolePage(browser(), server(), nti.owner);
    ({ page } = admin);
    page.setDefaultTimeout(30_000);
    hands = of(page);
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
      await hands.press('link', 'Account admin');
      await page
        .getByRole('link', { name: 'Users', exact: true })
        .and(page.locator('[aria-current]'))
        .waitFor();
      await page.getByRole('columnheader', { name: 'Licenses' }).waitFor();
      await hands.openRow(/Ben Carter/);
      await page.locator('#member-name').waitFor();
      const [list, panel] = [page.getByRole('grid'), page.locator('aside section')];
      const [left, right] = [await list.boundingBox(), await panel.boundingBox()];
      expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0) - 1);
      expect((await page.getByRole('tab').allTextContents()).slice(0, 2)).toEqual([
        'Licenses',
        'Details',
      ]);
      expect(await admin.axe()).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'acceptance 1.6–1.10: Edit, Assign seat and Request seats, Save, the mail; Unassign seat, Save, the mail',
    async () => {
      await users();
      await hands.openRow(/Ben Carter/);
      await hands.press('button', 'Edit');
      await hands.press('button', 'Assign seat: Mill');
      await hands.press('button', 'Request seats: Lathe');
      expect(await seats()).toEqual([]);
      await hands.press('button', 'Save');
      await page.getByText('Saved: Ben Carter').waitFor();
      expect(await seats()).toEqual(['Lathe requested', 'Mill assigned']);
      expect(await mails('seat-assigned', ben.email)).toBe(1);
      await hands.press('link', 'Close');
      await row('Ben Carter').getByText('Mill').waitFor();
      await hands.openRow(/Ben Carter/);
      await hands.press('button', 'Edit');
      await hands.press('button', 'Unassign seat: Mill');
      await hands.press('button', 'Save');
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
      await hands.openRow(/Dan Evans/);
      await hands.press('button', 'Edit');
      await hands.press('tab', 'Details');
      await hands.tick('checkbox', 'Account administrator');
      await hands.press('button', 'Save');
      await hands.press('button', 'Save the roles');
      await page.getByText('Saved: Dan Evans').waitFor();
      expect(await mails('role-changed', addressOf('Dan Evans'))).toBe(1);
      await hands.press('link', 'Close');
      await page.locator('#member-name').waitFor({ state: 'detached' });
    },
    TEST_MS,
  );

  test(
    'acceptance 1.11–1.17: Plus, Add user to account: email, names, rights and seats, Add user; the row is there, the mail goes',
    async () => {
      await users();
      await hands.press('button', 'Add');
      await hands.press('menuitem', 'Add user to account');
      await hands.fill('Email', addressOf('Nia Tate'));
      await hands.press('button', 'Next');
      await hands.fill('First name', 'Nia');
      await hands.fill('Last name', 'Tate');
      await hands.press('button', 'Next');
      const ticks = await dialog().getByRole('checkbox', { checked: true }).count();
      expect(ticks).toBe(0);
      await hands.tick('checkbox', 'Mill');
      await hands.press('button', 'Next');
      expect(await admin.axe()).toEqual([]);
      await hands.press('button', 'Add user');
      await row('Nia Tate')
        .getByText(/^Pending, /)
        .waitFor();
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
      await hands.press('button', 'Add');
      await hands.press('menuitem', 'Add user to account');
      await hands.fill('Email', email);
      await hands.press('button', 'Next');
      await dialog().getByText('Step 2 of 3').waitFor();
      await dialog().getByRole('checkbox', { name: 'Account administrator' }).waitFor();
      // whose names they are is not told either
      expect(await dialog().textContent()).not.toContain('Kay');
      await hands.press('button', 'Next');
      await hands.press('button', 'Add user');
      await row(email).waitFor();
    },
    TEST_MS,
  );

  test(
    'acceptance 1.18–1.21: Import users from xlsx file: the template, a file from the disk, OK, the rows',
    async () => {
      await users();
      await hands.press('button', 'Add');
      await hands.press('menuitem', 'Import users from xlsx file');
      await page.getByRole('heading', { level: 1, name: 'Import users from xlsx file' }).waitFor();
      await page
        .getByRole('link', { name: 'Users', exact: true })
        .and(page.locator('[aria-current]'))
        .waitFor();
      await hands.press('button', 'download template');
      const template = page.waitForEvent('download');
      await hands.press('menuitem', /^Excel/);
      expect((await template).suggestedFilename()).toMatch(/\.xlsx$/);
      const columns = ['Email', 'Name'].map((title) => ({ key: title, title }));
      const rows = [{ Email: addressOf('Ida Import'), Name: 'Ida Import' }];
      const bytes = await writeXlsx({ rows, columns, sheet: 'People' });
      const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      await hands.chooseFile('Browse', {
        name: 'people.xlsx',
        mimeType,
        buffer: Buffer.from(bytes),
      });
      await hands.press('button', 'OK');
      await page.getByRole('heading', { level: 1, name: 'Check of the sheet' }).waitFor();
      await hands.press('button', 'Import one row');
      await page.getByRole('heading', { level: 1, name: 'Result of the import' }).waitFor();
      await hands.press('link', 'Users');
      await row('Ida Import').waitFor();
    },
    TEST_MS,
  );

  test(
    'acceptance 1.27–1.29: Resend invitation on ticked rows asks for Yes, and only where activation is pending',
    async () => {
      await users();
      const resend = page.getByRole('button', { name: 'Resend invitation', exact: true }).first();
      await hands.tickRow('Ben Carter');
      expect(await resend.getAttribute('aria-disabled')).toBe('true');
      await hands.tickRow('Pia Pending');
      await hands.tickRow('Quin Pending');
      clock.advance(A_WHILE_MS);
      await hands.press('button', 'Resend invitation');
      await dialog().getByText('does not concern').waitFor();
      const before = await mails('invitation', addressOf('Pia Pending'));
      await hands.press('button', 'Yes');
      await page.getByText('2 sent again').waitFor();
      for (const name of ['Pia Pending', 'Quin Pending']) {
        expect(await mails('invitation', addressOf(name))).toBe(before + 1);
      }
    },
    TEST_MS,
  );

  test(
    'acceptance 1.22–1.26: Remove user from account warns, takes Yes, and takes members and pending ones together',
    async () => {
      await users();
      await hands.tickRow('Cleo Diaz');
      await hands.tickRow('Quin Pending');
      await hands.press('button', 'Remove user from account');
      await dialog().getByText('Remove 2 people?').waitFor();
      expect(await admin.axe()).toEqual([]);
      await hands.press('button', 'Cancel');
      await dialog().waitFor({ state: 'hidden' });
      expect(await row('Cleo Diaz').count()).toBe(1);
      await hands.press('button', 'Remove user from account');
      await hands.press('button', 'Yes');
      await row('Cleo Diaz').waitFor({ state: 'detached' });
      expect(await row('Quin Pending').count()).toBe(0);
      expect(await row('Ben Carter').count()).toBe(1);
    },
    TEST_MS,
  );

  test(
    'a user of the account sees what is theirs, and nothing of the account’s administration',
    async () => {
      const user = await consolePage(browser(), server(), ben);
      await user.open(`/o/${nti.id}`);
      await user.page
        .getByRole('navigation')
        .getByRole('link', { name: 'Overview' })
        .first()
        .waitFor();
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
