import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { createSecretsKey } from '#core/index.js';
import { instant, newId } from '#kernel/index.js';
import { OutgoingError, type HttpClient } from '#outgoing/index.js';
import { createAttempts } from '#sign-in/attempts/index.js';
import { createFlows } from '#sign-in/flows/index.js';
import { createSamlKeys } from '#sign-in/keys/index.js';
import { createOidc, type Oidc } from '#sign-in/oidc/index.js';
import { createProtocols } from '#sign-in/protocols.js';
import type { OidcConnection, SignInFlow } from '#store/index.js';
import type { TestApplication } from './application.js';
import { samlOf } from './saml-sign-ins.js';

// An OpenID provider that says whatever a test wants, without a network. What it signs is real.

export const CLIENT_ID = 'client-1';
export const SECRETS_KEY = createSecretsKey('secrets-key-of-a-test-0123456789abcdef');

const SECRET = 'a-client-secret-of-a-test';

type Claims = Readonly<Record<string, unknown>>;

/** How the next ID token is made; each field has a right value of its own. */
export interface TokenOptions {
  readonly kid?: string;
  /** another key than the published one */
  readonly key?: CryptoKey;
  /** the finished token */
  readonly token?: string;
}

export class FakeOidcProvider {
  /** how often each address was asked */
  readonly asked: Record<string, number> = {};
  /** of the last exchange */
  form = new URLSearchParams();
  /** over the right ones */
  discovery: Claims = {};
  userinfo: Claims | undefined;
  /** instead of the keys; a number is a status */
  keysAnswer: string | number | undefined;
  keys: JWK[] = [];
  idToken = '';

  private constructor(
    readonly issuer: string,
    private key: CryptoKey,
  ) {}

  static async create(issuer = 'https://idp.example'): Promise<FakeOidcProvider> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const provider = new FakeOidcProvider(issuer, privateKey);
    provider.keys = [{ ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }];
    return provider;
  }

  /** From now on another key signs, under that name. */
  async rotate(kid: string): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    this.key = privateKey;
    this.keys = [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }];
  }

  async sign(claims: Claims, { kid, key, token }: TokenOptions = {}): Promise<string> {
    const header = { alg: 'ES256', kid: kid ?? this.keys[0]?.kid ?? 'first' };
    return (
      token ?? (await new SignJWT({ ...claims }).setProtectedHeader(header).sign(key ?? this.key))
    );
  }

  get outgoing(): HttpClient {
    return {
      requireAllowedUrl: () => undefined,
      fetch: async (url, { maxBytes }) => {
        this.#count(url);
        const answer = url.endsWith('/jwks') ? this.#keys() : JSON.stringify(this.#discovery());
        if (typeof answer === 'number') throw new OutgoingError('status', `It says ${answer}.`);
        const body = Buffer.from(answer);
        if (body.length > maxBytes) throw new OutgoingError('too_large', 'It sends too much.');
        return { body, contentType: 'application/json', url };
      },
      request: async (url, { body = '' }) => {
        this.#count(url);
        const isToken = url.endsWith('/token');
        if (isToken) this.form = new URLSearchParams(String(body));
        const said = isToken
          ? { access_token: 'access', token_type: 'Bearer', id_token: this.idToken }
          : this.userinfo;
        const headers = { 'content-type': 'application/json' };
        const kept = { body: Buffer.from(JSON.stringify(said)), isCut: false };
        return { status: 200, headers, ...kept, milliseconds: 1 };
      },
    };
  }

  #count(url: string): void {
    const name = url.split('/').at(-1) ?? '';
    this.asked[name] = (this.asked[name] ?? 0) + 1;
  }

  #keys(): string | number {
    return this.keysAnswer ?? JSON.stringify({ keys: this.keys });
  }

  #discovery(): Claims {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['ES256', 'HS256'],
      code_challenge_methods_supported: ['S256'],
      ...this.discovery,
    };
  }
}

/** OpenID Connect over an application, as main.ts composes it. */
export function oidcOf({ store, core }: TestApplication, { outgoing }: FakeOidcProvider): Oidc {
  const deps = {
    store,
    core,
    outgoing,
    attempts: createAttempts(store),
    secretsKey: SECRETS_KEY,
    baseUrl: () => 'https://muster.example',
  };
  return createOidc({ ...deps, keys: createSamlKeys(deps) });
}

