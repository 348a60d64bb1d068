import type { FactorView } from '#sign-in/index.js';
import { hiddenOf } from './address-page.js';
import { beginCode, beginConnection, goOn, queryOf, readWanted, type Wanted } from './begin.js';
import { accessOf, goInto } from './opened-organizations.js';
import { openFlow } from './open-flow.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect, SignedIn } from './pages.js';
import { askPasskeyPage, RESPONSE_LENGTH } from './passkey-pages.js';
import { saidOf } from './sign-in-as.js';
import type { Flow, Organization, Session, SignInConnection } from './view-types.js';

/** As the core counts it, for the page's words. */
const STEP_UP_MINUTES = 10;

/**
 * `GET /sign-in/step-up`: before an act of high risk the person proves once more who they are: by their second factor, else by what the
 * session was made with, a fresh sign-in at the provider or a code to the address of the account. Opening the page changes nothing.
 */
export async function showStepUp(page: PageRequest, signedIn: SignedIn): Promise<PageAnswer> {
  const { t, to } = page;
  const wanted = await readWanted(page);
  const way = await wayOf(page, signedIn);
  if (way?.kind === 'factor') return factorPage(page, wanted, way);
  const { organization } = wanted;
  // a proof of what the session was made with is no second step
  const asked = organization && (await accessOf(page, signedIn.session, organization.id));
  if (organization && asked === 'second_step' && !mayShowSecondStep(way)) {
    return setUpFirst(page, organization);
  }
  return {
    title: t('stepUpTitle'),
    organization: wanted.organization,
    body: STEP_UP,
    view: {
      text: t('stepUpText', { minutes: STEP_UP_MINUTES }),
      ...(way
        ? {
            form: {
              action: to('/sign-in/step-up'),
              hidden: hiddenOf(queryOf(wanted)),
              submit:
                way.kind === 'code'
                  ? t('sendCode')
                  : t('stepUpAt', { connection: way.connection.name }),
            },
          }
        : { none: t('codesOff') }),
      other: { href: to('/sign-out'), label: t('signOutTitle') },
    },
  };
}

/** `POST /sign-in/step-up`: on to the provider, which must ask the person, or a code on its way. */
export async function beginStepUp(
  page: PageRequest,
  signedIn: SignedIn,
): Promise<PageAnswer | Redirect> {
  const wanted = await readWanted(page);
  const way = await wayOf(page, signedIn);
  if (!way || way.kind === 'factor') return showStepUp(page, signedIn);
  const flow = { ...wanted, purpose: 'step_up', sessionId: signedIn.session.id } as const;
  return way.kind === 'code'
    ? beginCode(page, { ...flow, email: way.email })
    : beginConnection(page, way.connection, { ...flow, another: true });
}

/** `POST /sign-in/step-up/code`: of an app, or to recover with. The session's cookie binds it to this browser (F9). */
export async function takeFactorCode(
  page: PageRequest,
  { session }: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field } = page;
  const wanted = await readWanted(page);
  const checked = await deps.signIn.factors.check(ctx, session, field('code'));
  if (checked.outcome !== 'right') {
    const hasPasskey = await hasPasskeyOf(page, session);
    return factorPage(page, wanted, { hasPasskey, problem: checked.outcome });
  }
  const { token, session: after } = checked.made;
  const cookies = [await deps.cookies.session(token, after.expiresAt)];
  return goInto(
    page,
    { session: after, organization: wanted.organization, returnTo: wanted.returnTo },
    cookies,
  );
}

/** `POST /sign-in/step-up/passkey`: asks the browser for one, in a flow of this browser and session (F9). */
export async function askPasskey(page: PageRequest, { session }: SignedIn): Promise<PageAnswer> {
  const { deps, ctx, request } = page;
  const wanted = await readWanted(page);
  const { returnTo, organization } = wanted;
  const asked = await deps.signIn.factors.askPasskey(ctx, session, {
    ...(returnTo !== undefined && { returnTo }),
    ...(organization && { organizationId: organization.id }),
  });
  if (!asked) return factorPage(page, wanted, { hasPasskey: false });
  const { flow, secret, options } = asked;
  const cookies = await deps.cookies.flow(request, flow.id, secret);
  return { ...askPasskeyPage(page, wanted, { flowId: flow.id, options }), cookies };
}

/** `POST /sign-in/step-up/passkey/check`: what the browser answered. */
export async function takePasskey(
  page: PageRequest,
  { session }: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field } = page;
  const wanted = await readWanted(page);
  const flow = await openFlow(page);
  if (!flow) return overPage(page);
  const text = field('response', RESPONSE_LENGTH);
  const checked = await deps.signIn.factors.checkPasskey(ctx, session, { flow, text });
  if (checked.outcome === 'over') return overPage(page);
  const end = await deps.cookies.endFlow(flow.id);
  if (checked.outcome !== 'right') {
    const hasPasskey = checked.outcome !== 'went_back';
    const problem = checked.outcome === 'wrong' ? 'refused' : checked.outcome;
    return { ...factorPage(page, wanted, { hasPasskey, problem }), cookies: [end] };
  }
  const { token, session: after } = checked.made;
  const cookies = [await deps.cookies.session(token, after.expiresAt), end];
  const { organizationId, returnTo } = flow;
  const organization = organizationId && (await deps.core.organizations.get(ctx, organizationId));
  return goInto(
    page,
    { session: after, organization: organization || undefined, returnTo },
    cookies,
  );
}

async function hasPasskeyOf({ deps, ctx }: PageRequest, session: Session): Promise<boolean> {
  const factors = await deps.signIn.factors.list(ctx, session);
  return factors.some(isPasskey);
}

