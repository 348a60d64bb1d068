import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

interface World {
  readonly organization: ConsoleOrganization;
  readonly console: ConsolePage;
  readonly page: Page;
  readonly dialog: Locator;
  invitations(): Promise<readonly Json[]>;
}

/** Plans with places for others, where the usual one has none. */
const PLANS: Readonly<Record<string, string>> = { logto: 'pro' };

async function worldOf(browser: Browser, server: TestServer, preset: string): Promise<World> {
  const organization = await consoleOrganization(server, preset);
  const plan = PLANS[preset];
  if (plan !== undefined) {
    const set = await server.rest('PUT', `/organizations/${organization.id}/plan`, {
      body: { plan },
    });
    expect(set.status).toBe(200);
  }
  const console = await consolePage(browser, server, organization.owner);
  await console.open(`/o/${organization.id}/people`);
  const { page } = console;
  const invitations = async (): Promise<readonly Json[]> => {
    const place = `/organizations/${organization.id}/invitations?limit=100`;
    return ((await server.rest('GET', place)).body['items'] ?? []) as readonly Json[];
  };
  return { organization, console, page, dialog: page.getByRole('dialog'), invitations };
}

inChromium('adding people', (browser) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.close());

  describe('many at once', () => {
    let world: World;

    beforeAll(async () => {
      world = await worldOf(browser(), server, 'logto');
    });

    afterAll(() => world.console.close());

    test('console E2: what Outlook and others write is read, with names, doubles once', async () => {
      const { page, dialog } = world;
      await page.getByRole('button', { name: 'Invite members' }).click();
      const field = dialog.getByRole('textbox', { name: 'Email addresses' });
      await field.fill(
        '"Brandt, Ada" <ada@logto.example>; Bo Kim <bo@logto.example>\nc+d@logto.example, ADA@logto.example\tno-address',
      );
      await page.keyboard.press('Enter');
      await expectSoon(
        () => dialog.getByRole('listitem').allTextContents(),
        [
          'ada@logto.exampleAda Brandt',
          'bo@logto.exampleBo Kim',
          'c+d@logto.example',
          expect.stringMatching(/no-address.*Is not an address/s),
        ],
      );
      await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
      await dialog.getByText('One of these is not an address').waitFor();
      expect(await world.invitations()).toEqual([]);
    });

    test('console D8: a form that is not empty asks before it closes, and is empty when it opens again', async () => {
      const { page, dialog } = world;
      await page.keyboard.press('Escape');
      await dialog.getByRole('button', { name: 'Go on' }).click();
      expect(await dialog.getByRole('listitem').count()).toBe(4);
      await page.keyboard.press('Escape');
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Invite members' }).click();
      await dialog.getByRole('textbox', { name: 'Email addresses' }).waitFor();
      expect(await dialog.getByRole('listitem').count()).toBe(0);
    });

    test('console C5, C7: each address says why it was refused and stays; what was sent leaves the form', async () => {
      const { organization, page, dialog, invitations } = world;
      const place = `/organizations/${organization.id}/invitations`;
      await server.rest('POST', place, { body: { email: 'old@logto.example' } });
      const field = dialog.getByRole('textbox', { name: 'Email addresses' });
      await field.fill('e@logto.example; old@logto.example; f@logto.example');
      await page.keyboard.press('Enter');
      await dialog.getByText('Is invited already').waitFor();
      await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
      await dialog.getByText('One address was refused').waitFor();
      const rows = await dialog.getByRole('listitem').allTextContents();
      expect(rows).toEqual([expect.stringContaining('pending invitation')]);
      const sent = (await invitations()).map(({ email }) => email);
      expect(sent).toEqual(expect.arrayContaining(['e@logto.example', 'f@logto.example']));
      await dialog.getByRole('button', { name: /old@logto.example/ }).click();
      await dialog.getByRole('listitem').first().waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    });

    test('console C8: a double click, and Enter and a click, send one invitation', async () => {
      const { page, dialog, invitations } = world;
      await page.getByRole('button', { name: 'Invite members' }).click();
      await dialog.getByRole('textbox', { name: 'Email addresses' }).fill('twice@logto.example');
      await dialog.getByRole('button', { name: 'Invite', exact: true }).dblclick();
      await dialog.waitFor({ state: 'hidden' });
      const same = (await invitations()).filter(
        ({ email }) => String(email) === 'twice@logto.example',
      );
      expect(same).toHaveLength(1);
      expect(world.console.faults).toEqual([]);
    });
  });

  test('console E1: an invitation by a link is shown once, and the link has no address in it', async () => {
    const { page, dialog, invitations, console } = await worldOf(browser(), server, 'standard');
    await page.getByRole('button', { name: 'Add people' }).click();
    await page.getByRole('menuitem', { name: 'Invite by a link' }).click();
    await dialog.getByLabel('Email').fill("o'x+y@standard.example");
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    const link = (await page.locator('[data-secret]').textContent()) ?? '';
    expect(link).toMatch(/^http/);
    expect(link).not.toContain('standard.example');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await invitations())[0]).toMatchObject({
      email: "o'x+y@standard.example",
      send: false,
    });
    await console.close();
  });
});
