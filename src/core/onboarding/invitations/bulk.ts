import type { Context } from '#kernel/index.js';
import type { Task } from '#store/index.js';
import { createTask, type TaskGround, type TaskKind } from '#core/tasks/index.js';
import { refuse } from '#core/entitlements/index.js';
import { createInvitation, type NewInvitation } from './create.js';
import { within, type Bureau } from './deps.js';
import { waysTo, type InvitationFilter } from './list.js';
import { resendInvitation } from './resend.js';
import { revokeInvitation, type Revocation } from './revoke.js';

/** Rows of one call. */
export const MOST_INVITED = 1_000;

/** Kinds of task that this file brings. */
export const INVITATION_TASKS = ['invite', 'resend', 'revoke'] as const;

/** Which pending invitations: these, or all that the filter finds. */
export type Selection =
  { readonly ids: readonly string[] } | { readonly filter: Omit<InvitationFilter, 'status'> };

/** Rows that are wrong fail one by one, with the codes of a single invitation. Faults of the organization, `request.invalid`. */
export function bulkCreate(
  bureau: Bureau,
  ctx: Context,
  organizationId: string,
  inputs: readonly NewInvitation[],
): Promise<Task> {
  if (inputs.length === 0 || inputs.length > MOST_INVITED) {
    refuse('invitations', `must be 1 to ${MOST_INVITED}`);
  }
  return within(bureau, ctx, organizationId, ({ tx }) =>
    createTask(ctx, tx, organizationId, {
      kind: 'invite',
      inputs: inputs.map((one) => ({ ...one })),
    }),
  );
}

export function bulkChange(
  bureau: Bureau,
  ctx: Context,
  organizationId: string,
  kind: 'resend' | 'revoke',
  selection: Selection,
  revocation: Revocation = {},
): Promise<Task> {
  const ids = 'ids' in selection ? [...new Set(selection.ids)] : undefined;
  if (ids && (ids.length === 0 || ids.length > MOST_INVITED)) {
    refuse('ids', `must be 1 to ${MOST_INVITED}`);
  }
  return within(bureau, ctx, organizationId, ({ tx }) =>
    createTask(ctx, tx, organizationId, {
      kind,
      options: { ...revocation, ...('filter' in selection && { filter: selection.filter }) },
      ...(ids && { inputs: ids.map((invitationId) => ({ invitationId })) }),
    }),
  );
}

const PER_GATHERING = 500;

/** Those that were pending when the task was made: what is invited while it runs is not meant. */
async function gather(
  { ctx, tx, organization, task }: TaskGround,
  after?: string,
): Promise<{ inputs: { invitationId: string }[]; next?: string }> {
  const { filter = {} } = task.options as { filter?: InvitationFilter };
  const [where] = waysTo(organization.id, { ...filter, status: 'pending' }, ctx.clock.now());
  if (!where) return { inputs: [] };
  const { records, last } = await tx.invitations.find({
    where,
    limit: PER_GATHERING,
    ...(after !== undefined && { after: { values: [], id: after } }),
  });
  const meant = records.filter(({ createdAt }) => createdAt <= task.createdAt);
  const isOver = records.length < PER_GATHERING || meant.length < records.length;
  return {
    inputs: meant.map(({ id }) => ({ invitationId: id })),
    ...(!isOver && last && { next: last.id }),
  };
}

/** How rows of these tasks are done. */
export function invitationTasks(
  bureau: Bureau,
): Record<(typeof INVITATION_TASKS)[number], TaskKind> {
  return {
    invite: {
      async work(ground, { input }) {
        const { invitation } = await createInvitation(
          bureau,
          ground,
          input as unknown as NewInvitation,
        );
        return { invitationId: invitation.id };
      },
    },
    resend: {
      gather,
      async work(ground, { input }) {
        const invitationId = String(input['invitationId']);
        await resendInvitation(bureau, ground, invitationId);
        return { invitationId };
      },
    },
    revoke: {
      gather,
      async work(ground, { input }) {
        const invitationId = String(input['invitationId']);
        await revokeInvitation(ground, invitationId, ground.task.options as Revocation);
        return { invitationId };
      },
    },
  };
}
