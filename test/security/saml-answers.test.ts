import { beforeAll, expect, test } from '@jest/globals';
import { overApplications } from '../kit/application.js';
import { samlProvider, type SamlProviderKit } from '../kit/saml-provider.js';
import { answerSignIn, samlConnection, samlOf } from '../kit/saml-sign-ins.js';
import type { SamlConnection } from '#store/index.js';

overApplications('answers that are taken', (app) => {
  let provider: SamlProviderKit;
  let connection: SamlConnection;
  beforeAll(async () => {
    provider = await samlProvider();
    connection = await samlConnection(app(), provider);
  });

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

  test('signin C12 neither signed', async () => {
    const { received } = await answerSignIn(app(), connection, provider, { sign: 'none' });
    expect(received).toMatchObject({ outcome: 'refused', code: 'signature_missing' });
  });
});
