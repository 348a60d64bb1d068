import type { Context } from '#kernel/index.js';
import { equals, type SpaceMember, type Store } from '#store/index.js';
import { type Ground, openGround, type Presets, requireVersion } from '#core/tenancy/index.js';
import { dropRows, requireSpace, spacesTally } from './assign.js';

/** Rows removed per transaction. */
const BATCH = 100;

/**
 * Removes a space: first whoever is in it, a hundred rows in a transaction with a line for each member, then the space itself. A crash
 * in between leaves a space with fewer members; call it again.
 */
export async function removeSpace(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, id, expected }: { organizationId: string; id: string; expected?: number },
): Promise<void> {
  for (let more = true; more;) {
    more = await store.transaction(organizationId, async (tx) =>
      removeSome(await openGround(ctx, tx, presets, organizationId), id, expected),
    );
  }
}

async function removeSome(ground: Ground, id: string, expected?: number): Promise<boolean> {
  const { tx, organization } = ground;
  const space = await requireSpace(ground, id);
  requireVersion(space, expected);
  const { records } = await tx.spaceMembers.find({ where: equals('spaceId', id), limit: BATCH });
  const byMember = new Map<string, SpaceMember[]>();
  for (const row of records) {
    byMember.set(row.memberId, [...(byMember.get(row.memberId) ?? []), row]);
  }
  const members = await tx.members.getMany([...byMember.keys()]);
  const names = new Map(members.map((member) => [member.id, member.name]));
  for (const [memberId, rows] of byMember) {
    const member = { id: memberId, name: names.get(memberId) ?? '' };
    await dropRows(ground, { space, member, rows }, 'space.deleted');
  }
  if (records.length === BATCH) return true;
  await tx.spaces.remove(id);
  await tx.tallies.adjust(spacesTally(organization.id), -1);
  await ground.journal.append({
    type: 'space.deleted',
    target: { kind: 'space', id, name: space.name },
    before: { name: space.name },
  });
  return false;
}
