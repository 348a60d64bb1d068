import { addressPage } from './address-page.js';
import { queryOf, readWanted, type Wanted } from './begin.js';
import { goInto } from './opened-organizations.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect, ScriptAnswer } from './pages.js';
import { RESPONSE_LENGTH } from './passkey-pages.js';
import { browserOf } from './sign-in-as.js';
import type { Flow } from './view-types.js';

/** `POST /sign-in/passkey/options`: for the script, what a passkey has to sign to sign in in this browser. */
export async function askSignIn(page: PageRequest): Promise<ScriptAnswer> {
  const { deps, ctx } = page;
  const asked = await deps.signIn.factors.askSignIn(ctx, await openFlow(page));
  if (!asked) return { json: {} };
  const { flow, secret, options } = asked;
  const cookies =
    secret === undefined ? [] : [await deps.cookies.passkey({ flowId: flow.id, secret })];
  return { json: options, cookies };
}

/** `POST /sign-in/passkey`: what the browser answered. Nothing where it runs no scripts. */
export async function signInByPasskey(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field, t } = page;
  const wanted = await readWanted(page);
  const text = field('response', RESPONSE_LENGTH);
  if (text === '') return withoutScripts(page, wanted);
  const flow = await openFlow(page);
  if (!flow) return overPage(page);
  const result = await deps.signIn.factors.signIn(ctx, { flow, text }, browserOf(page));
  const end = await deps.cookies.endPasskey();
  if (result.outcome === 'over') return overPage(page);
  if (result.outcome === 'right') {
    const { session, token } = result.made;
    const { email } = await deps.core.accounts.get(ctx, session.accountId);
    const mark = email === undefined ? [] : [deps.signIn.codes.markOf(ctx, email)];
    const { organization, returnTo } = wanted;
    return goInto(page, { session, organization, returnTo }, [
      await deps.cookies.session(token, session.expiresAt),
      ...(await Promise.all(mark.map((one) => deps.cookies.browser(one)))),
      end,
    ]);
  }
  if (result.outcome === 'of_organization') {
    const organization = await deps.core.organizations.get(ctx, result.organizationId);
    const passkeyProblem = t('passkeyOfCompany', { organization: organization.name });
    const shown = await addressPage(
      page,
      { ...wanted, organization },
      { byCode: false, passkeyProblem },
    );
    return { ...shown, cookies: [end] };
  }
  const passkeyProblem = t(PROBLEMS[result.outcome]);
  return {
    ...(await addressPage(page, wanted, { byCode: false, passkeyProblem })),
    cookies: [end],
  };
}

const PROBLEMS = {
  wrong: 'passkeyUnknown',
  unverified: 'passkeyUnverified',
  went_back: 'passkeyWentBack',
} as const;

function withoutScripts({ t, to }: PageRequest, wanted: Wanted): PageAnswer {
  return {
    status: 422,
    title: t('passkeySignIn'),
    organization: wanted.organization,
    body: `<p class="problem" role="alert">{{text}}</p>
<div class="actions"><a class="button primary" href="{{href}}">{{label}}</a></div>`,
    view: {
      text: t('passkeyScript'),
      href: to('/sign-in', queryOf(wanted)),
      label: t('passkeyOther'),
    },
  };
}

/** The flow of this browser's passkey, while it lasts. */
async function openFlow({ deps, ctx, request }: PageRequest): Promise<Flow | undefined> {
  const { flowId, secret } = (await deps.cookies.readPasskey(request)) ?? {};
  return flowId === undefined ? undefined : deps.signIn.flows.open(ctx, flowId, secret);
}
