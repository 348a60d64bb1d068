import { Fault } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import type { Links } from '#core/credentials/index.js';
import { requireVersion, type CoreDeps, type TenantReaders } from '#core/tenancy/index.js';

/** The numbers of the settings section `invitations`. */
export interface InvitationSettings {
  /** days, where the caller names no other life; 1 to 30 */
  readonly lifeDays: number;
  /** the host application's page on which links land; absent: a page of this server */
  readonly landingUrl?: string | undefined;
  /** the host application's page on which people accept; absent: none is known */
  readonly acceptUrl?: string | undefined;
  /** at and below which a `redirectUrl` may lead */
  readonly redirectUrls: readonly string[];
  /** of the host application */
  readonly applicationName?: string | undefined;
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
  { invitations }: Pick<TenantReaders, 'invitations'>,
  id: string,
  expected?: number,
): Promise<Invitation> {
  const invitation = await invitations.require(id);
  if (invitation.hidden) throw new Fault('invitation.missing', { id });
  requireVersion(invitation, expected);
  return invitation;
}
