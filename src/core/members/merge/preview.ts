import { isFault, type Context, type FaultCode } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { reachOf } from '#core/access/index.js';
import { type CoreDeps, inOrganization, tenantReaders } from '#core/tenancy/index.js';
import type { MemberTarget } from '../update.js';
import type { GainedAccess } from './gained-access.js';
import { merge, type Merged } from './merge.js';

/** A merge before it is made. */
export interface MergePreview {
  readonly member: Member;
  readonly into: Member;
  /** the fault that it would be refused with; absent: it can be done */
  readonly refusal?: { readonly code: FaultCode; readonly message: string };
  /** absent when it would be refused */
  readonly result?: {
    readonly member: Member;
    readonly scimUserIds: readonly string[];
    readonly roles: { readonly before: readonly string[]; readonly after: readonly string[] };
    /** for callers who may read them */
    readonly spaces?: readonly { spaceId: string; space: string; role: string }[];
    readonly seats?: GainedAccess['seats'];
    readonly needsConfirmation: boolean;
  };
}

/** Does it all in a transaction that is given up, so that it says what the merge would do. Fault `member.missing`. */
export async function previewMerge(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
  intoId: string,
): Promise<MergePreview> {
  const { members } = tenantReaders(deps.store.read, organizationId);
  const [member, into] = [await members.require(memberId), await members.require(intoId)];
  const done: { merged?: Merged } = {};
  try {
    await inOrganization(deps, ctx, organizationId, async (scope) => {
      done.merged = await merge(
        scope,
        { organizationId, memberId },
        { into: intoId, confirm: true },
      );
      throw new Error('A preview changes nothing.');
    });
  } catch (error) {
    if (!done.merged) {
      if (!isFault(error) || error.kind === 'unavailable') throw error;
      return { member, into, refusal: { code: error.code, message: error.message } };
    }
  }
  return { member, into, ...(done.merged && { result: resultOf(ctx, done.merged) }) };
}

function resultOf(
  ctx: Context,
  { before, after, users, gained }: Merged,
): NonNullable<MergePreview['result']> {
  const { spaces, seats, needsConfirmation } = gained;
  const roleNames = ({ grants }: Member): string[] =>
    [...new Set(grants.map(({ role }) => role))].sort();
  return {
    member: after,
    scimUserIds: users.map(({ id }) => id),
    roles: { before: roleNames(before), after: roleNames(after) },
    ...(reachOf(ctx.authority, 'spaces:read') === 'any' && {
      spaces: spaces.map(({ spaceId, name: space, role }) => ({ spaceId, space, role })),
    }),
    ...(reachOf(ctx.authority, 'seats:read') === 'any' && { seats }),
    needsConfirmation,
  };
}
