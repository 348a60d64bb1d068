import type { Context } from '#kernel/index.js';
import { all, equals, type Invitation, type Store } from '#store/index.js';
import { append } from '#core/tenancy/index.js';

/** What is worth a line of the journal; being queued is not. */
const ENTRY_TYPE_BY_STATE: Readonly<Partial<Record<Invitation['delivery'], string>>> = {
  sent: 'invitation.sent',
  bounced: 'invitation.bounced',
  failed: 'invitation.bounced',
};

export interface Delivery {
  readonly invitationId: string;
  /** of the mail */
  readonly generation: number;
  readonly state: Invitation['delivery'];
}

/**
 * Writes down what became of the mail of that generation; of an older one it is no news any more. The version stays, so that somebody
 * who is changing the invitation is not refused for it.
 */
export async function noteDelivery(
  store: Store,
  ctx: Context,
  { invitationId, generation, state }: Delivery,
): Promise<void> {
  const known = await store.read.invitations.get(invitationId);
  if (!known) return;
  const { organizationId } = known;
  const sameGeneration = all(equals('id', invitationId), equals('generation', generation));
  await store.transaction(organizationId, async (tx) => {
    const before = await tx.invitations.get(invitationId);
    if (before?.generation !== generation || before.delivery === state) return;
    await tx.invitations.setWhere(sameGeneration, 'delivery', state);
    const type = ENTRY_TYPE_BY_STATE[state];
    if (type === undefined) return;
    await append(ctx, tx, {
      organizationId,
      type,
      target: { kind: 'invitation', id: invitationId, name: before.name ?? before.email },
      before: { delivery: before.delivery },
      after: { delivery: state, email: before.email, generation },
    });
  });
}
