import { expect, test } from '@jest/globals';
import { PATCH_OP, USER } from '../kit/application.js';
import { newAddress, Company, refusalOf } from '../seeds/products.js';
import { overInstallations, tokenIn } from './installations.js';

overInstallations('from the invitation to somebody who is invited again', (installation) => {
  test('mail, acceptance, a new role, the directory, a pause, the end, and once more', async () => {
    const company = await Company.open(installation().server, 'standard');
    const email = newAddress();
    const roleMails = async () => {
      const mails = await installation().mailsTo(email);
      return mails.filter(({ mail }) => /role/i.test(mail.subject ?? '')).length;
    };
    const productId = await company.product(1);
    const spaceId = await company.space('Lab');
    const promises = { spaces: [{ spaceId, role: 'member' }], products: [productId] };
    const invited = await company.first.createInvitation({
      ...company.params,
      body: { email, name: 'User One', roles: ['member'], ...promises },
    });
    const token = tokenIn(await installation().mailsTo(email));

    // somebody else is signed in: nothing is used up
    expect(await refusalOf(company.accept(token, newAddress()))).toBe(
      '403 invitation.wrong_account',
    );
    const still = await company.first.getInvitation(company.invitationParams(invited.id));
    expect(still).toMatchObject({ status: 'pending', delivery: 'sent' });
    const one = await company.accept(token, email.toUpperCase());
    expect(await company.seatsOf(one)).toEqual(['Editor assigned']);
    expect(await installation().textsTo(company.founder.email)).toContain(email);

    // what they may is changed, and they are told
    await company.first.setMemberRoles({
      ...company.memberParams(one),
      body: { roles: [{ role: 'viewer' }] },
    });
    expect(await roleMails()).toBe(1);

    // the directory brings the same person
    const scim = await installation().server.scim({ organizationId: company.id });
    const made = await scim.post('/Users', {
      schemas: [USER],
      userName: email,
      displayName: 'User One',
      emails: [{ value: email, primary: true }],
    });
    expect(made.status).toBe(201);
    const linked = await company.first.getMember(company.memberParams(one));
    expect(linked).toMatchObject({ status: 'active', managed: true, roles: ['viewer'] });
    expect(await company.roster()).toHaveLength(2);
    expect(await refusalOf(company.first.suspendMember(company.memberParams(one)))).toBe(
      '409 member.managed',
    );

    // off and on: the seat and the space wait
    const switched = async (active: boolean) => {
      const body = { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: { active } }] };
      expect((await scim.patch(`/Users/${made.body.id}`, body)).status).toBe(200);
    };
    const spaces = async () => {
      const { items } = await company.first.listMemberSpaces(company.memberParams(one));
      return items.map(({ space, reasons }) => [space.name, ...reasons.map(({ role }) => role)]);
    };
    await switched(false);
    const away = await company.first.getMember(company.memberParams(one));
    expect(away).toMatchObject({ status: 'suspended', suspendedBy: 'directory' });
    expect([await company.seatsOf(one), await spaces()]).toEqual([
      ['Editor held'],
      [['Lab', 'member']],
    ]);
    await switched(true);
    const back = await company.first.getMember(company.memberParams(one));
    expect(back).toMatchObject({ status: 'active', roles: ['viewer'] });
    expect([await company.seatsOf(one), await spaces()]).toEqual([
      ['Editor assigned'],
      [['Lab', 'member']],
    ]);

    // gone, and what they had is free again
    expect((await scim.delete(`/Users/${made.body.id}`)).status).toBe(204);
    expect((await company.first.getMember(company.memberParams(one))).status).toBe('left');
    const use = await company.first.getProductUse({
      params: { organizationId: company.id, productId },
    });
    expect(use).toMatchObject({ used: 0 });

    // and invited anew: the same member, with what this invitation gives
    const anew = { email, roles: ['member'] };
    const second = await company.first.createInvitation({
      ...company.params,
      body: anew,
    });
    expect(second.id).not.toBe(invited.id);
    const link = tokenIn(await installation().mailsTo(email));
    expect(link).not.toBe(token);
    expect((await company.accept(link, email)).id).toBe(one.id);
    expect(await company.rolesOf(one)).toEqual(['member']);
    expect([await company.seatsOf(one), await spaces()]).toEqual([[], []]);
    expect(await refusalOf(company.accept(token, email))).toMatch(/^410 invitation\./);
    // what the directory does, and what comes with an invitation, is no mail of its own
    expect(await roleMails()).toBe(1);
  });
});
