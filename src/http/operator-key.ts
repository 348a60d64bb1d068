import type { Core } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';

/** The credential of `Authorization: Bearer …`. Fault `credential.missing`. */
export function bearerOf(header: string | undefined): string {
  const token = /^Bearer +([^\s]+) *$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Fault('credential.missing');
  return token;
}

/** The context of an operator, by the name of the key. Faults `credential.missing`, `credential.invalid`. */
export async function asOperator(
  { operatorKeys }: Pick<Core, 'operatorKeys'>,
  ctx: Context,
  header: string | undefined,
): Promise<Context> {
  const name = await operatorKeys.authenticate(ctx, bearerOf(header));
  return { ...ctx, actor: { kind: 'operator', name } };
}
