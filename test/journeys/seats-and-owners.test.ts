import { expect, test } from '@jest/globals';
import { Company, refusalOf } from '../seeds/products.js';
import { overInstallations } from './installations.js';

overInstallations('what is asked of somebody who decides', (installation) => {
  test('a seat: asked for, approved, waited for, given when another leaves', async () => {
    const company = await Company.open(installation().server, 'standard');
    const productId = await company.product(1);
    const [one, two] = [await company.join('member'), await company.join('member')];
    const give = { productId, memberId: one.id };
    await company.first.assignSeat({ ...company.params, body: give });

    const body = { productId, reason: 'A new project' };
    const asked = await company.as(two).requestSeat({ ...company.params, body });
    expect(asked.status).toBe('requested');
    expect(await installation().textsTo(company.founder.email)).toMatch(/User One .*Editor/);
    const params = { organizationId: company.id, seatRequestId: asked.id };
    expect(await refusalOf(company.as(two).approveSeatRequest({ params }))).toBe(
      '403 permission.missing',
    );
    const approved = await company.first.approveSeatRequest({ params });
    expect(approved.status).toBe('queued');
    expect(await company.seatsOf(two)).toEqual(['Editor queued']);

    await company.as(one).leaveOrganization(company.params);
    await installation().run('fill-seat-queues');
    expect(await company.seatsOf(two)).toEqual(['Editor assigned']);
    const before = installation().mails.mailsTo(two.email).length;
    const granted = await installation().mailsTo(two.email);
    expect(granted).toHaveLength(before + 1);
    expect(granted.at(-1)?.mail.text).toContain('Editor');
    const { items } = await company.first.listSeats({
      ...company.params,
      query: { productId },
    });
    const live = items.filter(({ status }) => status === 'assigned');
    expect(live.map(({ memberId }) => memberId)).toEqual([two.id]);
  });

  test('ownership: offered, accepted, both are told, and there is one owner all the time', async () => {
    const company = await Company.open(installation().server, 'standard');
    const successor = await company.join('admin');
    const owners = async () => {
      const query = { filter: 'role eq "owner"' };
      const { items } = await company.host.listMembers({ ...company.params, query });
      return items.map(({ id }) => id);
    };
    const body = { toMemberId: successor.id, roleAfter: 'admin' };
    const { id: offerId } = await company.first.offerOwnership({
      ...company.params,
      body,
    });
    const params = { organizationId: company.id, offerId };
    expect(await installation().textsTo(successor.email)).toContain(company.founder.name);
    expect(await owners()).toEqual([company.founder.id]);
    const confirm = { params, body: { confirm: true } } as const;
    const stranger = company.as(await company.join('admin'));
    expect(await refusalOf(stranger.acceptOwnership(confirm))).toMatch(/^40[34] ownership\./);

    expect(await company.as(successor).acceptOwnership(confirm)).toMatchObject({
      status: 'accepted',
    });
    expect(await owners()).toEqual([successor.id]);
    expect(await company.rolesOf(company.founder)).toEqual(['admin']);
    for (const { email } of [successor, company.founder]) {
      expect(await installation().textsTo(email)).toMatch(/has a new owner/);
    }
  });
});
