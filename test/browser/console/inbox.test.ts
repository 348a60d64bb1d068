import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
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

inChromium('the inbox of the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let page: Page;

  const rest = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) =>
    server.rest(method, `/organizations/${organization.id}${path}`, { ...(body && { body }) });
  const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];
  const people = (query = ''): string => `/o/${organization.id}/people${query}`;
  const row = (name: string) => page.locator('[role=row][data-id]').filter({ hasText: name });
  const dialog = () => page.getByRole('dialog');
  const member = async (name: string, email: string): Promise<string> =>
    String((await rest('POST', '/members', { name, email, notify: false })).body['id']);
  const bell = () => page.getByRole('button', { name: /^Notifications/ });
  const openChanges = async (): Promise<void> => {
    await bell().click();
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByRole('region', { name: 'Changes' }).waitFor();
  };
  const until = (check: () => Promise<boolean>): Promise<void> => expectSoon(check, true);
  const statusOf = async (id: string): Promise<unknown> =>
    (await rest('GET', `/members/${id}`)).body['status'];

  beforeAll(async () => {
    server = await startServer({ jobs: true });
    organization = await consoleOrganization(server, 'standard');
    owner = await consolePage(browser(), server, organization.owner);
    ({ page } = owner);
  }, 120_000);

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('console A3: removed, the tab closed within a second: the person is gone, and the undo in the inbox brings them back', async () => {
    const ada = await consolePerson(server, organization, {
      name: 'Ada Brandt',
      roles: ['member'],
    });
    const tab = await page.context().newPage();
    await tab.goto(new URL(people('?q=ada'), server.url.replace('127.0.0.1', 'localhost')).href);
    await tab.getByRole('button', { name: 'Actions for Ada Brandt' }).click();
    await tab.getByRole('menuitem', { name: 'Remove' }).click();
    const confirm = tab.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true });
    const sent = tab.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/member-changes'),
    );
    await confirm.click();
    await sent;
    await tab.close();
    await until(async () => (await statusOf(ada.memberId)) === 'left');
    await owner.open(people());
    await openChanges();
    const entry = page.getByRole('listitem').filter({ hasText: 'Removed · Ada Brandt' });
    await entry.getByText(/can be undone until/).waitFor();
    expect(await owner.axe()).toEqual([]);
    await entry.getByRole('button', { name: 'Undo: Removed · Ada Brandt' }).click();
    await page.getByText('1 taken back').waitFor();
    await until(async () => (await statusOf(ada.memberId)) === 'active');
    await page.getByRole('listitem').filter({ hasText: 'Taken back: Removed' }).waitFor();
    // the row leads to the person
    await page.getByRole('link', { name: 'Taken back: Removed · Ada Brandt' }).click();
    await page.waitForURL(new RegExp(`/people/${ada.memberId}`));
  });

  test('console A3: a removal in the panel is one that the inbox takes back as well', async () => {
    const id = await member('Pia Panel', 'pia@many.example');
    await owner.open(people(`/${id}`));
    await page.getByRole('button', { name: /^Remove…/ }).click();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Pia Panel is not a member any more.').waitFor();
    const { body } = await rest('GET', '/member-changes?order=desc&limit=1');
    expect(itemsOf(body)).toMatchObject([
      {
        change: 'remove',
        succeeded: 1,
        undoable: true,
        subject: { person: { name: 'Pia Panel' } },
      },
    ]);
  });

  test('console C1, J4, A25: each row says what comes next, the sheet takes the focus, and is a file that calculates nothing', async () => {
    await member('=1+1', 'formula@many.example');
    const successor = await member('Sue Successor', 'sue@many.example');
    await owner.open(people('?q=many.example'));
    for (const name of ['=1+1']) {
      await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
    }
    await page.getByRole('searchbox').fill('olive');
    await row('Olive Owner').waitFor();
    await page.getByRole('checkbox', { name: 'Select Olive Owner', exact: true }).click();
    await page.getByRole('region', { name: 'Selection' }).getByText('2 selected').waitFor();
    await page
      .getByRole('region', { name: 'Selection' })
      .getByRole('button', { name: 'Remove' })
      .click();
    await dialog().getByLabel('Who takes over what they own').first().fill('sue');
    await page.getByRole('option', { name: /Sue Successor/ }).click();
    await dialog().getByText('2', { exact: true }).waitFor();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
    const heading = dialog().getByRole('heading', { name: '1 done, 1 not, of 2' });
    await heading.waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('1 done'));
    await dialog().getByText('Nobody suspends or removes themselves.').waitFor();
    expect(await owner.axe()).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog().getByRole('button', { name: 'Download the result' }).click(),
    ]);
    const text = readFileSync((await file.path()) ?? '', 'utf8');
    expect(text.trim().split('\r\n')).toHaveLength(3);
    expect(text).toContain(`"'=1+1","formula@many.example","Done",""`);
    expect(text).toContain('"Not done","Nobody suspends or removes themselves.');
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    const { body } = await rest('GET', '/member-changes?order=desc&limit=1');
    expect(itemsOf(body)).toMatchObject([
      { total: 2, subject: { successor: { id: successor, name: 'Sue Successor' } } },
    ]);
    // the same sheet at an address of its own
    await openChanges();
    await page.getByRole('link', { name: 'Removed · 2 people' }).click();
    await page.waitForURL(/change=/);
    await dialog().getByRole('heading', { name: '1 done, 1 not, of 2' }).waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await page.waitForURL((url) => !url.search.includes('change='));
  });

  test('console A17: of one and of many, the dialog names the keys that stay, with their last use, before anybody is removed', async () => {
    const kim = await consolePerson(server, organization, { name: 'Kim Keys', roles: ['admin'] });
    await server.rest('POST', `/organizations/${organization.id}/api-keys`, {
      body: { name: 'Nightly export', scopes: ['spaces:read'] },
      headers: { 'muster-acting-member': kim.memberId },
    });
    const expectNamed = async (): Promise<void> => {
      await dialog().getByText('One API key that they made goes on working').waitFor();
      await dialog().getByText('Nightly export (never used)').waitFor();
      await dialog().getByRole('button', { name: 'Cancel', exact: true }).click();
      await dialog().waitFor({ state: 'hidden' });
    };
    await owner.open(people(`/${kim.memberId}`));
    await page.getByRole('button', { name: /^Remove…/ }).click();
    await expectNamed();
    await owner.open(people('?q=kim'));
    await page.getByRole('checkbox', { name: 'Select Kim Keys', exact: true }).click();
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByRole('button', { name: 'Remove' }).click();
    await expectNamed();
    expect(await statusOf(kim.memberId)).toBe('active');
  });

  test('console J7: an error stays in the inbox after its message was closed', async () => {
    const id = await member('Una Undone', 'una@many.example');
    const body = { selection: { ids: [id] }, change: { kind: 'suspend' } };
    const task = String((await rest('POST', '/member-changes', body)).body['id']);
    await until(async () => (await statusOf(id)) === 'suspended');
    await owner.open(people());
    await openChanges();
    const undo = page.getByRole('button', { name: 'Undo: Suspended · Una Undone' });
    await undo.waitFor();
    await rest('POST', `/tasks/${task}/undo`);
    await undo.click();
    await page.getByRole('status').getByText('It was taken back already.').waitFor();
    const errors = page.getByRole('list', { name: 'Errors of this tab' });
    await errors.getByText('It was taken back already.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('status').getByRole('button', { name: 'Close' }).last().click();
    await bell().click();
    await errors.getByText('It was taken back already.').waitFor();
    await errors.getByRole('button', { name: /^Take away/ }).click();
    await errors.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });

  test('console D4: what one tab changes, its list, counts, panel and another tab say by themselves', async () => {
    const id = await member('Dana Double', 'dana@double.example');
    await owner.open(people());
    const links = (of: Page) => of.getByRole('navigation', { name: 'Lists of people' });
    await links(page).getByRole('link', { name: 'Suspended 0' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url().replace(/people.*/, `people/${id}`));
    await other.getByRole('button', { name: 'Suspend', exact: true }).first().click();
    const ask = other.getByRole('dialog');
    await ask.getByRole('button', { name: 'Suspend', exact: true }).click();
    await links(other).getByRole('link', { name: 'Suspended 1' }).waitFor();
    await other.getByRole('button', { name: 'Restore', exact: true }).first().waitFor();
    // by the word of the other tab: by itself a page asks again after a minute
    await row('Dana Double').getByText('Suspended').waitFor();
    await links(page).getByRole('link', { name: 'Suspended 1' }).waitFor();
    await other.close();
  });

  test('a message of what was saved never covers the bar with Save, on a desk and on a phone', async () => {
    const body = { name: 'auditor', title: 'Auditor', permissions: ['journal:read'] };
    await rest('POST', '/roles', body);
    for (const [width, area] of [
      [1440, 'See domains'],
      [390, 'See spaces'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await owner.open(`/o/${organization.id}/roles`);
      const cell = (words: string) => page.getByLabel(`${words}, for Auditor`);
      const save = page.getByRole('button', { name: 'Save', exact: true });
      await cell(area).selectOption('any');
      await save.click();
      const said = page.getByRole('status').filter({ hasText: 'The change is in force' });
      await said.waitFor();
      await cell('See seats').selectOption('any');
      const bar = page.getByRole('region', { name: 'Changes not saved' });
      const [top, bottom] = [await said.boundingBox(), await bar.boundingBox()];
      expect((top?.y ?? 0) + (top?.height ?? 0)).toBeLessThan(bottom?.y ?? 0);
      await page.getByRole('button', { name: 'Discard' }).click();
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('console E6: who asked for a seat reads for whom it waits; the administrator has it in the inbox and on the page', async () => {
    const rae = await consolePerson(server, organization, {
      name: 'Rae Asks',
      roles: ['standard'],
    });
    const { body } = await rest('POST', '/products', { key: 'atlas', name: 'Atlas', seats: 0 });
    const asked = await server.rest('POST', `/organizations/${organization.id}/seat-requests`, {
      body: { productId: body['id'] },
      headers: { 'muster-acting-member': rae.memberId },
    });
    expect(asked.status).toBe(201);
    const theirs = await consolePage(browser(), server, rae);
    await theirs.open(people(`/${rae.memberId}?panel=seats`));
    await theirs.page.getByText('Requested, waits for an administrator').waitFor();
    await theirs.close();
    const notices = `/organizations/${organization.id}/notices?unread=true`;
    const headers = { 'muster-acting-member': organization.owner.memberId };
    await until(
      async () => itemsOf((await server.rest('GET', notices, { headers })).body).length > 0,
    );
    await owner.open(people());
    await bell().click();
    const list = page.getByRole('region', { name: 'Notices' });
    await list
      .getByRole('link', { name: /Rae Asks/ })
      .first()
      .click();
    await page.waitForURL(/\/seats$/);
    await page.getByRole('heading', { name: 'Seat requests' }).waitFor();
    await page.getByText('Rae Asks').first().waitFor();
    // whoever opens it has read it
    const isRead = async (): Promise<boolean> => {
      const all = notices.replace('unread=true', 'limit=200');
      const found = itemsOf((await server.rest('GET', all, { headers })).body);
      return found.some(
        ({ notice, readAt }) => String(notice) === 'seat-request' && readAt !== undefined,
      );
    };
    await until(isRead);
  });

  test('console E6: a plain member reads on the overview and a page of their own what became of requests, and withdraws one', async () => {
    const mo = await consolePerson(server, organization, { name: 'Mo Plain', roles: ['member'] });
    const ask = async (name: string): Promise<string> => {
      const { body } = await rest('POST', '/products', { key: name.toLowerCase(), name, seats: 0 });
      const path = `/organizations/${organization.id}/seat-requests`;
      const asked = await server.rest('POST', path, {
        body: { productId: body['id'], reason: 'From Monday on.' },
        headers: { 'muster-acting-member': mo.memberId },
      });
      expect(asked.status).toBe(201);
      return String(asked.body['id']);
    };
    await ask('Beacon');
    const reason = 'The team has one.';
    await rest('POST', `/seat-requests/${await ask('Compass')}/deny`, { reason });
    const theirs = await consolePage(browser(), server, mo);
    await theirs.open(`/o/${organization.id}`);
    const here = theirs.page.getByRole('region', { name: 'Your requests' });
    const line = (of: Locator, name: string) => of.getByRole('listitem').filter({ hasText: name });
    await line(here, 'Compass').getByText(reason).waitFor();
    expect(await line(here, 'Beacon').innerText()).toContain('Waits for an administrator');
    await theirs.page.getByRole('button', { name: /Mo Plain/ }).click();
    await theirs.page.getByRole('menuitem').first().click();
    await theirs.page.getByRole('link', { name: 'Requests', exact: true }).click();
    const own = theirs.page.getByRole('region', { name: 'Seats in Northwind' });
    await expectSoon(() => line(own, 'Compass').innerText(), expect.stringMatching(/Denied/));
    expect(await theirs.axe()).toEqual([]);
    await own.getByRole('button', { name: 'Withdraw the request for Beacon' }).click();
    await line(own, 'Beacon').getByText('Ended').waitFor();
    expect(theirs.faults).toEqual([]);
    await theirs.close();
  });

  test('console E6: who asked to join and is nowhere yet reads that it waits, on the first page', async () => {
    const email = 'jo@elsewhere.example';
    const person = { email, name: 'Jo Asks', emailVerified: true };
    const { body } = await server.rest('POST', '/accounts', { body: person });
    await rest('PATCH', '', { policies: { joinRequests: 'open' } });
    const asked = await rest('POST', '/join-requests', { ...person, message: 'I start soon.' });
    expect([asked.status, asked.body['code']]).toEqual([201, undefined]);
    const theirs = await consolePage(browser(), server, { accountId: String(body['id']) });
    await theirs.open('/');
    const list = theirs.page.getByRole('region', { name: 'Organizations that you asked to join' });
    await list.getByText('Waits for an administrator').waitFor();
    expect(await list.innerText()).toMatch(/Northwind[^]*I start soon/);
    expect(await theirs.axe()).toEqual([]);
    await rest('POST', `/join-requests/${String(asked.body['id'])}/deny`, { reason: 'Not now.' });
    await theirs.open('/me/requests');
    await list.getByText('Denied').waitFor();
    expect(await list.innerText()).toContain('Not now.');
    await theirs.close();
  });

  test('console A20: the last owner reads in the row, in the bar and on their own page why they stay, before the click', async () => {
    await owner.open(people('?q=olive'));
    const why = 'This is the only owner. Hand the ownership over first.';
    await page.getByRole('button', { name: 'Actions for Olive Owner' }).click();
    await page.getByText('Nobody does this to themselves').first().waitFor();
    await page.keyboard.press('Escape');
    await owner.open('/me/organizations');
    const leave = page.getByRole('button', { name: 'Leave Northwind' });
    await leave.and(page.locator('[aria-disabled=true]')).waitFor();
    expect(await leave.getAttribute('aria-describedby')).not.toBeNull();
    await page
      .getByText('You are the only owner or administrator.')
      .first()
      .waitFor({ state: 'attached' });
    const bo = await consolePerson(server, organization, { name: 'Bo Admin', roles: ['admin'] });
    const theirs = await consolePage(browser(), server, bo);
    await theirs.open(people('?q=olive'));
    await theirs.page.getByRole('button', { name: 'Actions for Olive Owner' }).click();
    await theirs.page.getByText(why).first().waitFor();
    await theirs.page.keyboard.press('Escape');
    await theirs.page.getByRole('checkbox', { name: 'Select Olive Owner', exact: true }).click();
    const bar = theirs.page.getByRole('region', { name: 'Selection' });
    await bar
      .getByRole('button', { name: 'Suspend' })
      .and(theirs.page.locator('[aria-disabled=true]'))
      .waitFor();
    await bar.getByText(why).first().waitFor({ state: 'attached' });
    expect(theirs.faults).toEqual([]);
    await theirs.close();
  });

  test('console D1: a small form sends what was changed, and comes together with what somebody else changed meanwhile', async () => {
    const { body } = await rest('POST', '/spaces', { name: 'North' });
    const space = `/spaces/${String(body['id'])}`;
    await owner.open(`/o/${organization.id}${space}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('North by hand');
    await rest('PATCH', space, { description: 'By a program' });
    await dialog().getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('North by hand is saved').waitFor();
    const { body: after } = await rest('GET', space);
    expect(after).toMatchObject({ name: 'North by hand', description: 'By a program' });
  });

  test('console I3: an import that waits is in the inbox, and leads to its own page', async () => {
    const made = await server.rest('POST', `/organizations/${organization.id}/imports`, {
      body: 'email,name\r\nnew@many.example,New Person\r\n',
      headers: { 'content-type': 'text/csv' },
    });
    const id = String(made.body['id']);
    await until(
      async () => String((await rest('GET', `/imports/${id}`)).body['status']) === 'checked',
    );
    await owner.open(people());
    await openChanges();
    await page.getByRole('link', { name: 'An import waits for your answer' }).click();
    await page.waitForURL(new RegExp(`/imports/${id}$`));
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(owner.faults).toEqual([]);
  });
});
