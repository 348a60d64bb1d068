import { nextVersion, pagesOf, wrappedBy, type SecretsKey } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { compare, equals, type EndpointSecret, type Readers, type Writers } from '#store/index.js';

/** Bound to the record, so that a secret cannot be put in the place of another one. */
const placeOf = (id: string): string => `endpoint-secrets/${id}`;

export function wrapSecret(
  secretsKey: SecretsKey,
  id: string,
  secret: Buffer,
): Pick<EndpointSecret, 'wrapped' | 'wrappedBy'> {
  return {
    wrapped: secretsKey.wrap(placeOf(id), secret),
    wrappedBy: secretsKey.fingerprint,
  };
}

export function unwrapSecret(
  secretsKey: SecretsKey,
  row: Pick<EndpointSecret, 'id' | 'wrapped' | 'wrappedBy'>,
): Buffer {
  if (row.wrappedBy !== secretsKey.fingerprint) throw foreignKey();
  return secretsKey.unwrap(placeOf(row.id), row.wrapped);
}

/** A process that was not restarted since the secrets key changed would wrap what no other process can read. */
export async function requireCurrentKey(
  reading: Pick<Readers, 'signingKeys' | 'samlKeys'>,
  secretsKey: SecretsKey,
): Promise<void> {
  if ((await wrappedBy(reading, secretsKey.fingerprint)) !== undefined) throw foreignKey();
}

function foreignKey(): Error {
  return new Error(
    'The secrets of endpoints were wrapped by another secrets key: set the new secrets.key and restart this process.',
  );
}

/** For `muster rotate`, in its transaction: wraps every secret by another secrets key. What cannot be read stays, and signs nothing. */
export async function rewrapEndpointSecrets(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  secretsKey: SecretsKey,
  next: SecretsKey,
): Promise<void> {
  const own = equals('wrappedBy', secretsKey.fingerprint);
  for await (const rows of pagesOf(tx.endpointSecrets, own)) {
    for (const row of rows) {
      const secret = readable(secretsKey, row);
      if (!secret) continue;
      const change = wrapSecret(next, row.id, secret);
      await tx.endpointSecrets.update(nextVersion<EndpointSecret>(ctx, row, change));
    }
  }
}

/** For a secrets key that is lost: removes what it wrapped; endpoints are given new secrets. Resolves to how many went. */
export async function removeForeignEndpointSecrets(
  { tx }: { readonly tx: Writers },
  secretsKey: SecretsKey,
): Promise<number> {
  const terms = (['lt', 'gt'] as const).map((than) =>
    compare('wrappedBy', than, secretsKey.fingerprint),
  );
  return (await tx.endpointSecrets.removeWhere({ kind: 'any', terms })).length;
}

/** Undefined: it was damaged. */
function readable(secretsKey: SecretsKey, row: EndpointSecret): Buffer | undefined {
  try {
    return unwrapSecret(secretsKey, row);
  } catch {
    return undefined;
  }
}
