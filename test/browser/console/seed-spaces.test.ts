import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import { handsOf, journey, reach, type Hand } from '../../kit/console-keyboard.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

inChromium(
  'what the seed of an organization with spaces says, done at the first try',
  (browser) => {
    let server: TestServer;
    let organization: ConsoleOrganization;
    let admin: ConsolePage;
    let payer: ConsolePage;
    let userAdmin: ConsolePage;
    let member: ConsolePage;

    beforeAll(async () => {
      server = await startServer();
      organization = await consoleOrganization(server, 'spaces', 'Docks');
      const person = async (name: string, role: string): Promise<ConsolePage> =>
        consolePage(
          browser(),
          server,
          await consolePerson(server, organization, { name, roles: [role] }),
        );
      admin = await consolePage(browser(), server, organization.owner);
      payer = await person('Bo Payer', 'billing-admin');
      userAdmin = await person('Uma Users', 'user-admin');
      member = await person('Mo Member', 'member');
      for (const name of ['Zed Away', 'Kim Away'])
        await consolePerson(server, organization, { name, roles: ['member'] });
      for (let number = 10; number < 22; number += 1)
        await server.rest('POST', `/organizations/${organization.id}/spaces`, {
          body: { name: `Dock ${number}` },
        });
    }, 120_000);

    afterAll(async () => {
      const all = [admin, payer, userAdmin, member];
      for (const one of all) expect(one.faults).toEqual([]);
      await Promise.all(all.map((one) => one.close()));
      await server.close();
    });

    const listOf = async (path: string): Promise<readonly Json[]> => {
      const { body } = await server.rest('GET', `/organizations/${organization.id}/${path}`);
      return body['items'] as unknown as readonly Json[];
    };
    const invitation = async (email: string): Promise<Json | undefined> =>
      (await listOf('invitations?limit=100')).find((one) => String(one['email']) === email);

    for (const place of [0, 1]) {
      const by = ['by mouse', 'by keyboard'][place] ?? '';
      const handOf = ({ page }: ConsolePage): Hand => {
        const hand = handsOf(page)[place];
        if (!hand) throw new Error('no hand');
        return hand;
      };
      /** From the start page, as the seed says: the menu Organization Settings, then Users. */
      const toUsers = async (one: ConsolePage): Promise<void> => {
        const { page } = one;
        await one.open(`/o/${organization.id}`);
        await page.getByRole('heading', { name: 'Organization Settings' }).waitFor();
        await handOf(one).use(page.getByRole('navigation').getByRole('link', { name: 'Users' }));
        await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
      };
      const rowOf = ({ page }: ConsolePage, name: string): Locator =>
        page.getByRole('row', { name: new RegExp(name) });

      describe(by, () => {
        journey(
          `acceptance 3.1, 3.18, 3.20 to 3.22: three roles open Users and read who is there; a member sees no settings, ${by}`,
          async () => {
            const email = `pia-${place}@docks.example`;
            await server.rest('POST', `/organizations/${organization.id}/invitations`, {
              body: { email, roles: ['member'] },
            });
            for (const one of [admin, payer, userAdmin]) {
              await toUsers(one);
              const row = rowOf(one, 'Bo Payer');
              const words = (await row.innerText()).split('\n').map((word) => word.trim());
              expect(words).toEqual(expect.arrayContaining(['BP', 'Bo Payer', 'Billing Admin']));
              expect(words.join(' ')).toContain('bo.payer@');
              const heads = await one.page.getByRole('columnheader').allInnerTexts();
              expect(heads.slice(-2)).toEqual(['Last active', 'Actions']);
              const cells = rowOf(one, email).getByRole('gridcell');
              expect(await cells.nth(-2).innerText()).toBe('Pending');
            }
            await member.open(`/o/${organization.id}`);
            await member.page.getByRole('navigation').getByRole('link').first().waitFor();
            expect(await member.page.getByText(/Organization Settings|^Users$/).count()).toBe(0);
            expect(await payer.axe()).toEqual([]);
          },
        );

        journey(`acceptance 3.23: the search at the top narrows the list, ${by}`, async () => {
          const { page } = payer;
          await toUsers(payer);
          const search = page.getByRole('searchbox');
          await handOf(payer).write(search, 'zed');
          await rowOf(payer, 'Mo Member').waitFor({ state: 'detached' });
          await expectSoon(() => page.getByRole('row').count(), 2);
          await page.keyboard.press('Escape');
          await rowOf(payer, 'Mo Member').waitFor();
        });

        journey(
          `acceptance 3.24 to 3.28: ADD USER, NEXT, at most ten spaces, ASSIGN SPACE; more in each space, ${by}`,
          async () => {
            const { page } = admin;
            const hand = handOf(admin);
            const email = `sol-${place}@docks.example`;
            await toUsers(admin);
            const dialog = page.getByRole('dialog', { name: 'Add User' });
            const add = page.getByRole('button', { name: 'ADD USER' });
            expect(await isBlue(add)).toBe(true);
            await hand.use(add);
            await hand.write(dialog.getByLabel('Email Address'), email);
            await dialog.getByRole('radiogroup', { name: 'Organization Access' }).waitFor();
            await hand.use(dialog.getByRole('radio', { name: 'Billing Admin' }));
            const next = dialog.getByRole('button', { name: 'NEXT' });
            expect([await isBlue(next), await isLast(next)]).toEqual([true, true]);
            await hand.use(next);
            const assign = dialog.getByRole('button', { name: 'ASSIGN SPACE' });
            expect(await assign.isDisabled()).toBe(true);
            const spaces = dialog.getByRole('combobox', { name: 'Spaces' });
            const option = (number: number): Locator =>
              page.getByRole('option', { name: `Dock ${number}` });
            for (let number = 10; number < 20; number += 1)
              await hand.choose(spaces, option(number));
            await expectSoon(() => option(20).getAttribute('data-combobox-disabled'), 'true');
            await hand.use(assign);
            await dialog.waitFor({ state: 'hidden' });
            const made = await invitation(email);
            expect(made).toMatchObject({ roles: ['billing-admin'], status: 'pending' });
            expect(made?.['spaces']).toHaveLength(10);
            await hand.use(page.getByRole('navigation').getByRole('link', { name: 'Spaces' }));
            await hand.use(page.getByRole('main').getByRole('link', { name: 'Dock 21' }));
            await hand.use(page.getByRole('button', { name: 'Add people' }));
            const people = page.getByRole('dialog').getByRole('combobox', { name: 'People' });
            const who = ['Zed Away', 'Kim Away'][place] ?? '';
            await hand.choose(people, page.getByRole('option', { name: who }));
            await hand.use(
              page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }),
            );
            await page.getByRole('dialog').waitFor({ state: 'hidden' });
            await page.getByRole('main').getByText(who).first().waitFor();
          },
        );

        journey(
          `acceptance 3.25, 3.27: a user admin gives Member only, and skips the spaces, ${by}`,
          async () => {
            const { page } = userAdmin;
            const hand = handOf(userAdmin);
            const email = `tom-${place}@docks.example`;
            await toUsers(userAdmin);
            await hand.use(page.getByRole('button', { name: 'ADD USER' }));
            const dialog = page.getByRole('dialog', { name: 'Add User' });
            await hand.write(dialog.getByLabel('Email Address'), email);
            expect(await dialog.getByRole('radio').count()).toBe(1);
            await hand.use(dialog.getByRole('radio', { name: 'Member' }));
            await hand.use(dialog.getByRole('button', { name: 'NEXT' }));
            await hand.use(dialog.getByRole('button', { name: 'SKIP' }));
            await dialog.waitFor({ state: 'hidden' });
            expect(await invitation(email)).toMatchObject({ roles: ['member'] });
          },
        );

        journey(
          `acceptance 3.14: a user admin changes the spaces of everybody, also of who is more, ${by}`,
          async () => {
            const { page } = userAdmin;
            const hand = handOf(userAdmin);
            const [who, dock] = [['Bo Payer', 'Mo Member'][place] ?? '', 'Dock 12'];
            const [member] = await listOf(`members?q=${who}`);
            const spaces = async (): Promise<unknown> =>
              (await listOf(`members/${String(member?.['id'])}/spaces`)).map(
                ({ space }) => (space as unknown as Json)['name'],
              );
            await toUsers(userAdmin);
            await hand.use(rowOf(userAdmin, who).getByRole('button', { name: `EDIT: ${who}` }));
            await hand.use(page.getByRole('tab', { name: 'Spaces' }));
            await hand.choose(
              page.getByRole('combobox', { name: 'Add a space' }),
              page.getByRole('option', { name: dock }),
            );
            expect(await spaces()).toEqual([]);
            await hand.use(page.getByRole('button', { name: 'SAVE', exact: true }));
            await page.getByRole('button', { name: 'EDIT', exact: true }).waitFor();
            expect(await spaces()).toEqual([dock]);
            await hand.use(page.getByRole('button', { name: 'EDIT', exact: true }));
            await hand.use(page.getByRole('button', { name: `Take out of ${dock}` }));
            await hand.use(page.getByRole('button', { name: 'SAVE', exact: true }));
            await page.getByRole('button', { name: 'EDIT', exact: true }).waitFor();
            expect(await spaces()).toEqual([]);
          },
        );

        journey(
          `acceptance 3.29, 3.31: EDIT and SAVE; DELETE in the row, the review, DELETE, ${by}`,
          async () => {
            const { page } = admin;
            const hand = handOf(admin);
            const who = ['Zed Away', 'Kim Away'][place] ?? '';
            await toUsers(admin);
            const edit = rowOf(admin, who).getByRole('button', { name: `EDIT: ${who}` });
            expect(await edit.innerText()).toBe('EDIT');
            await hand.use(edit);
            await hand.choose(
              page.getByRole('combobox', { name: 'Role', exact: true }),
              page.getByRole('option', { name: 'User Admin' }),
            );
            await hand.use(page.getByRole('button', { name: 'SAVE', exact: true }));
            await page.getByRole('button', { name: 'EDIT', exact: true }).waitFor();
            await hand.use(page.getByRole('link', { name: 'Close' }));
            await hand.use(page.getByRole('button', { name: `DELETE: ${who}` }));
            const review = page.getByRole('dialog', { name: `Delete ${who}?` });
            await review.getByText('place in a space ends').waitFor();
            expect((await listOf(`members?q=${who}`))[0]).toMatchObject({ roles: ['user-admin'] });
            await hand.use(review.getByRole('button', { name: 'DELETE', exact: true }));
            await rowOf(admin, who).waitFor({ state: 'detached' });
            expect(await listOf(`members?q=${who}`)).toEqual([]);
          },
        );

        journey(
          `acceptance 3.29, 3.31, console G2: a billing admin can neither edit nor delete, and reads why and who can, ${by}`,
          async () => {
            const { page } = payer;
            await toUsers(payer);
            for (const word of ['EDIT', 'DELETE']) {
              const button = page.getByRole('button', { name: `${word}: Mo Member` });
              await expectSoon(
                () => button.getAttribute('aria-description'),
                expect.stringContaining('An administrator'),
              );
              if (place === 0) await button.click({ force: true });
              else {
                await reach(page, button);
                await page.keyboard.press('Enter');
              }
              expect(await button.getAttribute('aria-disabled')).toBe('true');
              expect(await page.locator('#member-name, [role=dialog]').count()).toBe(0);
            }
          },
        );
      });
    }
  },
);

/** By its background: more blue than anything else. */
function isBlue(button: Locator): Promise<boolean> {
  return button.evaluate((element) => {
    const [red = 0, green = 0, blue = 0] = (
      getComputedStyle(element).backgroundColor.match(/\d+/g) ?? []
    ).map(Number);
    return blue > 150 && blue > red * 1.5 && blue > green * 1.5;
  });
}

/** At the bottom right of its dialog: no control is below it or after it. */
function isLast(button: Locator): Promise<boolean> {
  return button.evaluate((element) => {
    const { right, bottom } = element.getBoundingClientRect();
    const dialog = element.closest('[role=dialog]');
    const others = [...(dialog?.querySelectorAll('button, input') ?? [])];
    const boxes = others.map((one) => one.getBoundingClientRect());
    return boxes.every(
      (box) => box.bottom <= bottom + 1 && (box.right <= right + 1 || box.bottom < bottom - 40),
    );
  });
}
