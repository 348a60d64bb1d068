import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { Company, refusalOf } from '../seeds/products.js';
import { overInstallations } from './installations.js';

overInstallations('a domain brings people', (installation) => {
  test('proved, it suggests the organization; approved, they come in; told to, it lets them in by itself', async () => {
    const company = await Company.open(installation().server, 'standard');
    const { operator } = company;
    const name = `d-${newId().slice(-12)}.example`;
    const productId = await company.product(2);
    const spaceId = await company.space('Lab');
    const domain = await company.first.addDomain({ ...company.params, body: { name } });
    const on = { params: { organizationId: company.id, domainId: domain.id } };
    const enrolment = (input: 'suggest' | 'auto') =>
      company.first.updateDomain({ ...on, body: { enrolment: input, defaultRole: 'viewer' } });
    const signedIn = (word: string) => ({
      email: `${word}@${name}`,
      name: `User ${word}`,
      emailVerified: true,
    });

    // nothing is believed before the record is there
    expect(await refusalOf(company.first.verifyDomain(on))).toBe('409 domain.proof_missing');
    expect(await operator.enrol({ body: signedIn('one') })).toEqual({ joined: [], suggested: [] });
    expect(domain.record.name).toContain(name);
    installation().records.set(name, ['v=spf1 -all', domain.record.text]);
    expect(await company.first.verifyDomain(on)).toMatchObject({ status: 'verified' });

    await enrolment('suggest');
    expect(await operator.enrol({ body: signedIn('one') })).toMatchObject({
      joined: [],
      suggested: [{ organizationId: company.id, name: 'Example' }],
    });
    const body = { ...signedIn('one'), message: 'I work in the lab' };
    const asked = await company.host.createJoinRequest({ ...company.params, body });
    expect(await installation().textsTo(company.founder.email)).toContain('I work in the lab');
    const approved = await company.first.approveJoinRequest({
      params: { organizationId: company.id, joinRequestId: asked.id },
      body: {
        roles: ['member'],
        products: [productId],
        spaces: [{ spaceId, role: 'member' }],
      },
    });
    expect(approved.status).toBe('approved');
    const one = { id: approved.memberId ?? '', email: body.email, name: body.name };
    expect(await company.rolesOf(one)).toEqual(['member']);
    expect(await company.seatsOf(one)).toEqual(['Editor assigned']);
    const { items } = await company.first.listMemberSpaces(company.memberParams(one));
    expect(items.map(({ space }) => space.name)).toEqual(['Lab']);
    expect(await installation().textsTo(one.email)).toContain('Example');

    await enrolment('auto');
    const { joined } = await operator.enrol({ body: signedIn('two') });
    expect(joined).toMatchObject([{ organizationId: company.id }]);
    const two = { id: joined[0]?.memberId ?? '', email: '', name: '' };
    expect(await company.rolesOf(two)).toEqual(['viewer']);
    // an address that nobody has verified opens nothing
    const unsure = { ...signedIn('three'), emailVerified: false };
    const answer = await operator.enrol({ body: unsure }).catch((error: unknown) => error);
    expect(JSON.stringify(answer)).not.toContain(company.id);
    expect(await company.roster()).toEqual([
      ...[company.founder.email, one.email, `two@${name}`].map((email) => `${email} active`).sort(),
    ]);
  });
});
