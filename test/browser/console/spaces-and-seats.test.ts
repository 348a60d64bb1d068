import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { FULL_AUTHORITY } from '#kernel/index.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { signInContext } from '../../kit/sessions.js';
import { expectSoon } from '../../kit/soon.js';

inChromium('spaces, seats, billing and domains in the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let path: string;
  let people: string[];

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    path = `/organizations/${organization.id}`;
    people = [];
    for (let number = 10; number < 42; number += 1)
      people.push(await addMember(`Person ${number}`));
    owner = await consolePage(browser(), server, organization.owner);
  }, 90_000);

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  async function addMember(name: string): Promise<string> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@${organization.slug}.example`;
    const body = { email, name, roles: ['member'], notify: false };
    return String((await server.rest('POST', `${path}/members`, { body })).body['id']);
  }

  async function make(kind: string, body: object): Promise<string> {
    const made = await server.rest('POST', `${path}/${kind}`, { body });
    expect(made.status).toBe(201);
    return String(made.body['id']);
  }

  async function count(place: string): Promise<number> {
    const { body } = await server.rest('GET', `${path}/${place}`);
    return (body['items'] as unknown as unknown[]).length;
  }

  test('console B21, B22, J3: the picker asks once a pause, says how many there are, and keeps what is picked on top', async () => {
    const { page } = owner;
    const spaceId = await make('spaces', { name: 'North' });
    await owner.open(`/o/${organization.id}/spaces/${spaceId}`);
    await page.getByText('Nobody was put here yet').waitFor();
    await page.getByRole('button', { name: 'Add people' }).click();
    const field = page.getByRole('combobox', { name: 'People' });
    await field.click();
    await page.getByText('25 of 33, type to narrow').waitFor();
    const options = page.getByRole('option');
    expect(await options.count()).toBeLessThanOrEqual(50);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const selected = () =>
      options.evaluateAll((all) => all.filter((one) => one.ariaSelected === 'true').length);
    expect(await selected()).toBe(0);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/members?')) asked.push(request.url());
    });
    // without a pause between the letters, however busy the machine is
    await field.evaluate(
      (element, texts) => {
        const input = element as HTMLInputElement;
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
        for (const text of texts) {
          set?.call(input, text);
          input.dispatchEvent(new Event('input', { bubbles: true }));
        }
      },
      ['person', 'person 4', 'person 41'],
    );
    await options.filter({ hasText: 'Person 41' }).waitFor();
    await options.filter({ hasText: 'Person 40' }).waitFor({ state: 'detached' });
    expect(asked).toHaveLength(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const first = options.first();
    const isPicked = [expect.stringContaining('Person 41'), 'true'];
    const firstIs = async () => [
      await first.textContent(),
      await first.getAttribute('aria-selected'),
    ];
    await expectSoon(firstIs, isPicked);
    await field.fill('');
    await page.getByText('25 of 33, type to narrow').waitFor();
    await expectSoon(firstIs, isPicked);
    await options.filter({ hasText: 'Person 12' }).click();
    expect(await owner.axe()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add 2 people' }).click();
    await page.getByText('2 people were added').waitFor();
    expect(await count(`spaces/${spaceId}/members`)).toBe(2);
  });

  test('3.28: in each space more people are added, taken out and put back', async () => {
    const { page } = owner;
    const spaceId = await make('spaces', { name: 'South' });
    const body = {
      action: 'assign',
      role: 'manager',
      memberIds: people.slice(0, 3),
    };
    await server.rest('POST', `${path}/spaces/${spaceId}/members/bulk`, {
      body,
    });
    await owner.open(`/o/${organization.id}/spaces/${spaceId}`);
    await page.getByLabel('Select Person 10').check();
    await page.getByLabel('Select Person 11').check();
    await page.getByText('2 selected').waitFor();
    expect(await owner.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Remove from space' }).click();
    await page.getByText('2 people were removed').waitFor();
    expect(await count(`spaces/${spaceId}/members`)).toBe(1);
    // the message is gone with the page; the inbox takes it back (console A3)
    await owner.open(`/o/${organization.id}/spaces`);
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByRole('button', { name: /^Undo: .*South · 2 people$/ }).click();
    await page.getByText('2 taken back').waitFor();
    await owner.open(`/o/${organization.id}/spaces/${spaceId}`);
    const { body: back } = await server.rest('GET', `${path}/spaces/${spaceId}/members`);
    const roles = (back['items'] as unknown as { reasons: { role: string }[] }[]).map(
      ({ reasons }) => reasons[0]?.role,
    );
    expect(roles).toEqual(['manager', 'manager', 'manager']);
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.getByText('Olive Owner', { exact: true }).waitFor();
  });

  test('console F1: deleting a space or a product names it, and the focus is on Cancel', async () => {
    const { page } = owner;
    const spaceId = await make('spaces', { name: 'Old place' });
    await owner.open(`/o/${organization.id}/spaces/${spaceId}`);
    await page.getByRole('button', { name: 'Delete space' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Old place?' });
    await dialog.waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
    // somebody else is faster: nothing is deleted that was not seen
    const change = { body: { name: 'Old place, in use' } };
    await server.rest('PATCH', `${path}/spaces/${spaceId}`, change);
    await dialog.getByRole('button', { name: 'Delete space' }).click();
    await dialog.getByText('Name: now Old place, in use').waitFor();
    expect((await server.rest('GET', `${path}/spaces/${spaceId}`)).status).toBe(200);
    expect(await owner.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Delete space' }).click();
    await page.waitForURL('**/spaces');
    expect((await server.rest('GET', `${path}/spaces/${spaceId}`)).status).toBe(404);
    const productId = await make('products', {
      key: 'old',
      name: 'Old tool',
      seats: 1,
    });
    await owner.open(`/o/${organization.id}/seats/${productId}`);
    await page.getByRole('button', { name: 'Delete product' }).click();
    await page.getByRole('dialog', { name: 'Delete Old tool?' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
    await page.keyboard.press('Enter');
    expect((await server.rest('GET', `${path}/products/${productId}`)).status).toBe(200);
  });

  test('a refusal is said in the language of the page, with its figures and the next step', async () => {
    await make('spaces', { name: 'Taken' });
    const german = await consolePage(browser(), server, organization.owner, { locale: 'de-DE' });
    const { page } = german;
    await german.open(`/o/${organization.id}/spaces`);
    await page.getByRole('button', { name: 'Neuer Bereich' }).click();
    await page.getByLabel('Name').fill('Taken');
    const asked = page.waitForRequest((one) => one.method() === 'POST');
    await page.getByRole('button', { name: 'Bereich anlegen' }).click();
    expect((await (await asked).allHeaders())['accept-language']).toBe('de');
    await page
      .getByText('Die Organisation hat schon einen Bereich namens Taken. Wählen Sie einen anderen')
      .waitFor();
    await page.getByLabel('Name').fill('x'.repeat(201));
    await page.getByRole('button', { name: 'Bereich anlegen' }).click();
    await page.getByText('Das ist zu lang: höchstens 200 Zeichen.').first().waitFor();
    expect(german.faults).toEqual([]);
    await german.close();
  });

  test('1.6 to 1.10: seats are assigned while some are free, then requested; a request is approved, and seats are taken back', async () => {
    const { page } = owner;
    const productId = await make('products', {
      key: 'draw',
      name: 'Drawing',
      seats: 2,
    });
    await owner.open(`/o/${organization.id}/seats/${productId}`);
    await page.getByRole('button', { name: 'Assign seats' }).click();
    const field = page.getByRole('combobox', { name: 'People' });
    for (const name of ['Person 20', 'Person 21', 'Person 22']) {
      await field.fill(name);
      await page.getByRole('option', { name }).click();
    }
    await page.keyboard.press('Escape');
    await page.getByText('For 1 person no seat is free').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Assign seats' }).click();
    await page.getByText('2 people have a seat · 1 seat is requested').waitFor();
    await page.getByRole('button', { name: 'Request seats' }).waitFor();
    expect(await owner.axe()).toEqual([]);
    await owner.open(`/o/${organization.id}/seats`);
    await page.getByText('Seat requests').waitFor();
    expect(await owner.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('gets the next free seat of Drawing').waitFor();
    await owner.open(`/o/${organization.id}/seats/${productId}`);
    await page.getByText('In the queue, next first').waitFor();
    await page.getByLabel('Select Person 20').check();
    await page.getByRole('button', { name: 'Unassign seats' }).click();
    await page.getByText('1 seat is free again').waitFor();
    const seats = await server.rest('GET', `${path}/seats?productId=${productId}`);
    const names = (seats.body['items'] as unknown as { memberName: string }[]).map(
      (one) => one.memberName,
    );
    expect(names.sort()).toEqual(['Person 21', 'Person 22']);
    const changes = await server.rest('GET', `${path}/member-changes?order=desc&limit=2`);
    expect(changes.body['items']).toMatchObject([
      { change: 'releaseSeats', succeeded: 1, undoable: true },
      { change: 'assignSeats', succeeded: 3, undoable: true },
    ]);
  });

  test('the chart of the seats has a table, a sentence and its time zone', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/seats`);
    await page.locator('svg.recharts-surface').first().waitFor();
    await page
      .getByText(/of \d+ seats are in use\. Drawing is the fullest, with 2 of 2\./)
      .waitFor();
    await expectSoon(() => page.getByText(/^As of .*(GMT|UTC)/).count(), 1);
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('table', { name: 'Use of seats' }).waitFor();
    expect(await owner.axe()).toEqual([]);
    expect(owner.faults).toEqual([]);
  });

  test('console B23: sixty spaces of a domain are two and a number; the row keeps its height', async () => {
    const { page } = owner;
    const ctx = { ...signInContext(), authority: FULL_AUTHORITY };
    const { domains } = server.core;
    const domain = await domains.add(ctx, organization.id, `${organization.slug}.example`);
    const domainId = domain.id;
    await owner.open(`/o/${organization.id}/domains`);
    await page.getByRole('button', { name: 'Prove' }).click();
    await page.getByRole('button', { name: 'Copy the value' }).waitFor();
    expect(await owner.axe()).toEqual([]);
    await page.keyboard.press('Escape');
    // as the job does that asks DNS
    await domains.recordDnsAnswer(ctx, domain, [domain.dnsCode]);
    const spaces: string[] = [];
    for (let number = 10; number < 70; number += 1) {
      spaces.push(await make('spaces', { name: `Room ${number}` }));
    }
    const change = (ids: readonly string[]) =>
      server.rest('PATCH', `${path}/domains/${domainId}`, {
        body: {
          defaultSpaces: ids.map((spaceId) => ({ spaceId, role: 'member' })),
        },
      });
    const heightOf = async (shown: string): Promise<number> => {
      await owner.open(`/o/${organization.id}/domains`);
      await page.getByText(shown).first().waitFor();
      return (await page.locator('tbody tr').first().boundingBox())?.height ?? 0;
    };
    expect((await change(spaces.slice(0, 1))).status).toBe(200);
    const before = await heightOf('Room 10');
    expect((await change(spaces)).status).toBe(200);
    expect(await heightOf('+58')).toBe(before);
    await page.getByRole('button', { name: '58 more, show all' }).click();
    await page.getByText('Room 69').waitFor();
    expect(owner.faults).toEqual([]);
  });

  test('a domain is removed only by a dialog that says what ends', async () => {
    const { page } = owner;
    await make('domains', { name: `second-${organization.slug}.example` });
    await owner.open(`/o/${organization.id}/domains`);
    await page
      .getByRole('button', {
        name: `More for second-${organization.slug}.example`,
      })
      .click();
    await page.getByRole('menuitem', { name: 'Remove domain' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Members stay').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
    await dialog.getByRole('button', { name: 'Remove domain' }).click();
    await page.getByText('is removed').waitFor();
    expect(await count('domains')).toBe(1);
  });

  test('0.29: Billing keeps the billing contacts, and has no page of users', async () => {
    const lonti = await consoleOrganization(server, 'lonti');
    const paid = { plan: 'paid' };
    await server.rest('PUT', `/organizations/${lonti.id}/plan`, { body: paid });
    const person = await consolePerson(server, lonti, {
      name: 'Bill Payer',
      roles: ['billing'],
    });
    const billing = await consolePage(browser(), server, person);
    const { page } = billing;
    await billing.open(`/o/${lonti.id}/billing`);
    await page.getByLabel('Email address').fill('invoices@northwind.example');
    await page.keyboard.press('Enter');
    expect(await billing.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The billing contacts are saved').waitFor();
    const { body } = await server.rest('GET', `/organizations/${lonti.id}/billing`);
    expect(body['contacts']).toEqual(['invoices@northwind.example']);
    expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
    expect(billing.faults).toEqual([]);
    await billing.close();
  });

  test('the plan says what would have to go before another one fits', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/plan`);
    await page.getByRole('row', { name: /^Team/ }).getByRole('button', { name: 'Check' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change to Team?' });
    await dialog.getByText('8 members too many').waitFor();
    expect(await dialog.getByRole('button', { name: 'Change plan' }).isDisabled()).toBe(true);
    expect(await owner.axe()).toEqual([]);
  });
});
