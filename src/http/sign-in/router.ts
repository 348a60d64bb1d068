import { Router, type RequestHandler } from 'express';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit, type RateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import {
  askToLeave,
  endOne,
  leaveOne,
  saveAccount,
  showAccount,
  whenOwnProof,
  whenSignedIn,
} from './account-page.js';
import { showAddress, takeAddress } from './address-page.js';
import { sendAgain, showCode, takeCode } from './code-page.js';
import { bindTest } from './binding-page.js';
import { beginAt } from './connection-page.js';
import { breakGlass, showEnforced } from './enforced-page.js';
import { finish, prove } from './finish-page.js';
import { askToJoin, join, switchAccount } from './join-page.js';
import { colorStyle } from './layout.js';
import { showLink, takeLink } from './link-page.js';
import { endOidcLogout, initiateOidc, takeOidcAnswer } from './oidc-pages.js';
import { get, post, type PageHandler } from './pages.js';
import { askToSignOut, signOut } from './sign-out-page.js';
import { askSignIn, signInByPasskey } from './passkey-sign-in-page.js';
import { PASSKEY_SCRIPT, passkeyLibrary } from './passkey-script.js';
import {
  beginApp,
  beginConfirmation,
  beginPasskey,
  confirmApp,
  confirmPasskey,
  makeCodes,
  removeFactor,
  showSecondStep,
} from './second-step-page.js';
import {
  askPasskey,
  beginStepUp,
  showStepUp,
  takeFactorCode,
  takePasskey,
} from './step-up-page.js';
import { SIGN_IN_STYLE } from './style.js';
import { beginTest } from './test-page.js';
import { addWay, removeWay, showWays } from './ways-page.js';

/** Forms of one network in a minute; a company behind one address signs in at nine. */
const FORMS = { sustained: 600, seconds: 60 };

/** The pages on which people sign in and look after their account. `answers` is the group of their log lines. */
export function createSignInRouter(deps: HttpDeps, answers: RequestHandler): Router {
  const router = Router({ caseSensitive: true });
  const limit = createRateLimit(FORMS);
  const shows: Route = (path, handler) => {
    router.get(path, answers, get(deps, handler));
  };
  const takes: Route = (path, handler) => {
    router.post(path, answers, post(deps, limitedBy(limit, handler)));
  };
  fileRoutes(deps, router, answers);
  shows('/sign-in', showAddress);
  takes('/sign-in', takeAddress);
  shows('/sign-in/code', showCode);
  takes('/sign-in/code', takeCode);
  takes('/sign-in/code/again', sendAgain);
  shows('/sign-in/connections/:connectionId', beginAt);
  takes('/sign-in/connections/:connectionId', beginAt);
  shows('/sign-in/finish', finish);
  takes('/sign-in/prove', prove);
  stepRoutes(shows, takes);
  takes('/sign-in/passkey', signInByPasskey);
  router.post('/sign-in/passkey/options', answers, post(deps, askSignInLimited()));
  shows('/sign-in/test', beginTest);
  takes('/sign-in/test/bind', whenSignedIn(bindTest));
  shows('/sign-in/link', showLink);
  takes('/sign-in/link', takeLink);
  shows('/oidc/:connectionId/callback', takeOidcAnswer);
  shows('/oidc/:connectionId/initiate', initiateOidc);
  shows('/oidc/:connectionId/signed-out', endOidcLogout);
  shows('/sign-out', askToSignOut);
  takes('/sign-out', signOut);
  shows('/account', whenSignedIn(showAccount));
  takes('/account', whenOwnProof(saveAccount));
  takes('/account/sessions', whenOwnProof(endOne));
  shows('/account/leave', whenSignedIn(askToLeave));
  takes('/account/leave', whenSignedIn(leaveOne));
  shows('/invitation/join', askToJoin);
  takes('/invitation/join', askToJoin);
  takes('/invitation/accept', join);
  takes('/invitation/switch', switchAccount);
  return router;
}

/** What the pages load, and what browsers ask of a server whose passkeys other origins use (Web Authentication level 3, section 5.11). */
function fileRoutes(deps: HttpDeps, router: Router, answers: RequestHandler): void {
  router.get(
    '/sign-in/page.css',
    answers,
    style(deps, () => SIGN_IN_STYLE),
  );
  router.get(
    '/sign-in/color.css',
    answers,
    style(deps, ({ query }) => colorStyle(textOf(query['color']))),
  );
  router.get('/sign-in/webauthn.js', answers, script(deps, passkeyLibrary));
  router.get(
    '/sign-in/passkey.js',
    answers,
    script(deps, () => PASSKEY_SCRIPT),
  );
  const { relatedOrigins } = deps.signIn;
  if (relatedOrigins.length === 0) return;
  router.get('/.well-known/webauthn', answers, (_request, response) => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ origins: relatedOrigins });
    sendAnswer(deps, response, { status: 200, headers, body });
  });
}

/** Pages ask for it when they are shown: it is counted beside the forms, so that it takes none of them. */
function askSignInLimited(): PageHandler {
  return limitedBy(createRateLimit(FORMS), askSignIn);
}

function limitedBy(limit: RateLimit, handler: PageHandler): PageHandler {
  return async (page) => {
    await limit(networkOf(page.request.ip));
    return handler(page);
  };
}

type Route = (path: string, handler: PageHandler) => void;

/** Proving oneself once more, and what one does it by. */
function stepRoutes(shows: Route, takes: Route): void {
  shows('/sign-in/enforced', whenSignedIn(showEnforced));
  takes('/sign-in/enforced', whenSignedIn(breakGlass));
  shows('/sign-in/step-up', whenSignedIn(showStepUp));
  takes('/sign-in/step-up', whenSignedIn(beginStepUp));
  takes('/sign-in/step-up/code', whenSignedIn(takeFactorCode));
  takes('/sign-in/step-up/passkey', whenSignedIn(askPasskey));
  takes('/sign-in/step-up/passkey/check', whenSignedIn(takePasskey));
  shows('/account/second-step', whenSignedIn(showSecondStep));
  takes('/account/second-step/app', whenSignedIn(beginApp));
  takes('/account/second-step/confirm', whenSignedIn(confirmApp));
  takes('/account/second-step/passkey', whenSignedIn(beginPasskey));
  takes('/account/second-step/passkey/confirm', whenSignedIn(confirmPasskey));
  takes('/account/second-step/everywhere', whenSignedIn(beginConfirmation));
  takes('/account/second-step/codes', whenSignedIn(makeCodes));
  takes('/account/second-step/remove', whenSignedIn(removeFactor));
  shows('/account/ways', whenSignedIn(showWays));
  takes('/account/ways', whenSignedIn(addWay));
  takes('/account/ways/remove', whenSignedIn(removeWay));
}

function style(
  deps: HttpDeps,
  text: (request: Parameters<RequestHandler>[0]) => string,
): RequestHandler {
  return (request, response) => {
    const headers = { 'content-type': 'text/css; charset=utf-8' };
    sendAnswer(deps, response, { status: 200, headers, body: text(request) });
  };
}

function script(deps: HttpDeps, text: () => string | Promise<string>): RequestHandler {
  return async (_request, response) => {
    const headers = { 'content-type': 'text/javascript; charset=utf-8' };
    sendAnswer(deps, response, { status: 200, headers, body: await text() });
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
