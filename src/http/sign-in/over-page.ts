import { readWanted, queryOf } from './begin.js';
import type { PageAnswer, PageRequest } from './pages.js';
import { readReturn } from './return-addresses.js';

/**
 * Where every sign-in ends that is gone: idle pages, the back button, restored tabs, another browser. One button begins it again, and leads
 * where the first one would have led.
 */
export async function overPage(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, request, field, t, to } = page;
  const id = field('flow');
  const secret = await deps.cookies.readFlow(request, id);
  const past = secret === undefined ? undefined : await deps.signIn.flows.past(ctx, id, secret);
  const wanted = await readWanted(page);
  const returnTo = wanted.returnTo ?? readReturn(deps, past?.returnTo ?? '');
  return {
    status: 410,
    title: t('overTitle'),
    body: `<p class="muted">{{text}}</p>
<div class="actions"><a class="button primary" href="{{href}}">{{label}}</a></div>`,
    view: {
      text: t('overText'),
      href: to('/sign-in', queryOf({ ...wanted, returnTo })),
      label: t('startAgain'),
    },
  };
}
