import { nextVersion, pagesOf, type SecretsKey } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { compare, equals, type SecondFactor, type Writers } from '#store/index.js';

/** Bound to the record, so that a secret cannot be put in the place of another one. */
const placeOf = (id: string): string => `second-factors/${id}`;

export function wrapSecret(
  secretsKey: SecretsKey,
  id: string,
  secret: Buffer,
): { readonly wrapped: string; readonly wrappedBy: string } {
  return {
    wrapped: secretsKey.wrap(placeOf(id), secret),
    wrappedBy: secretsKey.fingerprint,
  };
}

/** For `muster rotate`, in its transaction: wraps every secret by another secrets key. What cannot be read stays, and opens nothing. */
export async function rewrapFactors(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  secretsKey: SecretsKey,
  next: SecretsKey,
): Promise<void> {
  const own = equals('wrappedBy', secretsKey.fingerprint);
  for await (const rows of pagesOf(tx.secondFactors, own)) {
    for (const row of rows) {
      const secret = readableSecretOf(secretsKey, row);
      if (!secret) continue;
      const change = wrapSecret(next, row.id, secret);
      await tx.secondFactors.update(nextVersion<SecondFactor>(ctx, row, change));
    }
  }
}

/** Undefined: it was damaged, or another secrets key wrapped it. */
export function readableSecretOf(
  secretsKey: SecretsKey,
  { id, wrapped = '' }: Pick<SecondFactor, 'id' | 'wrapped'>,
): Buffer | undefined {
  try {
    return secretsKey.unwrap(placeOf(id), wrapped);
  } catch {
    return undefined;
  }
}

/** For a secrets key that is lost: removes the apps whose secrets it wrapped; people recover and set up anew. Resolves to how many went. */
export async function removeForeignFactors(
  { tx }: { readonly tx: Writers },
  secretsKey: SecretsKey,
): Promise<number> {
  // less or greater: lists of codes are wrapped by none, and stay
  const terms = (['lt', 'gt'] as const).map((than) =>
    compare('wrappedBy', than, secretsKey.fingerprint),
  );
  const foreign = { kind: 'any', terms } as const;
  return (await tx.secondFactors.removeWhere(foreign)).length;
}
