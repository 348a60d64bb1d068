import type { Task } from '#store/index.js';
import { createTask, type TaskScope, type TaskKind } from '#core/tasks/index.js';
import { throwInvalidField } from '#core/entitlements/index.js';
import { createInvitation, type NewInvitation } from './create.js';
import type { InvitationDeps } from './deps.js';
import { alternativeTerms, type InvitationFilter } from './list.js';
import { resendInvitation } from './resend.js';
import { revokeInvitation, type Revocation } from './revoke.js';
import { isFault, type Context } from '#kernel/index.js';
import { requirePermission } from '#core/access/index.js';
import {
  inOrganization,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
  type RowResult,
} from '#core/tenancy/index.js';

/** Rows of one call. */
export const MAX_BULK_INVITATIONS = 1_000;

/** Kinds of task that this file brings. */
export const INVITATION_TASKS = ['invite', 'resend', 'revoke'] as const;

/** Which pending invitations: these, or all that the filter finds. */
export type Selection =
  { readonly ids: readonly string[] } | { readonly filter: Omit<InvitationFilter, 'status'> };

/** Rows that are wrong fail one by one, with the codes of a single invitation. Fault `request.invalid`. */
export async function bulkCreate(
  scope: OrganizationScope,
  inputs: readonly NewInvitation[],
): Promise<Task> {
  if (inputs.length === 0 || inputs.length > MAX_BULK_INVITATIONS) {
    throwInvalidField('invitations', `must be 1 to ${MAX_BULK_INVITATIONS}`);
  }
  return createTask(scope, { kind: 'invite', inputs: inputs.map((one) => ({ ...one })) });
}

/** Fault `request.invalid`. */
export async function bulkChange(
  kind: 'resend' | 'revoke',
  scope: OrganizationScope,
  selection: Selection,
  revocation: Revocation = {},
): Promise<Task> {
  const ids = 'ids' in selection ? [...new Set(selection.ids)] : undefined;
  if (ids && (ids.length === 0 || ids.length > MAX_BULK_INVITATIONS)) {
    throwInvalidField('ids', `must be 1 to ${MAX_BULK_INVITATIONS}`);
  }
  return createTask(scope, {
    kind,
    options: { ...revocation, ...('filter' in selection && { filter: selection.filter }) },
    ...(ids && { inputs: ids.map((invitationId) => ({ invitationId })) }),
  });
}

const GATHER_BATCH_SIZE = 500;

/**
 * Rows of a bulk removal that are no members: pending invitations are revoked, for callers who may. What a rule refuses fails its row
 * and no other one.
 */
export async function revokeRows(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  rows: readonly RowResult[],
): Promise<RowResult[]> {
  const readers = tenantReaders(deps.store.read, organizationId);
  const revokeRow = async (row: RowResult): Promise<RowResult> => {
    if (row.code !== 'member.missing' || !(await readers.invitations.get(row.id))) return row;
    try {
      await inOrganization(deps, ctx, organizationId, (scope) => {
        requirePermission(scope.ctx, 'invitations:write');
        return revokeInvitation(scope, row.id, {});
      });
      return { id: row.id, outcome: 'revoked' };
    } catch (error) {
      if (!isFault(error) || error.kind === 'unavailable') throw error;
      const { code, message, details } = error;
      return { id: row.id, outcome: 'failed', code, message, details };
    }
  };
  const results: RowResult[] = [];
  for (const row of rows) results.push(await revokeRow(row));
  return results;
}

/** Those that were pending when the task was made, and none that was invited later. */
async function gather(
  { ctx, tx, organization, task }: TaskScope,
  after?: string,
): Promise<{ inputs: { invitationId: string }[]; next?: string }> {
  const { filter = {} } = task.options as { filter?: InvitationFilter };
  const now = ctx.clock.now();
  const [where] = alternativeTerms(organization.id, { ...filter, status: 'pending' }, now);
  if (!where) return { inputs: [] };
  const { records, last } = await tx.invitations.find({
    where,
    limit: GATHER_BATCH_SIZE,
    ...(after !== undefined && { after: { values: [], id: after } }),
  });
  const selected = records.filter(({ createdAt }) => createdAt <= task.createdAt);
  const isOver = records.length < GATHER_BATCH_SIZE || selected.length < records.length;
  return {
    inputs: selected.map(({ id }) => ({ invitationId: id })),
    ...(!isOver && last && { next: last.id }),
  };
}

/** How rows of these tasks are done. */
export function invitationTasks(
  deps: InvitationDeps,
): Record<(typeof INVITATION_TASKS)[number], TaskKind> {
  const onInvitation = (
    work: (scope: TaskScope, invitationId: string) => Promise<unknown>,
  ): TaskKind => ({
    gather,
    async work(scope, { input }) {
      const invitationId = String(input['invitationId']);
      await work(scope, invitationId);
      return { invitationId };
    },
  });
  return {
    invite: {
      async work(scope, { input }) {
        const one = input as unknown as NewInvitation;
        const { invitation } = await createInvitation(deps, scope, one);
        return { invitationId: invitation.id };
      },
    },
    resend: onInvitation((scope, id) => resendInvitation(deps, scope, id)),
    revoke: onInvitation((scope, id) =>
      revokeInvitation(scope, id, scope.task.options as Revocation),
    ),
  };
}
