import { hiddenOf } from './address-page.js';
import { queryOf, type Wanted } from './begin.js';
import type { PageAnswer, PageRequest } from './pages.js';

/** Answers of browsers are longer than what people type. */
export const RESPONSE_LENGTH = 16_000;

/** What the browser is asked to make or to sign. The name is the person's own word for a new passkey. */
export function createPasskeyPage(
  { t, to }: PageRequest,
  { id, options }: { readonly id: string; readonly options: object },
): PageAnswer {
  return {
    title: t('passkeyAdd'),
    body: PASSKEY,
    scripts: true,
    view: {
      text: t('passkeyAddText'),
      kind: 'create',
      options: JSON.stringify(options),
      action: to('/account/second-step/passkey/confirm'),
      hidden: hiddenOf({ factor: id }),
      name: { label: t('passkeyName'), value: t('factorPasskey') },
      submit: t('continue'),
      failed: t('passkeyWrong'),
      noScript: t('passkeyScript'),
      back: { href: to('/account/second-step'), label: t('stay') },
    },
  };
}

export function askPasskeyPage(
  { t, to }: PageRequest,
  wanted: Wanted,
  { flowId, options }: { readonly flowId: string; readonly options: object },
): PageAnswer {
  return {
    title: t('stepUpTitle'),
    organization: wanted.organization,
    body: PASSKEY,
    scripts: true,
    view: {
      text: t('passkeyAskText'),
      kind: 'get',
      options: JSON.stringify(options),
      action: to('/sign-in/step-up/passkey/check'),
      hidden: hiddenOf({ ...queryOf(wanted), flow: flowId }),
      submit: t('continue'),
      failed: t('passkeyWrong'),
      noScript: t('passkeyScript'),
      back: { href: to('/sign-in/step-up', queryOf(wanted)), label: t('passkeyOther') },
    },
  };
}

/** Nothing came of it: the way back to where the person may try again. */
export function failedPasskeyPage({ t, to }: PageRequest, text: string): PageAnswer {
  return {
    status: 422,
    title: t('passkeyAdd'),
    body: `<p class="problem" role="alert">{{text}}</p>
<div class="actions"><a class="button primary" href="{{back.href}}">{{back.label}}</a></div>`,
    view: { text, back: { href: to('/account/second-step'), label: t('continue') } },
  };
}

const PASSKEY = `<p>{{text}}</p>
<noscript><p class="problem">{{noScript}}</p></noscript>
<form method="post" action="{{action}}" data-passkey="{{kind}}" data-options="{{options}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<input type="hidden" name="response" value="">
{{#name}}<label for="name">{{label}}</label>
<input id="name" name="name" value="{{value}}" maxlength="60" autocomplete="off">
{{/name}}<p id="failed" class="problem" role="alert" hidden>{{failed}}</p>
<div class="actions"><button class="button primary" disabled>{{submit}}</button>
<a class="button quiet" href="{{back.href}}">{{back.label}}</a></div>
</form>`;