/** One that the browser can be asked for. */
function isPasskey({ kind, isDead }: FactorView): boolean {
  return kind === 'passkey' && !isDead;
}

function setUpFirst({ t, to }: PageRequest, organization: Organization): PageAnswer {
  return {
    title: t('factorsTitle'),
    organization,
    body: `<p>{{text}}</p>
<div class="actions"><a class="button primary" href="{{go.href}}">{{go.label}}</a>
<a class="button quiet" href="{{other.href}}">{{other.label}}</a></div>`,
    view: {
      text: t('factorAsked', { organization: organization.name }),
      go: { href: to('/account/second-step'), label: t('continue') },
      other: { href: to('/sign-out'), label: t('signOutTitle') },
    },
  };
}

/** Why a code or a passkey was not taken, by the name of its words. */
const PROBLEMS = {
  wrong: 'factorWrong',
  paused: 'factorPaused',
  over: 'factorWrong',
  refused: 'passkeyWrong',
  unverified: 'passkeyUnverified',
  went_back: 'passkeyWentBack',
} as const;

type Problem = keyof typeof PROBLEMS;

function factorPage(
  { t, to }: PageRequest,
  wanted: Wanted,
  { hasPasskey, problem }: { readonly hasPasskey: boolean; readonly problem?: Problem },
): PageAnswer {
  return {
    ...(problem && { status: 422 }),
    title: t('stepUpTitle'),
    organization: wanted.organization,
    body: FACTOR,
    view: {
      text: t('factorText', { minutes: STEP_UP_MINUTES }),
      action: to('/sign-in/step-up/code'),
      hidden: hiddenOf(queryOf(wanted)),
      label: t('codeLabel'),
      ...(problem && { problem: t(PROBLEMS[problem]) }),
      submit: t('continue'),
      ...(hasPasskey && {
        passkey: { action: to('/sign-in/step-up/passkey'), label: t('passkeyUse') },
      }),
      other: { href: to('/sign-out'), label: t('signOutTitle') },
    },
  };
}

/**
 * The end of a step-up whose proof was checked: the session that began it goes on, under another cookie. Another session, of another
 * person or of this one, is not touched by it.
 */
export async function finishStepUp(
  page: PageRequest,
  flow: Flow,
  { accountId }: { readonly accountId: string },
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, signedIn } = page;
  const isOwn = signedIn?.session.id === flow.sessionId && signedIn?.account.id === accountId;
  if (!signedIn || !isOwn) return overPage(page);
  // a factor that was set up meanwhile is what counts
  const way = await wayOf(page, signedIn);
  if (way?.kind === 'factor') return overPage(page);
  const by = way?.kind === 'provider' ? way.connection.kind : 'email_code';
  const taken = await deps.signIn.flows.update(ctx, flow.id, (before) =>
    before.status === 'answered' ? { status: 'finished' } : undefined,
  );
  if (taken?.status !== 'finished') return overPage(page);
  const said = flow.statement && saidOf(flow.statement);
  const { session, token } = await deps.core.sessions.stepUp(ctx, signedIn.session, by, said);
  const cookies = [
    await deps.cookies.session(token, session.expiresAt),
    await deps.cookies.endFlow(flow.id),
  ];
  const found = flow.connectionId && (await deps.signIn.ways.connection(ctx, flow.connectionId));
  // the provider did not say that there was a second step: one of ours is left
  if (found && (await accessOf(page, session, found.organization.id)) === 'second_step') {
    return { ...setUpFirst(page, found.organization), cookies };
  }
  return goOn(page, flow.returnTo, cookies);
}

/** Whether the provider's second step counts, so that a fresh sign-in there may be all that is missing. */
function mayShowSecondStep(way: StepUpWay | undefined): boolean {
  return way?.kind === 'provider' && way.connection.secondStep === 'provider';
}

type StepUpWay =
  | { readonly kind: 'factor'; readonly hasPasskey: boolean }
  | { readonly kind: 'provider'; readonly connection: SignInConnection }
  | { readonly kind: 'code'; readonly email: string };

/**
 * The person's second factor; else what the session was made with. A company's provider answers for its own sessions, and a code for those
 * of the account.
 */
async function wayOf(
  { deps, ctx }: PageRequest,
  { session, account }: SignedIn,
): Promise<StepUpWay | undefined> {
  const factors = await deps.signIn.factors.list(ctx, session);
  if (factors.length > 0) return { kind: 'factor', hasPasskey: factors.some(isPasskey) };
  if (session.connectionId !== undefined) {
    const found = await deps.signIn.ways.connection(ctx, session.connectionId);
    return found && { kind: 'provider', connection: found.connection };
  }
  if (account.email === undefined || !deps.signIn.codes.isOffered()) return undefined;
  return { kind: 'code', email: account.email };
}

const STEP_UP = `<p>{{text}}</p>
{{#form}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{submit}}</button>
<a class="button quiet" href="{{other.href}}">{{other.label}}</a></div>
</form>{{/form}}{{#none}}<p class="problem">{{none}}</p>{{/none}}`;

const FACTOR = `{{#passkey}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{label}}</button></div>
</form>
{{/passkey}}<p id="text">{{text}}</p>
<form method="post" action="{{action}}" novalidate>
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<label for="code">{{label}}</label>
<input id="code" name="code" autocomplete="one-time-code" spellcheck="false" maxlength="30" required autofocus
  aria-describedby="{{#problem}}problem {{/problem}}text"{{#problem}} aria-invalid="true"{{/problem}}>
{{#problem}}<p id="problem" class="problem" role="alert">{{problem}}</p>
{{/problem}}<div class="actions"><button class="button primary">{{submit}}</button>
<a class="button quiet" href="{{other.href}}">{{other.label}}</a></div>
</form>`;
