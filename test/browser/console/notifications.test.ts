import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

inChromium('notifications in the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let path: string;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    path = `/organizations/${organization.id}`;
    owner = await consolePage(browser(), server, organization.owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  const page = () => owner.page;
  const cell = (words: string, role = 'Administrator') =>
    page().getByLabel(`${words}, for ${role}`, { exact: true });
  const bar = () => page().getByRole('region', { name: 'Changes not saved' });

  async function openMatrix(query = ''): Promise<void> {
    await owner.open(`/o/${organization.id}/notifications${query}`);
    await page().waitForSelector('table select');
  }

  async function ownRows(): Promise<Json> {
    const { body } = await server.rest('GET', `${path}/notice-matrix`);
    return body['own'] as unknown as Json;
  }

  async function replaceOwn(own: object): Promise<void> {
    const answer = await server.rest('PUT', `${path}/notice-matrix`, { body: { own } });
    expect(answer.status).toBe(200);
  }

  test('acceptance 0.17–0.19, 0.28: edits of role × notification collect into one Save with their difference, and are undone', async () => {
    const writes: string[] = [];
    page().on('request', (request) => {
      if (request.method() !== 'GET') writes.push(request.method());
    });
    await openMatrix();
    expect(await cell('Seats run out').inputValue()).toBe('mail');
    await cell('Seats run out').selectOption('off');
    await cell('Requests to join', 'Owner').selectOption('digest');
    for (const words of ['Seats run out: Mail → Off', 'Requests to join: Mail → Daily summary']) {
      await expectSoon(() => bar().textContent(), expect.stringContaining(words));
    }
    expect(await owner.axe()).toEqual([]);
    expect([writes, await ownRows()]).toEqual([[], {}]);
    await bar().getByRole('button', { name: 'Save' }).focus();
    await page().keyboard.press('Enter');
    await bar().waitFor({ state: 'hidden' });
    expect(writes).toEqual(['PUT']);
    expect(await ownRows()).toEqual({
      admin: { 'seat-limit': 'off' },
      owner: { 'membership-request': 'digest' },
    });
    await page().getByRole('button', { name: 'Undo' }).last().click();
    await page().getByText('The notifications are as they were').waitFor();
    expect(await ownRows()).toEqual({});
    await expectSoon(() => cell('Seats run out').inputValue(), 'mail');
    expect(owner.faults).toEqual([]);
  });

  test('a cell that the organization has set goes back to the preset, and is found by the filter', async () => {
    await replaceOwn({ admin: { 'seat-limit': 'in_app', 'seat-request': 'off' } });
    await openMatrix('?own=yes');
    const titles = page().locator('table tbody th[scope=row]');
    await expectSoon(() => titles.allTextContents(), ['Seats run out', 'Requests for seats']);
    await cell('Seats run out').selectOption({ label: 'As by default' });
    await bar().getByText('Seats run out: Inbox only → As by default').waitFor();
    await bar().getByRole('button', { name: 'Save' }).click();
    await bar().waitFor({ state: 'hidden' });
    expect(await ownRows()).toEqual({ admin: { 'seat-request': 'off' } });
  });

  test('what somebody else saved meanwhile is shown and stays; another change of the organization is no reason to ask', async () => {
    await replaceOwn({});
    await openMatrix();
    await cell('Seats run out').selectOption('digest');
    await replaceOwn({ admin: { 'seat-request': 'off' } });
    await bar().getByRole('button', { name: 'Save' }).click();
    await bar().getByText('Administrator, Requests for seats: Mail → Off').waitFor();
    expect(await ownRows()).toEqual({ admin: { 'seat-request': 'off' } });
    await bar().getByRole('button', { name: 'Save' }).click();
    await bar().waitFor({ state: 'hidden' });
    expect(await ownRows()).toEqual({ admin: { 'seat-limit': 'digest', 'seat-request': 'off' } });
    await cell('Seats run out').selectOption('off');
    const renamed = await server.rest('PATCH', path, { body: { name: 'Northwind Two' } });
    expect(renamed.status).toBe(200);
    await bar().getByRole('button', { name: 'Save' }).click();
    await bar().waitFor({ state: 'hidden' });
    expect(await ownRows()).toEqual({ admin: { 'seat-limit': 'off', 'seat-request': 'off' } });
  });

  test('edits outlive a look at the outbox, and leaving the page asks', async () => {
    await replaceOwn({});
    await openMatrix();
    await cell('Seats run out').selectOption('off');
    await page().getByRole('link', { name: 'Outbox' }).click();
    await page().getByRole('link', { name: 'By role' }).click();
    await expectSoon(() => cell('Seats run out').inputValue(), 'off');
    await page().locator('a[href$="/plan"]').first().click();
    const dialog = page().getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.waitFor();
    await page().keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await bar().getByRole('button', { name: 'Discard' }).click();
    await bar().waitFor({ state: 'hidden' });
    await expectSoon(() => cell('Seats run out').inputValue(), 'mail');
    expect(await ownRows()).toEqual({});
  });

  test('at 1024 px and 200 per cent the head and the first column stay', async () => {
    await page().setViewportSize({ width: 512, height: 384 });
    await openMatrix();
    const scroll = page().getByRole('region', { name: 'Notifications by role' });
    const before = await cornersOf();
    await scroll.evaluate((element) => element.scrollTo(300, 400));
    expect(await cornersOf()).toEqual(before);
    await page().setViewportSize({ width: 1280, height: 720 });
  });

  async function cornersOf(): Promise<readonly number[]> {
    const box = await page().locator('table thead th').first().boundingBox();
    return [Math.round(box?.x ?? -1), Math.round(box?.y ?? -1)];
  }

  test('the outbox says what became of a mail; it is taken back, put back, and sent again', async () => {
    const to = `ida@${organization.slug}.example`;
    const body = { email: to, name: 'Ida Invited', roles: ['member'] };
    expect((await server.rest('POST', `${path}/invitations`, { body })).status).toBe(201);
    await owner.open(`/o/${organization.id}/notifications?tab=outbox&template=invitation`);
    await row('Waiting').waitFor();
    expect(await row('Waiting').textContent()).toContain(to);
    expect(await owner.axe()).toEqual([]);
    await page()
      .getByRole('button', { name: `Actions for the mail to ${to}` })
      .click();
    await page().getByRole('menuitem', { name: 'Do not send' }).click();
    await row('Not sent').waitFor();
    await page().getByRole('button', { name: 'Undo' }).last().click();
    await row('Waiting').waitFor();
    await server.composed.jobs.runNow('send-mail');
    const [mail] = await mailsTo(to);
    const delivery = `/mails/${String(mail?.['messageId'])}/delivery`;
    const report = { state: 'bounced', reason: 'no such mailbox' };
    expect((await server.rest('POST', delivery, { body: report })).status).toBe(200);
    await owner.open(`/o/${organization.id}/notifications?tab=outbox&status=bounced`);
    await row('Bounced').getByRole('link').first().click();
    const dialog = page().getByRole('dialog', { name: 'Mail' });
    await dialog.getByText('no such mailbox').waitFor();
    expect(await owner.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByText('Waiting').waitFor();
    expect((await mailsTo(to))[0]?.['status']).toBe('queued');
    await page().keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(new URL(page().url()).searchParams.get('status')).toBe('bounced');
    await owner.open(`/o/${organization.id}/notifications?tab=outbox&mail=unknown`);
    await page().getByRole('dialog', { name: 'Mail' }).getByRole('group').waitFor();
    expect(owner.faults).toEqual([]);
  });

  const row = (words: string) => page().getByRole('row').filter({ hasText: words });

  async function mailsTo(to: string): Promise<readonly Json[]> {
    const query = `template=invitation&to=${encodeURIComponent(to)}`;
    const { body } = await server.rest('GET', `${path}/mails?${query}`);
    return body['items'] as unknown as readonly Json[];
  }

  test('whoever may only read sees words instead of choices', async () => {
    const name = 'notice-reader';
    const role = { name, title: 'Reader', permissions: ['organization:read', 'notices:read'] };
    expect((await server.rest('POST', `${path}/roles`, { body: role })).status).toBe(201);
    const reader = await consolePerson(server, organization, { name: 'Rita Reads', roles: [name] });
    const theirs = await consolePage(browser(), server, reader);
    await theirs.open(`/o/${organization.id}/notifications`);
    await theirs.page.waitForSelector('table');
    expect(await theirs.page.locator('table select').count()).toBe(0);
    expect(await theirs.axe()).toEqual([]);
    expect(theirs.faults).toEqual([]);
    await theirs.close();
  });
});
