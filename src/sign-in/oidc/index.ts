/**
 * Owns OpenID Connect as a relying party: discovery and keys of providers, requests, answers, logout. It decides whether an answer is
 * genuine and meant for us, never who the person is here.
 */
import type { Context } from '#kernel/index.js';
import type { IdentityStatement, OidcConnection, OidcProvider, SignInFlow } from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import { createClientSecrets, type ClientSecrets, type SamlKeys } from '../keys/index.js';
import type { BegunRequest, ProtocolRequest } from '../requests.js';
import { addressesOf, type OidcAddresses } from './addresses.js';
import type { BroughtAnswer, OidcReceived } from './answers.js';
import { discoveryUrl, fetchProvider } from './discovery.js';
import { flowIdOf } from './flow-values.js';
import type { BackChannelResult } from './logout.js';
import { refreshProvider } from './refresh.js';

export type { OidcAddresses } from './addresses.js';
export type { BroughtAnswer, OidcReceived } from './answers.js';
export type { BackChannelResult } from './logout.js';

export interface Oidc {
  /** Loads the libraries, so that the first sign-in does not wait for them. */
  load(): Promise<void>;
  /** Our addresses, as the provider of this connection knows them. */
  addressesOf(connection: OidcConnection): OidcAddresses;
  /** Our public keys, for a connection that proves itself by signatures; else none. */
  publicKeysOf(ctx: Context, connection: OidcConnection): Promise<readonly object[]>;
  /** The address of a discovery document, whether it or the issuer was given. */
  discoveryUrl(given: string): string;
  /** What a provider says of itself, with its keys. @throws ProviderRefusal, OutgoingError */
  fetchProvider(url: string): Promise<OidcProvider>;
  /** Reads the pinned discovery of a connection now and keeps what came, or that it failed. */
  refresh(ctx: Context, connection: OidcConnection): Promise<OidcConnection | undefined>;
  readonly clientSecrets: ClientSecrets;
  /** @throws ProviderRefusal `connection_unusable`, `client_refused` */
  begin(ctx: Context, connection: OidcConnection, request: ProtocolRequest): Promise<BegunRequest>;
  /** The flow that an answer belongs to by what it says itself. */
  flowIdOf(state: string): string;
  /** Takes what a browser brought to the redirect URI. */
  receive(ctx: Context, connection: OidcConnection, brought: BroughtAnswer): Promise<OidcReceived>;
  /** Undefined: the provider has no address for it. */
  beginLogout(
    ctx: Context,
    connection: OidcConnection,
    logout: {
      readonly subject: NonNullable<IdentityStatement['logout']>;
      readonly flow: Pick<SignInFlow, 'id'>;
    },
  ): Promise<BegunRequest | undefined>;
  receiveBackChannelLogout(
    ctx: Context,
    connection: OidcConnection,
    token: string | undefined,
  ): Promise<BackChannelResult>;
}

export function createOidc(given: ProtocolDeps & { readonly keys: SamlKeys }): Oidc {
  const clientSecrets = createClientSecrets(given);
  const deps = { ...given, clientSecrets };
  return {
    load: async () => void (await engine()),
    addressesOf: (connection) => addressesOf(connection, connection.issuedFor),
    async publicKeysOf(ctx, connection) {
      if (connection.clientAuthentication !== 'private_key_jwt') return [];
      const { certificates } = await deps.keys.open(ctx, connection);
      const { publicKeyOf } = await engine();
      return Promise.all(certificates.map(publicKeyOf));
    },
    discoveryUrl,
    fetchProvider: (url) => fetchProvider(deps.outgoing, url),
    refresh: (ctx, connection) => refreshProvider(deps, ctx, connection),
    clientSecrets,
    begin: async (ctx, connection, request) =>
      (await engine()).authorizationRequest(deps, ctx, connection, request),
    flowIdOf,
    receive: async (ctx, connection, brought) =>
      (await engine()).receiveAnswer(deps, ctx, connection, brought),
    beginLogout: async (ctx, connection, logout) =>
      (await engine()).logoutRequest(deps, ctx, connection, logout),
    receiveBackChannelLogout: async (ctx, connection, token) =>
      (await engine()).receiveBackChannelLogout(deps, ctx, connection, token),
  };
}

function engine(): Promise<typeof import('./engine.js')> {
  return import('./engine.js');
}
