import { Fault, type Context } from '#kernel/index.js';
import { MAX_ROWS, type RowResult, type CoreDeps } from '#core/tenancy/index.js';
import { createMemberRoles } from './grants.js';
import { removeMember } from './remove.js';
import { readScope } from './scopes.js';
import { setSuspended } from './suspend.js';
import type { MemberTarget } from './update.js';

/** What is done to each of them. */
export type BulkMemberChange =
  | { readonly action: 'suspend' | 'restore' }
  | { readonly action: 'remove'; readonly successorMemberId?: string }
  /** exactly these roles by hand; `confirm` where power over others is given */
  | { readonly action: 'setRoles'; readonly roles: readonly string[]; readonly confirm?: boolean };

const OUTCOMES = {
  suspend: 'suspended',
  restore: 'restored',
  remove: 'removed',
  setRoles: 'changed',
} as const;

/**
 * Each row in a transaction of its own, in the order given: what a rule refuses fails its row and no other one. An id that comes
 * twice is done once. Faults `request.invalid` for more than 1,000, `organization.missing`; a database that goes away ends the
 * whole, and what was done is done.
 */
export async function bulkMembers(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, ids }: { readonly organizationId: string; readonly ids: readonly string[] },
  change: BulkMemberChange,
): Promise<RowResult[]> {
  if (ids.length > MAX_ROWS) {
    const problem = `more than ${MAX_ROWS} rows; send several requests`;
    throw new Fault('request.invalid', { errors: [{ field: 'ids', problem }] });
  }
  await readScope(deps, ctx, organizationId);
  const roles = createMemberRoles(deps);
  const runChange = async (target: MemberTarget): Promise<unknown> => {
    switch (change.action) {
      case 'suspend':
      case 'restore':
        return setSuspended(deps, ctx, target, change.action === 'suspend');
      case 'remove':
        return removeMember(deps, ctx, target, change.successorMemberId);
      case 'setRoles': {
        const grantChange = { kind: 'set', roles: change.roles.map((role) => ({ role })) } as const;
        const { confirm = false } = change;
        return roles.change(ctx, organizationId, target.memberId, grantChange, { confirm });
      }
    }
  };
  const results: RowResult[] = [];
  for (const id of new Set(ids)) {
    try {
      await runChange({ organizationId, memberId: id });
      results.push({ id, outcome: OUTCOMES[change.action] });
    } catch (error) {
      if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
      const { code, message, details } = error;
      results.push({ id, outcome: 'failed', code, message, details });
    }
  }
  return results;
}
