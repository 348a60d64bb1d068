import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { localName } from '#http/base-url.js';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
  type ConsolePerson,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { focusIn } from '../../kit/console-keyboard.js';

interface World {
  readonly organization: ConsoleOrganization;
  readonly person: ConsolePerson;
  readonly console: ConsolePage;
  readonly page: Page;
  open(tab: string): Promise<void>;
  member(): Promise<Json>;
}

async function worldOf(
  browser: Browser,
  server: TestServer,
  { preset, role }: { readonly preset: string; readonly role: string },
): Promise<World> {
  const organization = await consoleOrganization(server, preset);
  const name = `Ana ${preset}`;
  const person = await consolePerson(server, organization, { name, roles: [role] });
  const console = await consolePage(browser, server, organization.owner);
  const { page } = console;
  const open = async (tab: string): Promise<void> => {
    const place = `/o/${organization.id}/people/${person.memberId}?panel=${tab}`;
    await page.goto(localName(server.url) + place);
    await page.waitForSelector('#member-name');
  };
  const member = async (): Promise<Json> => {
    const place = `/organizations/${organization.id}/members/${person.memberId}`;
    return (await server.rest('GET', place)).body;
  };
  return { organization, person, console, page, open, member };
}

inChromium('the panel under the presets', (browser) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.close());

  test('acceptance 2.10 to 2.13: the toggle beside the name asks; leaving it changes nothing, OK lends until a time', async () => {
    const world = await worldOf(browser(), server, { preset: 'lensai', role: 'regular' });
    const { page } = world;
    await world.open('details');
    const toggle = page.locator('aside').getByRole('switch', { name: /Root access/ });
    await toggle.focus();
    await page.keyboard.press('Space');
    const dialog = page.getByRole('dialog');
    await focusIn(dialog);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await toggle.isChecked()).toBe(false);
    expect((await world.member())['roles']).toEqual(['regular']);
    // a dialog gives the focus back a moment after it is gone
    await toggle.and(page.locator(':focus')).waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { roles, grants } = await world.member();
    expect(roles).toEqual(expect.arrayContaining(['regular', 'root']));
    const lent = (grants as unknown as Json[]).find(({ role }) => String(role) === 'root');
    expect(String(lent?.['until'])).toMatch(/^\d{4}-/);
    expect(await world.console.axe()).toEqual([]);
    await world.console.close();
  });

  test('console F3, acceptance 4.23: arrows on a closed choice of roles write nothing; the role changes by Save', async () => {
    const world = await worldOf(browser(), server, { preset: 'spaces', role: 'member' });
    const { page } = world;
    await world.open('details');
    await page.getByRole('button', { name: 'EDIT', exact: true }).click();
    const role = page.getByRole('combobox', { name: 'Role', exact: true });
    await role.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    for (const key of ['ArrowDown', 'ArrowUp', 'Escape']) await page.keyboard.press(key);
    expect((await world.member())['roles']).toEqual(['member']);
    await role.click();
    await page.getByRole('option', { name: 'User Admin' }).click();
    await page.getByRole('button', { name: 'SAVE', exact: true }).click();
    await page.getByRole('button', { name: 'EDIT', exact: true }).waitFor();
    expect((await world.member())['roles']).toEqual(['user-admin']);
    await world.console.close();
  });
});
