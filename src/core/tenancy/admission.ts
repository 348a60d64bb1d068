import { Fault, instant, type Actor, type Authority, type Context } from '#kernel/index.js';
import type { ApiKey, Member, Organization, Readers, SignInSession } from '#store/index.js';
import { authorityOf, intersectAuthority, rolesOfMember } from './member-authority.js';
import type { Presets } from './roles.js';
import { endOfSession, refusalOfSession } from './session-rule.js';
import { stepUpOf } from './step-up.js';

/** What a caller is admitted to, as the transaction reads it. */
interface Admission {
  readonly tx: Pick<
    Readers,
    'credentials' | 'apiKeys' | 'members' | 'roles' | 'sessions' | 'connections'
  >;
  readonly presets: Presets;
  readonly organization: Organization;
}

/** Actors that are let in by an organization: by a token, a key, a membership. The operator, jobs and invitees are not. */
const ADMITTED: ReadonlySet<Actor['kind']> = new Set(['connection', 'api_key', 'member', 'person']);

/** Whether a transaction asks if the caller is still admitted. */
export function asksAdmission({ actor, followsUp }: Context): boolean {
  return followsUp !== true && ADMITTED.has(actor.kind);
}

/** The reads by which `readmit` and `inScimScope` ask, begun at once. */
export function readAhead(ctx: Context, tx: Admission['tx']): readonly Promise<unknown>[] {
  const { actor } = ctx;
  if (!asksAdmission(ctx)) return [];
  switch (actor.kind) {
    case 'connection':
      return [tx.credentials.get(actor.credentialId), tx.connections.get(actor.id)];
    case 'api_key':
      return [tx.apiKeys.get(actor.id)];
    case 'member': {
      const key = actor.via === undefined ? [] : [tx.apiKeys.get(actor.via)];
      return [...key, tx.members.get(actor.id)];
    }
    case 'person': {
      const member = actor.memberId === undefined ? [] : [tx.members.get(actor.memberId)];
      return [tx.sessions.get(actor.sessionId), ...member];
    }
    default:
      return [];
  }
}

/**
 * What let the caller in when the request began is asked again, inside of the transaction: a token or key may have been revoked or have
 * expired, a session may have ended, the acting member may have gone or have lost a role. Resolves to the call with the rights that are
 * left; rights that came meanwhile wait for the next request. The records of keys stay as long as the organization. A connection is asked
 * by `inScimScope`, which reads it anyhow. Faults `credential.invalid`, `acting.unknown`, `session.invalid`, `session.login_required`,
 * `permission.missing`.
 */
export async function readmit(ctx: Context, admission: Admission): Promise<Context> {
  if (!asksAdmission(ctx)) return ctx;
  const { actor } = ctx;
  const { tx } = admission;
  if (actor.kind === 'connection') {
    await requireCredential(ctx, tx, actor.credentialId);
  } else if (actor.kind === 'api_key') {
    await requireApiKey(ctx, tx, actor.id);
  } else if (actor.kind === 'member') {
    if (actor.via !== undefined) await requireApiKey(ctx, tx, actor.via);
    const member = await tx.members.get(actor.id);
    // erased meanwhile, or not active
    if (member?.status !== 'active') throw new Fault('acting.unknown', { memberId: actor.id });
    return asMember(ctx, admission, member);
  } else if (actor.kind === 'person') {
    const { member, session } = await memberOfSession(ctx, admission, actor);
    const asked = await asMember(ctx, admission, member);
    return { ...asked, stepUp: stepUpOf(ctx, admission.organization, { session, member }) };
  }
  return ctx;
}

/**
 * The member of a person who has signed in. Work that outlives a session goes on when the person has signed out; what ends their access
 * ends it as well.
 */
async function memberOfSession(
  { clock, outlivesSession }: Context,
  { tx, organization }: Admission,
  { sessionId, memberId }: Extract<Actor, { kind: 'person' }>,
): Promise<{ readonly member: Member; readonly session: SignInSession | undefined }> {
  const session = await tx.sessions.get(sessionId);
  const member = memberId === undefined ? undefined : await tx.members.get(memberId);
  if (!session) {
    if (outlivesSession && member?.status === 'active') return { member, session };
    throw new Fault('session.invalid');
  }
  const isTakenBack = session.endReason === 'revoked' || session.endReason === 'provider';
  const end = outlivesSession && !isTakenBack ? undefined : endOfSession(session, clock.now());
  const { connectionId } = session;
  const connection =
    connectionId === undefined ? undefined : await tx.connections.get(connectionId);
  const asked = { organization, member, connection, now: clock.now() };
  const refusal = end ?? refusalOfSession(session, asked);
  if (refusal || !member) throw refusal ?? new Fault('session.invalid');
  return { member, session };
}

/** An access token ends before its client does, so the context says when. */
async function requireCredential(
  { clock, admittedUntil }: Context,
  { credentials }: Admission['tx'],
  id: string,
): Promise<void> {
  const hasExpired = admittedUntil !== undefined && admittedUntil <= instant(clock.now());
  if (hasExpired || (await credentials.get(id))?.revokedAt !== undefined)
    throw new Fault('credential.invalid');
}

async function requireApiKey(
  { clock }: Context,
  { apiKeys }: Admission['tx'],
  id: string,
): Promise<void> {
  const key = await apiKeys.get(id);
  if (key && !isLiveKey(key, clock.now())) throw new Fault('credential.invalid');
}

/** Neither revoked nor expired. */
export function isLiveKey({ revokedAt, expiresAt }: ApiKey, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > now);
}

/** Roles are looked for in the database only where the member has one of the organization's own. */
async function asMember(
  ctx: Context,
  { tx, presets, organization }: Admission,
  member: Member,
): Promise<Context> {
  const roles = await rolesOfMember(tx, presets, organization, member, ctx.clock.now());
  const authority = intersectAuthority(authorityOf(roles, { memberId: member.id }), ctx.authority);
  requireAsked(authority);
  return { ...ctx, authority };
}

/** The intersection names every permission that another one includes. */
function requireAsked({ permissions, asked }: Authority): void {
  if (asked === undefined || permissions === 'all' || permissions.has(asked)) return;
  throw new Fault('permission.missing', { permission: asked });
}
