import type { Context } from '#kernel/index.js';
import { all, equals, type Invitation } from '#store/index.js';
import { inOrganization, type CoreDeps, type OrganizationScope } from '#core/tenancy/index.js';

/** States with a journal entry; being queued has none. */
const ENTRY_TYPE_BY_STATE: Readonly<Partial<Record<Invitation['delivery'], string>>> = {
  sent: 'invitation.sent',
  bounced: 'invitation.bounced',
  failed: 'invitation.bounced',
};

/**
 * Writes down what became of the mail of that generation; older mails are ignored. The version stays, so that a caller who is changing
 * the invitation is not refused.
 */
export async function noteDelivery(
  deps: CoreDeps,
  ctx: Context,
  invitationId: string,
  generation: number,
  state: Invitation['delivery'],
): Promise<void> {
  const known = await deps.store.read.invitations.get(invitationId);
  if (!known) return;
  const work = async ({ invitations, tx, journal }: OrganizationScope): Promise<void> => {
    const before = await invitations.get(invitationId);
    if (before?.generation !== generation || before.delivery === state) return;
    const sameGeneration = all(equals('id', invitationId), equals('generation', generation));
    await tx.invitations.setWhere(sameGeneration, 'delivery', state);
    const type = ENTRY_TYPE_BY_STATE[state];
    if (type === undefined) return;
    await journal.append({
      type,
      target: { kind: 'invitation', id: invitationId, name: before.name ?? before.email },
      before: { delivery: before.delivery },
      after: { delivery: state, email: before.email, generation },
    });
  };
  await inOrganization(deps, ctx, known.organizationId, work, 'any');
}
