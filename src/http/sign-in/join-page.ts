import { hashOfToken, isWayInto } from '#core/index.js';
import { Fault, type FaultCode } from '#kernel/index.js';
import type { InvitationState } from '../invitation-page/texts.js';
import { hiddenOf, type HiddenField } from './address-page.js';
import { beginCode, beginConnection, goTo } from './begin.js';
import { openFlow } from './open-flow.js';
import { homeOf } from './return-addresses.js';
import type { PageAnswer, PageRequest, Redirect, SignedIn } from './pages.js';

/** The link of an invitation: as the page of the invitation posts it, or as the sign-in keeps it that it led through. */
interface Link {
  readonly key: string | { readonly tokenHash: string };
  /** of the sign-in that it led through: where the person goes on */
  readonly returnTo?: string | undefined;
  /** for the next form */
  readonly hidden: readonly HiddenField[];
}

/**
 * `/invitation/join`: from the page of an invitation. Nothing is accepted before the button of the page that it shows is pressed. Who has
 * not signed in does that first, by the way that the invited address has, and comes back.
 */
export async function askToJoin(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { signedIn, t, to } = page;
  const link = await readLink(page);
  const invited = await readInvitation(page, link);
  if (!('email' in invited)) return invited;
  const { email, organization } = invited;
  if (!signedIn || !speaksFor(signedIn, invited)) return signInFirst(page, invited, link);
  if (!invited.isFor(signedIn.account.email)) return wrongAccount(page, link, email);
  return {
    title: t('joinTitle', { organization: organization.name }),
    organization,
    body: FORM,
    view: {
      text: t('joinText', { email }),
      action: to('/invitation/accept'),
      hidden: link?.hidden,
      submit: t('join'),
    },
  };
}

/** `POST /invitation/accept`: the explicit step. */
export async function join(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, signedIn } = page;
  const link = await readLink(page);
  if (!signedIn || !link) return askToJoin(page);
  const { email, name, id: accountId, emailVerifiedAt, locale } = signedIn.account;
  const { connectionId } = signedIn.session;
  const invited = await readInvitation(page, link);
  if (!('email' in invited)) return invited;
  if (!speaksFor(signedIn, invited)) return askToJoin(page);
  if (email === undefined || !invited.isFor(email)) return wrongAccount(page, link, invited.email);
  const { redirectUrl } = await deps.core.invitations.accept(ctx, {
    token: link.key,
    email,
    emailVerified: emailVerifiedAt !== undefined,
    name,
    accountId,
    session: connectionId === undefined ? {} : { connectionId },
    ...(locale !== undefined && { locale }),
  });
  return goTo(page, redirectUrl ?? homeOf(page, invited.organization.id));
}

/** `POST /invitation/switch`: signs out, and on as the invited person. */
export async function switchAccount(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, signedIn } = page;
  if (signedIn) await deps.core.sessions.signOut(ctx, signedIn.session);
  const answer = await askToJoin({ ...page, signedIn: undefined });
  return { ...answer, cookies: [await deps.cookies.endSession(), ...(answer.cookies ?? [])] };
}

/** A company's provider speaks for its own organization (D2): for another one the person proves the invited mailbox. */
function speaksFor({ session }: SignedIn, { organization, email }: Invited): boolean {
  const { connectionId } = session;
  if (!isWayInto(organization, email, connectionId)) return false;
  return connectionId === undefined || session.organizationId === organization.id;
}

async function readLink(page: PageRequest): Promise<Link | undefined> {
  const token = page.field('token');
  if (token !== '') return { key: token, hidden: hiddenOf({ token }) };
  const flow = await openFlow(page);
  const tokenHash = flow?.invitationTokenHash;
  return tokenHash === undefined
    ? undefined
    : { key: { tokenHash }, returnTo: flow?.returnTo, hidden: hiddenOf({ flow: flow?.id }) };
}

async function signInFirst(
  page: PageRequest,
  { email, organization, redirectUrl: returnTo }: Invited,
  link: Link | undefined,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx } = page;
  const key = link?.key ?? '';
  const invitationTokenHash = typeof key === 'string' ? hashOfToken(key) : key.tokenHash;
  const wanted = { email, organization, invitationTokenHash, returnTo };
  const own = await deps.signIn.ways.ofAddress(ctx, email);
  const ofAddress = own.find(({ organizationId }) => organizationId === organization.id);
  const connection = ofAddress ?? (await enforcedConnection(page, { organization, email }));
  // the provider of another organization opens that one only; a code proves the invited mailbox itself
  return connection ? beginConnection(page, connection, wanted) : beginCode(page, wanted);
}

/** Where a code does not open the organization to the address: of a guest who is refused, or a domain whose proof is over. */
async function enforcedConnection(
  { deps, ctx }: PageRequest,
  { organization, email }: Pick<Invited, 'organization' | 'email'>,
) {
  if (isWayInto(organization, email)) return undefined;
  const { connectionIds = [] } = organization.signInEnforcement ?? {};
  const found = await deps.signIn.ways.ofOrganization(ctx, organization.id);
  return found.find(({ id }) => connectionIds.includes(id));
}

/** Never used up by the wrong person: it stays open, and one button leads to the right one. */
function wrongAccount(
  { t, to, signedIn }: PageRequest,
  link: Link | undefined,
  email: string,
): PageAnswer {
  return {
    status: 403,
    title: t('joinWrongTitle', { email }),
    body: FORM,
    view: {
      text: t('joinWrongText', { name: signedIn?.account.email ?? signedIn?.account.name ?? '' }),
      action: to('/invitation/switch'),
      hidden: link?.hidden,
      submit: t('switchAccount'),
    },
  };
}

type Invited = Awaited<ReturnType<PageRequest['deps']['core']['invitations']['invited']>>;

async function readInvitation(
  page: PageRequest,
  link: Link | undefined,
): Promise<Invited | PageAnswer | Redirect> {
  const { deps, ctx, signedIn, t, to } = page;
  try {
    return await deps.core.invitations.invited(ctx, link?.key ?? '');
  } catch (error) {
    const state = error instanceof Fault ? STATES[error.code] : undefined;
    if (state === undefined) throw error;
    // taken by the sign-in itself, at the provider of the organization that invited
    if (state === 'accepted' && signedIn && typeof link?.key === 'object') {
      return goTo(page, link.returnTo ?? homeOf(page));
    }
    const { title, text } = deps.invitationTexts[page.language].states[state];
    return {
      status: 410,
      title,
      body: `<p class="muted">{{text}}</p>
<div class="actions"><a class="button" href="{{href}}">{{label}}</a></div>`,
      view: { text, href: to('/account'), label: t('organizationsTitle') },
    };
  }
}

const STATES: Readonly<Partial<Record<FaultCode, InvitationState>>> = {
  'link.invalid': 'unknown',
  'organization.disabled': 'closed',
  'organization.deleted': 'closed',
  'organization.missing': 'closed',
  'invitation.expired': 'expired',
  'invitation.accepted': 'accepted',
  'invitation.declined': 'declined',
  'invitation.revoked': 'revoked',
  'invitation.superseded': 'superseded',
};

const FORM = `<p>{{text}}</p>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{submit}}</button></div>
</form>`;
