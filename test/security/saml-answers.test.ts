import { beforeAll, expect, test } from '@jest/globals';
import { overApplications } from '../kit/application.js';
import {
  providerKey,
  samlProvider,
  type ResponseOptions,
  type SamlProviderKit,
} from '../kit/saml-provider.js';
import { answerSignIn, beginSignIn, samlConnection, samlOf } from '../kit/saml-sign-ins.js';
import { equals, type SamlConnection } from '#store/index.js';

overApplications('answers that are taken', (app, { secondApplication }) => {
  let provider: SamlProviderKit;
  let connection: SamlConnection;
  beforeAll(async () => {
    provider = await samlProvider();
    connection = await samlConnection(app(), provider);
  });

  const refused = async (options: Partial<ResponseOptions>) => {
    const { received, flow } = await answerSignIn(app(), connection, provider, options);
    expect(flow?.statement).toBeUndefined();
    return received.outcome === 'refused' ? received.code : received.outcome;
  };

  test.each(['assertion', 'response', 'both'] as const)('signin C12 signed: %s', async (sign) => {
    const { received, flow } = await answerSignIn(app(), connection, provider, {
      sign,
      attributes: { email: ['ada@example.com'], groups: ['a', 'b'] },
    });
    expect(received).toEqual({ outcome: 'answered', flowId: flow?.id });
    expect(flow?.statement).toMatchObject({
      issuer: provider.entityId,
      subject: 'subject-1',
      email: 'ada@example.com',
      groups: ['a', 'b'],
    });
  });

  test('signin C16 encrypted as Keycloak does', async () => {
    const keys = await samlOf(app()).keys.list(app().ctx(), connection);
    const { received } = await answerSignIn(app(), connection, provider, {
      encryptFor: keys[0]?.certificate ?? '',
    });
    expect(received.outcome).toBe('answered');
  });

  test('names with dots are kept; forgeries are counted, refusals of the provider’s own answers journalled', async () => {
    const own = await samlConnection(app(), provider, { change: { preset: 'entra' } });
    const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
    const { flow } = await answerSignIn(app(), own, provider, {
      attributes: {
        [`${claims}emailaddress`]: ['ada@example.com'],
        [`${claims}givenname`]: ['Ada'],
      },
    });
    expect(flow?.statement).toMatchObject({
      email: 'ada@example.com',
      firstName: 'Ada',
      groups: 'absent',
    });
    expect(flow?.statement?.attributes[`${claims}emailaddress`]).toEqual(['ada@example.com']);
    for (let times = 0; times < 3; times += 1) {
      await answerSignIn(app(), own, provider, { sign: 'none' });
    }
    await answerSignIn(app(), own, provider, { audience: 'https://other.example' });
    const { records } = await app().store.read.signInAttempts.find({
      where: equals('connectionId', own.id),
      limit: 10,
    });
    expect(records.map(({ reason, verified, count }) => ({ reason, verified, count }))).toEqual(
      expect.arrayContaining([
        { reason: 'signature_missing', verified: false, count: 3 },
        { reason: 'audience_wrong', verified: true, count: undefined },
      ]),
    );
    const entries = await app().journal(own.organizationId);
    const told = entries.filter(({ type }) => type === 'sign_in.refused');
    expect(told.map(({ after }) => after?.['reason'])).toEqual(['audience_wrong']);
  });

  test('signin C12 neither signed', async () => {
    const { received } = await answerSignIn(app(), connection, provider, { sign: 'none' });
    expect(received).toMatchObject({ outcome: 'refused', code: 'signature_missing' });
  });

  test('signin A8 sent twice at once, by two processes: one answer; a second answer is refused', async () => {
    const second = await secondApplication();
    const begun = await beginSignIn(app(), connection);
    const now = app().clock.now();
    const form = await provider.respond(begun.request, { now, assertionId: '_once' });
    const outcomes = await Promise.all(
      [app(), second, app(), second].map(async (one) => {
        const received = await samlOf(one).receive(one.ctx(), connection, form);
        return received.outcome;
      }),
    );
    expect(outcomes.sort()).toEqual(['answered', 'repeated', 'repeated', 'repeated']);
    const again = await provider.respond(begun.request, { now, subject: 'owner' });
    const received = await samlOf(second).receive(second.ctx(), connection, again);
    expect(received).toMatchObject({ outcome: 'refused', code: 'request_answered' });
    const flow = await app().store.read.signInFlows.get(begun.flow.id);
    expect(flow).toMatchObject({ status: 'answered', statement: { subject: 'subject-1' } });
    expect(await refused({ assertionId: '_once' })).toBe('assertion_replayed');
  });

  test('signin A5 a request of one connection is not used up by the provider of another', async () => {
    const other = await samlProvider({
      entityId: 'https://other.example',
      key: await providerKey(1),
    });
    const second = await samlConnection(app(), other);
    const begun = await beginSignIn(app(), connection);
    const now = app().clock.now();
    const foreign = await other.respond(begun.request, { now });
    const saml = samlOf(app());
    const atOther = await saml.receive(app().ctx(), second, foreign);
    expect(atOther).toEqual({ outcome: 'refused', code: 'request_unknown' });
    expect(await saml.receive(app().ctx(), connection, foreign)).toMatchObject({
      code: 'signature_key',
    });
    const own = await provider.respond(begun.request, { now });
    expect(await saml.receive(app().ctx(), connection, own)).toMatchObject({ outcome: 'answered' });
  });
});
