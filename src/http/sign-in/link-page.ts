import { goOn } from './begin.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import { signInAs } from './sign-in-as.js';

/** `GET /sign-in/link`: what the operator's link is for. Opening it does nothing, so that a program which follows links uses nothing up. */
export async function showLink(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, field, t, to } = page;
  const token = field('token');
  const link = await deps.signIn.links.open(ctx, token);
  if (!link) return overPage(page);
  const { email, ownerOf } = link;
  return {
    title: t('linkTitle', { email }),
    body: `<p class="muted">{{text}}</p>
{{#owner}}<p>{{owner}}</p>
{{/owner}}<form method="post" action="{{action}}">
<input type="hidden" name="token" value="{{token}}">
<input type="hidden" name="return" value="{{return}}">
<div class="actions"><button class="button primary">{{submit}}</button></div>
</form>`,
    view: {
      text: t('linkText'),
      ...(ownerOf && { owner: t('linkOwner', { organization: ownerOf.name }) }),
      action: to('/sign-in/link'),
      token,
      return: field('return'),
      submit: t('codeSubmit'),
    },
  };
}

/** `POST /sign-in/link`: only this signs in. */
export async function takeLink(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field } = page;
  const account = await deps.signIn.links.use(ctx, field('token'));
  if (!account) return overPage(page);
  const { cookies } = await signInAs(page, { accountId: account.id, method: 'operator_link' });
  return goOn(page, field('return'), cookies);
}
