import { describe, expect, test } from '@jest/globals';
import { addressKey, newId } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { caughtFault, linkFor } from '../kit/invitees.js';
import { newMember } from '../kit/members.js';

const UNICODE = 'u@münchen.example';
const A_LABEL = 'U@XN--MNCHEN-3YA.example';

describe('M6 the key of an address', () => {
  test.each([
    ['capitals', 'User@Example.COM', 'user@example.com'],
    ['a domain beyond ASCII', UNICODE, 'u@xn--mnchen-3ya.example'],
    ['the same as A-label', A_LABEL, 'u@xn--mnchen-3ya.example'],
    ['decomposed letters', 'jo\u0308rg@mu\u0308nchen.example', 'jörg@xn--mnchen-3ya.example'],
    ['full width', 'u@ｅｘａｍｐｌｅ.com', 'u@example.com'],
    ['blanks around it', ' u@example.com ', 'u@example.com'],
    ['no address', 'Nobody', 'nobody'],
  ])('M6 of %s', (_, address, key) => {
    expect(addressKey(address)).toBe(key);
    expect(addressKey(key)).toBe(key);
  });

  test('M6 of more domains than are known at once', () => {
    const keys = Array.from({ length: 2_500 }, (_, at) => addressKey(`u@D${at % 1_250}.example`));
    expect(keys).toEqual(Array.from({ length: 2_500 }, (_, at) => `u@d${at % 1_250}.example`));
    expect(addressKey(`u@${'d'.repeat(300)}.example`)).toBe(`u@${'d'.repeat(300)}.example`);
    expect(addressKey(UNICODE)).toBe('u@xn--mnchen-3ya.example');
  });
});

overApplications('M6 two spellings of a domain are one address', (app) => {
  const accept = (token: string, email: string) =>
    app().core.invitations.accept(app().ctx(), { token, email, emailVerified: true });

  const invitedAs = async (organization: Organization, email: string): Promise<string> => {
    const { code } = await caughtFault(() => linkFor(app(), organization, { email }));
    return code;
  };

  test('M6 one is invited where the other is, once, and accepts', async () => {
    const organization = await app().organization();
    const { token } = await linkFor(app(), organization, { email: UNICODE });
    expect(await invitedAs(organization, A_LABEL)).toBe('invitation.pending');
    const { member } = await accept(token, A_LABEL);
    expect(member).toMatchObject({ email: UNICODE });
    expect(await invitedAs(organization, A_LABEL)).toBe('member.exists');
    for (const email of [UNICODE, A_LABEL]) {
      const { items } = await app().core.members.list(app().ctx(), organization.id, {
        limit: 10,
        email,
      });
      expect(items.map(({ id }) => id)).toEqual([member.id]);
    }
  });

  test('M6 the other person is still another person', async () => {
    const organization = await app().organization();
    const { token } = await linkFor(app(), organization, { email: UNICODE });
    const { code } = await caughtFault(() => accept(token, 'u@munchen.example'));
    expect(code).toBe('invitation.wrong_account');
  });

  test('M6 adding, changing, requests, accounts and directories know both', async () => {
    const scim = await app().scimConnection();
    const { organization } = scim;
    const { core, ctx } = app();
    const { id } = await core.members.add(ctx(), organization.id, { name: 'U', email: UNICODE });
    const again = { name: 'U', email: A_LABEL };
    const other = await newMember(app(), organization, 'user-2');
    const target = { organizationId: organization.id, memberId: other.id };
    await core.organizations.update(
      ctx(),
      { organizationId: organization.id },
      { policies: { joinRequests: 'open' } },
    );
    for (const work of [
      () => core.members.add(ctx(), organization.id, again),
      () => core.members.update(ctx(), target, { email: A_LABEL }),
      () => core.joinRequests.create(ctx(), organization.id, { ...again, emailVerified: true }),
    ]) {
      expect((await caughtFault(work)).code).toBe('member.exists');
    }
    const user = await scim.user(A_LABEL, { displayName: 'U' });
    expect((await scim.memberOf(user)).id).toBe(id);
    const email = `${newId()}@münchen.example`;
    await core.accounts.create(ctx(), { name: 'U', email });
    const spelled = { name: 'U', email: addressKey(email) };
    const { code } = await caughtFault(() => core.accounts.create(ctx(), spelled));
    expect(code).toBe('account.exists');
  });

  test('M6 lists find it by either, whole and by the beginnings of words', async () => {
    const organization = await app().organization();
    await app().core.members.add(app().ctx(), organization.id, { name: 'Ann', email: UNICODE });
    const found = async (query: object): Promise<number> => {
      const page = await app().core.members.roster(app().ctx(), organization.id, {
        limit: 10,
        ...query,
      });
      return page.items.filter((row) => row.kind === 'member' && row.member.email === UNICODE)
        .length;
    };
    for (const q of ['münch', 'xn--mnchen', 'u@mün', 'u@xn--']) expect(await found({ q })).toBe(1);
    for (const email of [UNICODE, A_LABEL]) expect(await found({ email })).toBe(1);
  });
});
