import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { OutgoingMessage, ReceivedLogout } from '#sign-in/index.js';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import { escapeHtml } from '../markdown.js';
import { createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { ANSWERS, contextOf, formOf, goToFinish, idOf, targetOf } from './saml-requests.js';

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
    if (typeof form === 'string') return goToFinish(deps, response, { refusal: form });
    const { saml } = deps.signIn;
    const connection = await saml.find(connectionId);
    if (!connection) return goToFinish(deps, response, { refusal: 'connection_unusable' });
    const message = form
      ? { binding: 'post' as const, form }
      : { binding: 'redirect' as const, query };
    const received = await saml.receiveLogout(contextOf(deps, response), connection, message);
    answerLogout(deps, response, received);
  };
}

function answerLogout(deps: HttpDeps, response: Response, received: ReceivedLogout): void {
  switch (received.outcome) {
    case 'ended':
      return sendMessage(deps, response, received.answer);
    default:
      return goToFinish(deps, response, targetOf(received));
  }
}

/** The answer to a logout request goes back by the browser that brought it. */
function sendMessage(
  deps: HttpDeps,
  response: Response,
  message: OutgoingMessage | undefined,
): void {
  if (!message) {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return sendAnswer(deps, response, { status: 200, headers, body: 'You are signed out here.\n' });
  }
  if (message.binding === 'redirect') {
    const headers = { location: message.url };
    return sendAnswer(deps, response, { status: 303, headers, body: '' });
  }
  const nonce = randomBytes(16).toString('base64');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'; ` +
      `form-action ${new URL(message.url).origin} https:`,
  };
  const body = postPage(message.url, message.fields, nonce);
  return sendAnswer(deps, response, { status: 200, headers, body });
}

/** A form that posts itself, and has a button where scripts do not run. */
function postPage(url: string, fields: Readonly<Record<string, string>>, nonce: string): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed out</title></head><body>' +
    `<form method="post" action="${escapeHtml(url)}">${inputs.join('')}<p>You are signed out here.</p>` +
    `<button>Continue</button></form><script nonce="${nonce}">document.forms[0].submit()</script></body></html>\n`
  );
}
