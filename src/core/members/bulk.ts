import { Fault, type Context } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import {
  MAX_ROWS,
  type Presets,
  requireOpenOrganization,
  type RowResult,
} from '#core/tenancy/index.js';
import { createMemberRoles } from './grants.js';
import { removeMember } from './remove.js';
import { setSuspended } from './suspend.js';
import type { MemberTarget } from './update.js';

/** What is done to each of them. */
export type BulkVerb =
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
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, ids }: { readonly organizationId: string; readonly ids: readonly string[] },
  verb: BulkVerb,
): Promise<RowResult[]> {
  if (ids.length > MAX_ROWS) {
    const problem = `more than ${MAX_ROWS} rows; send several requests`;
    throw new Fault('request.invalid', { errors: [{ field: 'ids', problem }] });
  }
  await requireOpenOrganization(store.read, organizationId);
  const roles = createMemberRoles(store, presets);
  const work = async (target: MemberTarget): Promise<unknown> => {
    switch (verb.action) {
      case 'suspend':
      case 'restore':
        return setSuspended(store, presets, ctx, target, verb.action === 'suspend');
      case 'remove':
        return removeMember(store, presets, ctx, target, verb.successorMemberId);
      case 'setRoles': {
        const wish = { kind: 'set', roles: verb.roles.map((role) => ({ role })) } as const;
        const { confirm = false } = verb;
        return roles.change(ctx, organizationId, target.memberId, wish, { confirm });
      }
    }
  };
  const results: RowResult[] = [];
  for (const id of new Set(ids)) {
    results.push(
      await rowOf(id, OUTCOMES[verb.action], () => work({ organizationId, memberId: id })),
    );
  }
  return results;
}

async function rowOf(
  id: string,
  outcome: string,
  work: () => Promise<unknown>,
): Promise<RowResult> {
  try {
    await work();
    return { id, outcome };
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    const { code, message, details } = error;
    return { id, outcome: 'failed', code, message, details };
  }
}
