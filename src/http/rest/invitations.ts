import { BASE_PATH, operations } from '#api/index.js';
import { daysLeft, type Core, type IssuedInvitation, statusAt } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { mapPage, route, type Answer, type Route } from './routes.js';
import { taskView, workInBackground } from './tasks.js';

type Invitation = IssuedInvitation['invitation'];

export function invitationRoutes(deps: HttpDeps): Route[] {
  const { invitations } = deps.core;
  return [
    ...readingRoutes(deps.core),
    ...bulkRoutes(deps),
    route(operations.createInvitation, async ({ ctx, params, body, base }) => {
      const issued = await invitations.create(ctx, params.organizationId, body);
      const { organizationId, id } = issued.invitation;
      const location = `${BASE_PATH}/organizations/${organizationId}/invitations/${id}`;
      return { ...issuedAnswer(deps.core, ctx, base, issued), location };
    }),
    route(operations.lookUpInvitee, async ({ ctx, params, body }) => ({
      body: await invitations.lookUpInvitee(ctx, params.organizationId, body),
    })),
    route(operations.updateInvitation, async ({ ctx, params, body, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const updated = await invitations.update(ctx, organizationId, invitationId, body, ifMatch);
      return { body: invitationView(ctx, updated) };
    }),
    route(operations.resendInvitation, async ({ ctx, params, base, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const issued = await invitations.resend(ctx, organizationId, invitationId, ifMatch);
      return issuedAnswer(deps.core, ctx, base, issued);
    }),
    route(operations.renewInvitation, async ({ ctx, params, body, base, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const issued = await invitations.renew(ctx, organizationId, invitationId, body, ifMatch);
      return issuedAnswer(deps.core, ctx, base, issued);
    }),
    route(operations.revokeInvitation, async ({ ctx, params, body, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const revoked = await invitations.revoke(ctx, organizationId, invitationId, body, ifMatch);
      return { body: invitationView(ctx, revoked) };
    }),
    route(operations.deleteInvitation, async ({ ctx, params, ifMatch }) => {
      await invitations.remove(ctx, params.organizationId, params.invitationId, ifMatch);
      return {};
    }),
  ];
}

function readingRoutes({ invitations }: Core): Route[] {
  return [
    route(operations.listInvitations, async ({ ctx, params, query }) => {
      const page = await invitations.list(ctx, params.organizationId, query);
      return { body: mapPage(page, (invitation) => invitationView(ctx, invitation)) };
    }),
    route(operations.countInvitations, async ({ ctx, params }) => ({
      body: await invitations.counts(ctx, params.organizationId),
    })),
    route(operations.getInvitation, async ({ ctx, params }) => {
      const found = await invitations.get(ctx, params.organizationId, params.invitationId);
      return { body: invitationView(ctx, found) };
    }),
  ];
}

function bulkRoutes(deps: HttpDeps): Route[] {
  const { invitations } = deps.core;
  return [
    route(operations.bulkCreateInvitations, async ({ ctx, params, body }) => {
      const rows = body.invitations.map((row) => ({ ...body.common, ...row }));
      const task = await invitations.bulkCreate(ctx, params.organizationId, rows);
      workInBackground(deps, ctx);
      return begun(task);
    }),
    route(operations.bulkResendInvitations, async ({ ctx, params, body }) => {
      const task = await invitations.bulkResend(ctx, params.organizationId, selectionOf(body));
      workInBackground(deps, ctx);
      return begun(task);
    }),
    route(operations.bulkRevokeInvitations, async ({ ctx, params, body }) => {
      const { ids: _ids, filter: _filter, ...how } = body;
      const { organizationId } = params;
      const task = await invitations.bulkRevoke(ctx, organizationId, selectionOf(body), how);
      workInBackground(deps, ctx);
      return begun(task);
    }),
  ];
}

type Task = Parameters<typeof taskView>[0];

function begun(task: Task): Answer {
  const location = `${BASE_PATH}/organizations/${task.organizationId}/tasks/${task.id}`;
  return { body: taskView(task), location };
}

type Selection = Parameters<Core['invitations']['bulkResend']>[2];

function selectionOf({ ids, filter = {} }: { ids?: string[]; filter?: object }): Selection {
  return ids ? { ids } : { filter };
}

function issuedAnswer(
  { invitations }: Core,
  ctx: Context,
  base: string,
  { invitation, token }: IssuedInvitation,
): Answer {
  const shown = token === undefined ? {} : { token, link: invitations.linkOf(base, token) };
  return {
    body: { ...invitationView(ctx, invitation), ...shown },
    shownOnce: ['token', 'link'],
  };
}

/** As it reads now. */
function invitationView({ clock }: Context, invitation: Invitation): object {
  const now = clock.now();
  const status = statusAt(invitation, now);
  const endedAt = invitation.endedAt ?? (status === 'expired' ? invitation.expiresAt : undefined);
  return {
    ...invitation,
    status,
    daysLeft: daysLeft(invitation, now),
    resent: invitation.generation - 1,
    endedAt,
  };
}
