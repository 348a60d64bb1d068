import { addressKey } from '#kernel/index.js';
import type { OutgoingMessage } from '#sign-in/index.js';
import { networkOf } from '../trusted-proxies.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import { homeOf, readReturn } from './return-addresses.js';
import type { Organization, SignInConnection } from './view-types.js';

/** What a sign-in is for, as the browser said it. */
export interface Wanted {
  readonly returnTo?: string | undefined;
  readonly organization?: Organization | undefined;
  readonly email?: string | undefined;
  readonly invitationTokenHash?: string | undefined;
  /** the person is to be asked again, whoever the browser is signed in as at the provider */
  readonly another?: boolean | undefined;
}

export async function readWanted(page: PageRequest): Promise<Wanted> {
  const { deps, ctx, field } = page;
  const slug = field('organization');
  const organization = slug === '' ? undefined : await deps.signIn.ways.organization(ctx, slug);
  const returnTo = readReturn(deps, field('return'));
  return { organization, returnTo, another: field('another') === '1' };
}

/** The same again, for links and hidden fields. */
export function queryOf({
  returnTo,
  organization,
  another,
}: Wanted): Record<string, string | undefined> {
  return {
    organization: organization?.slug,
    return: returnTo,
    another: another ? '1' : undefined,
  };
}

/** A code on its way to the address, and the page to type it in. It is the same for every address. */
export async function beginCode(
  page: PageRequest,
  wanted: Wanted & {
    readonly email: string;
    readonly purpose?: 'sign_in' | 'step_up';
    readonly sessionId?: string;
    readonly confirmsFactors?: true;
  },
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, request, language, to } = page;
  if (!deps.signIn.codes.isOffered()) return codesOffPage(page, wanted);
  const { email, returnTo, organization, invitationTokenHash, sessionId } = wanted;
  const { flow, secret } = await deps.signIn.flows.begin(ctx, {
    purpose: wanted.purpose ?? 'sign_in',
    ...(sessionId !== undefined && { sessionId }),
    ...(wanted.confirmsFactors && { confirmsFactors: true }),
    email,
    emailKey: addressKey(email),
    ...(returnTo !== undefined && { returnTo }),
    ...(organization && { organizationId: organization.id }),
    ...(invitationTokenHash !== undefined && { invitationTokenHash }),
  });
  await deps.signIn.codes.request(ctx, flow, {
    address: email,
    locale: language,
    network: networkOf(request.ip),
    mark: await deps.cookies.readBrowser(request),
  });
  return {
    redirect: to('/sign-in/code', { flow: flow.id, return: returnTo }),
    cookies: await deps.cookies.flow(request, flow.id, secret),
  };
}

/** Where mails are files of another machine, a code would reach nobody. */
export function codesOffPage({ t, to }: PageRequest, wanted: Wanted): PageAnswer {
  return {
    title: t('codesOffTitle'),
    organization: wanted.organization,
    body: `<p>{{text}}</p>
<div class="actions"><a class="button" href="{{href}}">{{label}}</a></div>`,
    view: {
      text: t('codesOff'),
      href: to('/sign-in', queryOf(wanted)),
      label: t('otherAddress'),
    },
  };
}

/** To the provider of the connection: by an address that the browser follows, or a form that the page posts. */
export async function beginConnection(
  page: PageRequest,
  connection: SignInConnection,
  wanted: Wanted & {
    readonly purpose?: 'sign_in' | 'step_up' | 'test' | 'add_identity';
    readonly sessionId?: string;
  },
): Promise<PageAnswer> {
  const { deps, ctx, request, t, to } = page;
  const {
    returnTo,
    organization,
    email,
    invitationTokenHash,
    another,
    purpose = 'sign_in',
    sessionId,
  } = wanted;
  const { flow, secret } = await deps.signIn.flows.begin(ctx, {
    purpose,
    connectionId: connection.id,
    organizationId: connection.organizationId,
    configuration: connection.configuration,
    ...(another && { asked: { forceAuthn: true } }),
    ...(returnTo !== undefined && { returnTo }),
    ...(email !== undefined && { email, emailKey: addressKey(email) }),
    ...(invitationTokenHash !== undefined && { invitationTokenHash }),
    ...(sessionId !== undefined && { sessionId }),
  });
  const message = await deps.signIn.protocols.begin(ctx, connection, {
    flow,
    secret,
    ...(another && { forceAuthn: true }),
    ...(email !== undefined && { email }),
  });
  const cookies = await deps.cookies.flow(request, flow.id, secret);
  const code = { href: to('/sign-in', { ...queryOf(wanted), way: 'code' }), label: t('sendCode') };
  const hasCode = purpose === 'sign_in' && deps.signIn.codes.isOffered();
  return leave(page, message, {
    name: connection.name,
    organization,
    cookies,
    ...(hasCode && { code }),
  });
}

interface Leaving {
  /** of the connection */
  readonly name: string;
  readonly organization?: Organization | undefined;
  readonly cookies: readonly string[];
  /** to the end of the session there */
  readonly isOut?: boolean;
  /** the other way, for who has no account there */
  readonly code?: { readonly href: string; readonly label: string };
}

/** A page that leads to the provider by itself, with a link or a button for browsers that do not. */
export function leave(
  { t }: PageRequest,
  message: OutgoingMessage,
  { name, organization, cookies, code, isOut = false }: Leaving,
): PageAnswer {
  const values = { connection: name };
  const title = isOut ? t('signedOutTitle') : t('leaveTitle', values);
  const text = isOut ? t('leaveOutText', values) : t('leaveText');
  const page = { title, organization, cookies };
  const view = { text, go: t('continue'), url: message.url, code };
  if (message.binding === 'redirect') {
    return { ...page, body: INTERSTITIAL, view, refresh: message.url };
  }
  const fields = Object.entries(message.fields).map(([key, value]) => ({ key, value }));
  return { ...page, body: AUTO_POST, view: { ...view, fields }, posts: true };
}

/** On with the person: by a redirect on this server, by a page in between to an address elsewhere. */
export function goOn(
  page: PageRequest,
  returnTo: string | undefined,
  cookies: readonly string[] = [],
): PageAnswer | Redirect {
  return goTo(page, readReturn(page.deps, returnTo ?? '') ?? homeOf(page), cookies);
}

/** The same to an address that was checked when it was kept. */
export function goTo(
  { t, to }: PageRequest,
  target: string,
  cookies: readonly string[] = [],
): PageAnswer | Redirect {
  if (target.startsWith('/')) {
    const path = target.replace(/[?#].*$/, '');
    return { redirect: to(path) + target.slice(path.length), cookies };
  }
  return {
    title: t('signedInTitle'),
    body: ONWARD,
    view: { go: t('continue'), url: target },
    refresh: target,
    cookies,
  };
}

const ONWARD = `<div class="actions"><a class="button primary" href="{{url}}">{{go}}</a></div>`;

const INTERSTITIAL = `<p class="muted">{{text}}</p>
<div class="actions"><a class="button primary" href="{{url}}">{{go}}</a>
{{#code}}<a class="button quiet" href="{{href}}">{{label}}</a>{{/code}}</div>`;

const AUTO_POST = `<p class="muted">{{text}}</p>
<form method="post" action="{{url}}">
{{#fields}}<input type="hidden" name="{{key}}" value="{{value}}">
{{/fields}}<div class="actions"><button class="button primary">{{go}}</button></div>
</form>`;
