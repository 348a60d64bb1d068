import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
  type ConsolePerson,
} from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';

inChromium('the audit log in the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let ada: ConsolePerson;
  let owner: ConsolePage;
  let path: string;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    ada = await consolePerson(server, organization, { name: 'Ada Brandt', roles: ['member'] });
    path = `/o/${organization.id}`;
    const changed = await server.rest('PATCH', `/organizations/${organization.id}`, {
      body: { name: '=Northwind' },
    });
    expect(changed.status).toBe(200);
    owner = await consolePage(browser(), server, organization.owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('an entry opens at an address of its own with what was before and after, and closes to the list', async () => {
    const { page } = owner;
    await owner.open(`${path}/audit`);
    await page
      .getByRole('link', { name: /org\.updated/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('cell', { name: '=Northwind' }).waitFor();
    expect(await dialog.getByRole('cell', { name: 'Northwind', exact: true }).count()).toBe(1);
    expect(page.url()).toMatch(/entry=\d+/);
    expect(await owner.axe()).toEqual([]);
    await page.reload();
    await page.getByRole('dialog').getByRole('cell', { name: '=Northwind' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.search.includes('entry='));
    expect(owner.faults).toEqual([]);
  });

  test('the chain is verified, and a line that somebody changed is named', async () => {
    const { page } = owner;
    await owner.open(`${path}/audit`);
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.waitForSelector('text=nothing was changed or taken out');
    expect(await owner.axe()).toEqual([]);
  });

  test('console A25: the export carries the filter of the list, and no cell runs in a spreadsheet', async () => {
    const { page } = owner;
    await owner.open(`${path}/audit?type=org`);
    await page.waitForSelector('[role=row] >> text=org.updated');
    await page.getByRole('button', { name: 'Export' }).click();
    const address = await page.getByRole('menuitem', { name: 'As CSV' }).getAttribute('href');
    const text = await page.evaluate(async (url) => (await fetch(url ?? '')).text(), address);
    expect(text.split('\r\n')[0]).toBe('# Kind Organization');
    expect(text).toContain('org.updated');
    expect(text).not.toContain('member.added');
    expect(text).not.toMatch(/(^|,)"?=Northwind/m);
  });

  test('console A21: a day is the reader’s own, both ends included, and the address holds instants', async () => {
    for (const timezoneId of ['Pacific/Apia', 'America/Los_Angeles']) {
      const there = await consolePage(browser(), server, organization.owner, { timezoneId });
      const day = await there.page.evaluate(() => {
        const now = new Date();
        const start = new Date(now.getFullYear(), now.getMonth(), now.getDate());
        const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
        return `${start.toISOString()}..${end.toISOString()}`;
      });
      await there.open(`${path}/audit?days=${encodeURIComponent(day)}`);
      // everything of this test was written today, wherever the reader is
      await there.page.waitForSelector('[role=row] >> text=organization.created');
      const zone = await there.page.evaluate(
        () =>
          new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
            .formatToParts(new Date())
            .find(({ type }) => type === 'timeZoneName')?.value ?? '',
      );
      await there.page.waitForSelector(`text=${zone}`);
      await there.close();
    }
  });

  test('who may not read the log is told which permission is missing, at the address itself', async () => {
    const member = await consolePage(browser(), server, ada);
    await member.open(`${path}/audit`);
    await member.page.waitForSelector('text=You may not see this');
    expect(await member.page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect(member.faults).toEqual([]);
    await member.close();
  });
});
