import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { organizationView } from './organizations.js';
import type { Answer, Route } from './routes.js';
import { route } from './routes.js';

type Accepted = Awaited<ReturnType<Core['invitations']['accept']>>;

export function invitationLinkRoutes({ invitations }: Core): Route[] {
  return [
    route(operations.lookUpInvitation, async ({ ctx, body, acceptLanguage, base }) => {
      const { organization, ...shown } = await invitations.lookUp(ctx, body.token, acceptLanguage);
      return { body: { ...shown, organization: organizationView(organization, base) } };
    }),
    route(operations.declineInvitation, async ({ ctx, body: { token, reportAbuse = false } }) => {
      await invitations.decline(ctx, token, reportAbuse);
      return {};
    }),
    route(operations.askForInvitation, async ({ ctx, body }) => {
      await invitations.askAgain(ctx, body.token);
      return {};
    }),
    route(operations.acceptInvitation, async ({ ctx, body: { explicit: _clicked, ...said } }) =>
      joined(await invitations.accept(ctx, said)),
    ),
    route(
      operations.acceptInvitationHere,
      async ({ ctx, params, body: { explicit: _clicked, ...said } }) =>
        joined(await invitations.accept(ctx, said, params.organizationId)),
    ),
  ];
}

function joined({ member, invitation, redirectUrl }: Accepted): Answer {
  const { organizationId, id: memberId, name, email, grants } = member;
  const roles = [...new Set(grants.map(({ role }) => role))];
  const { id: invitationId } = invitation;
  return { body: { organizationId, invitationId, memberId, name, email, roles, redirectUrl } };
}
