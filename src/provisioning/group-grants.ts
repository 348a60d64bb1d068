import { instant } from '#kernel/index.js';
import {
  createDirectoryCache,
  recomputeGroupGrants,
  syncWithDirectoryUsers,
  writeConnection,
  type DirectoryCache,
} from '#core/index.js';
import { equals, type Member } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { brakeOnGroup, type Leaving } from './mass-changes/staging.js';
import { chunksOf, type MembershipDelta } from './memberships.js';
import type { ScimScope } from './writing.js';

/** Up to here roles follow in the same transaction; beyond, the connection is marked and they follow batch by batch. */
const MAX_INLINE_COUNT = 500;

/** After people joined or left a group: what its mappings give them. A group without a mapping costs one look. */
export async function updateGroupGrants(
  scope: ScimScope,
  groupId: string,
  delta: MembershipDelta,
): Promise<{ readonly marked: boolean }> {
  const { ctx, tx } = scope;
  const people = [...delta.added, ...delta.removed];
  if (people.length === 0) return { marked: false };
  if (!(await grantsRoles(scope, groupId))) return { marked: false };
  const held = await brakeOnLeaving(scope, groupId, delta.removed);
  if (people.length > MAX_INLINE_COUNT) {
    await markForRecompute(scope);
    note(ctx.exchange, 'roles.recompute', `${people.length} people; their roles follow in batches`);
    return { marked: true };
  }
  const cache = createDirectoryCache();
  const users = await tx.scimUsers.getMany(people);
  const members = new Map<string, Member>();
  for (const ids of chunksOf(users.map(({ memberId }) => memberId))) {
    for (const member of await tx.members.getMany(ids)) members.set(member.id, member);
  }
  for (const user of users) {
    const before = members.get(user.memberId);
    if (!before || held.has(user.id)) continue;
    const entered = delta.added.has(user.id);
    const after = await scope.hooks.collect(() =>
      updateMemberGrants(scope, before, { cache, entered }),
    );
    if (!after) continue;
    members.set(after.id, after);
    if (after !== before) noteRoles(ctx, before, after);
  }
  return { marked: false };
}

/** The users who go on having what the group gives, because the brake on mass changes holds it. */
async function brakeOnLeaving(
  scope: ScimScope,
  groupId: string,
  removed: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (removed.size === 0) return removed;
  const { tx } = scope;
  const leaving: Leaving[] = [];
  for (const ids of chunksOf([...removed])) {
    const users = await tx.scimUsers.getMany(ids);
    const members = await tx.members.getMany([...new Set(users.map((one) => one.memberId))]);
    const byId = new Map(members.map((member) => [member.id, member]));
    for (const user of users) {
      const member = byId.get(user.memberId);
      if (member) leaving.push({ user, member });
    }
  }
  return brakeOnGroup(scope, groupId, leaving);
}

async function updateMemberGrants(
  scope: ScimScope,
  member: Member,
  { cache, entered }: { readonly cache: DirectoryCache; readonly entered: boolean },
): Promise<Member> {
  const { ctx, connection } = scope;
  const takeNote = (step: string, detail: string): void => note(ctx.exchange, step, detail);
  // a person removed the member: entering a mapped group ends that
  if (member.status === 'left' && entered) {
    const change = { event: 'entered_group', connection } as const;
    const { member: after, steps } = await syncWithDirectoryUsers(scope, member, change);
    for (const { step, detail } of steps) takeNote(step, detail);
    return after;
  }
  return recomputeGroupGrants(scope, member, { cache, note: takeNote });
}

/**
 * Whether people have roles by this group: by a mapping, or by one that was just taken away and is not yet worked out for
 * everybody. Who leaves such a group now is not found in it any more when the recomputation gets there.
 */
export async function grantsRoles(
  { tx, connection }: ScimScope,
  groupId: string,
): Promise<boolean> {
  if (connection.recompute?.groupIds?.includes(groupId)) return true;
  return (await tx.groupMappings.first(equals('groupId', groupId))) !== undefined;
}

export function noteRoles(ctx: ProvisioningContext, before: Member, after: Member): void {
  const names = (member: Member): string =>
    member.grants.map(({ role }) => role).join(', ') || 'none';
  if (names(before) === names(after)) return;
  const roles = `before: ${names(before)}; after: ${names(after)}`;
  note(ctx.exchange, 'member.roles', `member ${after.id}: ${roles}`);
}

async function markForRecompute(scope: ScimScope): Promise<void> {
  const startedAt = instant(scope.ctx.clock.now());
  await writeConnection(scope, scope.connection, { recompute: { done: 0, startedAt } });
}
