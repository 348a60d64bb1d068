import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { answers, freePort, stopProgram } from './real-providers.js';

/** What a provider has to know of a client (OpenID Connect Dynamic Client Registration section 2). */
export type TrustedClient = Readonly<Record<string, unknown>> & { readonly client_id: string };

export interface OidcProviderProcess {
  readonly issuer: string;
  trust(client: TrustedClient): void;
  stop(): Promise<void>;
}

/** Claims of the people who may sign in there, by `sub`; every password is taken. */
export type OidcPeople = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * npm's oidc-provider as an identity provider, a process of its own on a free port of localhost. It asks for PKCE. With a tenant its issuer
 * ends in it, as Entra's do.
 */
export async function startOidcProvider(
  people: OidcPeople,
  tenant?: string,
): Promise<OidcProviderProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-oidc-'));
  const port = await freePort();
  const clients: Record<string, TrustedClient> = {};
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write('people.json', people);
  write('clients.json', clients);
  const script = resolve('test/kit/providers/oidc-provider.mjs');
  const args = [script, String(port), folder, ...(tenant === undefined ? [] : [tenant])];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const issuer = `http://localhost:${port}${tenant === undefined ? '' : `/${tenant}`}`;
  await answers(`${issuer}/.well-known/openid-configuration`, child);
  return {
    issuer,
    trust(client) {
      clients[client.client_id] = client;
      write('clients.json', clients);
    },
    async stop() {
      await stopProgram(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
