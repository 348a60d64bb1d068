import { renderSVG } from 'uqr';
import { isFault } from '#kernel/index.js';
import type { EnrolledFactor } from '#sign-in/index.js';
import { hiddenOf } from './address-page.js';
import { beginCode } from './begin.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect, SignedIn } from './pages.js';
import { createPasskeyPage, failedPasskeyPage, RESPONSE_LENGTH } from './passkey-pages.js';
import type { Flow } from './view-types.js';

const PATH = '/account/second-step';

type Handler = (page: PageRequest, signedIn: SignedIn) => Promise<PageAnswer | Redirect>;

/** Who has not proved themselves minutes ago does that first, by the present factor where there is one (F10, F12), and comes back. */
function whenProved(handler: Handler): Handler {
  return async (page, signedIn) => {
    const { deps, ctx, to } = page;
    const isProved = await deps.signIn.factors.mayChange(ctx, signedIn.session);
    return isProved
      ? handler(page, signedIn)
      : { redirect: to('/sign-in/step-up', { return: PATH }) };
  };
}

/** `GET /account/second-step`: what the person has, and what there is to set up. */
export async function showSecondStep(page: PageRequest, signedIn: SignedIn): Promise<PageAnswer> {
  const { deps, ctx, t, to, language } = page;
  const { account } = signedIn;
  const canConfirm =
    account.emailVerifiedAt !== undefined &&
    deps.signIn.codes.isOffered() &&
    (await deps.signIn.factors.hasConfirmable(ctx, signedIn.session));
  const factors = await deps.signIn.factors.list(ctx, signedIn.session);
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const shown = factors.filter(({ kind }) => kind !== 'recovery_codes');
  const lists = factors.filter(({ kind }) => kind === 'recovery_codes');
  const own = factors.some(({ isOwn }) => isOwn);
  return {
    title: t('factorsTitle'),
    wide: true,
    body: FACTORS,
    view: {
      text: t(signedIn.session.organizationId === undefined ? 'factorsText' : 'factorsOfOne'),
      list: [
        ...shown.map(({ id, kind, name, isDead, createdAt, isOwn }) => ({
          what: kind === 'totp' ? t('factorApp') : (name ?? t('factorPasskey')),
          ...(isDead && { dead: t('passkeyDead') }),
          since: t('since', { time: format.format(new Date(createdAt)) }),
          ...(isOwn && {
            form: {
              action: to(`${PATH}/remove`),
              hidden: hiddenOf({ factor: id }),
              label: t('factorRemove'),
            },
          }),
        })),
        ...lists.map(({ left = 0, createdAt }) => ({
          what: t('factorCodes', { left }),
          since: t('since', { time: format.format(new Date(createdAt)) }),
        })),
      ],
      none: shown.length === 0 && t('factorsNone'),
      ...setUpOf(page, shown.length === 0),
      ...(canConfirm && {
        everywhere: {
          text: t('factorsEverywhereText', { email: account.email ?? '' }),
          action: to(`${PATH}/everywhere`),
          label: t('factorsEverywhere'),
        },
      }),
      ...(own && { codes: { action: to(`${PATH}/codes`), label: t('factorNewCodes') } }),
      back: { href: to('/account'), label: t('settingsTitle') },
    },
  };
}

/** What there is to set up: the stronger one stands out while there is none. */
function setUpOf({ deps, t, to }: PageRequest, hasNone: boolean): Record<string, unknown> {
  const hasPasskeys = deps.signIn.factors.hasPasskeys();
  const app = { action: to(`${PATH}/app`), label: t('factorAdd') };
  const passkey = { action: to(`${PATH}/passkey`), label: t('passkeyAdd'), isFirst: hasNone };
  return {
    add: { ...app, isFirst: hasNone && !hasPasskeys },
    ...(hasPasskeys && { passkey }),
  };
}

/** `POST /account/second-step/app`: shows the secret, as a picture and to be typed. It counts from its first code on. */
export const beginApp: Handler = whenProved(async (page, { session, account }) => {
  const { deps, ctx } = page;
  const label = account.email ?? account.name;
  const begun = await deps.signIn.factors.beginTotp(ctx, session, label);
  return appPage(page, begun);
});

/** `POST /account/second-step/confirm`. */
export const confirmApp: Handler = whenProved(async (page, { session }) => {
  const { deps, ctx, field } = page;
  const id = field('factor');
  const enrolled = await deps.signIn.factors.confirmTotp(ctx, session, { id, code: field('code') });
  if (enrolled.outcome !== 'right') {
    return enrolled.outcome === 'over' ? overPage(page) : appPage(page, { id, isWrong: true });
  }
  return enrolledPage(page, enrolled);
});

/** `POST /account/second-step/passkey`: the page on which the browser makes it. */
export const beginPasskey: Handler = whenProved(async (page, { session, account }) => {
  const { deps, ctx } = page;
  const label = account.email ?? account.name;
  return createPasskeyPage(page, await deps.signIn.factors.beginPasskey(ctx, session, label));
});

/** `POST /account/second-step/passkey/confirm`. */
export const confirmPasskey: Handler = whenProved(async (page, { session }) => {
  const { deps, ctx, t, field } = page;
  const text = field('response', RESPONSE_LENGTH);
  const input = { id: field('factor'), name: field('name'), text };
  const enrolled = await deps.signIn.factors.confirmPasskey(ctx, session, input);
  if (enrolled.outcome === 'right') return enrolledPage(page, enrolled);
  if (enrolled.outcome === 'over') return overPage(page);
  return failedPasskeyPage(
    page,
    t(enrolled.outcome === 'unverified' ? 'passkeyUnverified' : 'passkeyWrong'),
  );
});

