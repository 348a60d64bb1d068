import { Fault } from '#kernel/index.js';
import type { Invitation, Store, Writers } from '#store/index.js';
import { type Links, requireVersion, type CoreDeps } from '#core/tenancy/index.js';

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
export interface InvitationDeps extends CoreDeps {
  readonly links: Links;
  readonly settings: InvitationSettings;
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
