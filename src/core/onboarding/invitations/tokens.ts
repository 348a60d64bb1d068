import { Fault, type Context } from '#kernel/index.js';
import { all, compare, equals, type Invitation, type Readers } from '#store/index.js';
import {
  firstVersion,
  hashOfToken,
  inOrganization,
  type CoreDeps,
  type Links,
  type OrganizationScope,
} from '#core/tenancy/index.js';

/** Links of earlier generations that are still known as such; the oldest ones are forgotten. */
const MAX_OLD_TOKENS = 20;

export function tokenOf(
  links: Links,
  { id, generation }: Pick<Invitation, 'id' | 'generation'>,
): string {
  return links.token('invite', id, generation);
}

/** Ends the present link: its holder learns that there is a newer one. */
export async function retireToken(
  { ctx, tx }: OrganizationScope,
  { id, organizationId, generation, tokenHash }: Invitation,
): Promise<void> {
  await tx.invitationTokens.insert(
    firstVersion(ctx, { organizationId, invitationId: id, tokenHash, generation }),
  );
  const oldest = generation - MAX_OLD_TOKENS;
  await tx.invitationTokens.removeWhere(
    all(equals('invitationId', id), compare('generation', 'le', oldest)),
  );
}

/** The invitation that a link opens, of which it may be an older link. Fault `link.invalid`. */
export async function findByToken(
  reading: Readers,
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

/**
 * Opens the organization of a link and reads the invitation again in its transaction. `isOld`: there is a newer link. Fault
 * `link.invalid`, also for a link of another organization than `organizationId`.
 */
export async function openLink<T>(
  deps: CoreDeps,
  ctx: Context,
  {
    token,
    organizationId,
  }: { readonly token: string; readonly organizationId?: string | undefined },
  work: (scope: OrganizationScope, invitation: Invitation, isOld: boolean) => Promise<T>,
): Promise<T> {
  const { invitation: known, isOld } = await findByToken(deps.store.read, token);
  if (organizationId !== undefined && organizationId !== known.organizationId) {
    throw new Fault('link.invalid');
  }
  return inOrganization(deps, ctx, known.organizationId, async (scope) => {
    const invitation = await scope.invitations.get(known.id);
    if (!invitation || invitation.hidden) throw new Fault('link.invalid');
    return work(scope, invitation, isOld || invitation.tokenHash !== known.tokenHash);
  });
}
