import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import {
  acceptedLanguages,
  isFault,
  nearestLocale,
  newTraceId,
  NO_AUTHORITY,
  type Context,
  type Locale,
} from '#kernel/index.js';
import { statusOf } from '#api/index.js';
import { sendAnswer } from '../answers.js';
import { linkFrom } from '../base-path.js';
import { GoneError, readText } from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { requireOwnOrigin } from '../origins.js';
import { faultOf, logFailure, RETRY_SECONDS } from '../problems.js';
import { requestInfo } from '../request-info.js';
import { renderPage, type PageView } from './layout.js';
import { wordsOf, type Words } from './texts.js';
import type { Account, Session } from './view-types.js';

const FORM = { mediaTypes: ['application/x-www-form-urlencoded'], limit: 32_768 };

/** One request for a page, with what every page needs. */
export interface PageRequest {
  readonly deps: HttpDeps;
  readonly request: Request;
  readonly response: Response;
  readonly ctx: Context;
  readonly language: Locale;
  readonly t: Words;
  /** of the query, and of the form where there is one: the first value of a name, cut to 2,000 characters unless more is asked for */
  field(name: string, length?: number): string;
  /** the relative way to another page of this server */
  to(path: string, query?: Readonly<Record<string, string | undefined>>): string;
  /** who has signed in in this browser, as long as the session lasts */
  readonly signedIn: SignedIn | undefined;
}

export interface SignedIn {
  readonly session: Session;
  readonly account: Account;
  /** the value of the cookie */
  readonly token: string;
}

/** What a page answers with. */
export type PageAnswer = PageView & {
  readonly status?: number;
  readonly cookies?: readonly string[];
  /** the page posts a form to a provider by itself */
  readonly posts?: true;
};

export interface Redirect {
  readonly redirect: string;
  readonly cookies?: readonly string[];
}

/** What a script of our own pages is given. */
export interface ScriptAnswer {
  readonly json: object;
  readonly cookies?: readonly string[];
}

export type PageHandler = (page: PageRequest) => Promise<PageAnswer | Redirect | ScriptAnswer>;

/** GET of a page. */
export function get(deps: HttpDeps, handler: PageHandler): RequestHandler {
  return async (request, response) => {
    await answer(deps, request, response, { handler });
  };
}

/** A form of our own pages. It must come from one of them; what it may do beyond that is the handler's business. */
export function post(deps: HttpDeps, handler: PageHandler): RequestHandler {
  return async (request, response) => {
    await answer(deps, request, response, { handler, isForm: true });
  };
}

/** Of an address that reads no cookie: who is signed in is not known there. */
export function showPage(
  deps: HttpDeps,
  request: Request,
  response: Response,
  make: (page: PageRequest) => PageAnswer | Redirect,
): void {
  const page = pageRequest(deps, request, response, new URLSearchParams());
  send(page, make(page));
}

