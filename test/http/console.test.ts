import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Console } from '@muster/client';
import { overServers } from '../kit/server-suites.js';
import { Company, serverOptions, type Person } from '../seeds/products.js';

// What the console of each product shows, and to whom: data of the preset, so that the console asks for no preset.

/** `settings > user-directory > people`, of pages that the caller can open */
function placesOf({ menus, pages }: Console): string[] {
  return menus.flatMap((menu) =>
    menu.sections.flatMap((section) =>
      section.pages
        .filter((page) => pages[page]?.open === true)
        .map((page) => `${menu.place} ${menu.title ?? '-'} > ${section.title ?? '-'} > ${page}`),
    ),
  );
}

const pageNames = (shown: Console): string[] =>
  placesOf(shown).map((place) => place.split(' > ').at(-1) ?? '');

/** `email; firstName+lastName` */
function stepsOf({ add }: Console): string {
  return add.steps.map(({ fields }) => fields.map(({ name }) => name).join('+')).join('; ');
}

const given = ({ roles }: Console): string[] =>
  roles.filter(({ mayGive, elevation }) => mayGive && !elevation).map(({ title }) => title);

overServers(
  'the console of a product',
  (server) => {
    const companies = new Map<string, Company>();
    const company = (preset: string): Company => {
      const found = companies.get(preset);
      if (!found) throw new Error(`There is no company of ${preset}.`);
      return found;
    };
    const shownTo = (preset: string, person?: Person): Promise<Console> => {
      const of = company(preset);
      return of.as(person ?? of.founder).getConsole(of.params);
    };
    beforeAll(async () => {
      const plans = { lonti: 'paid', logto: 'pro' } as Readonly<Record<string, string>>;
      for (const preset of ['standard', 'lonti', 'nti', 'lensai', 'spaces', 'logto']) {
        companies.set(preset, await Company.open(server(), preset, plans[preset]));
      }
    });

    describe('lonti', () => {
      test('seed 0.7, 0.8: the cog leads to User Directory, and there to Users', async () => {
        const shown = await shownTo('lonti');
        expect(placesOf(shown)).toContain('cog Organization settings > User Directory > people');
        expect(shown.wording).toMatchObject({
          'frame:nav.people': 'Users',
          'people:title': 'Users',
        });
        const [settings] = shown.menus.filter(({ place }) => place === 'cog');
        expect(settings?.sections[0]?.titles).toMatchObject({ de: 'Benutzerverzeichnis' });
      });

      test('seed 0.9, 0.10, 0.13: Add Member opens a form of name, email and roles, with Submit', async () => {
        const shown = await shownTo('lonti');
        expect(shown.people.add).toEqual({ icon: false, label: true, entries: ['form'] });
        expect(stepsOf(shown)).toBe('name+email+roles');
        expect(shown.roleChoice.as).toBe('several');
        expect(shown.wording).toMatchObject({
          'adding:button': 'Add Member',
          'adding:submit': 'Submit',
        });
      });

      test('seed 0.11, 0.12: four roles are offered, and the owner is none of them', async () => {
        const paid = company('lonti');
        const administrator = await paid.join('administrator');
        const four = ['Administrator', 'Power User', 'Standard User', 'Billing Account'];
        expect(given(await shownTo('lonti'))).toEqual(four);
        expect(given(await shownTo('lonti', administrator))).toEqual(four);
      });

      test('seed 0.29, 0.30: Billing sees billing contacts and activities, and no users', async () => {
        const shown = await shownTo('lonti', await company('lonti').join('billing'));
        expect(pageNames(shown)).toEqual(['overview', 'settings', 'plan', 'billing', 'audit']);
        expect(shown.pages['people']).toEqual({
          open: false,
          because: 'permission',
          permission: 'members:read',
        });
        expect(shown.wording['frame:nav.audit']).toBe('Organization activities');
      });
    });

    describe('nti', () => {
      test('seed 1.1, 1.2: Users is a tab under Account admin, with seats in each row', async () => {
        const shown = await shownTo('nti');
        expect(placesOf(shown)[0]).toBe('navigation Account admin > - > people');
        expect(shown.menus[0]?.as).toBe('tabs');
        expect(shown.people.columns).toContain('seats');
        expect(shown.people.invitedAmongMembers).toBe(true);
      });

      test('seed 1.4: the panel begins with Licenses and Details', async () => {
        const { panel, wording } = await shownTo('nti');
        expect(panel.tabs.slice(0, 2)).toEqual(['seats', 'details']);
        expect(wording).toMatchObject({
          'panel:tabs.seats': 'Licenses',
          'panel:tabs.details': 'Details',
        });
      });

      test('seed 1.11 to 1.15: the plus has two entries, the wizard four steps', async () => {
        const shown = await shownTo('nti');
        expect(shown.people.add).toEqual({ icon: true, label: false, entries: ['form', 'import'] });
        expect(stepsOf(shown)).toBe('email; firstName+lastName; roles+seats; ');
        expect(shown.add.steps.map(({ hiddenWhenKnown = false }) => hiddenWhenKnown)).toEqual([
          false,
          true,
          false,
          false,
        ]);
        expect(shown.roleChoice).toEqual({
          as: 'checkbox',
          role: 'account-admin',
          defaultRole: 'user',
        });
      });

      test('seed 1.22, 1.27: minus and letter stand above the list', async () => {
        expect((await shownTo('nti')).people.toolbar).toEqual(['remove', 'resend']);
      });
    });

    describe('lensai', () => {
      test('seed 2.8, 2.9: Settings at the top has Users under Management, for admins only', async () => {
        expect(placesOf(await shownTo('lensai'))).toContain('bar Settings > Management > people');
        const regular = await shownTo('lensai', await company('lensai').join('regular'));
        expect(placesOf(regular)).toContain('bar Settings > Personal > personal');
        expect(pageNames(regular)).toEqual(['overview', 'personal']);
      });

      test('seed 2.10, 2.14, 2.15, 2.22: a switch in the row, Invite User, and three dots', async () => {
        const shown = await shownTo('lensai');
        expect(shown.people.elevation).toBe('row');
        expect(shown.roles.filter(({ elevation }) => elevation)).toMatchObject([
          { name: 'root', mayGive: true },
        ]);
        expect(given(shown)).toEqual(['Admin', 'Regular']);
        expect(stepsOf(shown)).toBe('email+roles');
        expect(shown.people.invitationRow.as).toBe('menu');
        expect(shown.roleChoice.as).toBe('one');
      });
    });

    describe('spaces', () => {
      test('seed 3.1, 3.18: Organization Settings has Users for three roles, a member sees none', async () => {
        const place = 'navigation Organization Settings > - > people';
        expect(placesOf(await shownTo('spaces'))).toContain(place);
        for (const role of ['billing-admin', 'user-admin']) {
          const shown = await shownTo('spaces', await company('spaces').join(role));
          expect(placesOf(shown)).toContain(place);
        }
        const member = await shownTo('spaces', await company('spaces').join('member'));
        expect(pageNames(member)).toEqual(['overview']);
      });

      test('seed 3.11, 3.12: a user admin may give Member only, and has no page of billing', async () => {
        const shown = await shownTo('spaces', await company('spaces').join('user-admin'));
        expect(given(shown)).toEqual(['Member']);
        expect(shown.pages['billing']).toMatchObject({ open: false, permission: 'billing:write' });
        expect(shown.pages['plan']).toEqual({ open: true });
      });

      test('seed 3.8: a billing admin sees no requests to join, and gives no role', async () => {
        const shown = await shownTo('spaces', await company('spaces').join('billing-admin'));
        expect(shown.people.tabs).toEqual(['members', 'invitations', 'suspended']);
        expect(given(shown)).toEqual([]);
      });

      test('seed 3.25, 3.27, 3.28: two steps, of which the second takes ten spaces and can be skipped', async () => {
        const { add, people } = await shownTo('spaces');
        expect(add.steps).toMatchObject([
          { fields: [{ name: 'email' }, { name: 'roles' }] },
          { skippable: true, fields: [{ name: 'spaces', max: 10 }] },
        ]);
        expect(people.memberRow).toEqual({ as: 'buttons', actions: ['edit', 'remove'] });
      });
    });

    describe('logto', () => {
      test('seed 4.10 to 4.12: Members is a tab of Tenant Settings, and one form takes several addresses', async () => {
        const shown = await shownTo('logto');
        expect(placesOf(shown)).toContain('navigation Tenant Settings > - > people');
        expect(shown.menus.find(({ name }) => name === 'tenant-settings')?.as).toBe('tabs');
        expect(shown.add.steps[0]?.fields[0]).toMatchObject({ name: 'email', several: true });
        expect(shown.wording['frame:nav.overview']).toBe('Get started');
      });
    });

    test.each(['standard', 'lonti', 'nti', 'lensai', 'spaces', 'logto'])(
      'console E6: in %s whoever asked for a seat reads what became of it, with whatever role',
      async (preset) => {
        const of = company(preset);
        const least = (await shownTo(preset)).roles.filter(({ elevation }) => !elevation).at(-1);
        const asker = await of.join(least?.name ?? '');
        const body = { key: `asked-${preset}`, name: 'Asked', seats: 1 };
        const { id: productId } = await of.host.createProduct({ ...of.params, body });
        const wish = { productId, reason: 'From Monday on.' };
        const made = await of.as(asker).requestSeat({ ...of.params, body: wish });
        const mine = async (): Promise<unknown> =>
          (await of.as(asker).listOwnSeatRequests(of.params)).items;
        const shown = { id: made.id, productName: 'Asked', memberId: asker.id };
        expect(await mine()).toMatchObject([{ ...shown, ...wish, status: 'requested' }]);
        const params = { ...of.params.params, seatRequestId: made.id };
        await of.as(of.founder).denySeatRequest({ params, body: {} });
        const [denied] = (await mine()) as readonly Record<string, unknown>[];
        expect(denied).toMatchObject({ ...shown, status: 'denied' });
        // the asker's own words are no answer
        expect(denied).not.toHaveProperty('reason');
        expect((await of.as(of.founder).listOwnSeatRequests(of.params)).items).toEqual([]);
      },
    );

    test('a plan without a feature closes its page, and says which', async () => {
      const free = await Company.open(server(), 'lonti', 'free');
      const { pages, features } = await free.first.getConsole(free.params);
      expect(features).toEqual(['seats']);
      expect(pages['domains']).toEqual({ open: false, because: 'plan', feature: 'domains' });
      expect(pages['seats']).toEqual({ open: true });
    });

    test('a role of the organization’s own is named to those who see members, and to nobody else', async () => {
      const of = company('standard');
      const body = { name: 'auditor', title: 'Auditor', permissions: ['journal:read'] };
      await of.first.createRole({ ...of.params, body });
      const own = ({ roles }: Console) => roles.filter(({ kind }) => kind === 'custom');
      expect(own(await shownTo('standard'))).toMatchObject([{ name: 'auditor', mayGive: true }]);
      expect(own(await shownTo('standard', await of.join('member')))).toEqual([]);
    });

    test('the organization is named to every member, with its colour', async () => {
      const of = company('standard');
      await of.first.updateOrganization({
        ...of.params,
        body: { branding: { color: '#1a2b3c' } },
      });
      const shown = await shownTo('standard', await of.join('member'));
      expect(shown.organization).toMatchObject({ id: of.id, name: 'Example', color: '#1a2b3c' });
      expect(shown.people.tabs).toEqual(['members', 'suspended']);
    });
  },
  serverOptions(),
);
