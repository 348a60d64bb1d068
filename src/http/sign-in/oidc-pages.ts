import { problemOfAddress } from '#kernel/index.js';
import { beginConnection } from './begin.js';
import { FINISH_PATH } from './addresses.js';
import { openFlow } from './open-flow.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import { readReturn } from './return-addresses.js';

/**
 * `GET /oidc/{connectionId}/callback`: where providers send browsers with their answers. Only the browser that began the sign-in has the
 * flow's cookie, without which nothing is asked of the provider. It signs nobody in: what was checked is kept, and the end of the flow
 * takes it.
 */
export async function takeOidcAnswer(page: PageRequest): Promise<Redirect> {
  const { deps, ctx, request, field, to } = page;
  const { oidc, protocols } = deps.signIn;
  const connection = await protocols.find(String(request.params['connectionId']));
  if (connection?.kind !== 'oidc') {
    return { redirect: to(FINISH_PATH, { refusal: 'connection_unusable' }) };
  }
  const flow = oidc.flowIdOf(field('state'));
  const received = await oidc.receive(ctx, connection, {
    query: request.originalUrl.split('?')[1] ?? '',
    secret: flow === '' ? undefined : await deps.cookies.readFlow(request, flow),
  });
  if (received.outcome !== 'refused') {
    return { redirect: to(FINISH_PATH, { flow: received.flowId }) };
  }
  const { flowId, code } = received;
  return { redirect: to(FINISH_PATH, { flow: flowId, refusal: code }) };
}

/**
 * `GET /oidc/{connectionId}/initiate`: third-party-initiated login, for tiles of the provider. It makes a request of our own and changes
 * nothing else; whom the parameters speak of is a hint, and where they lead is held against the same rule as every return address.
 */
export async function initiateOidc(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, request, field } = page;
  const found = await deps.signIn.ways.connection(ctx, String(request.params['connectionId']));
  const isKnown =
    found?.connection.kind === 'oidc' && found.connection.provider?.issuer === field('iss');
  if (!found || !isKnown) return { ...(await overPage(page)), status: 404 };
  const email = field('login_hint').trim();
  return beginConnection(page, found.connection, {
    organization: found.organization,
    returnTo: readReturn(deps, field('target_link_uri')),
    ...(problemOfAddress(email) === undefined && { email }),
  });
}

/** `GET /oidc/{connectionId}/signed-out`: back from the provider's own sign-out, in the browser that asked for it. */
export async function endOidcLogout(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, request, to } = page;
  const state = page.field('state');
  const flow = await openFlow({
    ...page,
    field: (name) => (name === 'flow' ? state : page.field(name)),
  });
  const isOwn = flow?.connectionId === String(request.params['connectionId']);
  if (!flow || !isOwn || flow.purpose !== 'logout') return overPage(page);
  await deps.signIn.flows.update(ctx, flow.id, () => ({ status: 'finished' }));
  return { redirect: to(FINISH_PATH, { flow: flow.id }) };
}
