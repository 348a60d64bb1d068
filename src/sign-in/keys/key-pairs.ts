import { webcrypto } from 'node:crypto';

/** RSA, because that is what every provider takes. */
const KEY = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2_048,
};

const YEAR_MS = 365 * 86_400_000;
const LIFE_YEARS = 5;

/** For a provider whose clock is behind. */
const BEFORE_MS = 86_400_000;

export interface KeyPair {
  /** PKCS#8, DER */
  readonly privateKey: Buffer;
  /** X.509, PEM, signed by itself */
  readonly certificate: string;
  /** milliseconds since 1970 */
  readonly notAfter: number;
}

/** A new key pair for one connection. The name in its certificate says whose it is; nothing depends on it. */
export async function makeKeyPair(connectionId: string, now: number): Promise<KeyPair> {
  // loaded only where a key is made
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const notAfter = now + LIFE_YEARS * YEAR_MS;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=muster ${connectionId}`,
    notBefore: new Date(now - BEFORE_MS),
    notAfter: new Date(notAfter),
    signingAlgorithm: KEY,
    keys,
  });
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    privateKey: Buffer.from(privateKey),
    certificate: certificate.toString('pem'),
    notAfter,
  };
}
