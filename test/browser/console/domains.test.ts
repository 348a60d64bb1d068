import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FULL_AUTHORITY } from '#kernel/index.js';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { signInContext } from '../../kit/sessions.js';
import { chooseByKeys, focusIn } from '../../kit/console-keyboard.js';

inChromium('what a domain opens', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let domainId: string;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    const ctx = { ...signInContext(), authority: FULL_AUTHORITY };
    const { domains } = server.core;
    const domain = await domains.add(ctx, organization.id, `${organization.slug}.example`);
    await domains.recordDnsAnswer(ctx, domain, [domain.dnsCode]);
    domainId = domain.id;
    owner = await consolePage(browser(), server, organization.owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('is set by keyboard alone; a role that only people give says so', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/domains`);
    await page.getByRole('button', { name: 'Settings', exact: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await focusIn(dialog);
    await dialog.getByLabel('Membership at once').focus();
    await page.keyboard.press('Space');
    const role = dialog.getByRole('combobox', { name: 'Role' });
    await role.focus();
    await page.keyboard.press('ArrowDown');
    const refused = page.getByRole('option', { name: /^Owner/ });
    await refused.waitFor();
    expect(await refused.textContent()).toContain('It is given by hand only');
    await page.keyboard.type('Viewer');
    await refused.waitFor({ state: 'detached' });
    await chooseByKeys(page, role, page.getByRole('option', { name: /^Viewer/ }));
    expect(await owner.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('are saved').waitFor();
    const { body } = await server.rest(
      'GET',
      `/organizations/${organization.id}/domains/${domainId}`,
    );
    expect(body).toMatchObject({ enrolment: 'auto', defaultRole: 'viewer' });
    expect(owner.faults).toEqual([]);
  });

  test('a member without the right has neither page nor call', async () => {
    const person = await consolePerson(server, organization, {
      name: 'Mia Mem',
      roles: ['member'],
    });
    const theirs = await consolePage(browser(), server, person);
    for (const path of ['roles', 'domains', 'billing']) {
      await theirs.open(`/o/${organization.id}/${path}`);
      await theirs.page.getByText('You may not see this').first().waitFor();
    }
    expect(await theirs.page.getByRole('link', { name: 'Roles' }).count()).toBe(0);
    expect(theirs.faults).toEqual([]);
    await theirs.close();
  });
});
