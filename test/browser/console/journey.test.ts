import { expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import { consoleOrganization, consolePage, consolePerson } from '../../kit/console.js';
import { overServers } from '../../kit/server-suites.js';

// An administrator's morning by the keyboard alone, on both databases.

inChromium('by keyboard alone', (browser) => {
  overServers(
    'on',
    (server) => {
      test('a person is found, named, suspended and let in again, and the audit log tells of it', async () => {
        const organization = await consoleOrganization(server(), 'standard');
        const ada = await consolePerson(server(), organization, {
          name: 'Ada Brandt',
          roles: ['member'],
        });
        await consolePerson(server(), organization, { name: 'Chidi Mbeki', roles: ['member'] });
        const member = async () => {
          const place = `/organizations/${organization.id}/members/${ada.memberId}`;
          return (await server().rest('GET', place)).body;
        };
        const owner = await consolePage(browser(), server(), organization.owner);
        const { page } = owner;
        await owner.open(`/o/${organization.id}/people`);
        const rows = page.locator('[role=grid] [role=row][data-id]');
        await rows.filter({ hasText: 'Chidi Mbeki' }).waitFor();

        await page.getByRole('searchbox').focus();
        await page.keyboard.type('brand');
        await rows.filter({ hasText: 'Chidi Mbeki' }).waitFor({ state: 'detached' });
        await rows.filter({ hasText: 'Ada Brandt' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(`**/people/${ada.memberId}*`);
        await page.getByRole('tab', { name: 'Details' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Edit', exact: true }).focus();
        await page.keyboard.press('Enter');
        await page.getByLabel('First name').focus();
        await page.keyboard.type('Augusta');
        expect((await member())['firstName']).toBeUndefined();
        await page.getByRole('button', { name: 'Save', exact: true }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
        expect((await member())['firstName']).toBe('Augusta');

        await rows.filter({ hasText: 'Ada Brandt' }).focus();
        await page.keyboard.press('x');
        const bar = page.getByRole('region', { name: 'Selection' });
        await bar.getByRole('button', { name: 'Suspend' }).focus();
        await page.keyboard.press('Enter');
        // once the trial has said what it would do
        const dialog = page.getByRole('dialog');
        const suspend = dialog.getByRole('button', { name: 'Suspend', disabled: false });
        await suspend.waitFor();
        await suspend.focus();
        await page.keyboard.press('Enter');
        const undo = page.getByRole('button', { name: 'Undo', exact: true }).first();
        await undo.waitFor();
        expect((await member())['status']).toBe('suspended');
        await undo.focus();
        await page.keyboard.press('Enter');
        await page.getByText('1 taken back').waitFor();
        expect((await member())['status']).toBe('active');

        await owner.open(`/o/${organization.id}/audit?target=member%3A${ada.memberId}`);
        for (const type of ['member.suspended', 'member.restored']) {
          await page.locator('[role=row]').filter({ hasText: type }).first().waitFor();
        }
        expect(owner.faults).toEqual([]);
        await owner.close();
      }, 120_000);
    },
    { jobs: true },
  );
});