/** A tested and active connection to that provider. */
export async function oidcConnection(
  app: TestApplication,
  provider: FakeOidcProvider,
  organizationId: string,
  change: Partial<OidcConnection> = {},
): Promise<OidcConnection> {
  const oidc = oidcOf(app, provider);
  const ctx = app.ctx();
  const at = instant(app.clock.now());
  const created = await app.core.connections.create(ctx, organizationId, {
    kind: 'oidc',
    name: 'Provider',
    issuedFor: 'https://muster.example',
    clientId: CLIENT_ID,
    given: {
      provider: await oidc.fetchProvider(provider.issuer),
      metadata: { kind: 'url', url: oidc.discoveryUrl(provider.issuer), fetchedAt: at },
    },
    clientSecret: (scope, owner) => oidc.clientSecrets.keep(scope, owner, SECRET),
  });
  if (created.kind !== 'oidc') throw new Error('The connection is of another kind.');
  const connection: OidcConnection = {
    ...created,
    status: 'active',
    tested: { configuration: 1, at },
    ...change,
    version: created.version + 1,
  };
  await app.store.transaction(organizationId, (tx) => tx.connections.update(connection));
  return connection;
}

/** A sign-in under way. */
export interface BegunSignIn {
  readonly flow: SignInFlow;
  readonly secret: string;
  /** our request, as the provider reads it */
  readonly request: URLSearchParams;
}

/** Signs in at one connection, in as many browsers as a test wants. */
export class OidcSignIns {
  constructor(
    readonly app: TestApplication,
    readonly provider: FakeOidcProvider,
    readonly connection: OidcConnection,
  ) {}

  get oidc(): Oidc {
    return oidcOf(this.app, this.provider);
  }

  async begin({
    purpose = 'sign_in',
    ...more
  }: Partial<Pick<SignInFlow, 'purpose'>> & {
    readonly forceAuthn?: boolean;
  } = {}): Promise<BegunSignIn> {
    const { app } = this;
    const connection = await this.current();
    const ctx = app.ctx();
    const flows = createFlows(app);
    const { flow, secret } = await flows.begin(ctx, {
      purpose,
      connectionId: connection.id,
      configuration: connection.configuration,
    });
    const { oidc } = this;
    const protocols = createProtocols({ store: app.store, saml: samlOf(app), oidc, flows });
    const message = await protocols.begin(ctx, connection, { flow, secret, ...more });
    return { flow, secret, request: new URL(message.url).searchParams };
  }

  /** The right claims for that request. */
  claims({ request }: BegunSignIn, change: Claims = {}): Claims {
    const now = Math.floor(this.app.clock.now() / 1_000);
    const claims = {
      iss: this.provider.issuer,
      aud: CLIENT_ID,
      sub: 'subject-1',
      nonce: request.get('nonce'),
      iat: now,
      exp: now + 300,
      ...change,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  }

  /** The provider answers with these claims; what the browser brings is taken. */
  async answer(
    begun: BegunSignIn,
    change: Claims = {},
    { query = {}, secret, ...token }: TokenOptions & Brought = {},
  ) {
    const { app, provider } = this;
    provider.idToken = await provider.sign(this.claims(begun, change), token);
    const values = { code: newId(), state: begun.request.get('state') ?? '', ...query };
    const brought = new URLSearchParams(values).toString();
    const connection = await this.current();
    const received = await this.oidc.receive(app.ctx(), connection, {
      query: brought,
      secret: secret === null ? undefined : (secret ?? begun.secret),
    });
    const flow = await app.store.read.signInFlows.get(begun.flow.id);
    const said = received.outcome === 'refused' ? received.code : received.outcome;
    return { said, received, query: brought, statement: flow?.statement };
  }

  /** The connection as it is now. */
  async current(): Promise<OidcConnection> {
    const connection = await this.app.store.read.connections.get(this.connection.id);
    if (connection?.kind !== 'oidc') throw new Error('The connection is gone.');
    return connection;
  }

  /** Begins, and lets the provider answer. */
  async signIn(change: Claims = {}, more: TokenOptions & Brought = {}) {
    return this.answer(await this.begin(), change, more);
  }
}

interface Brought {
  readonly query?: Readonly<Record<string, string>>;
  /** of another browser; null: none */
  readonly secret?: string | null;
}
