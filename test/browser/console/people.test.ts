import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { localName } from '#http/base-url.js';
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

const PEOPLE = 130;

inChromium('the page of people', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let page: Page;

  const rest = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) =>
    server.rest(method, `/organizations/${organization.id}${path}`, { ...(body && { body }) });
  const address = (query = ''): string =>
    `${localName(server.url)}/o/${organization.id}/people${query}`;
  const open = async (query = ''): Promise<void> => {
    await page.goto(address(query));
    await rows().first().waitFor();
  };
  const rows = () => page.locator('[role=grid] [role=row][data-id]');
  const row = (name: string) => rows().filter({ hasText: name });
  const bar = () => page.getByRole('region', { name: 'Selection' });
  const tick = (name: string): Promise<void> =>
    page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
  const clear = (): Promise<void> =>
    page.getByRole('button', { name: 'Clear the selection' }).click();
  const dialog = () => page.getByRole('dialog');
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex') ?? null);
  const turnPages = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Columns and density' }).click();
    await Promise.all([
      page.waitForResponse(
        (answer) =>
          answer.request().method() === 'PATCH' && answer.url().endsWith('/me/preferences'),
      ),
      page.getByRole('menuitemcheckbox', { name: 'Pages instead of scrolling' }).click(),
    ]);
  };
  const confirm = async (word: string): Promise<void> => {
    await dialog().getByRole('button', { name: word, exact: true }).click();
  };

  beforeAll(async () => {
    server = await startServer({ jobs: true });
    organization = await consoleOrganization(server, 'standard');
    for (let index = 1; index <= PEOPLE; index += 1) {
      const number = String(index).padStart(3, '0');
      const body = { email: `p${number}@many.example`, name: `Person ${number}`, notify: false };
      await rest('POST', '/members', body);
    }
    await consolePerson(server, organization, { name: 'Ada Brandt', roles: ['member'] });
    await rest('POST', '/invitations', { email: "o'x+b@many.example", name: 'Zoe Invited' });
    owner = await consolePage(browser(), server, organization.owner);
    ({ page } = owner);
  }, 120_000);

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('features 17: rows say who, which role, which state; axe finds nothing and no policy is violated', async () => {
    await open();
    expect(await row('Ada Brandt').textContent()).toMatch(/Ada Brandt.*Member.*Active/);
    // the order that nobody has chosen is said, too
    const name = page.getByRole('columnheader', { name: 'Name' });
    expect(await name.getAttribute('aria-sort')).toBe('ascending');
    expect(await owner.axe()).toEqual([]);
    expect(owner.faults).toEqual([]);
  });

  test('console B17: the number of rows is the server’s, and a row beyond the first page is reached by keyboard', async () => {
    await open();
    const grid = page.getByRole('grid', { name: 'People' });
    // owner, Ada, the people, one invitation, and the heads
    await expectSoon(() => grid.getAttribute('aria-rowcount'), String(PEOPLE + 4));
    await rows().first().focus();
    await page.keyboard.press('End');
    await page.locator('[role=row][aria-rowindex="134"][data-id]').waitFor();
    await page.keyboard.press('End');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-rowindex') === '134',
    );
    expect(await rows().count()).toBeLessThan(60);
  });

  test('console A22: one tab stop survives scrolling, and Tab leads out of the list and back to the same row', async () => {
    await open();
    await rows().first().focus();
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('ArrowDown');
    await expectSoon(focused, '5');
    // a row that is rendered sets the tab stops of its controls: a step renders the row that had the focus and the one that has it
    const rendered = await page.evaluate(async () => {
      const seen = new Set<Element | null | undefined>();
      const observer = new MutationObserver((records) => {
        for (const { target } of records)
          seen.add(target.parentElement?.closest('[role=row][data-id]'));
      });
      const options = { attributes: true, attributeFilter: ['tabindex'], subtree: true };
      observer.observe(document.querySelector('[role=grid]') as Element, options);
      const press = { key: 'ArrowUp', bubbles: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', press));
      const row = (): string | null | undefined =>
        document.activeElement?.getAttribute('aria-rowindex');
      for (const end = Date.now() + 10_000; row() !== '4' && Date.now() < end;)
        await new Promise(requestAnimationFrame);
      // and whatever else is rendered for it
      await new Promise((done) => setTimeout(done, 200));
      observer.disconnect();
      const at = row();
      return { at, count: [...seen].filter(Boolean).length };
    });
    expect(rendered).toStrictEqual({ at: '4', count: 2 });
    await page.keyboard.press('ArrowDown');
    await page.getByRole('grid').evaluate((element) => element.scrollTo(0, 4_000));
    // rows of there have come in, and those before them have gone
    await page.locator('[role=row][aria-rowindex="90"]').waitFor({ state: 'attached' });
    await page.locator('[role=row][aria-rowindex="10"]').waitFor({ state: 'detached' });
    expect(await focused()).toBe('5');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await expectSoon(focused, '5');
  });

  test('console A4: j, k and x move and tick in the list only, and can be switched off', async () => {
    await open();
    await rows().first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await bar().textContent()).toContain('1 selected');
    await page.keyboard.press('/');
    await page.getByRole('searchbox').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('jx');
    await expect(page.getByRole('searchbox').inputValue()).resolves.toBe('jx');
    await page.keyboard.press('Escape');
    await clear();
    await page.evaluate(async () => {
      await fetch('/api/v1/me/preferences', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ shortcuts: false }),
      });
    });
    await open();
    await rows().first().focus();
    await page.keyboard.press('j');
    expect(await focused()).toBe('2');
    await page.evaluate(async () => {
      await fetch('/api/v1/me/preferences', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ shortcuts: true }),
      });
    });
  });

  test('console B5, B12, B1: the search is the server’s and replaces the entry; a filter adds one, and back restores', async () => {
    await open();
    const before = await page.evaluate(() => history.length);
    await page.getByRole('searchbox').fill('erson 12');
    await page.waitForURL(/q=erson/);
    await row('Person 129').waitFor();
    await expectSoon(() => rows().count(), 10);
    await expect(page.evaluate(() => history.length)).resolves.toBe(before);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('button', { name: 'Source' }).click();
    await page.getByRole('checkbox', { name: 'Directory' }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Nothing matches').waitFor();
    await expect(page.evaluate(() => history.length)).resolves.toBe(before + 1);
    await page.goBack();
    await row('Person 129').waitFor();
    await expectSoon(() => page.getByRole('searchbox').inputValue(), 'erson 12');
  });

  test('console B7, B8: a row is a link, the whole of it opens the panel, and its text can be selected', async () => {
    await open('?q=brandt');
    const link = row('Ada Brandt').getByRole('link');
    expect(await link.getAttribute('href')).toMatch(/\/people\/[\w-]+\?q=brandt$/);
    await row('Ada Brandt').getByText('Active').click();
    await page.waitForURL(/\/people\/[\w-]{20,}/);
    await page.locator('#member-name').waitFor();
    await expect(page.locator('#member-name').textContent()).resolves.toBe('Ada Brandt');
    await page.goBack();
    await page.waitForURL(/\/people\?q=brandt$/);
  });

  test('console A5: three that are ticked stay the same three through filter and order', async () => {
    await open();
    for (const name of ['Ada Brandt', 'Person 001', 'Person 002']) await tick(name);
    await page.getByRole('searchbox').fill('ada');
    await page.waitForURL(/q=ada/);
    await page.waitForFunction(
      () => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === '2',
    );
    await bar().getByText('3 selected, 2 not in this filter').waitFor();
    await page.getByRole('button', { name: 'Name' }).click();
    await bar().getByText('3 selected').waitFor();
    await clear();
  });

  test('console A6, C1, A3: all matching less two is what is asked, confirmed and done; undo takes it back by a call', async () => {
    await open('?q=person 12');
    await tick('Person 120');
    await bar().getByRole('button', { name: 'Select all 10' }).click();
    await tick('Person 121');
    await tick('Person 122');
    await bar().getByText('8 selected').waitFor();
    await bar().getByRole('button', { name: 'Suspend' }).click();
    await expectSoon(() => dialog().textContent(), expect.stringContaining('“person 12”'));
    await dialog().getByText('8', { exact: true }).waitFor();
    await confirm('Suspend');
    await page.getByText('8 suspended').waitFor();
    const suspended = await rest('GET', '/members?state=suspended&limit=50');
    const rows = suspended.body['items'] as unknown as readonly { readonly name: string }[];
    const names = rows.map(({ name }) => name);
    expect(names).toHaveLength(8);
    expect(names).not.toContain('Person 121');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('8 taken back').waitFor();
    const after = await rest('GET', '/member-counts');
    expect(after.body['suspended']).toBe(0);
  });

  test('console B3, J4, D4: a removal keeps the search, moves the focus on, and the tab agrees', async () => {
    await open('?q=person 11');
    await row('Person 111')
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await confirm('Remove');
    await row('Person 111').waitFor({ state: 'detached' });
    await expect(page.getByRole('searchbox').inputValue()).resolves.toBe('person 11');
    await page.getByRole('link', { name: `Members ${PEOPLE + 1}` }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName !== 'BODY');
  });

  test('console A23, B9: pages instead of scrolling are a preference, and have all rows of a page', async () => {
    await open();
    await turnPages();
    await page.keyboard.press('Escape');
    await page.getByText('1 to 50 of').waitFor();
    await expectSoon(() => rows().count(), 50);
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('51 to 100 of').waitFor();
    await page.reload();
    await page.getByText('1 to 50 of').waitFor();
    await turnPages();
  });

  test('console A24: no field of the page is one that a password manager fills', async () => {
    await open('?tab=invitations');
    expect(await page.locator('input[type=password]').count()).toBe(0);
    const names = await page
      .locator('input:not([type=checkbox])')
      .evaluateAll((inputs) =>
        inputs.map(
          (input) => `${input.getAttribute('name')} ${input.getAttribute('autocomplete')}`,
        ),
      );
    expect(names).toEqual(['list-search off']);
  });

  test('console A25: the file has the rows of the filter, which its name and its first line say', async () => {
    await open('?q=person 10');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.getByRole('button', { name: 'Export 10' }).click();
        await page.getByRole('menuitem', { name: 'CSV' }).click();
      })(),
    ]);
    expect(file.suggestedFilename()).toContain('person 10');
    const lines = readFileSync((await file.path()) ?? '', 'utf8')
      .trim()
      .split('\n');
    // what it is of, the titles, and the rows
    expect(lines[0]?.trim()).toBe('# “person 10”');
    expect(lines).toHaveLength(12);
  });

  test('features 63: who asks to join is let in from the list, and the dialog says who asks and what they wrote', async () => {
    const policies = { joinRequests: 'open' };
    const changed = await rest('PATCH', '', { policies });
    expect(changed.status).toBe(200);
    const person = { email: 'jo@elsewhere.example', name: 'Jo Park', emailVerified: true };
    const message = 'I start on Monday, in the team of Ada.';
    expect((await rest('POST', '/join-requests', { ...person, message })).status).toBe(201);
    // no column of a phone has the message
    await page.setViewportSize({ width: 390, height: 844 });
    await open('?tab=join-requests');
    await row('Jo Park')
      .getByRole('button', { name: /Approve/ })
      .click();
    await dialog().getByText(message).waitFor();
    await dialog().getByText(person.email).waitFor();
    await confirm('Approve');
    await dialog().waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 1280, height: 720 });
    const list = await rest('GET', '/members?q=jo%20park');
    expect(list.body['items']).toMatchObject([{ name: 'Jo Park', status: 'active' }]);
  });

  test('row 4.16, 1.27: a pending invitation is sent again and revoked, and stays with its status', async () => {
    await open('?tab=invitations');
    await row('Zoe Invited')
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('checkbox', { name: 'Tell the invitee by mail' }).click();
    await confirm('Revoke');
    await row('Zoe Invited').getByText('Revoked').waitFor();
    expect(await owner.axe()).toEqual([]);
    expect(owner.faults).toEqual([]);
  });
});
