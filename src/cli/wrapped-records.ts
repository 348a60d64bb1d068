import {
  removeForeignEndpointSecrets,
  removeForeignHeaders,
  rewrapEndpointSecrets,
  rewrapHeaders,
} from '#integrations/index.js';
import type { SecretsKey } from '#core/index.js';
import {
  removeForeignFactors,
  removeForeignSamlKeys,
  rewrapFactors,
  rewrapSamlKeys,
} from '#sign-in/index.js';

type Scope = Parameters<typeof rewrapHeaders>[0];

/** Wraps anew, in one transaction, whatever the secrets key wraps beside the keys that sign. */
export async function rewrapRecords(
  scope: Scope,
  secretsKey: SecretsKey,
  next: SecretsKey,
): Promise<void> {
  await rewrapSamlKeys(scope, secretsKey, next);
  await rewrapFactors(scope, secretsKey, next);
  await rewrapEndpointSecrets(scope, secretsKey, next);
  await rewrapHeaders(scope, secretsKey, next);
}

/** How many of each went, or lost what was wrapped. */
export interface LostRecords {
  readonly samlKeys: number;
  readonly apps: number;
  readonly endpointSecrets: number;
  readonly endpoints: number;
}

/** For a secrets key that is lost: removes what it wrapped. */
export async function removeForeignRecords(
  scope: Scope,
  secretsKey: SecretsKey,
): Promise<LostRecords> {
  return {
    samlKeys: await removeForeignSamlKeys(scope, secretsKey),
    apps: await removeForeignFactors(scope, secretsKey),
    endpointSecrets: await removeForeignEndpointSecrets(scope, secretsKey),
    endpoints: await removeForeignHeaders(scope, secretsKey),
  };
}

/** What it means, in words, a line each. */
export function describeLost({
  samlKeys,
  apps,
  endpointSecrets,
  endpoints,
}: LostRecords): string[] {
  const lines: readonly (readonly [number, string])[] = [
    [
      samlKeys,
      'keys of SAML connections are lost and made anew: give each provider the connection’s metadata again.',
    ],
    [apps, 'apps for the second step are lost: people sign in without one, and set it up anew.'],
    [
      endpointSecrets,
      'secrets of webhook endpoints and hooks are lost: nothing is sent to them until each has a new one.',
    ],
    [endpoints, 'webhook endpoints have lost the headers of their own: set them anew.'],
  ];
  return lines.flatMap(([count, text]) => (count > 0 ? [`  ${count} ${text}`] : []));
}
