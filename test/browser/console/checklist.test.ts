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

inChromium('what there is to do at the start', (browser) => {
  let server: TestServer;
  let tenant: ConsoleOrganization;
  let admin: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    tenant = await consoleOrganization(server, 'logto', 'Fernweh');
    await server.rest('PUT', `/organizations/${tenant.id}/plan`, { body: { plan: 'pro' } });
    admin = await consolePage(browser(), server, tenant.owner);
  });

  afterAll(async () => {
    await admin.close();
    await server.close();
  });

  /** The lines of the list as a person reads them. */
  const lines = async ({ page }: ConsolePage): Promise<string[]> => {
    const list = page.getByRole('region', { name: 'Get started' });
    await list.getByRole('listitem').first().waitFor();
    const texts = await list.getByRole('listitem').allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  };

  test('seed 4.28: Get started lists what an administrator can do, with progress from the state', async () => {
    await admin.open(`/o/${tenant.id}`);
    await expectSoon(() => admin.page.getByRole('link', { name: 'Get started' }).count(), 1);
    await expectSoon(
      () => lines(admin),
      expect.arrayContaining(['Invite people', 'Have a second administrator 1 of 2']),
    );
    await consolePerson(server, tenant, { name: 'Ada Brandt', roles: ['admin'] });
    await admin.open(`/o/${tenant.id}`);
    await expectSoon(
      () => lines(admin),
      expect.arrayContaining(['Invite people Done', 'Have a second administrator Done']),
    );
    expect(await admin.axe()).toEqual([]);
    expect(admin.faults).toEqual([]);
  });

  test('seed 4.28: somebody who administers nothing is asked for their own things only', async () => {
    const person = await consolePerson(server, tenant, {
      name: 'Chidi Mbeki',
      roles: ['collaborator'],
    });
    const own = await consolePage(browser(), server, person);
    try {
      await own.open(`/o/${tenant.id}`);
      await expectSoon(() => lines(own), ['Add your picture', 'Set up your second step']);
    } finally {
      await own.close();
    }
  });
});
