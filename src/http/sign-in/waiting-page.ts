import type { PageAnswer, PageRequest } from './pages.js';
import type { Organization } from './view-types.js';

/** An owner or administrator decides about the sign-in; until then it is begun again. */
export function waitingPage({ t, to }: PageRequest, organization: Organization): PageAnswer {
  return {
    title: t('waitingTitle'),
    organization,
    body: AGAIN,
    view: {
      text: t('waitingText', { organization: organization.name }),
      again: { href: to('/sign-in', { organization: organization.slug }), label: t('signInAgain') },
    },
  };
}

const AGAIN = `<p>{{text}}</p>
<div class="actions"><a class="button" href="{{again.href}}">{{again.label}}</a></div>`;
