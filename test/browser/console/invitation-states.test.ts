import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

const DAY_MS = 86_400_000;

inChromium('invitations that run out', (browser) => {
  let moved = 0;
  const clock = { now: () => Date.now() + moved };
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let page: Page;

  const rows = () => page.locator('[role=grid] [role=row][data-id]');
  const row = (name: string) => rows().filter({ hasText: name });
  const invitations = async (status: string): Promise<readonly Json[]> => {
    const path = `/organizations/${organization.id}/invitations?limit=100&status=${status}`;
    return ((await server.rest('GET', path)).body['items'] ?? []) as readonly Json[];
  };

  /** The server and the browser so many days later, with a session of that day. */
  async function later(days: number): Promise<void> {
    moved = days * DAY_MS;
    await owner?.close();
    owner = await consolePage(browser(), Object.assign({}, server, { clock }), organization.owner);
    ({ page } = owner);
    await page.clock.setFixedTime(clock.now());
    await owner.open(`/o/${organization.id}/people?tab=invitations`);
    await rows().first().waitFor();
  }

  beforeAll(async () => {
    server = await startServer({ jobs: true, clock });
    organization = await consoleOrganization(server, 'standard');
    for (const name of ['Ann', 'Ben', 'Cem', 'Dua']) {
      const body = { email: `${name.toLowerCase()}@late.example`, name, roles: ['member'] };
      const made = await server.rest('POST', `/organizations/${organization.id}/invitations`, {
        body: { ...body, lifeDays: name === 'Dua' ? 30 : 7 },
      });
      expect([made.status, made.body['code']]).toEqual([201, undefined]);
    }
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  test('console A14: what expires soon is counted, and one click filters it', async () => {
    await later(6);
    await page.getByRole('button', { name: '3 expire soon' }).click();
    await page.waitForURL(/status=pending/);
    await page.waitForFunction(
      () => document.querySelectorAll('[role=grid] [role=row][data-id]').length === 3,
    );
    expect(await row('Dua').count()).toBe(0);
  });

  test('console A14: expired is a status with its count; one click renews one, and a selection the rest', async () => {
    await later(8);
    // those that ended stay in the list of all of them
    await expectSoon(() => rows().count(), 4);
    await row('Ann').getByText('Expired').waitFor();
    await page.getByRole('button', { name: '3 expired' }).click();
    await page.waitForURL(/status=expired/);
    expect(await owner.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Renew the invitation of Ann' }).click();
    await row('Ann').waitFor({ state: 'detached' });
    const [ann] = (await invitations('pending')).filter(({ name }) => String(name) === 'Ann');
    expect(Date.parse(String(ann?.['expiresAt']))).toBeGreaterThan(clock.now() + 6 * DAY_MS);
    for (const name of ['Ben', 'Cem'])
      await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByRole('button', { name: 'Renew', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Renew', exact: true }).click();
    await page.getByText('2 renewed').first().waitFor();
    await page.waitForFunction(
      () => document.querySelectorAll('[role=grid] [role=row][data-id]').length === 0,
    );
    expect(await invitations('expired')).toEqual([]);
    expect(await invitations('pending')).toHaveLength(4);
    expect(owner.faults).toEqual([]);
  });
});
