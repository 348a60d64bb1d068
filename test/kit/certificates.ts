import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const HOUR_MS = 3_600_000;
const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** PEM, both. */
export interface TlsPair {
  readonly key: string;
  readonly cert: string;
}

export interface LeafOptions {
  /** DNS name that it is for */
  readonly name: string;
  /** it ended an hour ago */
  readonly isExpired?: boolean;
}

/** An authority of a private network, which nobody knows but who is given its certificate. */
export class TestAuthority {
  private constructor(
    /** PEM */
    readonly certificate: string,
    readonly issue: (leaf: LeafOptions) => Promise<TlsPair>,
  ) {}

  static async create(): Promise<TestAuthority> {
    const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const own = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=Authority of a test',
      ...period(),
      signingAlgorithm: KEY,
      keys,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    });
    return new TestAuthority(own.toString('pem'), async ({ name, isExpired = false }) => {
      const leafKeys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
      const cert = await X509CertificateGenerator.create({
        subject: `CN=${name}`,
        issuer: own.subject,
        ...period(isExpired ? -HOUR_MS : HOUR_MS),
        signingKey: keys.privateKey,
        publicKey: leafKeys.publicKey,
        signingAlgorithm: KEY,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
      });
      const key = await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
      return { key: PemConverter.encode(key, 'PRIVATE KEY'), cert: cert.toString('pem') };
    });
  }
}

function period(untilMs = HOUR_MS): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 48 * HOUR_MS), notAfter: new Date(now + untilMs) };
}
