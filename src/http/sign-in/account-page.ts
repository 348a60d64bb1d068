import { Fault, isFault, LOCALES, readName, type Locale } from '#kernel/index.js';
import { isForConsole } from '../console/index.js';
import { hiddenOf } from './address-page.js';
import { accessOf, PAGE_OF_ACCESS, type Access } from './opened-organizations.js';
import type { PageAnswer, PageHandler, PageRequest, Redirect, SignedIn } from './pages.js';

/** In their own languages, as people look for theirs. */
const LANGUAGES: Readonly<Record<Locale, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ja: '日本語',
};

/** How a session may stand to an organization that its person leaves. */
const LEAVABLE: ReadonlySet<Access> = new Set<Access>(['open', 'enforced', 'break_glass']);

/** Organizations on one page: each one judges the session. */
const SHOWN_AT_ONCE = 20;

/** Pages for who has signed in; everybody else signs in first and comes back. */
export function whenSignedIn(
  handler: (page: PageRequest, signedIn: SignedIn) => Promise<PageAnswer | Redirect>,
): PageHandler {
  return async (page) => {
    const { signedIn, to, request } = page;
    if (signedIn) return handler(page, signedIn);
    const back = request.method === 'GET' ? pathAndQuery(request.originalUrl) : '/account';
    return { redirect: to('/sign-in', { return: back }) };
  };
}

/** The account belongs to the person: a company's word is about its own organization (D2). Everything else may only be seen. */
export function whenOwnProof(
  handler: (page: PageRequest, signedIn: SignedIn) => Promise<PageAnswer | Redirect>,
): PageHandler {
  return whenSignedIn((page, signedIn) => {
    if (isOwnProof(signedIn)) return handler(page, signedIn);
    throw new Fault('session.login_required', { reason: 'account' });
  });
}

function isOwnProof({ session }: SignedIn): boolean {
  return session.connectionId === undefined;
}

function pathAndQuery(target: string): string {
  const { pathname, search } = new URL(target, 'http://page');
  return pathname + search;
}

/**
 * `GET /account`: name, language, organizations, sessions. Browsers find them in the console; the page stays for those without scripts, to
 * which the console's document leads by `?plain=1`.
 */
export async function showAccount(
  page: PageRequest,
  signedIn: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps, request, t, to, field } = page;
  const isBare = new URL(request.originalUrl, 'http://page').search === '';
  if (isBare && isForConsole(deps, request)) return { redirect: to('/me') };
  const { account } = signedIn;
  const own = isOwnProof(signedIn);
  const languages = LOCALES.map((tag) => ({
    tag,
    name: LANGUAGES[tag],
    selected: account.locale === tag,
  }));
  return {
    title: t('settingsTitle'),
    wide: true,
    body: ACCOUNT,
    view: {
      who: t('signOutText', {
        name: account.email === undefined ? account.name : `${account.name} · ${account.email}`,
      }),
      ...(field('saved') === '1' && { saved: t('saved') }),
      ...(own
        ? {
            form: {
              action: to('/account'),
              name: { label: t('name'), value: account.name },
              language: { label: t('language'), automatic: t('automatic'), languages },
              save: t('save'),
            },
          }
        : {
            needCode: {
              text: t('needCode'),
              href: to('/sign-in', { way: 'code', return: '/account' }),
              label: t('sendCode'),
            },
          }),
      organizations: await organizationsOf(page, signedIn),
      sessions: own ? await sessionsOf(page, signedIn) : undefined,
      secondStep: { href: to('/account/second-step'), label: t('factorsTitle') },
      out: { href: to('/sign-out'), label: t('signOutTitle') },
    },
  };
}

/** `POST /account`. */
export async function saveAccount(
  page: PageRequest,
  { account, session }: SignedIn,
): Promise<Redirect> {
  const { deps, ctx, field, to } = page;
  const locale = LOCALES.find((tag) => tag === field('language')) ?? null;
  const name = field('name').trim();
  const change = { ...(name !== '' && { name: readName(name) }), locale };
  const { id, name: current } = account;
  const actor = { kind: 'person', id, name: current, sessionId: session.id } as const;
  await deps.core.accounts.update({ ...ctx, actor }, id, change);
  return { redirect: to('/account', { saved: '1' }) };
}

/** `POST /account/sessions`: ends one of the person's own. */
export async function endOne(page: PageRequest, signedIn: SignedIn): Promise<Redirect> {
  const { deps, ctx, field, to } = page;
  const items = await deps.core.sessions.ofAccount(ctx, signedIn.account.id);
  const session = items.find(({ id }) => id === field('session'));
  if (session) await deps.core.sessions.signOut(ctx, session);
  const cookies = session?.id === signedIn.session.id ? [await deps.cookies.endSession()] : [];
  return { redirect: to('/account', { saved: '1' }), cookies };
}

/** The person's organizations, and for each whether this session opens it. */
async function organizationsOf(
  { deps, ctx, t, to, field }: PageRequest,
  { account, session }: SignedIn,
): Promise<Record<string, unknown>> {
  const after = field('after');
  const query = { limit: SHOWN_AT_ONCE, ...(after !== '' && { cursor: after }) };
  const { items, next } = await deps.core.accounts.memberships(ctx, account.id, query);
  const list = await Promise.all(
    items.map(async ({ organization }) => {
      const { id, slug, name } = organization;
      const access = await accessOf({ deps, ctx }, session, id);
      const back = { organization: slug, return: '/account' };
      return {
        name,
        ...(access === 'open' && {
          opened: t('opened'),
          ways: { href: to('/account/ways', { organization: slug }), label: t('ways') },
        }),
        ...(access !== 'open' && {
          enter: {
            href: to(PAGE_OF_ACCESS[access], back),
            label: t('codeSubmit'),
            what: t('signInTo', { organization: name }),
          },
        }),
        // also where a provider that is gone keeps the person out
        ...(LEAVABLE.has(access) && {
          leave: { href: to('/account/leave', { organization: slug }), label: t('leave') },
        }),
      };
    }),
  );
  return {
    title: t('organizationsTitle'),
    list,
    none: list.length === 0 && t('organizationsNone'),
    ...(next !== undefined && {
      more: { href: to('/account', { after: next }), label: t('organizationsMore') },
    }),
  };
}

