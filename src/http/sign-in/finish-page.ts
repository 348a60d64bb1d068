import { addressKey, isFault } from '#kernel/index.js';
import { networkOf } from '../trusted-proxies.js';
import { codesOffPage, goOn } from './begin.js';
import { finishAdding } from './binding-page.js';
import { hiddenOf } from './address-page.js';
import { noteAttempt } from './note-attempt.js';
import { openFlow } from './open-flow.js';
import { goInto } from './opened-organizations.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import { notSignedOut, refusedPage, unknownRefusal } from './refused-pages.js';
import { signedOutPage } from './sign-out-page.js';
import { finishStepUp } from './step-up-page.js';
import { showTest, showUnverifiedTest } from './test-page.js';
import { saidOf, signInAs } from './sign-in-as.js';
import type { Flow, Organization, Session, SignInConnection } from './view-types.js';
import { waitingPage } from './waiting-page.js';

/**
 * `GET /sign-in/finish`: where a provider's answer ends, after it was checked. Only the browser that began the sign-in has the flow's
 * cookie, so nobody can be signed in by another person's answer.
 */
export async function finish(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { signedIn, field } = page;
  const flow = await openFlow(page);
  if (flow?.purpose === 'test' && flow.status !== 'begun') return showTest(page, flow);
  if (flow?.purpose === 'logout') {
    const endedThere = flow.status === 'finished' && field('refusal') === '';
    return signedOutPage(page, flow.connectionId, { endedThere });
  }
  if (flow?.purpose === 'step_up' && flow.status === 'answered') return stepUpAnswered(page, flow);
  if (flow?.purpose === 'add_identity' && flow.status === 'answered')
    return finishAdding(page, flow);
  if (flow?.status === 'answered' && flow.statement) return finishStatement(page, flow, {});
  if (flow?.status === 'refused')
    return refusedPage(page, flow, { code: flow.refusal?.code ?? 'unknown' });
  const refusal = /^[\w.-]{1,60}$/.exec(field('refusal'))?.[0];
  // an answer that could not be verified, so that anybody may have sent it: the flow stays open for a genuine one
  if (flow?.status === 'begun' && refusal !== undefined) {
    return flow.purpose === 'test'
      ? showUnverifiedTest(page, flow, refusal)
      : refusedPage(page, flow, { code: refusal });
  }
  if (refusal !== undefined && field('out') === '1') return notSignedOut(page, refusal);
  // the back button, a form sent twice: who is signed in goes on
  if (signedIn) return goOn(page, flow?.returnTo);
  return flow || refusal === undefined ? overPage(page) : unknownRefusal(page, refusal);
}

/** What the person has proved beside the provider's word. */
export interface Proved {
  readonly email?: string;
  readonly accountId?: string;
}

/** The provider's word, weighed by the organization: a session, or why not and what to do. */
export async function finishStatement(
  page: PageRequest,
  flow: Flow,
  proofs: Proved,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx } = page;
  const { statement, connectionId = '' } = flow;
  const found = await deps.signIn.ways.connection(ctx, connectionId);
  if (!statement || !found || flow.configuration !== found.connection.configuration) {
    return overPage(page);
  }
  const { connection, organization } = found;
  const result = await deps.signIn.admission.admit(ctx, connection, statement, proofs);
  await noteAttempt(page, flow, { connection, result });
  if (result.outcome === 'refused') return refusedPage(page, flow, result);
  if (result.outcome === 'waiting') return waitingPage(page, organization);
  if (result.outcome === 'prove') return provePage(page, flow, { connection, organization });
  const { logout, sessionEndsAt } = statement;
  const made = await signInAs(page, {
    accountId: result.account.id,
    method: connection.kind,
    connectionId: connection.id,
    organizationId: organization.id,
    identityId: result.identity.id,
    ...(logout && { logout }),
    ...saidOf(statement),
    ...(sessionEndsAt !== undefined && { endsAt: sessionEndsAt }),
  });
  return endFlow(page, flow, made);
}

