/**
 * Owns SAML 2.0 as a service provider: our metadata and keys, metadata of providers, requests, responses, logout, and the words for what
 * was wrong. It decides whether an answer is genuine and meant for us, never who the person is here.
 */
import { metadataStateOf } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { ProviderCertificate, SamlConnection } from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import { addressesOf, type SamlAddresses } from './addresses.js';
import { createSamlKeys, type SamlKeys } from '../keys/index.js';
import { readCertificates } from './metadata/certificates.js';
import type { LogoutInput } from './logout/messages.js';
import type { ReceivedLogout } from './logout/receive.js';
import type { LogoutSubject } from './logout/send.js';
import type { ReadMetadata } from './metadata/provider-metadata.js';
import { isAllowed, mayBeVisited, providerFingerprint } from './metadata/provider-values.js';
import { ProviderRefusal } from '../refusals/index.js';
import type { BegunRequest } from '../requests.js';
import type { RequestOptions } from './requests.js';
import type { Received, ResponseForm } from './responses/receive.js';
import type { VerifyResponse } from './responses/strategy.js';

export type { SamlAddresses } from './addresses.js';
export type { ReadMetadata } from './metadata/provider-metadata.js';
export type { RequestOptions } from './requests.js';
export type { LogoutInput } from './logout/messages.js';
export type { ReceivedLogout } from './logout/receive.js';
export type { LogoutSubject } from './logout/send.js';
export type { Received, ResponseForm } from './responses/receive.js';

export interface GivenMetadataOptions {
  /** which provider, where the document describes several */
  readonly entityId?: string;
}

export interface Saml {
  /** Loads the libraries, so that the first sign-in does not wait for them. */
  load(): Promise<void>;
  /** Our entity ID and addresses, as the provider of this connection knows them. */
  addressesOf(connection: SamlConnection): SamlAddresses;
  /** Our metadata for the provider of this connection, as XML. */
  metadataOf(ctx: Context, connection: SamlConnection): Promise<string>;
  /** What a provider says of itself, as a person pasted or uploaded it. @throws ProviderRefusal */
  readMetadata(xml: string, options?: GivenMetadataOptions): Promise<ReadMetadata>;
  /** The same from an address. @throws ProviderRefusal, OutgoingError */
  fetchMetadata(url: string, options?: GivenMetadataOptions): Promise<ReadMetadata>;
  /** Fetches the pinned metadata of a connection now and keeps what came, or that it failed. */
  refreshMetadata(ctx: Context, connection: SamlConnection): Promise<SamlConnection | undefined>;
  /** Certificates as a person pasted them, in whatever shape. @throws ProviderRefusal with the place of the wrong one */
  readCertificates(text: string): readonly ProviderCertificate[];
  /** Whether browsers may be sent to an address that a person typed. */
  mayBeVisited(url: string): boolean;
  /** By which two readings of metadata are compared. */
  fingerprintOf: typeof providerFingerprint;
  /** Of connections of every kind. */
  readonly keys: SamlKeys;
  /** A signed request for a sign-in. The flow keeps its id before it leaves. @throws ProviderRefusal `connection_unusable` */
  begin(ctx: Context, connection: SamlConnection, options: RequestOptions): Promise<BegunRequest>;
  /** Takes what was posted to the address for answers. */
  receive(ctx: Context, connection: SamlConnection, form: ResponseForm): Promise<Received>;
  /**
   * A signed request that ends the provider's session, naming the person as the provider did. A flow of purpose `logout` keeps its id
   * before it leaves. Undefined: the provider has no address for logout. @throws ProviderRefusal `connection_unusable`
   */
  beginLogout(
    ctx: Context,
    connection: SamlConnection,
    subject: LogoutSubject,
    relayState: string,
  ): Promise<BegunRequest | undefined>;
  /** Takes what came to the address for logout, by redirect or by form. */
  receiveLogout(
    ctx: Context,
    connection: SamlConnection,
    input: LogoutInput,
  ): Promise<ReceivedLogout>;
}

export function createSaml(deps: ProtocolDeps): Saml {
  const { outgoing } = deps;
  const keys = createSamlKeys(deps);
  let loading: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => (loading ??= loadEngine());
  const own = (connection: SamlConnection) => addressesOf(connection, connection.issuedFor);
  const inputFor = async (ctx: Context, connection: SamlConnection) => ({
    connection,
    addresses: own(connection),
    keys: await keys.open(ctx, connection),
  });
  return {
    load: async () => void (await engine()),
    addressesOf: own,
    async metadataOf(ctx, connection) {
      const { certificates } = await keys.open(ctx, connection);
      const current = addressesOf(connection, deps.baseUrl());
      const { nameIdFormat } = connection;
      const { ownMetadata } = await engine();
      const hasMoved = current.acs !== own(connection).acs;
      return ownMetadata({
        addresses: own(connection),
        certificates,
        nameIdFormat,
        ...(hasMoved && { alsoAt: current }),
      });
    },
    async readMetadata(xml, options = {}) {
      const { readMetadata } = await engine();
      return readMetadata(xml, { ...options, isAllowed: (url) => isAllowed(outgoing, url) });
    },
    fetchMetadata: async (url, options) => (await engine()).fetchMetadata(outgoing, url, options),
    refreshMetadata: async (ctx, connection) =>
      (await engine()).refreshMetadata(deps, ctx, connection),
    readCertificates: (text) => readCertificates(text),
    mayBeVisited: (url) => mayBeVisited(url, (address) => isAllowed(outgoing, address)),
    fingerprintOf: providerFingerprint,
    keys,
    async begin(ctx, connection, options) {
      if (metadataStateOf(connection, ctx.clock.now()) === 'expired') {
        throw new ProviderRefusal('connection_unusable', { reason: 'metadata expired' });
      }
      const { authnRequest } = await engine();
      return authnRequest(await inputFor(ctx, connection), options);
    },
    async receive(ctx, connection, form) {
      const { receiveResponse, verify } = await engine();
      return receiveResponse({ ...deps, keys, verify }, ctx, connection, form);
    },
    async beginLogout(ctx, connection, subject, relayState) {
      const { logoutRequest } = await engine();
      return logoutRequest(await inputFor(ctx, connection), subject, relayState);
    },
    async receiveLogout(ctx, connection, input) {
      const { receiveLogout } = await engine();
      return receiveLogout({ ...deps, keys }, ctx, connection, input);
    },
  };
}

type Engine = typeof import('./engine.js') & { readonly verify: VerifyResponse };

/** Library by library, so that others have their turn between them: together they are a megabyte of source. */
async function loadEngine(): Promise<Engine> {
  await import('@xmldom/xmldom');
  await import('xml-crypto');
  await import('@node-saml/node-saml');
  await import('@node-saml/passport-saml');
  const engine = await import('./engine.js');
  return { ...engine, verify: engine.createVerifier() };
}
