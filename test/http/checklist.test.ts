import { expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import { Company, serverOptions, type Person } from '../seeds/products.js';

// What there is to do at the start is read from the state of the organization, for the member who asks.

/** `+invite` is done, `-domain` is not; with the steps where there are some */
async function listOf(company: Company, person: Person = company.founder): Promise<string[]> {
  const { items, done } = await company.as(person).getChecklist(company.params);
  expect(items.filter((item) => item.done).length).toBe(done);
  return items.map(({ name, done: isDone, progress }) => {
    const steps = progress ? ` ${progress.done}/${progress.of}` : '';
    return `${isDone ? '+' : '-'}${name}${steps}`;
  });
}

overServers(
  'the start checklist',
  (server) => {
    test('seed 4.28: an administrator of a new organization has everything before them, in the order of the preset', async () => {
      expect(await listOf(await Company.open(server(), 'standard'))).toEqual([
        '-invite',
        '-second-administrator 1/2',
        '-branding',
        '-seats 0/0',
        '-spaces',
        '-domain',
        '-second-step-for-all',
        '-billing-contact',
        '-picture',
        '-second-step',
      ]);
    });

    test('seed 4.28: what was done is ticked, whoever did it and wherever', async () => {
      const company = await Company.open(server(), 'standard');
      const { params, first } = company;
      await company.link();
      const admin = await company.join('admin');
      await company.space('Design');
      const productId = await company.product(5);
      await company.product(5, 'Reports');
      await first.assignSeat({ params: params.params, body: { memberId: admin.id, productId } });
      await first.updateOrganization({ ...params, body: { branding: { color: '#1a2b3c' } } });
      await first.updateBilling({ ...params, body: { contacts: ['billing@example.com'] } });
      await first.updateSecondFactor({ ...params, body: { secondFactor: { highRisk: true } } });
      await company.uploadPicture(company.founder);
      expect(await listOf(company)).toEqual([
        '+invite',
        '+second-administrator 2/2',
        '+branding',
        '-seats 1/2',
        '+spaces',
        '-domain',
        '-second-step-for-all',
        '+billing-contact',
        '+picture',
        '-second-step',
      ]);
      // the picture is the founder's own
      expect(await listOf(company, admin)).toContain('-picture');
    });

    test('seed 4.28: it is another list for every kind of person', async () => {
      const spaces = await Company.open(server(), 'spaces');
      const own = ['-picture', '-second-step'];
      expect(await listOf(spaces, await spaces.join('member'))).toEqual(own);
      expect(await listOf(spaces, await spaces.join('billing-admin'))).toEqual([
        '-billing-contact',
        ...own,
      ]);
      const tenant = await Company.open(server(), 'logto', 'pro');
      expect(await listOf(tenant, await tenant.join('collaborator'))).toEqual(own);
    });

    test('a plan without a feature asks for nothing of it', async () => {
      const free = await Company.open(server(), 'lonti', 'free');
      const names = (await listOf(free)).map((line) => line.slice(1).split(' ')[0]);
      expect(names).toContain('seats');
      for (const name of ['invite', 'second-administrator', 'spaces', 'domain']) {
        expect(names).not.toContain(name);
      }
    });

    test('an invitation that nobody has answered counts as inviting', async () => {
      const company = await Company.open(server(), 'nti');
      expect(await listOf(company)).toContain('-invite');
      await company.link();
      expect(await listOf(company)).toContain('+invite');
    });
  },
  serverOptions(),
);
