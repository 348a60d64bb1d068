import { createHash } from 'node:crypto';
import { Fault, type Context } from '#kernel/index.js';
import type { Avatar, Member } from '#store/index.js';
import {
  firstVersion,
  nextVersion,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { requireOwn } from '#core/access/index.js';
import { writeMember } from './lifecycle/change.js';
import { changeRecord, type MemberTarget } from './update.js';

/** A picture as it is shown: decoded, made small and written anew by the caller. */
export interface Picture {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Bytes of a picture as it is kept. */
const MAX_PICTURE_BYTES = 131_072;

/** The picture that was uploaded, and the hash of its bytes. Faults `permission.missing`, `member.missing`, `avatar.missing`. */
export async function readAvatar(
  { store }: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
): Promise<Picture & { readonly hash: string }> {
  requireOwn(ctx, 'members:read', memberId);
  const { members, avatars } = tenantReaders(store.read, organizationId);
  const { avatarHash } = await members.require(memberId);
  const avatar = avatarHash === undefined ? undefined : await avatars.get(memberId);
  if (!avatar || avatarHash === undefined) throw new Fault('avatar.missing', { memberId });
  const { mediaType, data } = avatar;
  return { mediaType, bytes: Buffer.from(data, 'base64'), hash: avatarHash };
}

/**
 * Keeps a picture for the member. Faults `permission.missing`, `member.missing`, `member.left`, `permission.escalation`,
 * `request.precondition`, `request.too_large`.
 */
export function setAvatar(
  deps: CoreDeps,
  ctx: Context,
  target: MemberTarget,
  { mediaType, bytes }: Picture,
): Promise<Member> {
  const limit = MAX_PICTURE_BYTES;
  if (bytes.length > limit) throw new Fault('request.too_large', { limit });
  const avatarHash = createHash('sha256').update(bytes).digest('hex');
  return changeRecord(deps, ctx, target, async (scope, member) => {
    if (member.avatarHash === avatarHash) return member;
    const { organizationId, id } = member;
    const data = Buffer.from(bytes).toString('base64');
    const before = await scope.avatars.get(id);
    if (before) await scope.tx.avatars.update(nextVersion(ctx, before, { mediaType, data }));
    else await scope.tx.avatars.insert(firstVersion(ctx, { id, organizationId, mediaType, data }));
    return writeMember(scope, member, { avatarHash });
  });
}

/** What a directory says is shown again. Faults as `setAvatar`. */
export function removeAvatar(deps: CoreDeps, ctx: Context, target: MemberTarget): Promise<Member> {
  return changeRecord(deps, ctx, target, (scope, member) =>
    writeMember(scope, member, { avatarHash: null }),
  );
}

/** The picture of a member who is merged is the other one's, who has none. */
export async function passAvatar(
  { ctx, tx, avatars }: OrganizationScope,
  from: Member,
  to: Member,
): Promise<Pick<Member, 'avatarHash'>> {
  const { avatarHash } = from;
  if (avatarHash === undefined || to.avatarHash !== undefined) return {};
  const avatar = await avatars.get(from.id);
  if (!avatar) return {};
  const { organizationId, mediaType, data } = avatar;
  const passed = { id: to.id, organizationId, mediaType, data };
  await tx.avatars.insert(firstVersion<Avatar>(ctx, passed));
  return { avatarHash };
}
