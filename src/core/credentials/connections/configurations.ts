import { createHash } from 'node:crypto';
import type {
  MetadataSource,
  OidcProvider,
  ProviderKey,
  SamlProvider,
  SignInConnection,
} from '#store/index.js';
import { attributeNamesOf } from './attribute-names.js';

export type AnyProvider = SamlProvider | OidcProvider;

/** What a provider says of itself, and where it was read. */
export interface ProviderGiven {
  readonly provider: AnyProvider;
  readonly metadata: MetadataSource;
}

/** Names that decide who somebody is: a value of another attribute is another person. */
const IDENTIFYING_NAMES = ['subject', 'externalId', 'email'] as const;

/** A test sign-in went well with the configuration as it is. */
export function isTested({ tested, configuration }: SignInConnection): boolean {
  return tested?.configuration === configuration;
}

/**
 * What differs between two states of a connection of that which says whom to believe and who is who. Each difference, made by hand, is
 * another configuration, which is tested before it is used.
 */
export function configurationChange(before: SignInConnection, after: SignInConnection): string[] {
  const names = IDENTIFYING_NAMES.filter(
    (name) => attributeNamesOf(before)[name] !== attributeNamesOf(after)[name],
  ).map((name) => `names.${name}`);
  return [
    // the keys of an issuer come from its own address, which is one of the endpoints
    ...providerChange(before.provider, after.provider).filter((part) => part !== 'keys'),
    ...(clientOf(before) === clientOf(after) ? [] : ['client']),
    ...(isSameSource(before.metadata, after.metadata) ? [] : ['metadata']),
    ...names,
    ...(before.pairedWith === after.pairedWith ? [] : ['pairedWith']),
    ...(before.issuedFor === after.issuedFor ? [] : ['issuedFor']),
  ];
}

/** What differs between two statements of a provider: entity ID, addresses, keys. */
export function providerChange(
  before: AnyProvider | undefined,
  after: AnyProvider | undefined,
): string[] {
  const [left, right] = [before, after].map((side): Readonly<Record<string, unknown>> =>
    side ? describeProvider(side) : {},
  );
  return Object.keys({ ...left, ...right }).filter(
    (part) => JSON.stringify(left?.[part]) !== JSON.stringify(right?.[part]),
  );
}

/** Whom tokens of an OpenID provider are meant for, and whose people it may speak of. */
function clientOf(connection: SignInConnection): string {
  if (connection.kind !== 'oidc') return '';
  const { clientId, hostedDomains = [] } = connection;
  return JSON.stringify([clientId, [...hostedDomains].sort()]);
}

/** By which a provider names itself. */
export function nameOfProvider(provider: AnyProvider): string {
  return 'issuer' in provider ? provider.issuer : provider.entityId;
}

/** Another address, or another signer, is where other keys will come from. */
function isSameSource(
  before: MetadataSource | undefined,
  after: MetadataSource | undefined,
): boolean {
  // keys that stay the same are as good from a document
  if (after?.kind !== 'url') return true;
  return (
    before?.kind === 'url' &&
    before.url === after.url &&
    before.signerFingerprint === after.signerFingerprint
  );
}

/** As the journal has it, and as two statements are compared: whatever the order in which things were said. */
export function describeProvider(provider: AnyProvider) {
  return 'issuer' in provider ? describeOidc(provider) : describeSaml(provider);
}

function describeOidc({ issuer, keys, ...rest }: OidcProvider) {
  const { authorizationEndpoint, tokenEndpoint, keysUrl, userinfoEndpoint, endSessionEndpoint } =
    rest;
  const endpoints = [
    authorizationEndpoint,
    tokenEndpoint,
    keysUrl,
    userinfoEndpoint ?? '',
    endSessionEndpoint ?? '',
  ];
  return { issuer, endpoints, keys: keys.map(describeKey).sort() };
}

function describeKey({ kid = '', kty, n, e, crv, x, y }: ProviderKey): string {
  const material = JSON.stringify([kty, n, e, crv, x, y]);
  return `${kid} ${createHash('sha256').update(material).digest('hex').slice(0, 16)}`.trimStart();
}

function describeSaml({ entityId, signOn, logout, certificates }: SamlProvider) {
  return {
    entityId,
    signOn: signOn.map(({ binding, location }) => `${binding} ${location}`).sort(),
    logout: logout
      .map(({ binding, location, responseLocation = '' }) =>
        `${binding} ${location} ${responseLocation}`.trimEnd(),
      )
      .sort(),
    certificates: certificates.map(({ fingerprint, use }) => `${use} ${fingerprint}`).sort(),
  };
}
