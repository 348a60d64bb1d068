import { BASE_PATH, operations } from '#api/index.js';
import { daysLeft, type Core, type IssuedInvitation, statusAt } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import type { Answer } from './routes.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';
import { taskView, workInBackground } from './tasks.js';

type Invitation = IssuedInvitation['invitation'];

const pathOf = ({ organizationId, id }: Invitation): string =>
  `${BASE_PATH}/organizations/${organizationId}/invitations/${id}`;

export function invitationRoutes(deps: HttpDeps): Route[] {
  const { invitations } = deps.core;
  return [
    ...readingRoutes(deps.core),
    ...bulkRoutes(deps),
    route(operations.createInvitation, async ({ ctx, params, body, base }) => {
      const made = await invitations.create(ctx, params.organizationId, wishOf(body));
      const answer = issuedAnswer(deps.core, ctx, base, made);
      return { ...answer, location: pathOf(made.invitation) };
    }),
    route(operations.updateInvitation, async ({ ctx, params, body, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const change = given(body);
      const done = await invitations.update(ctx, organizationId, invitationId, change, ifMatch);
      return { body: view(ctx, done), version: done.version };
    }),
    route(operations.resendInvitation, async ({ ctx, params, base, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const made = await invitations.resend(ctx, organizationId, invitationId, ifMatch);
      return issuedAnswer(deps.core, ctx, base, made);
    }),
    route(operations.renewInvitation, async ({ ctx, params, body, base, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const change = given(body);
      const made = await invitations.renew(ctx, organizationId, invitationId, change, ifMatch);
      return issuedAnswer(deps.core, ctx, base, made);
    }),
    route(operations.revokeInvitation, async ({ ctx, params, body, ifMatch }) => {
      const { organizationId, invitationId } = params;
      const how = given(body);
      const done = await invitations.revoke(ctx, organizationId, invitationId, how, ifMatch);
      return { body: view(ctx, done), version: done.version };
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
      const { limit: _limit, cursor: _cursor, ...filter } = query;
      const wanted = { ...pageOf(query), ...given(filter) };
      const page = await invitations.list(ctx, params.organizationId, wanted);
      return { body: pageBody(page, (one) => view(ctx, one)) };
    }),
    route(operations.countInvitations, async ({ ctx, params }) => ({
      body: await invitations.counts(ctx, params.organizationId),
    })),
    route(operations.getInvitation, async ({ ctx, params }) => {
      const found = await invitations.get(ctx, params.organizationId, params.invitationId);
      return { body: view(ctx, found), version: found.version };
    }),
  ];
}

function bulkRoutes(deps: HttpDeps): Route[] {
  const { invitations } = deps.core;
  return [
    route(operations.bulkCreateInvitations, async ({ ctx, params, body }) => {
      const rows = body.invitations.map((row) => wishOf({ ...body.common, ...row }));
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
      const { notify, note, ...which } = body;
      const how = given({ notify, note });
      const task = await invitations.bulkRevoke(
        ctx,
        params.organizationId,
        selectionOf(which),
        how,
      );
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

function selectionOf(body: { ids?: string[] | undefined; filter?: object | undefined }): Selection {
  return body.ids ? { ids: body.ids } : { filter: given(body.filter ?? {}) };
}

type Wish = Parameters<Core['invitations']['create']>[2];

function wishOf<T extends { email: string }>(body: T): Wish {
  return given(body);
}

function issuedAnswer(
  { invitations }: Core,
  ctx: Context,
  base: string,
  { invitation, token }: IssuedInvitation,
): Answer {
  const shown = token === undefined ? {} : { token, link: invitations.linkOf(base, token) };
  return {
    body: { ...view(ctx, invitation), ...shown },
    version: invitation.version,
    shownOnce: ['token', 'link'],
  };
}

/** As it reads now; never with what opens it. */
function view({ clock }: Context, invitation: Invitation): object {
  const { id, organizationId, email, name, roles, spaces, products, attributes } = invitation;
  const { locale, message, guest, expiresAt, lifeDays, send, delivery, sentAt } = invitation;
  const { generation, reminded, inviter, holdsPlace, endedBy, note, memberId } = invitation;
  const { reported, askedAgainAt, createdAt, updatedAt, version } = invitation;
  const now = clock.now();
  const status = statusAt(invitation, now);
  const endedAt = invitation.endedAt ?? (status === 'expired' ? expiresAt : undefined);
  return {
    id,
    organizationId,
    email,
    name,
    status,
    roles,
    spaces,
    products,
    attributes,
    locale,
    message,
    guest,
    expiresAt,
    daysLeft: daysLeft(invitation, now),
    lifeDays,
    send,
    delivery,
    sentAt,
    resent: generation - 1,
    reminded,
    inviter,
    holdsPlace,
    endedAt,
    endedBy,
    note,
    memberId,
    reported,
    askedAgainAt,
    createdAt,
    updatedAt,
    version,
  };
}
