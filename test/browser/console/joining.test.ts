import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { listMailbox, readMailbox } from '#notifications/index.js';
import { mailedCode } from '../../kit/browsers.js';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon, PATIENCE_MS } from '../../kit/soon.js';

// From an address that an administrator types to the person on the first page of the organization.

inChromium('joining', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;

  const rest = async (path: string): Promise<readonly Json[]> =>
    ((await server.rest('GET', `/organizations/${organization.id}${path}`)).body['items'] ??
      []) as readonly Json[];
  const statusOf = async (address: string): Promise<unknown> =>
    (await rest('/invitations?limit=100')).find(({ email }) => String(email) === address)?.[
      'status'
    ];

  /** The link of the newest invitation that was mailed to the address. */
  async function mailedLink(address: string): Promise<string> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      const mails = await listMailbox(server.settings.mail.folder, 1_000);
      const own = mails.filter(({ to }) => to.includes(address));
      for (const { id } of own.reverse()) {
        const { text } = (await readMailbox(server.settings.mail.folder, id)) ?? { text: '' };
        const link = /https?:\/\/\S+\/invitation#\S+/.exec(text)?.[0];
        if (link !== undefined) return link;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No invitation was mailed to ${address}.`);
  }

  /** A browser of its own, in which nobody has signed in. */
  async function stranger(): Promise<Page> {
    const context = await browser().newContext({ locale: 'en-GB' });
    return context.newPage();
  }

  async function typeCode(page: Page, address: string): Promise<void> {
    await page.waitForSelector('#code');
    const { code } = await mailedCode(server.settings.mail.folder, address);
    await page.fill('#code', code);
    await page.keyboard.press('Enter');
  }

  async function invite(...addresses: readonly string[]): Promise<void> {
    const { page } = owner;
    await page.getByRole('button', { name: 'Add people' }).click();
    await page.getByRole('menuitem', { name: 'Invite by email' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Email/ }).fill(addresses.join('; '));
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  beforeAll(async () => {
    server = await startServer({ jobs: true });
    organization = await consoleOrganization(server, 'standard');
    owner = await consolePage(browser(), server, organization.owner);
    await owner.open(`/o/${organization.id}/people`);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('console E1, E3: addresses with + and ’ and ü become members, known before or not, and no link has one in it', async () => {
    const addresses = ['a+b@joining.example', "o'x@joining.example", 'ü@joining.example'];
    // the first one has an account already
    await server.rest('POST', '/accounts', {
      body: { email: addresses[0], name: 'Ada Known', emailVerified: true },
    });
    await invite(...addresses);
    for (const address of addresses) {
      const link = await mailedLink(address);
      expect(decodeURIComponent(link)).not.toContain('joining.example');
      const page = await stranger();
      const visited: string[] = [];
      page.on('framenavigated', (frame) => void visited.push(decodeURIComponent(frame.url())));
      await page.goto(link);
      await page.getByRole('button', { name: 'Accept the invitation' }).click();
      await typeCode(page, address);
      await page.waitForSelector('h1:has-text("Join Northwind")');
      expect(await page.textContent('main')).toContain(address);
      await page.getByRole('button', { name: 'Join' }).click();
      // into the organization, at the page it begins with
      await page.waitForURL(`**/o/${organization.id}`);
      await page.getByRole('heading', { level: 1, name: 'Northwind' }).waitFor();
      expect(visited.filter((url) => url.includes('joining.example'))).toEqual([]);
      await page.context().close();
    }
    const members = await rest('/members?limit=100');
    const found = members.filter(({ kind }) => String(kind) === 'member');
    expect(found.map(({ email }) => String(email))).toEqual(expect.arrayContaining(addresses));
  }, 120_000);

  test('console E1: the same addresses are searched, stand in the address of the page, and in the file', async () => {
    const { page } = owner;
    const rows = page.locator('[role=grid] [role=row][data-id]');
    for (const address of ['a+b@joining.example', "o'x@joining.example", 'ü@joining.example']) {
      await owner.open(`/o/${organization.id}/people`);
      await page.getByRole('searchbox').fill(address);
      await page.waitForURL(/[?&]q=/);
      await rows.filter({ hasText: address }).waitFor();
      // as somebody opens it who was sent the address of the page
      await page.reload();
      await rows.filter({ hasText: address }).waitFor();
      await expectSoon(() => page.getByRole('searchbox').inputValue(), address);
      await expectSoon(() => rows.count(), 1);
    }
    await page.getByRole('searchbox').fill('joining.example');
    await page.getByRole('button', { name: 'Export 3' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    const text = readFileSync((await file.path()) ?? '', 'utf8');
    for (const address of ['a+b@joining.example', "o'x@joining.example", 'ü@joining.example'])
      expect(text).toContain(address);
    expect(owner.faults).toEqual([]);
  });

  test('console A15: opened as somebody else it names both, and one button signs out and goes on as the invited person', async () => {
    const [invited, other] = ['invited@joining.example', 'other@joining.example'];
    const made = await server.rest('POST', '/accounts', {
      body: { email: other, name: 'Otto Other', emailVerified: true },
    });
    await server.rest('POST', `/organizations/${organization.id}/invitations`, {
      body: { email: invited },
    });
    const link = await mailedLink(invited);
    const seat = await consolePage(browser(), server, { accountId: String(made.body['id']) });
    const { page } = seat;
    await page.goto(link);
    // the invited address is masked: whoever holds a link does not learn it
    const shown = page.getByRole('main');
    await shown.getByText(other).waitFor();
    expect(await shown.textContent()).toMatch(/Invited address\S*@joining\.example/);
    expect(await statusOf(invited)).toBe('pending');
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.getByRole('heading', { name: `This invitation is for ${invited}` }).waitFor();
    expect(await shown.textContent()).toContain(`You are signed in as ${other}`);
    expect(await statusOf(invited)).toBe('pending');
    await page.getByRole('button', { name: 'Sign out and continue as invited' }).click();
    await typeCode(page, invited);
    // the same invitation, and still nothing accepted by a page that was loaded
    await page.waitForSelector('h1:has-text("Join Northwind")');
    expect(await shown.textContent()).toContain(invited);
    expect(await statusOf(invited)).toBe('pending');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.waitForURL(`**/o/${organization.id}`);
    expect(await statusOf(invited)).toBe('accepted');
    const emails = (await rest('/members?limit=100')).map(({ email }) => String(email));
    expect(emails).toContain(invited);
    expect(emails).not.toContain(other);
    await seat.close();
  });
});
