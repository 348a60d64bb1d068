import type { MetadataSource, SignInConnection, SamlProvider } from '#store/index.js';
import { attributeNamesOf } from './attribute-names.js';

/** What a provider says of itself, and where it was read. */
export interface ProviderGiven {
  readonly provider: SamlProvider;
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
    ...providerChange(before.provider, after.provider),
    ...(isSameSource(before.metadata, after.metadata) ? [] : ['metadata']),
    ...names,
    ...(before.pairedWith === after.pairedWith ? [] : ['pairedWith']),
    ...(before.issuedFor === after.issuedFor ? [] : ['issuedFor']),
  ];
}

/** What differs between two statements of a provider: entity ID, addresses, keys. */
export function providerChange(
  before: SamlProvider | undefined,
  after: SamlProvider | undefined,
): string[] {
  if (!before && !after) return [];
  const sides = [before, after].map((side) => side && describeProvider(side));
  return (['entityId', 'signOn', 'logout', 'certificates'] as const).filter(
    (part) => JSON.stringify(sides[0]?.[part]) !== JSON.stringify(sides[1]?.[part]),
  );
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
export function describeProvider({ entityId, signOn, logout, certificates }: SamlProvider) {
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
