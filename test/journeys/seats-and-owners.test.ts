import { expect, test } from '@jest/globals';
import { Company, refused } from '../seeds/products.js';
import { overRoads } from './roads.js';

overRoads('what is asked of somebody who decides', (road) => {
  test('a seat: asked for, approved, waited for, given when another leaves', async () => {
    const company = await Company.open(road().server, 'standard');
    const productId = await company.product(1);
    const [one, two] = [await company.join('member'), await company.join('member')];
    const give = { productId, memberId: one.id };
    await company.first.assignSeat({ ...company.here, body: give });

    const body = { productId, reason: 'A new project' };
    const asked = await company.as(two).requestSeat({ ...company.here, body });
    expect(asked.status).toBe('requested');
    expect(await road().toldTo(company.founder.email)).toMatch(/User One .*Editor/);
    const params = { organizationId: company.id, seatRequestId: asked.id };
    expect(await refused(company.as(two).approveSeatRequest({ params }))).toBe(
      '403 permission.missing',
    );
    const approved = await company.first.approveSeatRequest({ params });
    expect(approved.status).toBe('queued');
    expect(await company.seatsOf(two)).toEqual(['Editor queued']);

    await company.as(one).leaveOrganization(company.here);
    await road().run('fill-seat-queues');
    expect(await company.seatsOf(two)).toEqual(['Editor assigned']);
    const before = road().mails.to(two.email).length;
    const granted = await road().mailsTo(two.email);
    expect(granted).toHaveLength(before + 1);
    expect(granted.at(-1)?.mail.text).toContain('Editor');
    const { items } = await company.first.listSeats({ ...company.here, query: { productId } });
    const live = items.filter(({ status }) => status === 'assigned');
    expect(live.map(({ memberId }) => memberId)).toEqual([two.id]);
  });

  test('ownership: offered, accepted, both are told, and there is one owner all the time', async () => {
    const company = await Company.open(road().server, 'standard');
    const heir = await company.join('admin');
    const owners = async () => {
      const query = { filter: 'role eq "owner"' };
      const { items } = await company.host.listMembers({ ...company.here, query });
      return items.map(({ id }) => id);
    };
    const body = { toMemberId: heir.id, roleAfter: 'admin' };
    const { id: offerId } = await company.first.offerOwnership({ ...company.here, body });
    const params = { organizationId: company.id, offerId };
    expect(await road().toldTo(heir.email)).toContain(company.founder.name);
    expect(await owners()).toEqual([company.founder.id]);
    const confirm = { params, body: { confirm: true } } as const;
    const stranger = company.as(await company.join('admin'));
    expect(await refused(stranger.acceptOwnership(confirm))).toMatch(/^40[34] ownership\./);

    expect(await company.as(heir).acceptOwnership(confirm)).toMatchObject({ status: 'accepted' });
    expect(await owners()).toEqual([heir.id]);
    expect(await company.rolesOf(company.founder)).toEqual(['admin']);
    for (const { email } of [heir, company.founder]) {
      expect(await road().toldTo(email)).toMatch(/has a new owner/);
    }
  });
});
