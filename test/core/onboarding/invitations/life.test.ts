import { expect, test } from '@jest/globals';
import { daysLeft, statusAt } from '#core/index.js';
import { overApplications } from '../../../kit/application.js';
import {
  accept,
  changeOrganization,
  DAY_MS,
  invitationEntries,
  linkFor,
  MINUTE_MS,
  createOrganization,
  caughtFault,
  newAddress,
} from '../../../kit/invitees.js';

overApplications('the life of an invitation', (app) => {
  const invitations = () => app().core.invitations;
  const ctx = () => app().ctx();

  /** All rounds of a job until it has nothing left. */
  async function rounds(work: () => Promise<{ done: number; more: boolean }>): Promise<number> {
    let done = 0;
    for (let more = true; more;) {
      const round = await work();
      done += round.done;
      more = round.more;
    }
    return done;
  }

  test('prowler #12831, seeds 2.20, 2.21, 4.15: one that lapsed reads so in get, list, filters and counts before any job ran', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const short = await linkFor(app(), organization, { lifeDays: 1 });
    const long = await linkFor(app(), organization, { lifeDays: 30 });
    app().clock.advance(DAY_MS + 1);
    const now = app().clock.now();
    const kept = await invitations().get(ctx(), id, short.invitation.id);
    expect([kept.status, statusAt(kept, now), daysLeft(kept, now)]).toEqual([
      'pending',
      'expired',
      0,
    ]);
    expect(daysLeft(long.invitation, now)).toBe(29);
    const ids = async (status: 'pending' | 'expired') =>
      (await invitations().list(ctx(), id, { status, limit: 10 })).items.map((one) => one.id);
    expect(await ids('pending')).toEqual([long.invitation.id]);
    expect(await ids('expired')).toEqual([short.invitation.id]);
    const counts = await invitations().counts(ctx(), id);
    expect(counts).toMatchObject({ pending: 1, expired: 1 });
    await rounds(() => invitations().expireDue(ctx()));
    expect(await ids('expired')).toEqual([short.invitation.id]);
    expect(await invitations().counts(ctx(), id)).toEqual(counts);
  });

  test('seeds 1.27 to 1.29, 4.16: sent again it has a new link and a full new life, and the old link says so', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const { invitation, token } = await linkFor(app(), organization);
    app().clock.advance(3 * DAY_MS);
    const again = await invitations().resend(ctx(), id, invitation.id);
    expect(again.invitation).toMatchObject({ status: 'pending', generation: 2 });
    expect(daysLeft(again.invitation, app().clock.now())).toBe(7);
    expect(again.token).not.toBe(token);
    const old = [
      () => invitations().lookUp(ctx(), token),
      () => accept(app(), token),
      () => invitations().decline(ctx(), token, false),
    ];
    for (const work of old) expect((await caughtFault(work)).code).toBe('invitation.superseded');
    const { member } = await accept(app(), again.token ?? '', { email: invitation.email });
    expect(member.status).toBe('active');
    const facts = (await invitationEntries(app(), organization)).map(({ type }) => type);
    expect(facts).toEqual(['invitation.created', 'invitation.resent', 'invitation.accepted']);
  });

  test('seed 1.28: only a pending one can be sent again; an expired one is to be renewed', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const { invitation, token } = await linkFor(app(), organization);
    app().clock.advance(8 * DAY_MS);
    const resend = () => invitations().resend(ctx(), id, invitation.id);
    expect(await caughtFault(resend)).toMatchObject({
      code: 'invitation.not_pending',
      details: { state: 'expired', next: 'renew' },
    });
    const renewed = await invitations().renew(ctx(), id, invitation.id, { roles: ['viewer'] });
    expect(renewed.invitation).toMatchObject({
      status: 'pending',
      generation: 2,
      roles: ['viewer'],
    });
    expect((await caughtFault(() => accept(app(), token))).code).toBe('invitation.superseded');
    await accept(app(), renewed.token ?? '', { email: invitation.email });
    for (const work of [resend, () => invitations().renew(ctx(), id, invitation.id, {})]) {
      expect(await caughtFault(work)).toMatchObject({
        code: 'invitation.not_pending',
        details: { state: 'accepted' },
      });
    }
  });

  test('a revoked and a declined one can be renewed, a pending one cannot, and everything is checked anew', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const one = await linkFor(app(), organization);
    const renew = () => invitations().renew(ctx(), id, one.invitation.id, {});
    expect((await caughtFault(renew)).code).toBe('invitation.not_ended');
    await invitations().revoke(ctx(), id, one.invitation.id, { note: 'x' });
    const { token = '', invitation } = await renew();
    expect(invitation.note).toBeUndefined();
    await invitations().decline(ctx(), token, false);
    const other = await linkFor(app(), organization, { email: one.invitation.email });
    expect((await caughtFault(renew)).code).toBe('invitation.pending');
    await accept(app(), other.token);
    expect((await caughtFault(renew)).code).toBe('member.exists');
  });

  test('between two mails lies a minute, and an address gets five a day', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const made = await invitations().create(ctx(), id, { email: newAddress() });
    const resend = () => invitations().resend(ctx(), id, made.invitation.id);
    expect(await caughtFault(resend)).toEqual({
      code: 'invitation.cool_down',
      details: { retryAfter: 60 },
    });
    for (let count = 0; count < 4; count += 1) {
      app().clock.advance(MINUTE_MS);
      await resend();
    }
    app().clock.advance(MINUTE_MS);
    expect(await caughtFault(resend)).toMatchObject({
      code: 'invitation.too_many',
      details: { of: 'address', most: 5, retryAfter: 86_400 - 5 * 60 },
    });
    const elsewhere = await createOrganization(app());
    const there = () =>
      invitations().create(ctx(), elsewhere.id, { email: made.invitation.email.toUpperCase() });
    expect((await caughtFault(there)).code).toBe('invitation.too_many');
    app().clock.advance(DAY_MS);
    await there();
    app().clock.advance(DAY_MS);
    expect(await rounds(() => invitations().sweepRates(ctx()))).toBeGreaterThan(0);
  });

  test('a clock that is set back neither blocks nor ends anything', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const { invitation } = await invitations().create(ctx(), id, { email: newAddress() });
    app().clock.advance(-2 * DAY_MS);
    try {
      const again = await invitations().resend(ctx(), id, invitation.id);
      expect(again.invitation.generation).toBe(2);
      expect(await invitations().expireDue(ctx())).toMatchObject({ done: 0 });
    } finally {
      app().clock.advance(2 * DAY_MS);
    }
    expect(statusAt(await invitations().get(ctx(), id, invitation.id), app().clock.now())).toBe(
      'pending',
    );
  });

  test('seeds 2.22 to 2.25, 4.19: revoked with or without a word to the invitee', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const [loud, silent] = [await linkFor(app(), organization), await linkFor(app(), organization)];
    const told = { notify: true, note: 'The project has ended.' };
    await invitations().revoke(ctx(), id, loud.invitation.id, told);
    await invitations().revoke(ctx(), id, silent.invitation.id, {});
    const facts = (await invitationEntries(app(), organization))
      .slice(-2)
      .map(({ after }) => after);
    expect(facts).toEqual([
      { email: loud.invitation.email, ...told },
      { email: silent.invitation.email, notify: false },
    ]);
    const again = () => invitations().revoke(ctx(), id, loud.invitation.id, {});
    expect(await caughtFault(again)).toMatchObject({ details: { state: 'revoked' } });
  });

  test('seeds 4.17 to 4.19: the record of an ended one can be deleted, that of a pending one cannot', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const { invitation } = await linkFor(app(), organization);
    const remove = (expected?: number) => invitations().remove(ctx(), id, invitation.id, expected);
    expect((await caughtFault(() => remove())).code).toBe('invitation.not_ended');
    app().clock.advance(8 * DAY_MS);
    expect((await caughtFault(() => remove(99))).code).toBe('request.precondition');
    await remove();
    expect((await invitations().list(ctx(), id, { limit: 10 })).items).toEqual([]);
    expect(Object.values(await invitations().counts(ctx(), id))).toEqual([0, 0, 0, 0, 0, 0]);
    const facts = (await invitationEntries(app(), organization)).map(({ type }) => type);
    expect(facts).toEqual(['invitation.created', 'invitation.expired', 'invitation.deleted']);
    expect((await caughtFault(() => remove())).code).toBe('invitation.missing');
  });

  test('what a pending one gives can be changed, by whoever knows its version', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const { invitation, token } = await linkFor(app(), organization);
    const change = { roles: ['viewer'], lifeDays: 30, name: 'User Nine' };
    const done = await invitations().update(ctx(), id, invitation.id, change, 1);
    expect(done).toMatchObject({ ...change, version: 2, nameKey: 'user nine' });
    expect(daysLeft(done, app().clock.now())).toBe(30);
    const stale = () => invitations().update(ctx(), id, invitation.id, { roles: ['admin'] }, 1);
    expect((await caughtFault(stale)).code).toBe('request.precondition');
    const wrong = () => invitations().update(ctx(), id, invitation.id, { roles: ['owner'] });
    expect((await caughtFault(wrong)).code).toBe('request.invalid');
    expect((await accept(app(), token)).member).toMatchObject({ name: 'User One' });
    const late = () => invitations().update(ctx(), id, invitation.id, { roles: ['admin'] });
    expect((await caughtFault(late)).code).toBe('invitation.not_pending');
  });

  test('the landing page learns little, and looking changes nothing', async () => {
    const branding = { logoUrl: 'https://example.com/logo.svg' };
    const organization = await createOrganization(app(), { branding });
    const { invitation, token } = await linkFor(app(), organization, { roles: ['admin'] });
    expect(await invitations().lookUp(ctx(), token)).toEqual({
      organization: { id: organization.id, name: 'Example', branding },
      inviter: { name: 'Example', isPerson: false },
      emailHint: 'u•••@example.com',
      roles: ['Administrator'],
      spaces: [],
      products: [],
      status: 'pending',
      expiresAt: invitation.expiresAt,
      language: 'en',
    });
    expect(await invitations().get(ctx(), organization.id, invitation.id)).toEqual(invitation);
  });

  test('FusionAuth #2926: from an expired link the administrators are asked, once a day', async () => {
    const organization = await createOrganization(app());
    const { token } = await linkFor(app(), organization, { lifeDays: 1 });
    const ask = () => invitations().askAgain(ctx(), token);
    expect((await caughtFault(ask)).code).toBe('invitation.not_ended');
    app().clock.advance(DAY_MS);
    await ask();
    await ask();
    const asked = async () =>
      (await invitationEntries(app(), organization)).filter(
        ({ type }) => type === 'invitation.asked_again',
      );
    expect(await asked()).toHaveLength(1);
    app().clock.advance(DAY_MS);
    await ask();
    expect(await asked()).toHaveLength(2);
  });

  test('a lapsed one is ended once, gives its place back, and a second round has nothing to do', async () => {
    const organization = await createOrganization(app(), { preset: 'logto', plan: 'dev' });
    const { invitation } = await linkFor(app(), organization, { roles: ['admin'] });
    const taken = () => app().store.read.tallies.get(`places:${organization.id}`);
    expect(await taken()).toBe(2);
    app().clock.advance(400 * DAY_MS);
    await Promise.all([invitations().expireDue(ctx()), invitations().expireDue(ctx())]);
    await rounds(() => invitations().expireDue(ctx()));
    expect(await taken()).toBe(1);
    expect(await invitations().expireDue(ctx())).toEqual({ done: 0, more: false });
    const entries = await invitationEntries(app(), organization);
    expect(entries.map(({ type }) => type)).toEqual(['invitation.created', 'invitation.expired']);
    const kept = await invitations().get(ctx(), organization.id, invitation.id);
    expect(kept).toMatchObject({ status: 'expired', endedAt: invitation.expiresAt });
  });

  test('reminders go out on the third day and on the last, once each, and not where nobody wants them', async () => {
    const organization = await createOrganization(app());
    const quiet = await createOrganization(app(), { policies: { reminders: false } });
    const { invitation } = await invitations().create(ctx(), organization.id, {
      email: newAddress(),
    });
    await invitations().create(ctx(), quiet.id, { email: newAddress() });
    await linkFor(app(), quiet);
    const reminders = async () =>
      (await invitationEntries(app(), organization)).flatMap(({ type, after }) =>
        type === 'invitation.reminded' ? [after?.['reminder']] : [],
      );
    const days: unknown[] = [];
    for (let day = 1; day <= 8; day += 1) {
      app().clock.advance(DAY_MS);
      await rounds(() => invitations().remindDue(ctx()));
      await rounds(() => invitations().remindDue(ctx()));
      days.push((await reminders()).length);
    }
    expect(days).toEqual([0, 0, 1, 1, 1, 2, 2, 2]);
    expect(await reminders()).toEqual(['day3', 'lastDay']);
    expect(await invitations().get(ctx(), organization.id, invitation.id)).toMatchObject({
      reminded: ['day3', 'lastDay'],
    });
    const none = (await invitationEntries(app(), quiet)).map(({ type }) => type);
    expect(none).not.toContain('invitation.reminded');
  });

  test('a clock that jumps over both days reminds once', async () => {
    const organization = await createOrganization(app());
    await invitations().create(ctx(), organization.id, { email: newAddress() });
    app().clock.advance(6.5 * DAY_MS);
    await rounds(() => invitations().remindDue(ctx()));
    const entries = await invitationEntries(app(), organization);
    expect(entries.map(({ after }) => after?.['reminder'])).toEqual([undefined, 'lastDay']);
  });

  test('Kinde: what became of the mail is told by generation, and leaves the version alone', async () => {
    const organization = await createOrganization(app());
    const { id } = organization;
    const { invitation } = await invitations().create(ctx(), id, { email: newAddress() });
    await invitations().noteDelivery(ctx(), invitation.id, 1, 'bounced');
    const state = () => invitations().get(ctx(), id, invitation.id);
    expect(await state()).toMatchObject({ delivery: 'bounced', version: 1 });
    app().clock.advance(MINUTE_MS);
    await invitations().resend(ctx(), id, invitation.id);
    await invitations().noteDelivery(ctx(), invitation.id, 1, 'bounced');
    expect(await state()).toMatchObject({ delivery: 'queued' });
  });

  test('an organization with a slower limit than the operator’s refuses with the seconds to wait', async () => {
    const organization = await createOrganization(app());
    await changeOrganization(app(), organization, {});
    const key = { ...ctx(), actor: { kind: 'api_key', id: 'key-1', name: 'Key' } as const };
    await app().store.transaction(organization.id, async (tx) => {
      const now = new Date(app().clock.now()).toISOString();
      await tx.rates.insert({
        id: organization.id,
        version: 1,
        createdAt: now,
        updatedAt: now,
        key: `invite:organization:${organization.id}`,
        count: 5_000,
        resetsAt: new Date(app().clock.now() + 600_000).toISOString(),
      });
    });
    expect(await caughtFault(() => linkFor(app(), organization, {}, key))).toMatchObject({
      code: 'invitation.too_many',
      details: { of: 'organization', retryAfter: 600 },
    });
    app().clock.advance(600_000);
    await linkFor(app(), organization, {}, key);
  });
});
