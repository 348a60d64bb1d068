import type { RequestHandler } from 'express';
import type { OutgoingMessage } from '#sign-in/index.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { leave } from './begin.js';
import { showPage, type PageAnswer, type PageRequest, type Redirect } from './pages.js';
import { ANSWERS, contextOf, formOf, goToFinish, idOf, samlOf, targetOf } from './saml-requests.js';

/**
 * Where providers send logout requests and answers to ours, by redirect and by form. Sessions are found in the store: no cookie is needed,
 * and none is there.
 */
export function createLogoutEndpoint(deps: HttpDeps): RequestHandler {
  const limitRate = createRateLimit(ANSWERS);
  return async (request, response) => {
    const connectionId = idOf(request);
    await limitRate(`${networkOf(request.ip)} ${connectionId}`);
    const isRedirect = request.method === 'GET';
    const query = request.url.split('?')[1] ?? '';
    const form = isRedirect ? undefined : await formOf(deps, request, response);
    if (typeof form === 'string') return goToFinish(deps, response, { refusal: form, out: '1' });
    const { saml } = deps.signIn;
    const connection = await samlOf(deps, connectionId);
    if (!connection) {
      return goToFinish(deps, response, { refusal: 'connection_unusable', out: '1' });
    }
    const message = form
      ? { binding: 'post' as const, form }
      : { binding: 'redirect' as const, query };
    const received = await saml.receiveLogout(contextOf(deps, response), connection, message);
    if (received.outcome === 'ended') {
      showPage(deps, request, response, (page) =>
        signedOutHere(page, connection.name, received.answer),
      );
    } else goToFinish(deps, response, { ...targetOf(received), out: '1' });
  };
}

/** Where the provider takes an answer, it goes back by the browser that brought the request. */
function signedOutHere(
  page: PageRequest,
  name: string,
  message: OutgoingMessage | undefined,
): PageAnswer | Redirect {
  const { t, to } = page;
  if (message?.binding === 'redirect') return { redirect: message.url };
  if (message) return leave(page, message, { name, cookies: [], isOut: true });
  return {
    title: t('signedOutTitle'),
    body: `<div class="actions"><a class="button primary" href="{{href}}">{{label}}</a></div>`,
    view: { href: to('/sign-in'), label: t('signInAgain') },
  };
}
