import type { SamlConnection } from '#store/index.js';
import type { SamlAddresses } from '../addresses.js';
import { BINDING, CONTENT_ENCRYPTIONS, NAME_ID_FORMAT, NS } from '../names.js';
import { escapeXml } from '../xml.js';

export interface OwnMetadata {
  readonly addresses: SamlAddresses;
  /** below the public URL of today, where it is another one than the connection was given out with */
  readonly alsoAt?: SamlAddresses;
  /** PEM, the one that signs first */
  readonly certificates: readonly string[];
  readonly nameIdFormat: SamlConnection['nameIdFormat'];
}

/** What a provider is told of this connection of ours (SAML metadata section 2.4.4). Every key signs and decrypts. */
export function ownMetadata({
  addresses,
  alsoAt,
  certificates,
  nameIdFormat,
}: OwnMetadata): string {
  const format = nameIdFormat ? `<NameIDFormat>${NAME_ID_FORMAT[nameIdFormat]}</NameIDFormat>` : '';
  const logout = [BINDING.redirect, BINDING.post].map(
    (binding) =>
      `<SingleLogoutService Binding="${binding}" Location="${escapeXml(addresses.logout)}"/>`,
  );
  const consumers = [addresses, ...(alsoAt ? [alsoAt] : [])].map(
    ({ acs }, index) =>
      `<AssertionConsumerService index="${index}"${index === 0 ? ' isDefault="true"' : ''} ` +
      `Binding="${BINDING.post}" Location="${escapeXml(acs)}"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<EntityDescriptor xmlns="${NS.metadata}" entityID="${escapeXml(addresses.entityId)}">` +
    `<SPSSODescriptor protocolSupportEnumeration="${NS.protocol}" ` +
    'AuthnRequestsSigned="true" WantAssertionsSigned="true">' +
    certificates.flatMap((pem) => [keyOf('signing', pem), keyOf('encryption', pem)]).join('') +
    `${logout.join('')}${format}${consumers.join('')}` +
    '</SPSSODescriptor></EntityDescriptor>\n'
  );
}

function keyOf(use: 'signing' | 'encryption', pem: string): string {
  const der = pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  const methods =
    use === 'signing'
      ? ''
      : [...CONTENT_ENCRYPTIONS].map((uri) => `<EncryptionMethod Algorithm="${uri}"/>`).join('');
  return (
    `<KeyDescriptor use="${use}"><KeyInfo xmlns="${NS.signature}"><X509Data>` +
    `<X509Certificate>${der}</X509Certificate></X509Data></KeyInfo>${methods}</KeyDescriptor>`
  );
}
