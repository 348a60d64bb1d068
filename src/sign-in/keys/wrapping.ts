import type { SecretsKey } from '#core/index.js';
import { everything, type Readers } from '#store/index.js';

/** What the secrets key binds a wrapped key or secret to. */
export function placeOf(id: string): string {
  return `saml:${id}`;
}

export function foreignKey(): Error {
  return new Error(
    'The keys of connections were wrapped by another secrets key: set the new secrets.key and restart this process.',
  );
}

/** A process that was not restarted since the secrets key changed would wrap what no other process can read. */
export async function requireOwnKey(
  { signingKeys }: Pick<Readers, 'signingKeys'>,
  secretsKey: SecretsKey,
): Promise<void> {
  const signing = await signingKeys.first(everything);
  if (signing && signing.wrappedBy !== secretsKey.fingerprint) throw foreignKey();
}