async function sessionsOf(
  { deps, ctx, t, to, language }: PageRequest,
  { account, session: own }: SignedIn,
): Promise<Record<string, unknown>> {
  const items = await deps.core.sessions.ofAccount(ctx, account.id);
  const ways = {
    saml: t('wayCompany'),
    oidc: t('wayCompany'),
    email_code: t('wayCode'),
    operator_link: t('wayLink'),
    passkey: t('wayPasskey'),
  };
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const list = items.map(({ id, method, createdAt, userAgent = '' }) => ({
    what: userAgent === '' ? ways[method] : userAgent,
    how: ways[method],
    since: t('since', { time: `${format.format(new Date(createdAt))} UTC` }),
    ...(id === own.id && { here: t('thisBrowser') }),
    action: to('/account/sessions'),
    hidden: hiddenOf({ session: id }),
    end: t('end'),
  }));
  return { title: t('sessionsTitle'), list };
}

/** `GET /account/leave`: names the effect before anything happens. */
export async function askToLeave(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field, t, to } = page;
  const organization = await deps.signIn.ways.organization(ctx, field('organization'));
  if (!organization) return { redirect: to('/account') };
  return {
    title: t('leaveQuestion', { organization: organization.name }),
    organization,
    body: `<p>{{text}}</p>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button danger">{{leave}}</button>
<a class="button quiet" href="{{stay.href}}">{{stay.label}}</a></div>
</form>`,
    view: {
      text: t('leaveEffect'),
      action: to('/account/leave'),
      hidden: hiddenOf({ organization: organization.slug }),
      leave: t('leave'),
      stay: { href: to('/account'), label: t('stay') },
    },
  };
}

/** `POST /account/leave`. */
export async function leaveOne(
  page: PageRequest,
  { session }: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field, t, to } = page;
  const organization = await deps.signIn.ways.organization(ctx, field('organization'));
  if (!organization) return { redirect: to('/account') };
  try {
    const person = await deps.core.sessions.asLeaver(ctx, session, organization.id);
    await deps.core.leave(person, organization.id);
  } catch (error) {
    if (!isFault(error, 'member.cannot_leave', 'member.owner_leaves', 'permission.missing'))
      throw error;
    return {
      status: 403,
      title: t('failedTitle'),
      organization,
      body: `<p>{{text}}</p>
<div class="actions"><a class="button primary" href="{{href}}">{{label}}</a></div>`,
      view: {
        text: t('leaveRefused', { organization: organization.name }),
        href: to('/account'),
        label: t('stay'),
      },
    };
  }
  return { redirect: to('/account', { saved: '1' }) };
}

const ACCOUNT = `{{#saved}}<p class="good" role="status">{{saved}}</p>
{{/saved}}<p class="muted">{{who}} <a href="{{secondStep.href}}">{{secondStep.label}}</a>
<a href="{{out.href}}">{{out.label}}</a></p>
{{#form}}<form method="post" action="{{action}}">
{{#name}}<label for="name">{{label}}</label>
<input id="name" name="name" value="{{value}}" autocomplete="name" maxlength="200" required>
{{/name}}{{#language}}<label for="language">{{label}}</label>
<select id="language" name="language"><option value="">{{automatic}}</option>
{{#languages}}<option value="{{tag}}" lang="{{tag}}"{{#selected}} selected{{/selected}}>{{name}}</option>
{{/languages}}</select>
{{/language}}<div class="actions"><button class="button primary">{{save}}</button></div>
</form>
{{/form}}{{#needCode}}<p class="note">{{text}} <a href="{{href}}">{{label}}</a></p>
{{/needCode}}{{#organizations}}<h2>{{title}}</h2>
{{#none}}<p class="muted">{{none}}</p>
{{/none}}<ul class="rows">
{{#list}}<li><span><b>{{name}}</b>{{#opened}}<small>{{opened}}</small>{{/opened}}</span>
{{#enter}}<a class="button" href="{{href}}" aria-label="{{what}}">{{label}}</a>{{/enter}}{{#ways}}<a class="button quiet"
   href="{{href}}" aria-label="{{label}}: {{name}}">{{label}}</a>{{/ways}}{{#leave}}<a class="button quiet"
   href="{{href}}" aria-label="{{label}}: {{name}}">{{label}}</a>{{/leave}}</li>
{{/list}}</ul>
{{#more}}<div class="actions"><a class="button quiet" href="{{href}}">{{label}}</a></div>
{{/more}}{{/organizations}}{{#sessions}}<h2>{{title}}</h2>
<ul class="rows">
{{#list}}<li><span><b>{{#here}}{{here}}{{/here}}{{^here}}{{what}}{{/here}}</b>
<small>{{how}}, {{since}}</small></span>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<button class="button quiet" aria-label="{{end}}: {{what}}">{{end}}</button></form></li>
{{/list}}</ul>
{{/sessions}}`;
