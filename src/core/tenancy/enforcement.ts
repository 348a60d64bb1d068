import { domainOf, Fault } from '#kernel/index.js';
import type { Member, Organization, SignInSession } from '#store/index.js';

/**
 * How a session stands to an organization whose people sign in by named connections only. `break_glass`: an owner who may come in
 * another way, once the owners are told.
 */
export type EnforcedAccess = 'open' | 'second_step' | 'break_glass' | 'closed';

export interface EnforcedSession extends Pick<
  SignInSession,
  'method' | 'connectionId' | 'organizationId' | 'brokeGlassFor'
> {
  readonly hasSecondStep: boolean;
}

type Enforcing = Pick<Organization, 'id' | 'signInEnforcement'>;

/** What the organization says to the session of this member: of records that are read anyhow. */
export function enforcedAccess(
  session: EnforcedSession,
  organization: Enforcing,
  member: Pick<Member, 'id' | 'email' | 'standing'>,
): EnforcedAccess {
  const { signInEnforcement: enforcement } = organization;
  const { connectionId, hasSecondStep, brokeGlassFor } = session;
  if (!enforcement) return 'open';
  if (connectionId !== undefined && enforcement.connectionIds.includes(connectionId)) return 'open';
  if (isBreakGlass(session, organization, member)) {
    // the operator's link is for an owner who has lost every factor
    if (!hasSecondStep && session.method !== 'operator_link') return 'second_step';
    return brokeGlassFor?.includes(organization.id) ? 'open' : 'break_glass';
  }
  if (isOfEnforcedDomain(organization, member.email) || enforcement.guests === 'refused') {
    return 'closed';
  }
  return hasSecondStep ? 'open' : 'second_step';
}

/** Whether people of the address sign in by the enforced connections only. A member without an address is no guest of another domain. */
export function isOfEnforcedDomain(
  { signInEnforcement }: Enforcing,
  email: string | undefined,
): boolean {
  if (!signInEnforcement) return false;
  return email === undefined || signInEnforcement.domains.includes(domainOf(email));
}

/** Whether a way in other than the enforced connections is closed to the address: of an enforced domain, or of a guest who is refused. */
export function isClosedTo(organization: Enforcing, email: string | undefined): boolean {
  const { signInEnforcement: enforcement } = organization;
  if (!enforcement) return false;
  return enforcement.guests === 'refused' || isOfEnforcedDomain(organization, email);
}

/** A session of the account itself, of an owner who is named, or of any owner by the operator's link. */
function isBreakGlass(
  { method, connectionId, organizationId }: EnforcedSession,
  { signInEnforcement }: Enforcing,
  { id, standing }: Pick<Member, 'id' | 'standing'>,
): boolean {
  if (connectionId !== undefined || organizationId !== undefined) return false;
  const isNamed = signInEnforcement?.breakGlassMemberIds.includes(id) === true;
  return standing === 'owner' && (isNamed || method === 'operator_link');
}

/** Fault `sign_in_enforcement.in_use`: people are held to this connection, or are of this domain; the enforcement is changed first. */
export function requireNotEnforced(
  { id: organizationId, signInEnforcement }: Enforcing,
  { connectionId = '', domain = '' }: { readonly connectionId?: string; readonly domain?: string },
): void {
  const { connectionIds = [], domains = [] } = signInEnforcement ?? {};
  if (!connectionIds.includes(connectionId) && !domains.includes(domain)) return;
  throw new Fault('sign_in_enforcement.in_use', {
    organizationId,
    ...(connectionId !== '' && { connectionId }),
    ...(domain !== '' && { domain }),
  });
}

/** Whether the address is let in this way: by the connection, or by another way than a connection. */
export function isWayInto(
  organization: Enforcing,
  email: string | undefined,
  connectionId?: string,
): boolean {
  const connections = organization.signInEnforcement?.connectionIds ?? [];
  if (connectionId !== undefined && connections.includes(connectionId)) return true;
  return !isClosedTo(organization, email);
}

/** Fault `sign_in.enforced`: the address is let in by the enforced connections only, and this way is another one. */
export function requireEnforcedWay(
  organization: Enforcing & Pick<Organization, 'slug'>,
  email: string | undefined,
  connectionId?: string,
): void {
  if (isWayInto(organization, email, connectionId)) return;
  const { id: organizationId, slug, signInEnforcement } = organization;
  const connections = signInEnforcement?.connectionIds ?? [];
  throw new Fault('sign_in.enforced', { organizationId, slug, connections });
}
