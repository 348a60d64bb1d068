import type { Context } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import { inOrganization, type OrganizationScope, tenantReaders } from '#core/tenancy/index.js';
import { acceptInvitation } from './accept.js';
import { bulkChange, bulkCreate, revokeRows } from './bulk.js';
import { createInvitation } from './create.js';
import { expireDue } from './expire-due.js';
import { requireInvitation, type InvitationDeps } from './deps.js';
import { askAgain, declineInvitation, lookUpInvitation, readInvited } from './links.js';
import { countInvitations, listInvitations } from './list.js';
import { lookUpInvitee } from './look-up-invitee.js';
import { noteDelivery } from './note-delivery.js';
import { sweepRates } from './rates.js';
import { remindDue } from './reminders.js';
import { renewInvitation, resendInvitation } from './resend.js';
import { removeInvitation, revokeInvitation } from './revoke.js';
import { tokenForMail } from './tokens.js';
import { updateInvitation } from './update.js';

export { daysLeft, statusAt } from './statuses.js';
export { INVITATION_TASKS, invitationTasks } from './bulk.js';
export type { InvitationSettings } from './deps.js';
export type { IssuedInvitation } from './create.js';
export type { InvitationQuery } from './list.js';

/**
 * "This address may join, as this." Every verb has its own file, with its faults; each of them has those of an organization that
 * is not there, deleted or disabled, too. `expected`: the version that the caller knows, Fault `request.precondition` otherwise.
 */
export type Invitations = ReturnType<typeof createInvitations>;

export function createInvitations(deps: InvitationDeps) {
  const { store, settings } = deps;
  /** `work` in a transaction of an organization */
  const within =
    <Input extends unknown[], Result>(
      work: (scope: OrganizationScope, ...input: Input) => Promise<Result>,
    ) =>
    (ctx: Context, organizationId: string, ...input: Input): Promise<Result> =>
      inOrganization(deps, ctx, organizationId, (scope) => work(scope, ...input));
  return {
    create: within(createInvitation.bind(undefined, deps)),
    lookUpInvitee: within(lookUpInvitee),
    get: (_ctx: Context, organizationId: string, id: string): Promise<Invitation> =>
      requireInvitation(tenantReaders(store.read, organizationId), id),
    list: listInvitations.bind(undefined, store),
    counts: countInvitations.bind(undefined, store),
    update: within(updateInvitation.bind(undefined, deps)),
    resend: within(resendInvitation.bind(undefined, deps)),
    renew: within(renewInvitation.bind(undefined, deps)),
    revoke: within(revokeInvitation),
    remove: within(removeInvitation),
    bulkCreate: within(bulkCreate),
    bulkResend: within(bulkChange.bind(undefined, 'resend')),
    revokeRows: revokeRows.bind(undefined, deps),
    bulkRevoke: within(bulkChange.bind(undefined, 'revoke')),
    /** The address that a link has; the token stands behind `#`, which browsers send to no server. */
    linkOf: (base: string, token: string): string =>
      `${settings.landingUrl ?? `${base}/invitation`}#${token}`,
    tokenForMail: tokenForMail.bind(undefined, deps),
    lookUp: lookUpInvitation.bind(undefined, deps),
    invited: readInvited.bind(undefined, deps),
    decline: declineInvitation.bind(undefined, deps),
    askAgain: askAgain.bind(undefined, deps),
    accept: acceptInvitation.bind(undefined, deps),
    /** Runs of jobs: a bounded part each. */
    expireDue: expireDue.bind(undefined, deps),
    remindDue: remindDue.bind(undefined, deps),
    sweepRates: sweepRates.bind(undefined, store),
    noteDelivery: noteDelivery.bind(undefined, deps),
  };
}