/** The provider's word of a person who was asked anew: it must be the one who is signed in. */
async function stepUpAnswered(page: PageRequest, flow: Flow): Promise<PageAnswer | Redirect> {
  const { deps, ctx, signedIn } = page;
  const { statement, connectionId = '' } = flow;
  const found = await deps.signIn.ways.connection(ctx, connectionId);
  if (!statement || !found || flow.configuration !== found.connection.configuration) {
    return overPage(page);
  }
  const accountId = await deps.signIn.identities.accountOf(ctx, found.connection, statement);
  const isSame = accountId !== undefined && accountId === signedIn?.account.id;
  const { issuer, subject, attributes } = statement;
  await deps.signIn.attempts.note(ctx, found.connection, {
    purpose: 'step_up',
    outcome: isSame ? 'ok' : 'refused',
    ...(isSame ? { accountId } : { reason: 'sign_in.other_person' }),
    issuer,
    subject,
    attributes,
    configuration: found.connection.configuration,
    trace: [],
  });
  return isSame
    ? finishStepUp(page, flow, { accountId })
    : refusedPage(page, flow, { code: 'sign_in.other_person' });
}

/**
 * The flow has done its work: its browser goes on where the person wanted to go, by way of a second step where the organization that was
 * asked for wants one of this person.
 */
export async function endFlow(
  page: PageRequest,
  flow: Flow,
  { session, cookies }: { readonly session: Session; readonly cookies: readonly string[] },
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, to } = page;
  await deps.signIn.flows.update(ctx, flow.id, () => ({ status: 'finished' }));
  // on to the explicit step of the invitation, which this flow keeps
  if (flow.invitationTokenHash !== undefined) {
    return { redirect: to('/invitation/join', { flow: flow.id }), cookies };
  }
  const all = [...cookies, await deps.cookies.endFlow(flow.id)];
  const { returnTo } = flow;
  const organization = await organizationOf(page, flow);
  return goInto(page, { session, organization, returnTo }, all);
}

/** The one that was signed in to, else that of the console's page that the person came from. */
async function organizationOf(
  { deps, ctx }: PageRequest,
  { organizationId, returnTo = '' }: Flow,
): Promise<Organization | undefined> {
  const id = organizationId ?? /^\/o\/([\da-f-]{36})(?![^/?#])/.exec(returnTo)?.[1];
  if (id === undefined) return undefined;
  try {
    return await deps.core.organizations.get(ctx, id);
  } catch (error) {
    // an address that somebody typed; the console says what it is
    if (organizationId === undefined && isFault(error, 'organization.missing')) return undefined;
    throw error;
  }
}

/**
 * `POST /sign-in/prove`: a code to the address that the provider said, which belongs to an account already. With it the same answer goes
 * on.
 */
export async function prove(page: PageRequest): Promise<PageAnswer | Redirect> {
  const { deps, ctx, request, language, to } = page;
  const flow = await openFlow(page);
  const email = flow?.statement?.email;
  if (flow?.status !== 'answered' || email === undefined) return overPage(page);
  if (!deps.signIn.codes.isOffered()) return codesOffPage(page, { returnTo: flow.returnTo });
  const asked = await deps.signIn.flows.update(ctx, flow.id, () => ({
    email,
    emailKey: addressKey(email),
  }));
  if (!asked) return overPage(page);
  await deps.signIn.codes.request(ctx, asked, {
    address: email,
    locale: language,
    network: networkOf(request.ip),
    mark: await deps.cookies.readBrowser(request),
  });
  return { redirect: to('/sign-in/code', { flow: flow.id, return: flow.returnTo }) };
}

function provePage(
  { t, to }: PageRequest,
  flow: Flow,
  { connection, organization }: { connection: SignInConnection; organization: Organization },
): PageAnswer {
  return {
    title: t('proveTitle'),
    organization,
    body: `<p>{{text}}</p>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button primary">{{submit}}</button></div>
</form>`,
    view: {
      text: t('proveText', { connection: connection.name }),
      action: to('/sign-in/prove'),
      hidden: hiddenOf({ flow: flow.id, return: flow.returnTo }),
      submit: t('sendCode'),
    },
  };
}
