import { noteAttempt } from './note-attempt.js';
import { openFlow } from './open-flow.js';
import { personIn } from './opened-organizations.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest, Redirect, SignedIn } from './pages.js';
import { refusedPage } from './refused-pages.js';
import type { Flow, Organization, SignInConnection } from './view-types.js';
import { waitingPage } from './waiting-page.js';

/** Where people see by which identity providers they sign in to an organization. */
export const WAYS_PATH = '/account/ways';

/** To the proof of who the person is, and back to this page. */
export function toStepUp(
  { to }: PageRequest,
  path: string,
  query: Readonly<Record<string, string>>,
): Redirect {
  const back = `${path}?${new URLSearchParams(query).toString()}`;
  return { redirect: to('/sign-in/step-up', { return: back }) };
}

interface Binding {
  readonly connection: SignInConnection;
  readonly organization: Organization;
  readonly signedIn: SignedIn;
  readonly isTest?: true;
}

/** The provider's answer, in the browser and session that asked for it: the subject is the person's from now on. */
export async function finishAdding(page: PageRequest, flow: Flow): Promise<PageAnswer | Redirect> {
  const { deps, ctx, signedIn } = page;
  const found = await deps.signIn.ways.connection(ctx, flow.connectionId ?? '');
  const isSame = flow.configuration === found?.connection.configuration;
  const isOwn = signedIn !== undefined && signedIn.session.id === flow.sessionId;
  if (!found || !isSame || !isOwn) return overPage(page);
  return bindWay(page, flow, { ...found, signedIn });
}

/** `POST /sign-in/test/bind`: of an owner, by whose own test it is: the subject is theirs, also before the connection is active (D1). */
export async function bindTest(
  page: PageRequest,
  signedIn: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps } = page;
  const flow = await openFlow(page);
  if (flow?.purpose !== 'test' || flow.status !== 'finished') return overPage(page);
  const connection = await deps.signIn.protocols.find(flow.connectionId ?? '');
  if (!connection || flow.configuration !== connection.configuration) return overPage(page);
  const organization = await ownedBy(page, signedIn, connection.organizationId);
  if (!organization) return overPage(page);
  return bindWay(page, flow, { connection, organization, signedIn, isTest: true });
}

/** The organization, where the session is the person's own and opens it as an owner's. */
export async function ownedBy(
  { deps, ctx }: PageRequest,
  { session }: SignedIn,
  organizationId: string,
): Promise<Organization | undefined> {
  if (session.connectionId !== undefined) return undefined;
  const person = await personIn({ deps, ctx }, session, organizationId);
  if (!person) return undefined;
  const { memberId = '' } = person.authority;
  const { standing } = await deps.core.members.get(person, organizationId, memberId);
  return standing === 'owner' ? deps.core.organizations.get(ctx, organizationId) : undefined;
}

async function bindWay(
  page: PageRequest,
  flow: Flow,
  { connection, organization, signedIn: { session }, isTest }: Binding,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, to } = page;
  if (!flow.statement) return overPage(page);
  if (!(await deps.signIn.factors.mayChange(ctx, session))) {
    return toStepUp(page, '/sign-in/finish', { flow: flow.id });
  }
  const result = await deps.signIn.admission.admit(ctx, connection, flow.statement, {
    session,
    steppedUp: session.connectionId === undefined,
    ...(isTest && { isTest }),
  });
  await noteAttempt(page, flow, { connection, result });
  if (result.outcome === 'waiting') return waitingPage(page, organization);
  if (result.outcome !== 'admitted') return refusedPage(page, flow, result);
  await deps.signIn.flows.update(ctx, flow.id, () => ({ status: 'finished' }));
  return {
    redirect: to(WAYS_PATH, { organization: organization.slug, saved: '1' }),
    cookies: [await deps.cookies.endFlow(flow.id)],
  };
}
