import { createSecretsKey } from '#core/index.js';
import { createHttpClient, type HttpClient } from '#outgoing/index.js';
import { instant, newId } from '#kernel/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import { createSaml, type Saml } from '#sign-in/saml/index.js';
import { createFlows } from '#sign-in/flows/index.js';
import type { SamlConnection, SignInFlow } from '#store/index.js';
import type { TestApplication } from './application.js';
import {
  readRequest,
  type MetadataOptions,
  type ReceivedRequest,
  type ResponseOptions,
  type SamlProviderKit,
} from './saml-provider.js';

export const PUBLIC_URL = 'https://muster.example';

/** SAML over an application, as main.ts composes it. */
export function samlOf(
  { store, core }: TestApplication,
  more: { readonly outgoing?: HttpClient; readonly baseUrl?: string } = {},
): Saml {
  return createSaml({
    store,
    core,
    attempts: createAttempts(store),
    outgoing: more.outgoing ?? createHttpClient({ allow: [] }),
    secretsKey: createSecretsKey('secrets-key-of-a-test-0123456789abcdef'),
    baseUrl: () => more.baseUrl ?? PUBLIC_URL,
  });
}

export interface ConnectionOptions {
  readonly organizationId?: string;
  readonly metadata?: MetadataOptions;
  readonly change?: Partial<SamlConnection>;
  /** the metadata come from there */
  readonly url?: string;
}

/** A tested and active connection to that provider. */
export async function samlConnection(
  app: TestApplication,
  provider: SamlProviderKit,
  { organizationId, metadata, change = {}, url }: ConnectionOptions = {},
): Promise<SamlConnection> {
  const ctx = app.ctx();
  const { core, store, clock } = app;
  const organization = organizationId ?? (await app.organization()).id;
  const given = await samlOf(app).readMetadata(provider.metadata(metadata));
  const at = instant(clock.now());
  const source =
    url === undefined
      ? ({ kind: 'document', givenAt: at } as const)
      : ({ kind: 'url', url, fetchedAt: at } as const);
  const created = await core.connections.create(ctx, organization, {
    kind: 'saml',
    name: 'Provider',
    issuedFor: PUBLIC_URL,
    given: { ...given, metadata: source },
  });
  const kept = await store.read.connections.get(created.id);
  if (kept?.kind !== 'saml') throw new Error('The connection is of another kind.');
  const connection: SamlConnection = {
    ...kept,
    status: 'active',
    tested: { configuration: kept.configuration, at },
    ...change,
    version: kept.version + 1,
  };
  await store.transaction(organization, (tx) => tx.connections.update(connection));
  return connection;
}

/** A sign-in under way: our request as the provider reads it, and its flow. */
export interface BegunSignIn {
  readonly flow: SignInFlow;
  readonly secret: string;
  readonly request: ReceivedRequest;
}

export async function beginSignIn(
  app: TestApplication,
  connection: SamlConnection,
  more: Partial<Pick<SignInFlow, 'purpose' | 'asked'>> = {},
): Promise<BegunSignIn> {
  const ctx = app.ctx();
  const flows = createFlows(app);
  const begun = await flows.begin(ctx, {
    purpose: 'sign_in',
    connectionId: connection.id,
    configuration: connection.configuration,
    requestId: newId(),
    ...more,
  });
  const { requestId, message } = await samlOf(app).begin(ctx, connection, {
    relayState: begun.flow.id,
    ...more.asked,
  });
  const flow = await flows.update(ctx, begun.flow.id, () => ({ requestId }));
  if (!flow) throw new Error('The flow is over.');
  return { flow, secret: begun.secret, request: readRequest(message) };
}

/** Begins, lets the provider answer, and takes the answer. */
export async function answerSignIn(
  app: TestApplication,
  connection: SamlConnection,
  provider: SamlProviderKit,
  options: Partial<ResponseOptions> = {},
) {
  const begun = await beginSignIn(app, connection);
  const form = await provider.respond(begun.request, { now: app.clock.now(), ...options });
  const received = await samlOf(app).receive(app.ctx(), connection, form);
  const flow = await app.store.read.signInFlows.get(begun.flow.id);
  return { ...begun, form, received, flow };
}
