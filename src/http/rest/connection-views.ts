import {
  attributeNamesOf,
  isTested,
  metadataStateOf,
  secondStepValuesOf,
  type Core,
} from '#core/index.js';
import { decodeFailure, type SignIn } from '#sign-in/index.js';
import type { HttpDeps } from '../deps.js';

type Connection = Awaited<ReturnType<Core['connections']['get']>>;
type OidcConnection = Extract<Connection, { kind: 'oidc' }>;
type SamlConnection = Extract<Connection, { kind: 'saml' }>;

type OidcProvider = NonNullable<OidcConnection['provider']>;

/** Connections as answers show them: with the addresses that the provider is given. */
export function connectionViews({ signIn, clock }: Pick<HttpDeps, 'signIn' | 'clock'>) {
  return (connection: Connection, base: string): object => {
    const { notifyMembers = false } = connection;
    if (connection.kind === 'saml') {
      const { saml, connections } = signIn;
      const context = { saml, now: clock.now(), publicUrl: connections.publicUrl() };
      return { ...samlView(connection, context), notifyMembers };
    }
    if (connection.kind === 'oidc') {
      const { oidc, connections } = signIn;
      const context = { oidc, now: clock.now(), publicUrl: connections.publicUrl() };
      return { ...oidcView(connection, context), notifyMembers };
    }
    return { ...connection, notifyMembers, scimBaseUrl: `${base}/scim/${connection.id}/v2` };
  };
}

interface ViewContext {
  readonly saml: SignIn['saml'];
  readonly now: number;
  readonly publicUrl: string;
}

function samlView(connection: SamlConnection, { saml, now, publicUrl }: ViewContext): object {
  const { unsolicited = false, forceAuthn = false, singleLogout = false } = connection;
  const { entityId, acs, logout } = saml.addressesOf(connection);
  return {
    ...connection,
    unsolicited,
    forceAuthn,
    singleLogout,
    isTested: isTested(connection),
    serviceProvider: {
      entityId,
      acsUrl: acs,
      sloUrl: logout,
      metadataUrl: entityId,
      isCurrent: connection.issuedFor === publicUrl,
    },
    ...(connection.metadata && { metadata: metadataView(connection.metadata) }),
    metadataState: metadataStateOf(connection, now),
    effectiveNames: attributeNamesOf(connection),
    secondStep: connection.secondStep ?? 'ours',
    effectiveSecondStepValues: secondStepValuesOf(connection),
  };
}

/** Never the secret, nor where it is kept. */
function oidcView(
  { clientSecretId, ...connection }: OidcConnection,
  { oidc, now, publicUrl }: Omit<ViewContext, 'saml'> & { readonly oidc: SignIn['oidc'] },
): object {
  const { withoutPkce = false, forceAuthn = false, singleLogout = false, provider } = connection;
  const { redirect, initiate, signedOut, backChannelLogout, keys } = oidc.addressesOf(connection);
  return {
    ...connection,
    withoutPkce,
    forceAuthn,
    singleLogout,
    clientAuthentication: connection.clientAuthentication ?? 'secret',
    hasClientSecret: clientSecretId !== undefined,
    isTested: isTested(connection),
    relyingParty: {
      redirectUrl: redirect,
      initiateUrl: initiate,
      signedOutUrl: signedOut,
      backChannelLogoutUrl: backChannelLogout,
      keysUrl: keys,
      isCurrent: connection.issuedFor === publicUrl,
    },
    ...(provider && { provider: providerView(provider) }),
    ...(connection.metadata && { metadata: metadataView(connection.metadata) }),
    metadataState: metadataStateOf(connection, now),
    effectiveNames: attributeNamesOf(connection),
    secondStep: connection.secondStep ?? 'ours',
    effectiveSecondStepValues: secondStepValuesOf(connection),
  };
}

function providerView({ keys, clientAuthentications: _how, ...rest }: OidcProvider): object {
  const shown = keys.map(({ kid, alg, kty }) => ({
    ...(kid !== undefined && { keyId: kid }),
    algorithm: alg ?? kty,
  }));
  return { ...rest, keys: shown };
}

/** A failure in words: whose side it is on and what to do. */
function metadataView(metadata: NonNullable<SamlConnection['metadata']>): object {
  if (metadata.kind !== 'url' || !metadata.failure) return metadata;
  const { failure } = metadata;
  return { ...metadata, failure: { ...failure, message: decodeFailure(failure.reason) } };
}
