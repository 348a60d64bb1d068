import type { Context } from '#kernel/index.js';
import { equals, type SpaceMember } from '#store/index.js';
import {
  type OrganizationScope,
  requireVersion,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import { removeAssignments, spacesTallyKey } from './assign.js';

/** Rows removed per transaction. */
const ROWS_PER_BATCH = 100;

/**
 * Removes a space: first its assignments, a hundred rows in a transaction with an entry for each member, then the space itself. A crash
 * in between leaves a space with fewer members; call it again.
 */
export async function removeSpace(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, id, expected }: { organizationId: string; id: string; expected?: number },
): Promise<void> {
  for (let more = true; more;) {
    more = await inOrganization(deps, ctx, organizationId, (scope) =>
      removeBatch(scope, id, expected),
    );
  }
}

async function removeBatch(
  scope: OrganizationScope,
  id: string,
  expected?: number,
): Promise<boolean> {
  const { tx, organization } = scope;
  const space = await scope.spaces.require(id);
  requireVersion(space, expected);
  const { records } = await tx.spaceMembers.find({
    where: equals('spaceId', id),
    limit: ROWS_PER_BATCH,
  });
  const byMember = new Map<string, SpaceMember[]>();
  for (const row of records) {
    byMember.set(row.memberId, [...(byMember.get(row.memberId) ?? []), row]);
  }
  const members = await tx.members.getMany([...byMember.keys()]);
  const names = new Map(members.map((member) => [member.id, member.name]));
  for (const [memberId, rows] of byMember) {
    const member = { id: memberId, name: names.get(memberId) ?? '' };
    await removeAssignments(scope, { space, member, rows }, 'space.deleted');
  }
  if (records.length === ROWS_PER_BATCH) return true;
  await tx.spaces.remove(id);
  await tx.tallies.adjust(spacesTallyKey(organization.id), -1);
  await scope.journal.append({
    type: 'space.deleted',
    target: { kind: 'space', id, name: space.name },
    before: { name: space.name },
  });
  return false;
}
