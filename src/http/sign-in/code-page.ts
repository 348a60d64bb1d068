import { isOpenForCodes } from '#sign-in/index.js';
import { networkOf } from '../trusted-proxies.js';
import { hiddenOf } from './address-page.js';
import { endFlow, finishStatement } from './finish-page.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import { finishConfirmation } from './second-step-page.js';
import { finishStepUp } from './step-up-page.js';
import { openFlow } from './open-flow.js';
import { signInAs } from './sign-in-as.js';
import type { Flow } from './view-types.js';

const CODE_MINUTES = 10;

/**
 * `GET /sign-in/code`: where the code is typed. The link of the mail leads here too and fills it in; it signs nobody in and uses nothing
 * up, and in another browser it shows the code, to be typed in the first one.
 */
export async function showCode(page: PageRequest): Promise<PageAnswer> {
  const { field, t } = page;
  const flow = await openFlow(page);
  if (flow && isOpenForCodes(flow)) return codePage(page, flow, {});
  const digits = /^\d{8}$/.exec(field('code'))?.[0];
  if (flow || digits === undefined) return overPage(page);
  return {
    title: t('codeElsewhereTitle'),
    body: `<p class="code">{{code}}</p>
<p class="muted">{{text}}</p>`,
    view: { code: `${digits.slice(0, 4)} ${digits.slice(4)}`, text: t('codeElsewhere') },
  };
}

/** `POST /sign-in/code`: the code as it was typed. */
export async function takeCode(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field } = page;
  const flow = await openFlow(page);
  if (!flow) return overPage(page);
  const checked = await deps.signIn.codes.check(ctx, flow, field('code'));
  if (checked.outcome === 'over') return overPage(page);
  if (checked.outcome === 'wrong') return codePage(page, flow, { isWrong: true });
  const { email } = checked;
  const account = await deps.core.accounts.proveMailbox(ctx, { email });
  const mark = await deps.cookies.browser(deps.signIn.codes.markOf(ctx, email));
  if (checked.flow.statement) {
    return finishStatement(page, checked.flow, { email, accountId: account.id });
  }
  if (flow.confirmsFactors) {
    return finishConfirmation(page, flow, { accountId: account.id });
  }
  if (flow.purpose === 'step_up') return finishStepUp(page, flow, { accountId: account.id });
  const made = await signInAs(page, { accountId: account.id, method: 'email_code' });
  return endFlow(page, flow, { ...made, cookies: [...made.cookies, mark] });
}

/** `POST /sign-in/code/again`: one more, beside those that are on their way. */
export async function sendAgain(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, request, language, to, field } = page;
  const flow = await openFlow(page);
  if (!flow || !isOpenForCodes(flow)) return overPage(page);
  await deps.signIn.codes.request(ctx, flow, {
    address: flow.email ?? '',
    locale: language,
    network: networkOf(request.ip),
    mark: await deps.cookies.readBrowser(request),
  });
  return { redirect: to('/sign-in/code', { flow: flow.id, return: field('return') }) };
}

async function codePage(
  page: PageRequest,
  flow: Flow,
  { isWrong = false }: { readonly isWrong?: boolean },
): Promise<PageAnswer> {
  const { deps, ctx, t, to, field } = page;
  const { email = '', organizationId } = flow;
  const organization =
    organizationId === undefined
      ? undefined
      : await deps.core.organizations.get(ctx, organizationId);
  const filled = /^\d{8}$/.exec(field('code'))?.[0] ?? '';
  return {
    ...(isWrong && { status: 422 }),
    title: t('codeTitle'),
    organization,
    body: CODE,
    view: {
      sent: t('codeSent', { email, minutes: CODE_MINUTES }),
      action: to('/sign-in/code'),
      hidden: hiddenOf({ flow: flow.id, return: flow.returnTo }),
      label: t('codeLabel'),
      code: isWrong ? '' : filled,
      ...(isWrong && { problem: t('codeWrong') }),
      submit: t('codeSubmit'),
      again: { action: to('/sign-in/code/again'), label: t('codeAgain') },
      ...(flow.purpose !== 'step_up' && {
        other: {
          href: to('/sign-in', { organization: organization?.slug, return: flow.returnTo }),
          label: t('otherAddress'),
        },
      }),
    },
  };
}

const CODE = `<p class="muted" id="sent">{{sent}}</p>
<form method="post" action="{{action}}" novalidate>
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<label for="code">{{label}}</label>
<input id="code" name="code" value="{{code}}" inputmode="numeric" autocomplete="one-time-code"
  spellcheck="false" maxlength="20" required autofocus
  aria-describedby="{{#problem}}problem {{/problem}}sent"{{#problem}} aria-invalid="true"{{/problem}}>
{{#problem}}<p id="problem" class="problem" role="alert">{{problem}}</p>
{{/problem}}<div class="actions"><button class="button primary">{{submit}}</button></div>
</form>
<form method="post" action="{{again.action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button quiet">{{again.label}}</button>
{{#other}}<a class="button quiet" href="{{href}}">{{label}}</a>{{/other}}</div>
</form>`;
