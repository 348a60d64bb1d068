import { Fault, type Context } from '#kernel/index.js';
import { all, equals, type Invitation, type Store, type Writers } from '#store/index.js';
import { firstVersion, hashOfToken, type Links } from '#core/tenancy/index.js';

/** Links of earlier generations that are still known as such; older ones are links that never were. */
const MAX_OLD_TOKENS = 20;

export function tokenOf(
  links: Links,
  { id, generation }: Pick<Invitation, 'id' | 'generation'>,
): string {
  return links.token('invite', id, generation);
}

/** Makes the present link a dead one: who follows it learns that there is a newer one. */
export async function retireToken(
  ctx: Context,
  tx: Writers,
  { id, organizationId, generation, tokenHash }: Invitation,
): Promise<void> {
  await tx.invitationTokens.insert(
    firstVersion(ctx, {
      organizationId,
      invitationId: id,
      tokenHash,
      generation,
    }),
  );
  const generationField = { column: 'generation' };
  await tx.invitationTokens.removeWhere(
    all(equals('invitationId', id), {
      kind: 'compare',
      field: generationField,
      operator: 'le',
      value: generation - MAX_OLD_TOKENS,
    }),
  );
}

/** What a link opens: an invitation, of which it may be an older link. Fault `link.invalid`. */
export async function findByToken(
  reading: Pick<Store['read'], 'invitations' | 'invitationTokens'>,
  token: string,
): Promise<{ invitation: Invitation; isOld: boolean }> {
  const hash = hashOfToken(token);
  const invitation = await reading.invitations.first(equals('tokenHash', hash));
  if (invitation && !invitation.hidden) return { invitation, isOld: false };
  const old = await reading.invitationTokens.first(equals('tokenHash', hash));
  const newer = old && (await reading.invitations.get(old.invitationId));
  if (newer && !newer.hidden) return { invitation: newer, isOld: true };
  throw new Fault('link.invalid');
}
