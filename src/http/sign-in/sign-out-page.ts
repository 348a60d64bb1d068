import { hiddenOf } from './address-page.js';
import { leave, readWanted } from './begin.js';
import type { PageAnswer, PageRequest, SignedIn } from './pages.js';
import { readReturn } from './return-addresses.js';

/** `GET /sign-out`: asks. A link or an image of another page signs nobody out. */
export async function askToSignOut(page: PageRequest): Promise<PageAnswer> {
  const { deps, signedIn, t, to, field } = page;
  if (!signedIn) return signedOutPage(page, undefined);
  const there = await providerToEnd(page, signedIn.session);
  const isAsked = there && !there.connection.singleLogout;
  return {
    title: t('signOutTitle'),
    body: `<p>{{text}}</p>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{here}}</button>
{{#company}}<button class="button" name="company" value="1">{{company}}</button>
{{/company}}<button class="button" name="everywhere" value="1">{{all}}</button></div>
</form>`,
    view: {
      text: t('signOutText', { name: signedIn.account.name }),
      action: to('/sign-out'),
      hidden: hiddenOf({ return: readReturn(deps, field('return')) }),
      here: t('signOutHere'),
      all: t('signOutAll'),
      ...(isAsked && { company: t('signOutCompany', { connection: there.connection.name }) }),
    },
  };
}

/** `POST /sign-out`: of this browser, or everywhere. */
export async function signOut(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, signedIn, field } = page;
  if (!signedIn) return signedOutPage(page, undefined);
  const { session } = signedIn;
  await deps.core.sessions.signOut(ctx, session);
  if (field('everywhere') === '1') {
    await deps.core.sessions.endOfAccount(ctx, session.accountId, { reason: 'signed_out' });
  }
  return (await endAtProvider(page, session)) ?? signedOutPage(page, session.connectionId);
}

/** The connection whose provider can end its own session, too: it said a name for that, and has an address. */
async function providerToEnd(
  { deps, ctx }: PageRequest,
  { connectionId = '', logout }: SignedIn['session'],
): Promise<Awaited<ReturnType<PageRequest['deps']['signIn']['ways']['connection']>>> {
  const found = logout && (await deps.signIn.ways.connection(ctx, connectionId));
  return found && deps.signIn.protocols.hasLogout(found.connection) ? found : undefined;
}

/**
 * Where the connection says so, or the person wants it, the company's own session ends too: by a request of ours, whose answer comes back
 * to a page of ours.
 */
async function endAtProvider(
  page: PageRequest,
  session: SignedIn['session'],
): Promise<PageAnswer | undefined> {
  const { deps, ctx, request, field } = page;
  const { logout } = session;
  const found = await providerToEnd(page, session);
  if (!found || !logout) return undefined;
  const { connection, organization } = found;
  if (!connection.singleLogout && field('company') !== '1') return undefined;
  const { flow, secret } = await deps.signIn.flows.begin(ctx, {
    purpose: 'logout',
    connectionId: connection.id,
    organizationId: organization.id,
    configuration: connection.configuration,
  });
  const message = await deps.signIn.protocols.beginLogout(ctx, connection, {
    subject: logout,
    flow,
  });
  if (!message) return undefined;
  const cookies = [
    await deps.cookies.endSession(),
    ...(await deps.cookies.flow(request, flow.id, secret)),
  ];
  return leave(page, message, { name: connection.name, organization, cookies, isOut: true });
}

/** Whether the session at the company lives on matters where several people share a computer. */
export async function signedOutPage(
  page: PageRequest,
  connectionId: string | undefined,
  { endedThere = false }: { readonly endedThere?: boolean } = {},
): Promise<PageAnswer> {
  const { deps, ctx, t, to } = page;
  const found =
    connectionId === undefined ? undefined : await deps.signIn.ways.connection(ctx, connectionId);
  const { returnTo } = await readWanted(page);
  const slug = found?.organization.slug;
  return {
    title: t('signedOutTitle'),
    organization: found?.organization,
    cookies: [await deps.cookies.endSession()],
    body: `{{#company}}<p>{{company}}</p>
{{/company}}<div class="actions"><a class="button primary" href="{{again.href}}">{{again.label}}</a></div>
{{#other}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button">{{label}}</button></div>
</form>{{/other}}`,
    view: {
      ...(found && {
        company: t(endedThere ? 'signedOutThere' : 'signedOutCompany', {
          connection: found.connection.name,
        }),
      }),
      again: {
        href: to('/sign-in', { organization: slug, return: returnTo }),
        label: t('signInAgain'),
      },
      other: found && {
        action: to(`/sign-in/connections/${found.connection.id}`),
        hidden: hiddenOf({ another: '1', return: returnTo }),
        label: t('anotherAccount'),
      },
    },
  };
}
