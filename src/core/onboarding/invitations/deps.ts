import { Fault, isFault, type Context } from '#kernel/index.js';
import type { Invitation, Store, Writers } from '#store/index.js';
import {
  type OrganizationScope,
  type Links,
  openGround,
  type Presets,
  requireVersion,
} from '#core/tenancy/index.js';

/** The numbers of the settings section `invitations`. */
export interface InvitationSettings {
  /** where nobody names another life; 1 to 30 */
  readonly lifeDays: number;
  /** the host application's page on which links land; absent: a page of this server */
  readonly landingUrl?: string | undefined;
  /** between two mails of one invitation */
  readonly coolDownSeconds: number;
  readonly perOrganizationHour: number;
  readonly perActorHour: number;
  /** mails to one address */
  readonly perAddressDay: number;
}

/** What every verb of invitations works with. */
export interface InvitationDeps {
  readonly store: Store;
  readonly presets: Presets;
  readonly links: Links;
  readonly settings: InvitationSettings;
}

/** Somebody in another process was a moment earlier with the same key: thinking again finds what they wrote. */
const MAX_ATTEMPTS = 4;

/**
 * A transaction in an organization that is there and active. Faults `organization.missing`, `organization.deleted`,
 * `organization.disabled`.
 */
export async function withOrganizationScope<T>(
  { store, presets }: Pick<InvitationDeps, 'store' | 'presets'>,
  ctx: Context,
  organizationId: string,
  work: (scope: OrganizationScope) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.transaction(organizationId, async (tx) =>
        work(await openGround(ctx, tx, presets, organizationId)),
      );
    } catch (error) {
      if (!isFault(error, 'record.exists', 'record.stale') || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Faults `invitation.missing`, also when it belongs to another organization or was deleted; `request.precondition`. */
export async function requireInvitation(
  reading: Pick<Store['read'], 'invitations'> | Pick<Writers, 'invitations'>,
  organizationId: string,
  id: string,
  expected?: number,
): Promise<Invitation> {
  const invitation = await reading.invitations.get(id);
  if (invitation?.organizationId !== organizationId || invitation.hidden) {
    throw new Fault('invitation.missing', { id });
  }
  requireVersion(invitation, expected);
  return invitation;
}
