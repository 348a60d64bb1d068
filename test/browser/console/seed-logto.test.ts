import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Invitation } from '#store/index.js';
import { inChromium } from '../../kit/chromium.js';
import { handsOf, journey, type Hand } from '../../kit/console-keyboard.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
  type ConsolePerson,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

inChromium('what the seed of tenants says, done at the first try', (browser) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.close());

  for (const place of [0, 1]) {
    const by = ['by mouse', 'by keyboard'][place] ?? '';

    describe(by, () => {
      let tenant: ConsoleOrganization;
      let admin: ConsolePage;
      let collaborator: ConsolePage;
      let cy: ConsolePerson;
      let hand: Hand;
      let page: Page;

      const path = (rest: string): string => `/organizations/${tenant.id}/${rest}`;
      const listOf = async (rest: string): Promise<readonly Json[]> =>
        (await server.rest('GET', path(rest))).body['items'] as unknown as readonly Json[];
      const rolesOf = async (memberId: string): Promise<unknown> =>
        (await server.rest('GET', path(`members/${memberId}`))).body['roles'];

      beforeAll(async () => {
        tenant = await consoleOrganization(server, 'logto', 'Fernweh');
        await server.rest('PUT', path('plan'), { body: { plan: 'pro' } });
        cy = await consolePerson(server, tenant, { name: 'Cy Collab', roles: ['collaborator'] });
        admin = await consolePage(browser(), server, tenant.owner);
        collaborator = await consolePage(browser(), server, cy);
        ({ page } = admin);
        const one = handsOf(page)[place];
        if (one) hand = one;
      });

      afterAll(async () => {
        for (const one of [admin, collaborator]) expect(one.faults).toEqual([]);
        await Promise.all([admin.close(), collaborator.close()]);
      });

      const toMembers = async (): Promise<void> => {
        await admin.open(`/o/${tenant.id}`);
        await hand.use(page.getByRole('navigation').getByRole('link', { name: 'Tenant Settings' }));
        await hand.use(
          page.getByRole('navigation').getByRole('link', { name: 'Members', exact: true }),
        );
        await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
      };
      const toInvitations = async (): Promise<void> => {
        await toMembers();
        await hand.use(page.getByRole('link', { name: /^Invitations/ }));
        await page.getByRole('columnheader', { name: 'Expires' }).waitFor();
      };
      const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      const actionsOf = (name: string): Promise<string[]> =>
        row(name).getByRole('gridcell').last().getByRole('button').allInnerTexts();

      journey(
        `acceptance 4.28: Get started after the sign-in, with what there is to do and how far it is, ${by}`,
        async () => {
          await admin.open('/');
          await page.getByRole('heading', { name: 'Fernweh' }).waitFor();
          const list = page.getByRole('region', { name: 'Get started' });
          await expectSoon(
            async () => (await list.innerText()).replaceAll(/\s+/g, ' '),
            expect.stringContaining('Have a second administrator 1 of 2'),
          );
          await collaborator.open('/');
          const own = collaborator.page.getByRole('region', { name: 'Get started' });
          await own.getByRole('listitem').first().waitFor();
          await expectSoon(
            () => own.getByRole('listitem').allInnerTexts(),
            [
              expect.stringContaining('Add your picture'),
              expect.stringContaining('Set up your second step'),
            ],
          );
          await hand.use(list.getByRole('link', { name: 'Have a second administrator' }));
          await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
        },
      );

      journey(
        `acceptance 4.10 to 4.12: Tenant Settings, Members; several addresses and a role in one send, ${by}`,
        async () => {
          await toMembers();
          await hand.use(button('Invite members'));
          const dialog = page.getByRole('dialog', { name: 'Invite members' });
          await hand.write(
            dialog.getByRole('textbox', { name: 'Email addresses' }),
            'one@tenant.example, three@tenant.example, four@tenant.example',
          );
          await hand.use(dialog.getByRole('radio', { name: 'Admin' }));
          await hand.use(dialog.getByRole('button', { name: 'Invite', exact: true }));
          await dialog.waitFor({ state: 'hidden' });
          const made = await listOf('invitations?limit=100');
          expect(made.map(({ email }) => String(email)).sort()).toEqual([
            'four@tenant.example',
            'one@tenant.example',
            'three@tenant.example',
          ]);
          expect(made.every(({ roles }) => String(roles) === 'admin')).toBe(true);
        },
      );

      journey(
        `acceptance 4.15 to 4.19: Pending has Resend and Revoke; what was accepted, expired or revoked has Delete, ${by}`,
        async () => {
          await accept('two@tenant.example');
          const past = new Date(Date.now() - 3_600_000).toISOString() as Invitation['expiresAt'];
          await age('three@tenant.example', { expiresAt: past });
          // a mail goes out once in a while only
          await age('one@tenant.example', { sentAt: past, updatedAt: past });
          await toInvitations();
          await row('three@tenant.example.*Expired').waitFor();
          await row('two@tenant.example.*Accepted').waitFor();
          expect(await actionsOf('one@')).toEqual(['Resend', 'Revoke']);
          expect(await admin.axe()).toEqual([]);
          await hand.use(button('Resend: one@tenant.example'));
          const dialog = page.getByRole('dialog');
          await hand.use(dialog.getByRole('button', { name: 'Resend', exact: true }));
          await dialog.waitFor({ state: 'hidden' });
          expect(await invitation('one@tenant.example')).toMatchObject({ resent: 1 });
          await hand.use(button('Revoke: one@tenant.example'));
          await hand.use(dialog.getByRole('button', { name: 'Revoke', exact: true }));
          await row('one@tenant.example.*Revoked').waitFor();
          await dialog.waitFor({ state: 'hidden' });
          for (const name of ['one', 'two', 'three']) {
            await expectSoon(() => actionsOf(`${name}@`), ['Delete']);
            await hand.use(button(`Delete: ${name}@tenant.example`));
            await hand.use(dialog.getByRole('button', { name: 'Delete', exact: true }));
            await row(`${name}@`).waitFor({ state: 'detached' });
            await dialog.waitFor({ state: 'hidden' });
          }
          expect(await listOf('members?q=two@tenant')).toHaveLength(1);
        },
      );

      journey(
        `acceptance 4.23, 4.24, 4.26: another admin is made, one's own role is given up, and one leaves, ${by}`,
        async () => {
          await changeRole('Cy Collab', 'Admin');
          expect(await rolesOf(cy.memberId)).toEqual(['admin']);
          await changeRole('Olive Owner', 'Collaborator');
          expect(await rolesOf(tenant.owner.memberId)).toEqual(['collaborator']);
          // somebody who stays sees no way to invite any more
          await page.getByRole('button', { name: 'Invite members', disabled: true }).waitFor();
          await admin.open(`/o/${tenant.id}`);
          await hand.use(
            page.getByRole('navigation').getByRole('link', { name: 'Tenant Settings' }),
          );
          await hand.use(button('Leave'));
          const dialog = page.getByRole('dialog', { name: 'Leave Fernweh?' });
          await hand.use(dialog.getByRole('button', { name: 'Leave', exact: true }));
          await page.getByText('You have left Fernweh').waitFor();
          expect((await listOf('members?q=olive')).map(({ status }) => status)).toEqual([]);
        },
      );

      journey(
        `acceptance 4.24: where there is an owner, the ownership is offered, declined, offered again and accepted, ${by}`,
        async () => {
          const firm = await consoleOrganization(server, 'standard', 'Northwind');
          const heir = await consolePerson(server, firm, { name: 'Hedy Heir', roles: ['member'] });
          const giver = await consolePage(browser(), server, firm.owner);
          const taker = await consolePage(browser(), server, heir);
          const [give, take] = [giver, taker].map((one) => handsOf(one.page)[place]);
          if (!give || !take) throw new Error('no hands');
          const rolesIn = async ({ memberId }: ConsolePerson): Promise<unknown> =>
            (await server.rest('GET', `/organizations/${firm.id}/members/${memberId}`)).body[
              'roles'
            ];
          const dialogOf = (one: ConsolePage) => one.page.getByRole('dialog');
          const offer = async (after: string): Promise<void> => {
            await giver.open(`/o/${firm.id}/settings`);
            await give.use(giver.page.getByRole('button', { name: 'Offer the ownership' }));
            const dialog = dialogOf(giver);
            await give.choose(
              dialog.getByRole('combobox', { name: 'To whom' }),
              giver.page.getByRole('option', { name: /Hedy/ }),
            );
            await give.choose(
              dialog.getByRole('combobox', { name: 'Your role afterwards' }),
              giver.page.getByRole('option', { name: after, exact: true }),
            );
            await give.use(dialog.getByRole('button', { name: 'Offer the ownership' }));
            await giver.page.getByText('Offered to Hedy Heir').waitFor();
          };
          const decide = async (word: string): Promise<void> => {
            await taker.open(`/o/${firm.id}`);
            await take.use(taker.page.getByRole('button', { name: word, exact: true }));
            expect(await taker.axe()).toEqual([]);
            await take.use(dialogOf(taker).getByRole('button', { name: word, exact: true }));
            await dialogOf(taker).waitFor({ state: 'hidden' });
            await taker.page.getByRole('button', { name: word }).waitFor({ state: 'detached' });
          };
          await offer('Member');
          await decide('Decline');
          expect([await rolesIn(firm.owner), await rolesIn(heir)]).toEqual([['owner'], ['member']]);
          await offer(place === 0 ? 'Administrator' : 'I leave the organization');
          await decide('Accept');
          expect(await rolesIn(heir)).toEqual(expect.arrayContaining(['owner']));
          expect(await rolesIn(firm.owner)).toEqual(place === 0 ? ['admin'] : []);
          for (const one of [giver, taker]) expect(one.faults).toEqual([]);
          await Promise.all([giver.close(), taker.close()]);
        },
      );

      async function changeRole(name: string, role: string): Promise<void> {
        await toMembers();
        await hand.use(button(`Actions for ${name}`));
        await hand.use(page.getByRole('menuitem', { name: 'Edit' }));
        await hand.choose(
          page.getByRole('combobox', { name: 'Role', exact: true }),
          page.getByRole('option', { name: role }),
        );
        await hand.use(button('Save'));
        if (role === 'Admin') {
          await hand.use(page.getByRole('dialog').getByRole('button', { name: 'Save the roles' }));
        }
        await page.getByText(`Saved: ${name}`).waitFor();
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }

      async function invitation(email: string): Promise<Json | undefined> {
        const all = await listOf('invitations?limit=100');
        return all.find((one) => String(one['email']) === email);
      }

      async function accept(email: string): Promise<void> {
        const { body } = await server.rest('POST', path('invitations'), {
          body: { email, roles: ['collaborator'], send: false },
        });
        const token = String(body['link']).split(/[/=#]/).at(-1);
        const accepted = await server.rest('POST', '/invitations/accept', {
          body: { token, email, emailVerified: true, explicit: true },
        });
        expect(accepted.status).toBe(200);
      }

      /** Time goes by for one invitation. */
      async function age(email: string, change: Partial<Invitation>): Promise<void> {
        const id = String((await invitation(email))?.['id']);
        await server.store.transaction(tenant.id, async (tx) => {
          const before = await tx.invitations.get(id);
          if (!before) throw new Error('no invitation');
          await tx.invitations.update({ ...before, ...change, version: before.version + 1 });
        });
      }
    });
  }
});
