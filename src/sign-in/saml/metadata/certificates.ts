import { createHash, X509Certificate } from 'node:crypto';
import { instant } from '#kernel/index.js';
import type { ProviderCertificate } from '#store/index.js';
import { ProviderRefusal } from '../../refusals/index.js';

/** More than a provider has at once. */
const MAX_CERTIFICATES = 20;
const MAX_TEXT = 100_000;
const MIN_RSA_BITS = 2_048;

/**
 * The certificates in what a person pasted: one PEM or several, with whatever line ends and blanks, or base64 without its first and last
 * line. Refusals `certificate_missing`, `certificate_unreadable`, `key_too_short`, with the place of the wrong one.
 */
export function readCertificates(
  text: string,
  use: ProviderCertificate['use'] = 'signing',
): ProviderCertificate[] {
  if (text.length > MAX_TEXT) throw unreadable(1, 'longer than 100,000 characters');
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs)];
  const rest = text.replace(/-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs, '').trim();
  if (blocks.length > MAX_CERTIFICATES) throw unreadable(MAX_CERTIFICATES + 1, 'too many');
  if (blocks.length === 0) {
    if (rest === '') throw new ProviderRefusal('certificate_missing');
    if (rest.includes('-----')) throw unreadable(1, 'PEM that is cut off');
    return [certificateOf(rest, use, 1)];
  }
  if (rest !== '') throw unreadable(blocks.length + 1, 'text beside the PEM');
  return blocks.map(([, label = '', body = ''], index) => {
    if (!/^(X509 |TRUSTED )?CERTIFICATE$/.test(label)) {
      throw unreadable(index + 1, `is ${label.toLowerCase()}, not a certificate`);
    }
    return certificateOf(body, use, index + 1);
  });
}

/** One certificate, written as base64 of its DER; `position` counts from 1. */
export function certificateOf(
  base64: string,
  use: ProviderCertificate['use'],
  position: number,
): ProviderCertificate {
  const text = base64.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw unreadable(position, 'not base64');
  const der = Buffer.from(text, 'base64');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    throw unreadable(position, 'not a certificate');
  }
  requireStrongKey(certificate, position);
  return {
    der: der.toString('base64'),
    fingerprint: createHash('sha256').update(der).digest('hex'),
    notBefore: instant(Date.parse(certificate.validFrom)),
    notAfter: instant(Date.parse(certificate.validTo)),
    use,
  };
}

function requireStrongKey({ publicKey }: X509Certificate, position: number): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type !== 'rsa') throw unreadable(position, `has a key of type ${type ?? 'unknown'}, not RSA`);
  const bits = details?.modulusLength ?? 0;
  if (bits < MIN_RSA_BITS) throw new ProviderRefusal('key_too_short', { position, bits });
}

function unreadable(position: number, reason: string): ProviderRefusal {
  return new ProviderRefusal('certificate_unreadable', { position, reason });
}

/** As the libraries take it. */
export function pemOf({ der }: Pick<ProviderCertificate, 'der'>): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
