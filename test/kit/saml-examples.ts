import {
  instant,
  silentLog,
  systemClock,
  FULL_AUTHORITY,
  newId,
  type Context,
} from '#kernel/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import type { ContractExamples, Placeholders } from './contract-examples.js';

/** What operations of connections of kind saml are called with. */

type Precondition = (examples: ContractExamples) => Promise<Placeholders>;

const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newId(),
  clock: systemClock,
  log: silentLog,
});

/** Its metadata are at an address that answers nobody. */
const samlConnection: Precondition = async ({ server, organizationId }) => {
  const now = instant(Date.now());
  const { id } = await server.core.connections.create(ctx(), organizationId, {
    kind: 'saml',
    name: 'Provider',
    issuedFor: server.url,
    given: {
      provider: {
        entityId: 'https://idp.example',
        signOn: [{ binding: 'redirect', location: 'https://idp.example/sso' }],
        logout: [],
        certificates: [],
      },
      metadata: { kind: 'url', url: 'https://127.0.0.1:1/metadata', fetchedAt: now },
    },
  });
  return { connectionId: id };
};

/** A newer key, which does not sign yet. */
const newerKey: Precondition = async (examples) => {
  const { connectionId = '' } = await samlConnection(examples);
  const keys = `/connections/${connectionId}/keys`;
  await examples.inOrganization('GET', keys);
  return { connectionId, keyId: String((await examples.inOrganization('POST', keys)).id) };
};

const refusedAnswer: Precondition = async (examples) => {
  const { connectionId = '' } = await samlConnection(examples);
  const { organizationId, server } = examples;
  const attempt = await createAttempts(server.store).noteUnverified(
    ctx(),
    { id: connectionId, organizationId },
    {
      purpose: 'sign_in',
      reason: 'signature_missing',
      details: {},
      configuration: 1,
      trace: [{ step: 'signature', detail: 'missing' }],
    },
  );
  return { connectionId, attemptId: attempt.id };
};

export const samlPreconditions: Readonly<Record<string, Precondition>> = {
  refreshMetadata: samlConnection,
  createTestSignIn: samlConnection,
  listConnectionKeys: samlConnection,
  addConnectionKey: samlConnection,
  useConnectionKey: newerKey,
  removeConnectionKey: newerKey,
  getSignInAttempt: refusedAnswer,
};
