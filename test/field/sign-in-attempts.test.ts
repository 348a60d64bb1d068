import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import { faultOf } from '../kit/faults.js';
import { overApplications } from '../kit/application.js';

const DAY_MS = 86_400_000;
const STEP = { step: 'signature', detail: 'does not match' };

overApplications('the log of sign-ins', (app) => {
  async function connection() {
    const { core, ctx } = app();
    const organization = await app().organization();
    const made = await core.connections.create(ctx(), organization.id, {
      kind: 'saml',
      name: 'Okta',
      issuedFor: 'https://muster.example',
    });
    return { id: made.id, organizationId: organization.id };
  }

  test('verified answers are kept whole, forgeries are one row for each reason and hour', async () => {
    const { ctx, store, clock } = app();
    const attempts = createAttempts(store);
    const owner = await connection();
    const name = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress';
    const kept = await attempts.note(ctx(), owner, {
      purpose: 'test',
      outcome: 'ok',
      subject: 's'.repeat(5_000),
      attributes: {
        [name]: ['a@example.com'],
        groups: Array.from({ length: 400 }, String),
        none: [],
      },
      configuration: 1,
      trace: [STEP],
    });
    const forged = (reason: string) =>
      attempts.noteUnverified(ctx(), owner, {
        purpose: 'sign_in',
        reason,
        details: { reason: 'x' },
        configuration: 1,
        trace: [STEP],
      });
    await Promise.all(Array.from({ length: 20 }, () => forged('signature_wrong')));
    await forged('audience');
    clock.advance(3_600_000);
    await forged('signature_wrong');
    const list = (query: object = {}) =>
      attempts.list(ctx(), owner.organizationId, owner.id, { limit: 2, ...query });
    const first = await list();
    expect(first.items.map(({ reason, count }) => [reason, count])).toEqual([
      ['signature_wrong', 1],
      ['audience', 1],
    ]);
    const second = await list({ ...(first.next !== undefined && { cursor: first.next }) });
    expect(second.items.map(({ reason, count }) => [reason, count])).toEqual([
      ['signature_wrong', 20],
      [undefined, undefined],
    ]);
    expect((await list({ outcome: 'ok' })).items).toHaveLength(1);
    expect((await list({ purpose: 'test', outcome: 'refused' })).items).toHaveLength(0);
    const read = await attempts.get(ctx(), owner.organizationId, owner.id, kept.id);
    expect(read.attributes).toMatchObject([
      { name, values: ['a@example.com'] },
      { name: 'groups', omitted: 100 },
      { name: 'none', values: [] },
    ]);
    expect(read.subject?.length).toBeLessThan(1_100);
    await attempts.complete(ctx(), kept.id, { outcome: 'waiting', trace: [STEP] });
    const completed = await attempts.get(ctx(), owner.organizationId, owner.id, kept.id);
    expect(completed).toMatchObject({ outcome: 'waiting', trace: [STEP, STEP] });
    // neither another connection's, nor of another organization
    const other = await connection();
    const foreign = attempts.get(ctx(), other.organizationId, other.id, kept.id);
    expect(await faultOf(foreign)).toMatchObject({ code: 'record.missing' });
    const strange = attempts.get(ctx(), other.organizationId, owner.id, kept.id);
    expect(await faultOf(strange)).toMatchObject({ code: 'connection.missing' });
    // and all of it goes after 90 days
    clock.advance(91 * DAY_MS);
    await forged('signature_wrong');
    expect(await attempts.removeOld(ctx())).toMatchObject({ more: false });
    expect((await list()).items).toHaveLength(1);
    expect(await store.read.tallies.get(`sign-in-attempts:${owner.id}`)).toBe(1);
  });

  test('what the provider said of a person goes with the person', async () => {
    const { ctx, core, store } = app();
    const attempts = createAttempts(store);
    const owner = await connection();
    const { id: memberId } = await core.members.add(ctx(), owner.organizationId, {
      name: 'Person',
      email: `person-${newId()}@example.com`,
    });
    for (const whose of [{ memberId }, { accountId: 'another-account' }]) {
      await attempts.note(ctx(), owner, {
        purpose: 'sign_in',
        outcome: 'ok',
        subject: 'memberId' in whose ? 'person' : 'another',
        configuration: 1,
        ...whose,
        trace: [],
      });
    }
    await core.erasures.eraseMember(ctx(), owner.organizationId, { memberId });
    while ((await core.erasures.run(ctx())).more);
    const { items } = await attempts.list(ctx(), owner.organizationId, owner.id, { limit: 10 });
    expect(items.map(({ subject }) => subject)).toEqual(['another']);
    expect(await store.read.tallies.get(`sign-in-attempts:${owner.id}`)).toBe(1);
  });
});
