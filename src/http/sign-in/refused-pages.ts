import { decodeRefusal, REFUSALS, type RefusalSide } from '#sign-in/index.js';
import { hookWords } from '../hook-words.js';
import { hiddenOf } from './address-page.js';
import type { PageAnswer, PageRequest } from './pages.js';
import { signedOutPage } from './sign-out-page.js';
import type { Flow } from './view-types.js';

export interface Refusal {
  readonly code: string;
  /** of the fault that refused */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Refused, with a reason that the person can act on, the code by which an administrator finds the rest, and a way to begin again. */
export async function refusedPage(
  page: PageRequest,
  { connectionId = '', returnTo, purpose }: Flow,
  { code, details }: Refusal,
): Promise<PageAnswer> {
  const { deps, ctx, t, to, language } = page;
  const found = await deps.signIn.ways.connection(ctx, connectionId);
  if (!found) return unknownRefusal(page, code);
  const { connection, organization } = found;
  const names = { connection: connection.name, organization: organization.name };
  // the session goes on as it was, and the person proves it again from the same page
  const isInSession = purpose in TITLES;
  const wanted = { organization: organization.slug, return: returnTo };
  return {
    status: 403,
    title: t(TITLES[purpose] ?? 'refusedTitle'),
    organization,
    body: REFUSED,
    view: {
      text: t(reasonOf(code), names),
      // of a hook only what its installation has written for people: its own words are for administrators
      words: hookWords(deps.hookTexts, details, [language]),
      help: t('refusedText', names),
      code: codeOf(page, code),
      again: {
        href: to(BEGINS[purpose] ?? '/sign-in', wanted),
        label: t('startAgain'),
      },
      ...(!isInSession && {
        other: {
          action: to(`/sign-in/connections/${connection.id}`),
          hidden: hiddenOf({ another: '1', return: returnTo }),
          label: t('anotherAccount'),
        },
      }),
    },
  };
}

/** An answer without a sign-in of ours that it belongs to, so that no name is known. */
export function unknownRefusal(page: PageRequest, code: string): PageAnswer {
  const { t, to } = page;
  const reason = reasonOf(code);
  return {
    status: 403,
    title: t('refusedTitle'),
    body: REFUSED,
    view: {
      text: t(NAMELESS.has(reason) ? reason : 'whyUnknown'),
      code: codeOf(page, code),
      again: { href: to('/sign-in'), label: t('startAgain') },
    },
  };
}

/** A message about signing out that could not be taken: the session goes on, where there is one. */
export async function notSignedOut(page: PageRequest, code: string): Promise<PageAnswer> {
  const { t, to, signedIn } = page;
  if (!signedIn) return signedOutPage(page, undefined);
  return {
    status: 403,
    title: t('notSignedOutTitle'),
    body: REFUSED,
    view: {
      text: t('notSignedOutText'),
      code: codeOf(page, code),
      again: { href: to('/sign-out'), label: t('signOutTitle') },
    },
  };
}

/** Of what is refused to a person who stays signed in. */
const TITLES: Readonly<Partial<Record<Flow['purpose'], string>>> = {
  step_up: 'stepUpRefusedTitle',
  add_identity: 'wayRefusedTitle',
};

/** Where what was refused begins. */
const BEGINS: Readonly<Partial<Record<Flow['purpose'], string>>> = {
  step_up: '/sign-in/step-up',
  add_identity: '/account/ways',
};

function codeOf({ t, ctx }: PageRequest, code: string): string {
  return t('refusedCode', { code: `${code} ${ctx.traceId}` });
}

/**
 * What a person is told, in their language. The words of the decoder are for who looks after the connection: they stand in its log of
 * sign-ins, under the code, and on the page of a test.
 */
function reasonOf(code: string): string {
  const own = REASONS[code];
  if (own !== undefined) return own;
  return code in REFUSALS ? OF_SIDE[decodeRefusal(code).side] : 'whyUnknown';
}

const REASONS: Readonly<Record<string, string | undefined>> = {
  'sign_in.not_admitted': 'whyNotAdmitted',
  'sign_in.address_missing': 'whyAddressMissing',
  'sign_in.deactivated': 'whyDeactivated',
  'sign_in.rejected': 'whyRejected',
  'sign_in.enforced': 'whyEnforced',
  'sign_in.domain_lapsed': 'whyDomainLapsed',
  'sign_in.other_person': 'whyOtherPerson',
  'sign_in.identity_taken': 'whyIdentityTaken',
  'seat.none_free': 'whyFull',
  'limit.members': 'whyFull',
  'plan.required': 'whyFull',
  'hook.denied': 'whyHookDenied',
  'hook.failed': 'whyHookFailed',
  'hook.loop': 'whyHookDenied',
  'organization.disabled': 'whyClosed',
  'organization.deleted': 'whyClosed',
  'organization.missing': 'whyClosed',
  'connection.disabled': 'whyClosed',
  connection_unusable: 'whyClosed',
  message_too_large: 'whyTooLarge',
  provider_refused: 'whyProviderRefused',
  authn_context_weak: 'whySecondStep',
  authn_context_refused: 'whySecondStep',
};

const OF_SIDE: Readonly<Record<RefusalSide, string>> = {
  provider: 'whyProvider',
  muster: 'whyMuster',
  clock: 'whyClock',
  browser: 'whyBrowser',
  sender: 'whySender',
};

/** Those that name neither the connection nor the organization. */
const NAMELESS: ReadonlySet<string> = new Set([
  'whyBrowser',
  'whyClock',
  'whyClosed',
  'whyTooLarge',
]);

const REFUSED = `<p>{{text}}</p>
{{#words}}<p>{{words}}</p>
{{/words}}{{#help}}<p class="muted">{{help}}</p>
{{/help}}<p class="muted"><code>{{code}}</code></p>
<div class="actions"><a class="button primary" href="{{again.href}}">{{again.label}}</a></div>
{{#other}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button quiet">{{label}}</button></div>
</form>{{/other}}`;