async function answer(
  deps: HttpDeps,
  request: Request,
  response: Response,
  { handler, isForm = false }: { readonly handler: PageHandler; readonly isForm?: boolean },
): Promise<void> {
  const bare = pageRequest(deps, request, response, new URLSearchParams());
  const elsewhere = isForm ? undefined : sameOnThisMachine(deps, request);
  if (elsewhere !== undefined) return send(bare, { redirect: elsewhere });
  try {
    if (isForm) requireOwnOrigin(request, deps.publicUrl());
    const text = isForm ? await readText(deps, request, response, FORM) : undefined;
    const signedIn = await readSession(bare);
    const form = new URLSearchParams(text ?? '');
    const bareForm = pageRequest(deps, request, response, form);
    const page = { ...inOwnLanguage(bareForm, signedIn), signedIn };
    send(page, await handler(page));
  } catch (error) {
    if (error instanceof GoneError) throw error;
    sendFailure(bare, error);
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/;

/**
 * The page under the name that this machine goes by: `localhost` and `127.0.0.1` are two origins, and share no cookie. With https there is
 * a proxy in front, whose word in `Host` is not the browser's: a redirect could lead here again.
 */
function sameOnThisMachine(deps: HttpDeps, { headers, originalUrl }: Request): string | undefined {
  const { host, protocol } = new URL(deps.publicUrl());
  if (protocol === 'https:') return undefined;
  const asked = headers.host ?? host;
  const isOther = asked !== host && LOOPBACK.test(host) && LOOPBACK.test(asked);
  return isOther ? deps.publicUrl() + originalUrl : undefined;
}

function pageRequest(
  deps: HttpDeps,
  request: Request,
  response: Response,
  form: URLSearchParams,
): PageRequest {
  const language = nearestLocale(...acceptedLanguages(request.get('accept-language') ?? ''));
  const query = new URL(request.originalUrl, 'http://page').searchParams;
  const path = pathOf(request);
  return {
    deps,
    request,
    response,
    language,
    t: wordsOf(deps.signInTexts, language),
    ctx: contextOf(deps, requestInfo(response).traceId),
    field: (name, length = 2_000) => (form.get(name) ?? query.get(name) ?? '').slice(0, length),
    to(target, values = {}) {
      const given = Object.entries(values).filter(
        ([, value]) => value !== undefined && value !== '',
      );
      const text = new URLSearchParams(given as [string, string][]).toString();
      return linkFrom(path, target) + (text === '' ? '' : `?${text}`);
    },
    signedIn: undefined,
  };
}

/** The person's own choice goes before the browser's. */
function inOwnLanguage(page: PageRequest, signedIn: SignedIn | undefined): PageRequest {
  const { language: asked, deps } = page;
  const language = nearestLocale(signedIn?.account.locale, asked);
  return { ...page, language, t: wordsOf(deps.signInTexts, language) };
}

/** Below the server's own path. */
function pathOf({ baseUrl, path }: Request): string {
  return `${baseUrl}${path === '/' ? '' : path}`;
}

function contextOf({ clock, log }: HttpDeps, traceId: string): Context {
  const actor = { kind: 'system', name: 'sign-in' } as const;
  return { actor, authority: NO_AUTHORITY, traceId, clock, log };
}

/** The address or name of who has signed in, for a page that is none of sign-in; empty where nobody has. */
export async function signedInAs(deps: HttpDeps, request: Request): Promise<string> {
  const ctx = contextOf(deps, newTraceId());
  const { account } = (await readSession({ deps, ctx, request })) ?? {};
  return account?.email ?? account?.name ?? '';
}

async function readSession({
  deps,
  ctx,
  request,
}: Pick<PageRequest, 'deps' | 'ctx' | 'request'>): Promise<SignedIn | undefined> {
  const token = await deps.cookies.readSession(request);
  if (token === undefined) return undefined;
  try {
    const session = await deps.core.sessions.authenticate(ctx, token);
    const account = await deps.core.accounts.get(ctx, session.accountId);
    return { session, account, token };
  } catch (error) {
    if (isFault(error, 'session.invalid', 'account.missing')) return undefined;
    throw error;
  }
}

function send(page: PageRequest, made: PageAnswer | Redirect | ScriptAnswer): void {
  const { deps, response, language } = page;
  const cookies = made.cookies ?? [];
  if (cookies.length > 0) response.setHeader('set-cookie', [...cookies]);
  if ('redirect' in made) {
    sendAnswer(deps, response, { status: 303, headers: { location: made.redirect }, body: '' });
    return;
  }
  if ('json' in made) {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    sendAnswer(deps, response, { status: 200, headers, body: JSON.stringify(made.json) });
    return;
  }
  const { status = 200, cookies: _cookies, posts, ...view } = made;
  const nonce = posts ? randomBytes(16).toString('base64url') : undefined;
  sendAnswer(deps, response, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(deps, { ...view, nonce }),
      'referrer-policy': 'same-origin',
      vary: 'Accept-Language, Cookie',
    },
    body: renderPage(
      { ...view, ...(nonce !== undefined && { nonce }) },
      { language, root: page.to('/') },
    ),
  });
}

/**
 * No script but our own on the pages that ask for a passkey (that of the address asks this server for a challenge, too), and that of the
 * page that posts a form to a provider, which alone may post elsewhere: Chromium holds every redirect behind a form against
 * `form-action`, so that provider's own redirects have to be allowed too.
 */
function policyOf(
  deps: HttpDeps,
  {
    nonce,
    scripts,
    organization,
  }: Pick<PageView, 'scripts' | 'organization'> & {
    readonly nonce: string | undefined;
  },
): string {
  const elsewhere = deps.publicUrl().startsWith('https:') ? 'https:' : 'https: http:';
  return [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    nonce === undefined ? "form-action 'self'" : `form-action ${elsewhere}`,
    ...(nonce === undefined ? [] : [`script-src 'nonce-${nonce}'`]),
    ...(organization?.logoHash === undefined ? [] : ["img-src 'self'"]),
    ...(scripts ? ["script-src 'self'"] : []),
    ...(scripts === 'asking' ? ["connect-src 'self'"] : []),
  ].join('; ');
}

/** A refusal in words, on a page. What it was in detail stands under the trace id in the log. */
function sendFailure(page: PageRequest, error: unknown): void {
  const { deps, t, ctx, response } = page;
  const fault = faultOf(error);
  const status = fault ? statusOf(fault.code) : 500;
  if (status >= 500) logFailure(deps.log, error, { traceId: ctx.traceId });
  const isBusy = isFault(fault, 'request.too_many');
  if (status === 503) response.setHeader('retry-after', String(RETRY_SECONDS));
  send(page, {
    status,
    title: t('failedTitle'),
    body: FAILURE,
    view: {
      text: isBusy ? t('busy') : t('failedText'),
      code: t('refusedCode', { code: `${fault?.code ?? 'unknown'} ${ctx.traceId}` }),
      again: { href: page.to('/sign-in'), label: t('startAgain') },
    },
  });
}

const FAILURE = `<p>{{text}}</p>
<p class="muted"><code>{{code}}</code></p>
<div class="actions"><a class="button primary" href="{{again.href}}">{{again.label}}</a></div>`;
