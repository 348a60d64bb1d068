import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

inChromium('the palette, the inbox, and menus of other presets', (browser) => {
  let server: TestServer;
  let lensai: ConsoleOrganization;
  let spaces: ConsoleOrganization;
  let admin: ConsolePage;
  let regular: ConsolePage;
  let spaceOwner: ConsolePage;
  let spaceMember: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    lensai = await consoleOrganization(server, 'lensai', 'Halden');
    spaces = await consoleOrganization(server, 'spaces', 'Docks');
    const plain = await consolePerson(server, lensai, { name: 'Rae Regular', roles: ['regular'] });
    const member = await consolePerson(server, spaces, { name: 'Mo Member', roles: ['member'] });
    admin = await consolePage(browser(), server, lensai.owner);
    regular = await consolePage(browser(), server, plain);
    spaceOwner = await consolePage(browser(), server, spaces.owner);
    spaceMember = await consolePage(browser(), server, member);
  }, 90_000);

  afterAll(async () => {
    for (const one of [admin, regular, spaceOwner, spaceMember]) expect(one.faults).toEqual([]);
    await Promise.all([admin, regular, spaceOwner, spaceMember].map((one) => one.close()));
    await server.close();
  });

  test('acceptance 2.3, 2.7, 2.8, 2.9: Settings at the top leads to personal settings, with management for admins only', async () => {
    const { page } = admin;
    await admin.open(`/o/${lensai.id}`);
    await page.click('header a:has-text("Settings")');
    await page.waitForSelector('h1:has-text("Profile")');
    await page.waitForSelector('nav h3:has-text("Management")');
    expect(await admin.axe()).toEqual([]);
    await regular.open(`/o/${lensai.id}`);
    await regular.page.focus('header a:has-text("Settings")');
    await regular.page.keyboard.press('Enter');
    await regular.page.waitForSelector('h1:has-text("Profile")');
    expect(await regular.page.locator('nav h3:has-text("Management")').count()).toBe(0);
  });

  test('acceptance 3.1, 3.18: Organization Settings is a menu for those who hold it; a member sees none', async () => {
    await spaceOwner.open(`/o/${spaces.id}`);
    await spaceOwner.page.waitForSelector('nav h2:has-text("Organization Settings")');
    await spaceMember.open(`/o/${spaces.id}`);
    await spaceMember.page.waitForSelector('nav a:has-text("Overview")');
    expect(await spaceMember.page.locator('text=Organization Settings').count()).toBe(0);
  });

  test('console G1: a page without permission is not in the navigation, and says so at its address', async () => {
    const { page } = regular;
    await regular.open(`/o/${lensai.id}/settings`);
    await page.waitForSelector('text=You may not see this');
    await page.waitForSelector('text=see the organization');
    expect(await page.locator('nav a:has-text("General")').count()).toBe(0);
  });

  test('Ctrl K finds people at the server, pages and actions; the keyboard alone opens them', async () => {
    const { page } = admin;
    await admin.open(`/o/${lensai.id}`);
    await page.keyboard.press('Control+k');
    await page.waitForSelector('input[name=palette]:focus');
    await page.keyboard.type('rae reg');
    await page.waitForSelector('[role=option]:has-text("Rae Regular")');
    expect(await admin.axe()).toEqual([]);
    await page.fill('input[name=palette]', 'display');
    await page.waitForSelector('[role=option][aria-selected=true]:has-text("Display")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Display")');
    await page.locator('[role=dialog]').waitFor({ state: 'detached' });
  });

  test('the bell tells how many notices are new, and lists them, the newest first', async () => {
    const { page } = admin;
    for (const title of ['A first thing', 'A second thing']) {
      const raised = await server.rest('POST', `/organizations/${lensai.id}/notices`, {
        body: { notice: 'user-action', data: { title }, memberIds: [lensai.owner.memberId] },
      });
      expect(raised.status).toBe(202);
      await server.composed.jobs.runNow('send-mail');
    }
    await admin.open(`/o/${lensai.id}`);
    await page.getByRole('button', { name: 'Notifications, 2 new' }).click();
    await page.waitForSelector('li:has-text("A second thing")');
    await expectSoon(
      () => page.locator('li[data-unread]').allTextContents(),
      [expect.stringContaining('A second thing'), expect.stringContaining('A first thing')],
    );
    expect(await admin.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Mark as read' }).click();
    await page.getByRole('button', { name: 'Notifications, nothing new' }).waitFor();
  });

  test('a person sees where they have signed in, and ends the other sessions', async () => {
    const { page } = regular;
    const accountId = await page.evaluate(async () => {
      const answer = await fetch('/api/v1/me');
      return ((await answer.json()) as { account: { id: string } }).account.id;
    });
    const again = await consolePage(browser(), server, { accountId });
    await regular.open('/me/security');
    await page.getByRole('button', { name: /^End the session of/ }).waitFor();
    expect(await regular.axe()).toEqual([]);
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.waitForSelector('text=The session has ended');
    await page.getByRole('button', { name: /^End the session of/ }).waitFor({ state: 'detached' });
    expect((await again.page.request.get(`${server.home}/api/v1/me`)).status()).toBe(401);
    await again.close();
  });

  test('console J7: the live region is there before anything is said', async () => {
    await admin.open(`/o/${lensai.id}`);
    expect(await admin.page.locator('[role=status][aria-live=polite]').count()).toBeGreaterThan(0);
  });

  test('console A24: the operator types a key that nothing keeps; jobs and the support view read by it, and show no secret', async () => {
    const context = await browser().newContext();
    const page = await context.newPage();
    const changes: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') changes.push(new URL(request.url()).pathname);
    });
    const harbor = await server.rest('POST', '/organizations', { body: { name: 'Harbor' } });
    await server.rest('POST', `/organizations/${String(harbor.body['id'])}/products`, {
      body: { key: 'studio', name: 'Studio', seats: 3 },
    });
    await server.composed.jobs.runNow('note-seat-use');
    await page.goto(`${server.home}/operator`);
    await page.fill('input[name=operator-key]', 'operator-key-of-a-test');
    expect(await page.locator('input[type=password]').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Halden' }).click();
    await page.waitForSelector('h1:has-text("Halden")');
    const changed = page.getByRole('table', { name: 'Recent changes' });
    await changed.getByText('Became a member').first().waitFor();
    await page.getByRole('region', { name: 'Recent mails' }).waitFor();
    expect(await page.locator('main :is(input, textarea)').count()).toBe(0);
    expect(changes).toEqual([]);
    await page.getByRole('link', { name: 'Jobs' }).press('Enter');
    await page.getByRole('textbox', { name: 'Words of a job' }).fill('seats of each product');
    const job = page.getByRole('row', { name: /note-seat-use/ });
    await job.getByText('Went well').waitFor();
    await expectSoon(() => page.getByRole('row').count(), 2);
    await page.getByRole('button', { name: 'Runs of note-seat-use' }).press('Enter');
    await page.getByRole('dialog').getByText('Went well').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Run now: note-seat-use' }).press('Enter');
    await page.waitForSelector('text=note-seat-use runs as soon as a process is free');
    expect(changes).toEqual(['/api/v1/jobs/note-seat-use/run']);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toContain('operator-key-of-a-test');
    await page.reload();
    await page.waitForSelector('input[name=operator-key]');
    await context.close();
  });
});
