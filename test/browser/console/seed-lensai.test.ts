import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import { focusIn, handsOf, journey, type Hand } from '../../kit/console-keyboard.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { MovedClock } from '../../kit/webhook-endpoints.js';

const DAY_MS = 86_400_000;

inChromium('what the seed of data sets and applications says, done at the first try', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let admin: ConsolePage;
  let regular: ConsolePage;
  const clock = new MovedClock();

  beforeAll(async () => {
    server = await startServer({ clock });
    organization = await consoleOrganization(server, 'lensai', 'Halden');
    const person = await consolePerson(server, organization, {
      name: 'Rae Plain',
      roles: ['regular'],
    });
    admin = await consolePage(browser(), server, organization.owner);
    regular = await consolePage(browser(), server, person);
  }, 90_000);

  afterAll(async () => {
    for (const one of [admin, regular]) expect(one.faults).toEqual([]);
    await Promise.all([admin.close(), regular.close()]);
    await server.close();
  });

  const listOf = async (path: string): Promise<readonly Json[]> => {
    const { body } = await server.rest('GET', `/organizations/${organization.id}/${path}`);
    return body['items'] as unknown as readonly Json[];
  };
  const mails = async (template: string): Promise<readonly Json[]> => {
    await server.composed.jobs.runNow('send-mail');
    return (await listOf(`mails?template=${template}`)).filter(
      ({ template: one }) => String(one) === template,
    );
  };

  for (const place of [0, 1]) {
    const by = ['by mouse', 'by keyboard'][place] ?? '';
    const handOf = ({ page }: ConsolePage): Hand => {
      const hand = handsOf(page)[place];
      if (!hand) throw new Error('no hand');
      return hand;
    };

    describe(by, () => {
      /** From the start page, as the seed says: Settings at the top, then Users in the category of management. */
      const toUsers = async (): Promise<void> => {
        const { page } = admin;
        const hand = handOf(admin);
        await admin.open(`/o/${organization.id}`);
        await hand.use(page.locator('header').getByRole('link', { name: 'Settings' }));
        await page.getByRole('heading', { name: 'Management' }).waitFor();
        await hand.use(page.getByRole('navigation').getByRole('link', { name: 'Users' }));
        await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
      };

      journey(
        `acceptance 2.3, 2.8: Settings, then Users lists everybody with their role, ${by}`,
        async () => {
          await toUsers();
          const row = admin.page.getByRole('row', { name: /Rae Plain/ });
          expect(await row.textContent()).toContain('Regular');
          expect(await admin.axe()).toEqual([]);
        },
      );

      journey(
        `acceptance 2.7, 2.9: a regular user finds personal settings and nothing of management, ${by}`,
        async () => {
          const { page } = regular;
          await regular.open(`/o/${organization.id}`);
          await handOf(regular).use(page.locator('header').getByRole('link', { name: 'Settings' }));
          await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor();
          expect(await page.getByRole('heading', { name: 'Management' }).count()).toBe(0);
          expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
        },
      );

      journey(
        `acceptance 2.10 to 2.13: the switch beside the name asks; dismissed it changes nothing, OK lends, ${by}`,
        async () => {
          const { page } = admin;
          const hand = handOf(admin);
          await toUsers();
          const toggle = page.getByRole('switch', { name: 'Root access for Rae Plain' });
          const dialog = page.getByRole('dialog');
          const rolesOf = async (): Promise<unknown> =>
            (await listOf('members?q=Rae')).map(({ roles }) => roles)[0];
          await hand.use(toggle);
          await focusIn(dialog);
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'hidden' });
          expect(await rolesOf()).toEqual(['regular']);
          await hand.use(toggle);
          await hand.use(dialog.getByRole('button', { name: 'OK', exact: true }));
          await dialog.waitFor({ state: 'hidden' });
          await expect(rolesOf()).resolves.toEqual(expect.arrayContaining(['regular', 'root']));
          await page.getByRole('row', { name: /Rae Plain.*until/ }).waitFor();
          await hand.use(toggle);
          await hand.use(dialog.getByRole('button', { name: 'OK', exact: true }));
          await dialog.waitFor({ state: 'hidden' });
          expect(await rolesOf()).toEqual(['regular']);
        },
      );

      journey(
        `acceptance 2.14 to 2.16: Invite User at the top right asks for email and access role level, ${by}`,
        async () => {
          const { page } = admin;
          const hand = handOf(admin);
          await toUsers();
          const dialog = page.getByRole('dialog');
          await hand.use(page.getByRole('button', { name: 'Invite User' }));
          await hand.write(dialog.getByLabel('Email'), `ivo-${place}@lensai.example`);
          await hand.use(dialog.getByRole('radio', { name: 'Admin' }));
          await hand.use(dialog.getByRole('button', { name: 'Invite User' }));
          await dialog.waitFor({ state: 'hidden' });
          const made = (await listOf('invitations')).find(
            ({ email }) => String(email) === `ivo-${place}@lensai.example`,
          );
          expect(made).toMatchObject({ roles: ['admin'], status: 'pending' });
        },
      );

      journey(
        `acceptance 2.20 to 2.25: Pending Requests with their end; three dots, cancel, the tick, Confirm, ${by}`,
        async () => {
          const { page } = admin;
          const hand = handOf(admin);
          const email = `ivo-${place}@lensai.example`;
          const before = (await mails('invitation-revoked')).length;
          await toUsers();
          await hand.use(page.getByRole('link', { name: /^Pending Requests/ }));
          const row = page.getByRole('row', { name: new RegExp(email) });
          const [invitation] = (await listOf('invitations')).filter(
            (one) => String(one['email']) === email,
          );
          // as the reader's browser writes dates (test/kit/console.ts)
          const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
          expect(await row.textContent()).toContain(
            day.format(new Date(String(invitation?.['expiresAt']))),
          );
          await hand.use(page.getByRole('button', { name: `Actions for ${email}` }));
          await hand.use(page.getByRole('menuitem', { name: 'Cancel invitation' }));
          const dialog = page.getByRole('dialog', { name: `Cancel the invitation of ${email}?` });
          await hand.use(dialog.getByRole('checkbox', { name: 'Send a notification to user' }));
          expect(await listOf(`invitations?status=pending&q=ivo-${place}`)).toHaveLength(1);
          expect(await admin.axe()).toEqual([]);
          await hand.use(dialog.getByRole('button', { name: 'Confirm', exact: true }));
          await page.getByRole('row', { name: new RegExp(`${email}.*Cancelled`) }).waitFor();
          expect(await mails('invitation-revoked')).toHaveLength(before + 1);
        },
      );
    });
  }

  describe('after eight days', () => {
    const emails = ['lea@lensai.example', 'lou@lensai.example'] as const;

    beforeAll(async () => {
      for (const email of emails) {
        const body = { email, roles: ['regular'], lifeDays: 7 };
        const path = `/organizations/${organization.id}/invitations`;
        expect((await server.rest('POST', path, { body })).status).toBe(201);
      }
      clock.advance(8 * DAY_MS);
      await admin.close();
      // the session is of that day as well
      const later = Object.assign({}, server, { clock });
      admin = await consolePage(browser(), later, organization.owner);
      await admin.page.clock.setFixedTime(clock.now());
    });

    journey(
      'acceptance 2.19: an expired invitation says so under Pending Requests, and a new one is sent from there, by mouse and by keyboard',
      async () => {
        const { page } = admin;
        const before = (await mails('invitation')).length;
        await admin.open(`/o/${organization.id}/people`);
        for (const [place, hand] of handsOf(page).entries()) {
          const email = emails[place] ?? '';
          const row = page.getByRole('row', { name: new RegExp(email) });
          await hand.use(page.getByRole('link', { name: /^Pending Requests/ }));
          await row.getByText('Expired').waitFor();
          await hand.use(page.getByRole('button', { name: `Actions for ${email}` }));
          await hand.use(page.getByRole('menuitem', { name: 'Renew' }));
          await hand.use(page.getByRole('dialog').getByRole('button', { name: 'Renew' }));
          await row.getByText('Expired').waitFor({ state: 'detached' });
          const [renewed] = (await listOf('invitations?status=pending&limit=100')).filter(
            (one) => String(one['email']) === email,
          );
          expect(Date.parse(String(renewed?.['expiresAt']))).toBeGreaterThan(clock.now());
        }
        expect(await mails('invitation')).toHaveLength(before + 2);
      },
    );
  });
});
