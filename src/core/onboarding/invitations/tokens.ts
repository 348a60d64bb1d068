import { Fault, type Context } from '#kernel/index.js';
import { all, compare, equals, type Invitation, type Readers } from '#store/index.js';
import type { Links } from '#core/credentials/index.js';
import {
  firstVersion,
  hashOfToken,
  inOrganization,
  nextVersion,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import type { InvitationDeps } from './deps.js';
import { appendInvitationEntry, writeInvitation } from './write.js';

/** Links of earlier generations that are still known as such; the oldest ones are forgotten. */
const MAX_OLD_TOKENS = 20;

export function tokenOf(
  links: Links,
  { id, generation }: Pick<Invitation, 'id' | 'generation'>,
): string {
  return links.token('invite', id, generation);
}

/** Keeps the hash of the present link. It is older from the next generation of the invitation on: its holder learns of a newer one. */
export async function keepToken(
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

/** The token of a link; or its hash, as a sign-in under way keeps it. */
export type InvitationLink = string | { readonly tokenHash: string };

function hashOfLink(link: InvitationLink): string {
  return typeof link === 'string' ? hashOfToken(link) : link.tokenHash;
}

/**
 * The invitation that a link opens, of which it may be an older link. One of the present generation, whose key was lost before all of
 * its mails were sent, is as good as the link that replaced it. Fault `link.invalid`.
 */
export async function findByToken(
  reading: Readers,
  link: InvitationLink,
): Promise<{ invitation: Invitation; isOld: boolean }> {
  const hash = hashOfLink(link);
  const invitation = await reading.invitations.first(equals('tokenHash', hash));
  if (invitation && !invitation.hidden) return { invitation, isOld: false };
  const old = await reading.invitationTokens.first(equals('tokenHash', hash));
  const newer = old && (await reading.invitations.get(old.invitationId));
  if (newer && !newer.hidden) {
    return { invitation: newer, isOld: old.generation !== newer.generation };
  }
  throw new Fault('link.invalid');
}

/**
 * The token of the present link, for a mail. When the generation of the key that made it is gone, the invitation gets another one beside
 * it: a link that went out before still opens. Undefined when there is a newer link, or the invitation has ended.
 */
export async function tokenForMail(
  deps: InvitationDeps,
  ctx: Context,
  { id, organizationId, generation, tokenHash }: Invitation,
): Promise<string | undefined> {
  const find = (hash: string) => deps.links.findToken(hash, 'invite', id, generation);
  const made = find(tokenHash);
  if (made !== undefined) return made;
  await deps.links.refresh();
  return find(tokenHash) ?? inOrganization(deps, ctx, organizationId, replaceToken);

  async function replaceToken(scope: OrganizationScope): Promise<string | undefined> {
    const before = await scope.invitations.require(id);
    if (before.generation !== generation || before.status !== 'pending') return undefined;
    const byAnotherProcess = find(before.tokenHash);
    if (byAnotherProcess !== undefined) return byAnotherProcess;
    const token = tokenOf(deps.links, before);
    await keepToken(scope, before);
    const after = nextVersion<Invitation>(ctx, before, { tokenHash: hashOfToken(token) });
    await writeInvitation(scope, before, after);
    await appendInvitationEntry(scope, 'invitation.link_replaced', after, { generation });
    return token;
  }
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
  }: { readonly token: InvitationLink; readonly organizationId?: string | undefined },
  work: (scope: OrganizationScope, invitation: Invitation, isOld: boolean) => Promise<T>,
): Promise<T> {
  const { invitation: known, isOld } = await findByToken(deps.store.read, token);
  if (organizationId !== undefined && organizationId !== known.organizationId) {
    throw new Fault('link.invalid');
  }
  return inOrganization(deps, ctx, known.organizationId, async (scope) => {
    const invitation = await scope.invitations.get(known.id);
    if (!invitation || invitation.hidden) throw new Fault('link.invalid');
    return work(scope, invitation, isOld || invitation.generation !== known.generation);
  });
}
