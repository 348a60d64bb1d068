import { problemOfAddress } from '#kernel/index.js';
import {
  beginCode,
  beginConnection,
  codesOffPage,
  queryOf,
  readWanted,
  type Wanted,
} from './begin.js';
import { accessTold, PAGE_OF_ACCESS } from './opened-organizations.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import type { SignInConnection } from './view-types.js';

/** `GET /sign-in`: the address first, and the connections of an organization that was asked for. */
export async function showAddress(page: PageRequest): Promise<PageAnswer | Redirect> {
  const wanted = await readWanted(page);
  const { organization } = wanted;
  // who has signed in another way than the organization enforces is told so
  if (organization?.signInEnforcement && page.signedIn) {
    const access = await accessTold(page, page.signedIn.session, organization);
    if (access === 'enforced' || access === 'break_glass') {
      return { redirect: page.to(PAGE_OF_ACCESS[access], queryOf(wanted)) };
    }
  }
  const byCode = page.field('way') === 'code';
  if (byCode && !page.deps.signIn.codes.isOffered()) return codesOffPage(page, wanted);
  return addressPage(page, wanted, { byCode });
}

/**
 * `POST /sign-in`: the right way for the address. Which one that is depends on proved domains alone, so the answer says nothing of people.
 */
export async function takeAddress(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, field } = page;
  const wanted = await readWanted(page);
  const email = field('email').trim();
  const byCode = field('way') === 'code';
  if (problemOfAddress(email) !== undefined)
    return addressPage(page, wanted, { byCode, email, isBad: true });
  const connections = byCode ? [] : await deps.signIn.ways.ofAddress(ctx, email);
  const [only, ...others] = connections;
  // the page in between shows whose sign-in it leads to
  const found = only && (await deps.signIn.ways.connection(ctx, only.id));
  const asked = { ...wanted, ...(found && { organization: found.organization }), email };
  if (only && others.length === 0) return beginConnection(page, only, asked);
  if (only) return choicePage(page, asked, connections);
  const enforcing = await deps.signIn.ways.enforcing(ctx, email);
  return beginCode(page, { ...asked, organization: wanted.organization ?? enforcing });
}

interface Shown {
  readonly byCode: boolean;
  readonly email?: string;
  readonly isBad?: boolean;
  /** why a passkey did not sign in */
  readonly passkeyProblem?: string;
}

export async function addressPage(
  page: PageRequest,
  wanted: Wanted,
  { byCode, email = '', isBad = false, passkeyProblem }: Shown,
): Promise<PageAnswer> {
  const { deps, ctx, t, to } = page;
  const { organization } = wanted;
  const connections =
    organization && !byCode ? await deps.signIn.ways.ofOrganization(ctx, organization.id) : [];
  const hasPasskeys = !byCode && deps.signIn.factors.hasPasskeys();
  return {
    ...((isBad || passkeyProblem !== undefined) && { status: 422 }),
    title: organization ? t('titleFor', { organization: organization.name }) : t('title'),
    organization,
    body: ADDRESS,
    ...(hasPasskeys && { scripts: 'asking' }),
    view: {
      action: to('/sign-in'),
      hidden: hiddenOf({ ...queryOf(wanted), way: byCode ? 'code' : undefined }),
      ...waysOf(page, wanted, connections),
      label: t('address'),
      email,
      focus: isBad || connections.length === 0,
      ...(isBad && { problem: t('badAddress') }),
      go: t('continue'),
      ...(hasPasskeys && {
        passkey: {
          or: t('or'),
          action: to('/sign-in/passkey'),
          ask: to('/sign-in/passkey/options'),
          hidden: hiddenOf(queryOf(wanted)),
          failed: passkeyProblem ?? t('passkeyWrong'),
          hasFailed: passkeyProblem !== undefined,
          label: t('passkeySignIn'),
        },
      }),
    },
  };
}

/** Several connections for one domain: the person knows theirs by its name. */
function choicePage(
  page: PageRequest,
  wanted: Wanted & { readonly email: string },
  connections: readonly SignInConnection[],
): PageAnswer {
  const { t, to } = page;
  const codes = page.deps.signIn.codes.isOffered() && {
    code: {
      action: to('/sign-in'),
      hidden: hiddenOf({ ...queryOf(wanted), email: wanted.email, way: 'code' }),
      label: t('sendCode'),
    },
  };
  return {
    title: t('chooseTitle'),
    organization: wanted.organization,
    body: CHOICE,
    view: { ...waysOf(page, wanted, connections), ...codes },
  };
}

function waysOf(
  { t, to }: PageRequest,
  wanted: Wanted,
  connections: readonly SignInConnection[],
): Record<string, unknown> {
  const hidden = hiddenOf({ ...queryOf(wanted), email: wanted.email });
  const ways = connections.map(({ id, name }) => ({
    action: to(`/sign-in/connections/${id}`),
    hidden,
    label: t('withConnection', { connection: name }),
  }));
  return { ways, ...(ways.length > 0 && { or: t('or') }) };
}

export interface HiddenField {
  readonly name: string;
  readonly value: string;
}

export function hiddenOf(values: Readonly<Record<string, string | undefined>>): HiddenField[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value }],
  );
}

const HIDDEN = `{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}`;

const WAYS = `{{#ways}}<form method="post" action="{{action}}">
${HIDDEN}<button class="button">{{label}}</button>
</form>
{{/ways}}`;

const ADDRESS = `${WAYS}{{#or}}<p class="or">{{or}}</p>
{{/or}}<form method="post" action="{{action}}" novalidate>
${HIDDEN}<label for="email">{{label}}</label>
<input id="email" name="email" type="email" value="{{email}}" autocomplete="username webauthn" required
  {{#focus}}autofocus{{/focus}}{{#problem}} aria-invalid="true" aria-describedby="problem"{{/problem}}>
{{#problem}}<p id="problem" class="problem" role="alert">{{problem}}</p>
{{/problem}}<div class="actions"><button class="button primary">{{go}}</button></div>
</form>
{{#passkey}}<p class="or">{{or}}</p>
<form method="post" action="{{action}}" data-passkey="get" data-ask="{{ask}}">
${HIDDEN}<input type="hidden" name="response" value="">
<p id="failed" class="problem" role="alert"{{^hasFailed}} hidden{{/hasFailed}}>{{failed}}</p>
<button class="button" disabled>{{label}}</button>
</form>
{{/passkey}}`;

const CHOICE = `${WAYS}{{#code}}<p class="or">{{or}}</p>
<form method="post" action="{{action}}">
${HIDDEN}<button class="button quiet">{{label}}</button>
</form>{{/code}}`;