/** The session goes on under another cookie; codes to recover with are shown once. */
async function enrolledPage(
  page: PageRequest,
  { made, codes }: Extract<EnrolledFactor, { outcome: 'right' }>,
): Promise<PageAnswer | Redirect> {
  const cookies = [await page.deps.cookies.session(made.token, made.session.expiresAt)];
  return codes.length === 0
    ? { redirect: page.to(PATH), cookies }
    : { ...codesPage(page, codes), cookies };
}

/** `POST /account/second-step/codes`. */
export const makeCodes: Handler = whenProved(async (page, { session }) => {
  const { deps, ctx } = page;
  return codesPage(page, await deps.signIn.factors.makeCodes(ctx, session));
});

/** `POST /account/second-step/everywhere`: a code to the own address, which makes what a company's session set up count everywhere. */
export const beginConfirmation: Handler = whenProved(async (page, { session, account }) => {
  const { email, emailVerifiedAt } = account;
  if (email === undefined || emailVerifiedAt === undefined) return { redirect: page.to(PATH) };
  const flow = { purpose: 'step_up', sessionId: session.id, confirmsFactors: true } as const;
  return beginCode(page, { ...flow, email, returnTo: PATH });
});

/** The code was right: of the session that asked for it, and of its person. */
export async function finishConfirmation(
  page: PageRequest,
  flow: Flow,
  { accountId }: { readonly accountId: string },
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, signedIn, to } = page;
  const isOwn = signedIn?.session.id === flow.sessionId && signedIn?.account.id === accountId;
  if (!signedIn || !isOwn) return overPage(page);
  await deps.signIn.flows.update(ctx, flow.id, () => ({ status: 'finished' }));
  const cookies = [await deps.cookies.endFlow(flow.id)];
  try {
    await deps.signIn.factors.confirm(ctx, signedIn.session);
  } catch (error) {
    if (isFault(error, 'second_factor.missing')) return overPage(page);
    // the present factor was shown too long ago
    if (!isFault(error, 'step_up.required')) throw error;
    return { redirect: to('/sign-in/step-up', { return: PATH }), cookies };
  }
  return { redirect: to(PATH), cookies };
}

/** `POST /account/second-step/remove`. */
export const removeFactor: Handler = whenProved(async (page, { session }) => {
  const { deps, ctx, field, to } = page;
  await deps.signIn.factors.remove(ctx, session, field('factor'));
  return { redirect: to(PATH) };
});

interface ShownApp {
  readonly id: string;
  readonly uri?: string;
  readonly secret?: string;
  readonly isWrong?: boolean;
}

function appPage({ t, to }: PageRequest, { id, uri, secret, isWrong }: ShownApp): PageAnswer {
  return {
    ...(isWrong && { status: 422 }),
    title: t('factorAdd'),
    body: APP,
    view: {
      text: t('factorScan'),
      ...(uri !== undefined && { picture: renderSVG(uri) }),
      ...(secret !== undefined && { secret: secret.match(/.{1,4}/g)?.join(' ') }),
      action: to(`${PATH}/confirm`),
      hidden: hiddenOf({ factor: id }),
      label: t('codeLabel'),
      ...(isWrong && { problem: t('factorWrong') }),
      submit: t('continue'),
      back: { href: to(PATH), label: t('stay') },
    },
  };
}

/** Once: they are kept as hashes. */
function codesPage({ t, to }: PageRequest, codes: readonly string[]): PageAnswer {
  return {
    title: t('factorCodesTitle'),
    body: `<p>{{text}}</p>
<ul class="codes">{{#codes}}<li><code>{{.}}</code></li>
{{/codes}}</ul>
<div class="actions"><a class="button primary" href="{{href}}">{{label}}</a></div>`,
    view: { text: t('factorCodesText'), codes, href: to(PATH), label: t('continue') },
  };
}

const FACTORS = `<p class="muted">{{text}}</p>
{{#none}}<p>{{none}}</p>
{{/none}}<ul class="rows">
{{#list}}<li><span><b>{{what}}</b><small>{{since}}{{#dead}} · {{dead}}{{/dead}}</small></span>
{{#form}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<button class="button quiet">{{label}}</button></form>{{/form}}</li>
{{/list}}</ul>
{{#everywhere}}<p class="note">{{text}}</p>
<form method="post" action="{{action}}"><div class="actions">
<button class="button primary">{{label}}</button></div></form>
{{/everywhere}}{{#passkey}}<form method="post" action="{{action}}"><div class="actions">
<button class="button{{#isFirst}} primary{{/isFirst}}">{{label}}</button></div></form>
{{/passkey}}{{#add}}<form method="post" action="{{action}}"><div class="actions">
<button class="button{{#isFirst}} primary{{/isFirst}}">{{label}}</button></div></form>
{{/add}}{{#codes}}<form method="post" action="{{action}}"><div class="actions">
<button class="button">{{label}}</button></div></form>
{{/codes}}<div class="actions"><a class="button quiet" href="{{back.href}}">{{back.label}}</a></div>`;

const APP = `<p id="text">{{text}}</p>
{{#picture}}<div class="picture" role="img" aria-labelledby="text">{{{picture}}}</div>
{{/picture}}{{#secret}}<p><code>{{secret}}</code></p>
{{/secret}}<form method="post" action="{{action}}" novalidate>
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<label for="code">{{label}}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" spellcheck="false"
  maxlength="20" required autofocus aria-describedby="{{#problem}}problem {{/problem}}text"{{#problem}}
  aria-invalid="true"{{/problem}}>
{{#problem}}<p id="problem" class="problem" role="alert">{{problem}}</p>
{{/problem}}<div class="actions"><button class="button primary">{{submit}}</button></div>
</form>`;
