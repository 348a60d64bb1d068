import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cookie, Page } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
  type ConsolePerson,
} from '../../kit/console.js';
import { localName } from '#http/base-url.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { signIn } from '../../kit/sessions.js';
import { expectSoon } from '../../kit/soon.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** What a button is disabled for: the words that a screen reader says with it. */
async function reasonOf(page: Page, name: string): Promise<string> {
  const button = page.getByRole('button', { name });
  await expectSoon(() => button.getAttribute('aria-disabled'), 'true');
  const id = await button.getAttribute('aria-describedby');
  return (await page.locator(`[id="${id}"]`).textContent()) ?? '';
}

inChromium('the panel of a person', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let chidi: ConsolePerson;
  let eri: ConsolePerson;
  let owner: ConsolePage;
  let page: Page;

  const rest = async (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: object) => {
    const place = `/organizations/${organization.id}${path}`;
    return server.rest(method, place, { ...(body && { body }) });
  };
  const memberOf = async ({ memberId }: ConsolePerson): Promise<Json> =>
    (await rest('GET', `/members/${memberId}`)).body;
  const open = async ({ memberId }: Pick<ConsolePerson, 'memberId'>, tab: string) => {
    await page.goto(
      `${localName(server.url)}/o/${organization.id}/people/${memberId}?panel=${tab}`,
    );
    await page.waitForSelector('#member-name');
  };
  const edit = (): Promise<void> => page.getByRole('button', { name: 'Edit', exact: true }).click();
  /** What the page still asks for would bring the dialog before the first click on Save. */
  const endSession = async (): Promise<Cookie[]> => {
    await owner.quiet();
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    return cookies;
  };
  const save = (): Promise<void> => page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = (): Promise<void> =>
    page.getByRole('button', { name: 'Edit', exact: true }).waitFor();

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    chidi = await consolePerson(server, organization, { name: 'Chidi Mbeki', roles: ['member'] });
    eri = await consolePerson(server, organization, { name: 'Eri Kato', roles: ['member'] });
    owner = await consolePage(browser(), server, organization.owner);
    ({ page } = owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('features 18: Edit, then Save with the difference; nothing is written before, and axe finds nothing', async () => {
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('First name').fill('Chidi');
    const difference = page.locator('section[aria-labelledby=pending-title]');
    expect(await difference.textContent()).toContain('One change, not saved yet');
    expect(await difference.textContent()).toContain('Chidi');
    expect((await memberOf(chidi))['firstName']).toBeUndefined();
    expect(await owner.axe()).toEqual([]);
    await save();
    await saved();
    expect((await memberOf(chidi))['firstName']).toBe('Chidi');
    expect(owner.faults).toEqual([]);
  });

  test('console D1: fields that two people changed apart come together, and only what was changed is sent', async () => {
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('First name').fill('Chi');
    await rest('PATCH', `/members/${chidi.memberId}`, { lastName: 'Mbeki-Okoro' });
    await save();
    await saved();
    const { firstName, lastName } = await memberOf(chidi);
    expect([firstName, lastName]).toEqual(['Chi', 'Mbeki-Okoro']);
  });

  test('console D1: of a field that both have changed the person sees mine, theirs and before, and chooses', async () => {
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('First name').fill('Mine');
    await rest('PATCH', `/members/${chidi.memberId}`, { firstName: 'Theirs' });
    await save();
    await page.getByRole('button', { name: 'Look at it' }).click();
    const dialog = page.getByRole('dialog');
    const words = (await dialog.textContent()) ?? '';
    expect(words).toContain('It was: Chi');
    expect(words).toContain('What you typed: Mine');
    expect(words).toContain('What it is now: Theirs');
    expect((await memberOf(chidi))['firstName']).toBe('Theirs');
    await dialog.getByRole('button', { name: 'Take these' }).click();
    await save();
    await saved();
    expect((await memberOf(chidi))['firstName']).toBe('Mine');
  });

  test('console A11: what is typed survives another window, and says when the record has changed meanwhile', async () => {
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('Last name').fill('Typed');
    await rest('PATCH', `/members/${chidi.memberId}`, { lastName: 'Elsewhere' });
    await page.waitForTimeout(5_100);
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
    await page.getByText('Somebody else has changed the same fields').waitFor();
    expect(await page.getByLabel('Last name').inputValue()).toBe('Typed');
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('console A10: a session that ends during editing is renewed on top of the form, and the same Save is made once', async () => {
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('First name').fill('After');
    const cookies = await endSession();
    await save();
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    expect(await page.getByLabel('First name').inputValue()).toBe('After');
    await page.context().addCookies(cookies);
    const { headers } = await signIn(server, { accountId: organization.owner.accountId });
    const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
    await page.context().addCookies([{ name, value, url: localName(server.url) }]);
    await page.evaluate(() => new BroadcastChannel('muster-session').postMessage('signed-in'));
    await saved();
    expect((await memberOf(chidi))['firstName']).toBe('After');
  });

  test('console A10: a different person who signs in does not inherit the draft', async () => {
    const before = (await memberOf(chidi))['firstName'];
    const other = await consolePerson(server, organization, { name: 'Odd One', roles: ['admin'] });
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('First name').fill('Not theirs');
    const cookies = await endSession();
    await save();
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    const { headers } = await signIn(server, { accountId: other.accountId });
    const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
    await page.context().addCookies([{ name, value, url: localName(server.url) }]);
    // a browser would ask whether to leave the page, and whoever says no would have kept it
    const asked: string[] = [];
    page.once('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    const loaded = page.waitForEvent('load');
    await page.evaluate(() => new BroadcastChannel('muster-session').postMessage('signed-in'));
    await loaded;
    await page.getByRole('button', { name: 'Account of Odd One' }).waitFor();
    expect(asked).toEqual([]);
    expect(await page.textContent('body')).not.toContain('Not theirs');
    expect((await memberOf(chidi))['firstName']).toBe(before);
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
    await page.reload();
  });

  test('console D3: another person is another panel; a draft asks before it is left', async () => {
    await open(chidi, 'details');
    await edit();
    await page.getByLabel('First name').fill('Not saved');
    await page.getByRole('link', { name: 'Close' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(page.url()).toContain(chidi.memberId);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await open(eri, 'details');
    expect(await page.textContent('#member-name')).toBe('Eri Kato');
    await edit();
    expect(await page.getByLabel('First name').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('console A20: nobody removes themselves or the last owner, and the button says why before it is pressed', async () => {
    await open({ memberId: organization.owner.memberId }, 'details');
    await page.waitForSelector('button[aria-disabled=true]');
    expect(await reasonOf(page, 'Remove')).toContain('Nobody suspends or removes themselves');
    await edit();
    const roles = page.getByRole('combobox', { name: 'Roles' });
    await expectSoon(() => roles.isDisabled(), true);
    await expectSoon(
      () => page.textContent('body'),
      expect.stringContaining('until the ownership is handed over'),
    );
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('console F1, A17: removing names the person and what it affects; Cancel has the focus, the numbers are what happens', async () => {
    const { body: product } = await rest('POST', '/products', {
      key: 'studio',
      name: 'Studio',
      seats: 3,
    });
    await rest('POST', '/seats', { productId: product['id'], memberId: eri.memberId });
    const { body: space } = await rest('POST', '/spaces', { name: 'North' });
    await rest('PUT', `/spaces/${space['id']}/members/${eri.memberId}`, { role: 'member' });
    await open(eri, 'details');
    await page.getByRole('button', { name: 'Remove…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Eri Kato?' });
    await dialog.getByText('One seat is released').waitFor();
    await dialog.getByText('Access to one space ends').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect((await memberOf(eri))['status']).toBe('active');
    await page.getByRole('button', { name: 'Remove…' }).click();
    await dialog.getByRole('combobox', { name: 'Who takes over what they own' }).fill('Chidi');
    await page.getByRole('option', { name: /Chidi/ }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Not a member any more', { exact: true }).waitFor();
    expect((await memberOf(eri))['status']).toBe('left');
    const journal = await rest('GET', '/journal?type=member.objects_reassigned');
    const after = journal.body['items']?.[0]?.['after'] as Json | undefined;
    expect(after?.['successorMemberId']).toBe(chidi.memberId);
    const use = await rest('GET', `/products/${product['id']}/use`);
    expect(use.body['free']).toBe(3);
  });

  test('console A9: seats that could not be read are not said to be none, and the call can be copied as curl', async () => {
    const body = { status: 500, code: 'internal', detail: '', traceId: '01jd9k2m' };
    await page.route('**/members/*/seats?*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', json: body }),
    );
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(chidi, 'seats');
    const tab = page.getByRole('tabpanel');
    await tab.getByText('The server failed', { exact: true }).waitFor();
    expect(await tab.getByText('No seat').count()).toBe(0);
    await tab.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toContain(`/members/${chidi.memberId}/seats?limit=`);
    expect(command).toContain('-H "Authorization: Bearer $KEY"');
    await page.unroute('**/members/*/seats?*');
    await tab.getByRole('button', { name: 'Try again' }).click();
    await tab.getByText('No seat').first().waitFor();
  });

  test('features 16: the last day of activity is the same day in every zone, and today has a word', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await server.rest(
      'POST',
      `/organizations/${organization.id}/members/${chidi.memberId}/activity`,
    );
    const { lastActiveOn } = await memberOf(chidi);
    expect(String(lastActiveOn) >= today).toBe(true);
    const west = { timezoneId: 'America/Los_Angeles' };
    const there = await consolePage(browser(), server, organization.owner, west);
    await there.open(`/o/${organization.id}/people`);
    await there.page.getByRole('row', { name: /Chidi Mbeki.*Today/ }).waitFor();
    await there.close();
  });

  describe('of a person whom a directory manages', () => {
    let dora: string;

    beforeAll(async () => {
      const { body: connection } = await rest('POST', '/connections', {
        kind: 'scim',
        name: 'Okta',
      });
      const { body } = await rest('POST', `/connections/${connection['id']}/credentials`, {
        kind: 'token',
      });
      const scim = async (place: string, resource: object): Promise<Json> => {
        const answer = await fetch(`${server.url}/scim/${connection['id']}/v2/${place}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${body['token']}`,
            'content-type': 'application/scim+json',
          },
          body: JSON.stringify(resource),
        });
        return (await answer.json()) as Json;
      };
      const user = await scim('Users', {
        schemas: [USER],
        userName: 'dora@northwind.example',
        displayName: 'Dora Lind',
        active: true,
        emails: [{ value: 'dora@northwind.example', primary: true }],
      });
      const group = await scim('Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Engineering',
        members: [{ value: user['id'] }],
      });
      const product = await rest('POST', '/products', { key: 'flow', name: 'Flow', seats: 3 });
      const mappings = [{ groupId: group['id'], productId: product.body['id'] }];
      await rest('PUT', `/connections/${connection['id']}/group-mappings`, { mappings });
      const list = await rest('GET', '/members?q=dora');
      dora = String(list.body['items']?.[0]?.['id']);
    });

    test('console A16: each field says who keeps it, own fields stay open, and REST refuses the same ones', async () => {
      await open({ memberId: dora }, 'details');
      await edit();
      for (const label of ['Name', 'First name', 'Last name', 'Email']) {
        const field = page.getByLabel(label, { exact: true });
        await expectSoon(async () => [label, await field.isDisabled()], [label, true]);
      }
      expect(await page.textContent('body')).toContain('Managed by Okta');
      expect(await page.getByRole('combobox', { name: 'Language' }).isDisabled()).toBe(false);
      await page.getByRole('combobox', { name: 'Language' }).click();
      await page.getByRole('option', { name: 'German' }).click();
      await save();
      await saved();
      const now = await rest('GET', `/members/${dora}`);
      expect(now.body['locale']).toBe('de');
      const refused = await rest('PATCH', `/members/${dora}`, { name: 'Other' });
      expect([refused.status, refused.body['code']]).toEqual([409, 'member.managed']);
      expect(await reasonOf(page, 'Remove')).toContain('A directory manages this person');
    });

    test('features 29: unlocked for an hour with a reason, the fields open; locked again they close', async () => {
      await open({ memberId: dora }, 'details');
      await page.getByRole('button', { name: 'Unlock…' }).click();
      await page.getByLabel('Reason').fill('The directory is being moved.');
      await page.getByRole('dialog').getByRole('button', { name: 'Unlock…' }).click();
      await page.getByText('Unlocked for a while').waitFor();
      await edit();
      expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(false);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Lock again' }).click();
      await page.getByText('Managed by Okta: name, address, status').waitFor();
    });

    test('features 37: a seat names the group that gives it, and activity calls roles and states as people do', async () => {
      await open({ memberId: dora }, 'seats');
      const tab = page.getByRole('tabpanel');
      await tab.getByText('because of the group Engineering in Okta').waitFor();
      await page.getByRole('tab', { name: 'Activity' }).click();
      await tab.getByText('Became a member').waitFor();
      await expectSoon(
        () => tab.locator('ins bdi').allTextContents(),
        expect.arrayContaining(['Active', 'Member', 'Assigned']),
      );
    });

    test('features 37: the access says why, and the directory record what the provider said', async () => {
      await open({ memberId: dora }, 'access');
      await page.getByRole('heading', { name: 'Member', exact: true }).waitFor();
      await page.getByRole('tab', { name: 'Directory record' }).click();
      await page.getByRole('heading', { name: 'Okta', exact: true }).waitFor();
      await expectSoon(
        () => page.textContent('[role=tabpanel]'),
        expect.stringContaining('dora@northwind.example'),
      );
      expect(await owner.axe()).toEqual([]);
    });
  });
});
