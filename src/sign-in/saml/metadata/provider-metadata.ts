import { getVerifiedXml } from '@node-saml/node-saml/lib/xml.js';
import { instant, type Instant } from '#kernel/index.js';
import type { ProviderCertificate, SamlEndpoint, SamlProvider } from '#store/index.js';
import { BINDING, NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { requireAllowedSignatures } from '../signatures.js';
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  isNamed,
  parseXml,
  textOf,
} from '../xml.js';
import { certificateOf, pemOf } from './certificates.js';
import { mayBeVisited } from './provider-values.js';

/** Federations publish more; a provider does not. */
export const MAX_METADATA_BYTES = 2 * 1_048_576;

/** Whose signature of metadata is believed: the signer of before, and the keys that the provider had published by then. */
export interface KnownSigners {
  readonly fingerprint: string;
  readonly certificates: readonly ProviderCertificate[];
}

export interface ReadMetadataOptions {
  /** which provider, where the document describes several; and what it must be where the connection has one */
  readonly entityId?: string;
  /** where the metadata were signed before: they must be signed again, by one of these */
  readonly signers?: KnownSigners;
  /** Whether an address that does not begin with https may be used. */
  isAllowed(url: string): boolean;
}

export interface ReadMetadata {
  readonly provider: SamlProvider;
  /** SHA-256 of the certificate that signs the metadata; absent where they are not signed */
  readonly signerFingerprint?: string;
}

/** Reads what a provider says of itself. Refusals of the family `metadata_`, of certificates, of XML, and `signature_algorithm`. */
export function readMetadata(xml: string, options: ReadMetadataOptions): ReadMetadata {
  if (Buffer.byteLength(xml) > MAX_METADATA_BYTES) {
    throw new ProviderRefusal('message_too_large', { maxBytes: MAX_METADATA_BYTES });
  }
  const text = xml.replace(/^\uFEFF/, '').trim();
  const root = parseXml(text);
  const isList = isNamed(root, NS.metadata, 'EntitiesDescriptor');
  if (!isList && !isNamed(root, NS.metadata, 'EntityDescriptor')) {
    throw new ProviderRefusal('metadata_unknown', { element: root.localName });
  }
  const signed = verifiedRoot(text, root, options.signers);
  const entity = chosenEntity(signed.root, options.entityId);
  const role = providerRole(entity);
  if (!role) throw new ProviderRefusal('metadata_no_provider');
  const signOn = endpointsOf(role, 'SingleSignOnService', options);
  if (signOn.length === 0) throw new ProviderRefusal('metadata_address');
  const validUntil = earliest([signed.root, entity, role]);
  const provider: SamlProvider = {
    entityId: attributeOf(entity, 'entityID') ?? '',
    signOn,
    logout: endpointsOf(role, 'SingleLogoutService', options),
    certificates: certificatesOf(role),
    ...(validUntil !== undefined && { validUntil }),
  };
  const { signerFingerprint } = signed;
  return { provider, ...(signerFingerprint !== undefined && { signerFingerprint }) };
}

/** The document, or the part of it that is signed. */
function verifiedRoot(
  xml: string,
  root: Element,
  known: KnownSigners | undefined,
): { readonly root: Element; readonly signerFingerprint?: string } {
  const signature = childOf(root, NS.signature, 'Signature');
  if (!signature) {
    if (known) throw new ProviderRefusal('metadata_signature', { reason: 'unsigned' });
    return { root };
  }
  requireAllowedSignatures(root);
  for (const certificate of signersOf(signature, known)) {
    const verified = verify(xml, root, pemOf(certificate));
    if (verified === undefined) continue;
    return { root: parseXml(verified), signerFingerprint: certificate.fingerprint };
  }
  throw new ProviderRefusal('metadata_signature', { reason: 'wrong' });
}

/** Those that the signature names, where they are known, and the published keys: a key may come with a newer certificate, or none. */
function signersOf(signature: Element, known: KnownSigners | undefined): ProviderCertificate[] {
  const named = descendantsOf(signature, NS.signature, 'X509Certificate').map((holder) =>
    certificateOf(textOf(holder), 'signing', 1),
  );
  if (!known) return named;
  const { fingerprint, certificates } = known;
  return [...named.filter((one) => one.fingerprint === fingerprint), ...certificates];
}

function verify(xml: string, root: Element, pem: string): string | undefined {
  try {
    return getVerifiedXml(xml, root, [pem]) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The entity that was named, or the only one that is an identity provider. */
function chosenEntity(root: Element, entityId: string | undefined): Element {
  const own = isNamed(root, NS.metadata, 'EntityDescriptor') ? [root] : [];
  const all = [...own, ...descendantsOf(root, NS.metadata, 'EntityDescriptor')];
  const providers = all.filter((entity) => providerRole(entity) !== undefined);
  const ids = providers.map((entity) => attributeOf(entity, 'entityID') ?? '');
  if (providers.length === 0) throw new ProviderRefusal('metadata_no_provider');
  if (entityId === undefined) {
    const [only, second] = providers;
    if (only && !second) return only;
    throw new ProviderRefusal('metadata_several', { entityIds: ids.slice(0, 20).join(' ') });
  }
  const named = providers[ids.indexOf(entityId)];
  if (named) return named;
  const received = ids.slice(0, 20).join(' ');
  throw new ProviderRefusal('metadata_entity', { expected: entityId, received });
}

/** The role of identity provider, whatever other roles the entity has. */
function providerRole(entity: Element): Element | undefined {
  return childrenOf(entity, NS.metadata, 'IDPSSODescriptor').find((role) =>
    (attributeOf(role, 'protocolSupportEnumeration') ?? NS.protocol).includes(NS.protocol),
  );
}

function endpointsOf(
  role: Element,
  name: string,
  { isAllowed }: ReadMetadataOptions,
): SamlEndpoint[] {
  return childrenOf(role, NS.metadata, name).flatMap((element) => {
    const uri = attributeOf(element, 'Binding');
    const location = attributeOf(element, 'Location');
    const responseLocation = attributeOf(element, 'ResponseLocation');
    const binding =
      uri === BINDING.redirect ? 'redirect' : uri === BINDING.post ? 'post' : undefined;
    const usable = [location, responseLocation].every(
      (url) => url === undefined || mayBeVisited(url, isAllowed),
    );
    if (!binding || location === undefined || !usable) return [];
    return [{ binding, location, ...(responseLocation !== undefined && { responseLocation }) }];
  });
}

/** All certificates of all descriptors that sign. A descriptor without `use` is for both. */
function certificatesOf(role: Element): ProviderCertificate[] {
  const found = new Map<string, ProviderCertificate>();
  for (const descriptor of childrenOf(role, NS.metadata, 'KeyDescriptor')) {
    const use = attributeOf(descriptor, 'use');
    if (use === 'encryption') continue;
    for (const holder of descendantsOf(descriptor, NS.signature, 'X509Certificate')) {
      const position = found.size + 1;
      const certificate = certificateOf(textOf(holder), use ? 'signing' : 'both', position);
      found.set(certificate.fingerprint, certificate);
    }
  }
  if (found.size === 0) throw new ProviderRefusal('certificate_missing');
  return [...found.values()].slice(0, 20);
}

function earliest(elements: readonly Element[]): Instant | undefined {
  const times = elements
    .map((element) => Date.parse(attributeOf(element, 'validUntil') ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : instant(Math.min(...times));
}
