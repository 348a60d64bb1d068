import { Fault, type Context } from '#kernel/index.js';
import { equals, type Member, type Readers, type SignInSession } from '#store/index.js';
import { requireOwn } from '#core/access/index.js';
import { closeSession } from '#core/credentials/index.js';
import {
  endOfSession,
  findAll,
  inOrganization,
  refusalOfSession,
  viewOrganization,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { writeMember } from './lifecycle/change.js';
import { requireManageableMember } from './scopes.js';
import type { MemberTarget } from './update.js';

/** Where it is looked whether a session opens the organization. */
type Asked = Pick<OrganizationScope, 'organization' | 'connections'>;

/**
 * The sessions that open this organization for the member now, the newest first; an account has few. Of a session that no provider of the
 * organization made, where it is used is not told to others. Faults `member.missing`, `permission.missing`.
 */
export async function listSessionsOfMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
): Promise<readonly SignInSession[]> {
  requireOwn(ctx, 'members:read', memberId);
  const view = await viewOrganization(deps, organizationId);
  const member = await view.members.require(memberId);
  const found = await sessionsOf(deps.store.read, view, member, ctx.clock.now());
  const isOwn = ctx.authority.memberId === memberId;
  return found.reverse().map((session) => (isOwn ? session : withoutPlace(session)));
}

function withoutPlace(session: SignInSession): SignInSession {
  if (session.organizationId !== undefined) return session;
  const { address: _address, userAgent: _userAgent, ...rest } = session;
  return rest;
}

async function sessionsOf(
  reading: Pick<Readers, 'sessions'>,
  { organization, connections }: Asked,
  member: Member,
  now: number,
): Promise<SignInSession[]> {
  const { accountId } = member;
  if (accountId === undefined) return [];
  const sessions = await findAll(reading.sessions, equals('accountId', accountId));
  const ids = sessions.flatMap(({ connectionId }) => connectionId ?? []);
  const byId = new Map((await connections.getMany(ids)).map((one) => [one.id, one]));
  return sessions.filter((session) => {
    const connection = byId.get(session.connectionId ?? '');
    const asked = { organization, member, connection, now };
    return !endOfSession(session, now) && !refusalOfSession(session, asked);
  });
}

/**
 * Ends one for this organization: a session that its provider made ends as a whole, another one goes on for the person's other
 * organizations. Faults `session.missing`, `member.missing`, `permission.missing`, `permission.escalation`.
 */
export function endSessionOfMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
  sessionId: string,
): Promise<void> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await requireMember(scope, memberId);
    const open = await sessionsOf(scope.tx, scope, member, ctx.clock.now());
    const session = open.find(({ id }) => id === sessionId);
    if (!session) throw new Fault('session.missing', { id: sessionId });
    await closeSession(scope, session);
  });
}

/**
 * Ends every session for this organization; the member can sign in again. Faults `member.missing`, `permission.missing`,
 * `permission.escalation`.
 */
export function endSessionsOfMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
): Promise<number> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await requireMember(scope, memberId);
    const open = await sessionsOf(scope.tx, scope, member, ctx.clock.now());
    await endSessionsOfMemberIn(scope, member);
    return open.length;
  });
}

/** The same in a transaction that changes how the member signs in. */
export async function endSessionsOfMemberIn(
  scope: OrganizationScope,
  member: Member,
): Promise<void> {
  await writeMember(scope, member, {}, { endsSessions: true });
}

/** As for a suspension: who may change the member; members about themselves. */
async function requireMember(scope: OrganizationScope, id: string): Promise<Member> {
  const member = await scope.members.require(id);
  requireOwn(scope.ctx, 'members:write', id);
  await requireManageableMember(scope, member);
  return member;
}
