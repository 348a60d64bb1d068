import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  answers,
  freePort,
  makeKeyPair,
  stopProgram,
  type ProviderPeople,
  type RealProvider,
  type TrustedService,
} from './real-providers.js';

/**
 * npm's samlp as an identity provider, a process of its own on a free port of localhost. It signs response and assertion, and encrypts
 * with AES-GCM.
 */
export async function startSamlp(people: ProviderPeople): Promise<RealProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-samlp-'));
  const port = await freePort();
  const services: Record<string, TrustedService> = {};
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  await makeKeyPair(folder);
  write('people.json', people);
  write('services.json', services);
  const script = resolve('test/kit/providers/samlp-provider.mjs');
  const child = spawn(process.execPath, [script, String(port), folder], { stdio: 'ignore' });
  const metadataUrl = `http://localhost:${port}/sso/FederationMetadata/2007-06/FederationMetadata.xml`;
  await answers(metadataUrl, child);
  return {
    metadataUrl,
    trust(service) {
      services[service.entityId] = service;
      write('services.json', services);
    },
    async stop() {
      await stopProgram(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
