import 'reflect-metadata';
import type { ChildProcess } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { PATIENCE_MS } from '../soon.js';

const HOUR_MS = 3_600_000;

/** What a provider has to know of a service provider. */
export interface TrustedService {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly sloUrl?: string;
  /** base64 of the DER: requests are verified with it, and assertions encrypted */
  readonly certificate?: string;
  readonly encrypt?: boolean;
}

export interface RealProvider {
  readonly metadataUrl: string;
  trust(service: TrustedService): void;
  stop(): Promise<void>;
}

/** People who may sign in there; the password is `pass`. */
export type ProviderPeople = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const KEY = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** `idp.pem` and `idp.crt` in a folder, for two days. */
export async function makeKeyPair(folder: string): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=provider',
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 48 * HOUR_MS),
    signingAlgorithm: KEY,
    keys,
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  writeFileSync(join(folder, 'idp.pem'), PemConverter.encode(key, 'PRIVATE KEY'));
  writeFileSync(join(folder, 'idp.crt'), certificate.toString('pem'));
}

/** Ends the program and waits until it is gone. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** Waits until the program answers. */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    if (child.exitCode !== null) throw new Error(`The provider ended with ${child.exitCode}.`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The provider does not answer at ${url}.`);
}
