import { hiddenOf } from './address-page.js';
import { goOn, readWanted } from './begin.js';
import { accessOf, accessTold, goInto } from './opened-organizations.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect, SignedIn } from './pages.js';
import type { Organization } from './view-types.js';

/**
 * `GET /sign-in/enforced`: the organization lets the person in by its own connections only. The page says so, leads there, and says whose
 * side it is when that way is down. An owner who is named for that comes in from here.
 */
export async function showEnforced(
  page: PageRequest,
  { session }: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { organization, returnTo } = await readWanted(page);
  if (!organization) return overPage(page);
  const access = await accessTold(page, session, organization);
  if (access === 'enforced') return enforcedPage(page, organization, returnTo);
  if (access === 'break_glass') return breakGlassPage(page, organization, returnTo);
  return goInto(page, { session, organization, returnTo }, []);
}

/** `POST /sign-in/enforced`: an owner comes in past the connections, and the owners are told. */
export async function breakGlass(
  page: PageRequest,
  signedIn: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx } = page;
  const { organization, returnTo } = await readWanted(page);
  const { session } = signedIn;
  // everybody else is told what the page tells them anyhow
  if (!organization || (await accessOf(page, session, organization.id)) !== 'break_glass') {
    return showEnforced(page, signedIn);
  }
  const made = await deps.core.sessions.breakGlass(ctx, session, organization.id);
  return goOn(page, returnTo, [await deps.cookies.session(made.token, made.session.expiresAt)]);
}

async function enforcedPage(
  page: PageRequest,
  organization: Organization,
  returnTo: string | undefined,
): Promise<PageAnswer> {
  const { t, to } = page;
  const connections = await enforcedConnections(page, organization);
  return {
    status: 403,
    title: t('enforcedTitle', { organization: organization.name }),
    organization,
    body: ENFORCED,
    view: {
      text: t('enforcedText', {
        organization: organization.name,
        connections: namesOf(page, connections),
      }),
      help: t('enforcedHelp', { organization: organization.name }),
      ways: connections.map(({ id, name }) => ({
        action: to(`/sign-in/connections/${id}`),
        hidden: hiddenOf({ organization: organization.slug, return: returnTo }),
        label: t('withConnection', { connection: name }),
      })),
      other: { href: to('/account'), label: t('organizationsTitle') },
    },
  };
}

async function breakGlassPage(
  page: PageRequest,
  organization: Organization,
  returnTo: string | undefined,
): Promise<PageAnswer> {
  const { t, to } = page;
  const values = {
    organization: organization.name,
    connections: namesOf(page, await enforcedConnections(page, organization)),
  };
  return {
    title: t('breakGlassTitle', values),
    organization,
    body: BREAK_GLASS,
    view: {
      text: t('breakGlassText', values),
      action: to('/sign-in/enforced'),
      hidden: hiddenOf({ organization: organization.slug, return: returnTo }),
      submit: t('breakGlassSubmit'),
      other: { href: to('/account'), label: t('organizationsTitle') },
    },
  };
}

async function enforcedConnections(
  { deps, ctx }: PageRequest,
  { id, signInEnforcement }: Organization,
) {
  const found = await deps.signIn.ways.ofOrganization(ctx, id);
  return found.filter((one) => signInEnforcement?.connectionIds.includes(one.id));
}

function namesOf({ language }: PageRequest, connections: readonly { name: string }[]): string {
  const names = connections.map(({ name }) => name);
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(names);
}

const ENFORCED = `<p>{{text}}</p>
{{#ways}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{label}}</button></div>
</form>
{{/ways}}<p class="muted">{{help}}</p>
<div class="actions"><a class="button quiet" href="{{other.href}}">{{other.label}}</a></div>`;

const BREAK_GLASS = `<p>{{text}}</p>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{submit}}</button>
<a class="button quiet" href="{{other.href}}">{{other.label}}</a></div>
</form>`;
