import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
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

inChromium('roles in the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let path: string;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    path = `/organizations/${organization.id}`;
    await makeRole('auditor', ['journal:read', 'members:read', 'notices:read:own']);
    owner = await consolePage(browser(), server, organization.owner, {
      acceptDownloads: true,
    });
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  async function makeRole(name: string, permissions: readonly string[]): Promise<void> {
    const title = name[0]?.toUpperCase() + name.slice(1);
    const body = { name, title, permissions };
    expect((await server.rest('POST', `${path}/roles`, { body })).status).toBe(201);
  }

  async function permissionsOf(name: string): Promise<string[]> {
    const { body } = await server.rest('GET', `${path}/roles/${name}`);
    return body['permissions'] as unknown as string[];
  }

  async function addMember(name: string, roles: readonly string[]): Promise<string> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@${organization.slug}.example`;
    const body = { email, name, roles, notify: false };
    const made = await server.rest('POST', `${path}/members`, { body });
    expect(made.status).toBe(201);
    return String(made.body['id']);
  }

  const cell = (words: string, role = 'Auditor') => owner.page.getByLabel(`${words}, for ${role}`);

  async function openMatrix(query = ''): Promise<void> {
    await owner.open(`/o/${organization.id}/roles${query}`);
    await owner.page.waitForSelector('table');
  }

  test('console A18: a permission that the page does not know stays when a role is saved', async () => {
    const { page } = owner;
    // a console that is older than the server: one area is not in its list
    await page.route('**/permissions', async (route) => {
      const answer = await route.fetch();
      const { items } = (await answer.json()) as { items: { area: string }[] };
      const known = items.filter(({ area }) => area !== 'notices');
      await route.fulfill({ response: answer, json: { items: known } });
    });
    await openMatrix();
    await page.getByText('Set by API', { exact: true }).waitFor();
    expect(await cell('See notifications').inputValue()).toBe('own');
    await cell('See domains').selectOption('any');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The change is in force').waitFor();
    await page.unroute('**/permissions');
    expect(await permissionsOf('auditor')).toEqual([
      'domains:read',
      'journal:read',
      'members:read',
      'notices:read:own',
    ]);
    expect(owner.faults).toEqual([]);
  });

  test('console A18: what somebody else saved meanwhile is shown and stays', async () => {
    const { page } = owner;
    await makeRole('keeper', ['spaces:read']);
    await openMatrix();
    await cell('Change spaces', 'Keeper').selectOption('any');
    const body = { permissions: ['seats:read', 'spaces:read'] };
    expect((await server.rest('PATCH', `${path}/roles/keeper`, { body })).status).toBe(200);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has changed Keeper meanwhile: + See seats').waitFor();
    expect(await permissionsOf('keeper')).toEqual(['seats:read', 'spaces:read']);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The change is in force').waitFor();
    expect(await permissionsOf('keeper')).toEqual(['seats:read', 'spaces:read', 'spaces:write']);
  });

  test('console A19: edits collect into one Save with their difference and the people; leaving asks; it can be undone', async () => {
    const { page } = owner;
    await makeRole('helper', ['members:read']);
    await addMember('Ada Brandt', ['helper']);
    await addMember('Ben Costa', ['helper']);
    const writes: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') writes.push(request.url());
    });
    await openMatrix();
    await cell('See spaces', 'Helper').selectOption('own');
    await cell('See members', 'Helper').selectOption('none');
    const bar = page.getByRole('region', { name: 'Changes not saved' });
    await bar.getByText('2 people are affected at once').waitFor();
    expect(await bar.textContent()).toContain('gains See spaces (their own) · loses See members');
    expect(writes).toEqual([]);
    expect(await owner.axe()).toEqual([]);
    await page.getByRole('link', { name: 'Helper' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await bar.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await bar.waitFor({ state: 'hidden' });
    expect(writes).toHaveLength(1);
    expect(await permissionsOf('helper')).toEqual(['spaces:read:own']);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('The roles are as they were').waitFor();
    expect(await permissionsOf('helper')).toEqual(['members:read']);
  });

  test('console A20: the only owner keeps the role, and the control says why; an invited owner does not count', async () => {
    const { page } = owner;
    const invited = await server.rest('POST', `${path}/invitations`, {
      body: { email: `pia@${organization.slug}.example`, roles: ['admin'] },
    });
    expect(invited.status).toBe(201);
    await owner.open(`/o/${organization.id}/roles/owner`);
    const take = page.getByRole('button', {
      name: 'Take the role from Olive Owner',
    });
    await take.waitFor();
    const only = expect.stringMatching(/^This is the only owner/);
    await expectSoon(() => take.getAttribute('aria-description'), only);
    await take.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    const second = await addMember('Otto Second', ['member']);
    const given = { role: 'owner', confirm: true };
    const roles = await server.rest('POST', `${path}/members/${second}/roles`, { body: given });
    expect(roles.status).toBe(200);
    await owner.open(`/o/${organization.id}/roles/owner`);
    await expectSoon(() => take.getAttribute('aria-disabled'), null);
    await page.getByRole('button', { name: 'Take the role from Otto Second' }).click();
    await expectSoon(focused, 'Cancel');
    await page.getByRole('button', { name: 'Take away' }).click();
    await expectSoon(() => take.getAttribute('aria-description'), only);
  });

  test('console F1: deleting a role stands last, names it and what it does, and asks with the focus on Cancel', async () => {
    const { page } = owner;
    await makeRole('leaver', ['journal:read', 'members:read']);
    const id = await addMember('Cora Diaz', ['leaver']);
    await owner.open(`/o/${organization.id}/roles/leaver`);
    await page.getByText('Cora Diaz').waitFor();
    expect(await owner.axe()).toEqual([]);
    const ending = page.getByRole('region', { name: 'Delete this role' });
    expect(await ending.getByRole('button').count()).toBe(1);
    await page.getByRole('button', { name: 'Delete role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Leaver?' });
    await dialog.getByText('1 member has it').waitFor();
    await expectSoon(focused, 'Cancel');
    const go = dialog.getByRole('button', { name: 'Delete role' });
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByLabel('They get instead').click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await dialog.getByText('− See the audit log').waitFor();
    expect(await dialog.getByText('+ See the organization').count()).toBe(1);
    expect(await owner.axe()).toEqual([]);
    await go.click();
    await page.waitForURL('**/roles');
    const member = await server.rest('GET', `${path}/members/${id}`);
    expect(member.body['roles']).toEqual(['viewer']);
  });

  test('console G6: whoever may read roles sees who has a permission, and exports the table', async () => {
    const reader = await consolePerson(server, organization, {
      name: 'Uma Admin',
      roles: ['user-admin'],
    });
    const theirs = await consolePage(browser(), server, reader);
    await theirs.open(`/o/${organization.id}/roles`);
    await theirs.page.waitForSelector('table');
    expect(await theirs.page.locator('table select').count()).toBe(0);
    const create = theirs.page.getByRole('button', { name: 'New role' });
    expect(await create.getAttribute('aria-disabled')).toBe('true');
    const reason = theirs.page.locator(`[id="${await create.getAttribute('aria-describedby')}"]`);
    expect(await reason.textContent()).toContain('An administrator can');
    await theirs.page.getByRole('button', { name: 'Change members' }).click();
    const dialog = theirs.page.getByRole('dialog', { name: 'Change members' });
    await dialog.getByText('Uma Admin').waitFor();
    expect(await dialog.textContent()).toContain('User administrator');
    expect(await theirs.axe()).toEqual([]);
    await theirs.page.keyboard.press('Escape');
    const [file] = await Promise.all([
      theirs.page.waitForEvent('download'),
      theirs.page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\r\n')[0]).toContain('"Permission","Name for programs","Auditor"');
    expect(text).toContain('"Change members","members:write"');
    expect(theirs.faults).toEqual([]);
    await theirs.close();
  });

  test('console G7: at 1024 px and 200 per cent the head and the first column stay; search and differences narrow it', async () => {
    const { page } = owner;
    await page.setViewportSize({ width: 512, height: 450 });
    await openMatrix();
    const scroller = page.getByRole('region', { name: 'Roles' });
    const frame = await scroller.boundingBox();
    await scroller.evaluate((element) => element.scrollTo(400, 400));
    const head = await page.locator('thead th').nth(3).boundingBox();
    const corner = await page.locator('thead th').first().boundingBox();
    expect(Math.abs((head?.y ?? 0) - (frame?.y ?? 0))).toBeLessThan(3);
    expect(Math.abs((corner?.x ?? 0) - (frame?.x ?? 0))).toBeLessThan(3);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(overflow).toBeLessThanOrEqual(512);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByLabel('Search permissions').fill('billing');
    await expectSoon(() => page.locator('tbody th[scope=row]').count(), 2);
    await page.waitForURL(/q=billing/);
    await openMatrix('?q=members&differences=true');
    await expectSoon(() => page.locator('tbody th[scope=row]').count(), 2);
    await page.getByLabel('Search permissions').fill('nothing like this');
    await page.getByText('No permission matches').waitFor();
  });

  test('a role is made once, however often it is clicked, and its versions can be compared', async () => {
    const { page } = owner;
    await openMatrix();
    await page.getByRole('button', { name: 'New role' }).click();
    await page.getByLabel('Title').fill('Night shift');
    await page.keyboard.press('Enter');
    await page.getByText('Night shift is there').waitFor();
    await cell('See members', 'Night shift').selectOption('any');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The change is in force').last().waitFor();
    await owner.open(`/o/${organization.id}/roles/night-shift`);
    await page.getByText('+ See members').waitFor();
    expect(owner.faults).toEqual([]);
  });

  function focused(): Promise<string | null> {
    return owner.page.evaluate(() => document.activeElement?.textContent ?? null);
  }
});
