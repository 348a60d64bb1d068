import {
  endOfSession,
  findAll,
  isOfProvedDomain,
  membersOfAddress,
  refusalOfSession,
  type LinkProof,
} from '#core/index.js';
import { addressKey, domainOf, instant, type FaultCode } from '#kernel/index.js';
import { all, equals, type IdentityStatement, type Invitation, type Member } from '#store/index.js';
import { identitiesOfAccount } from './identities.js';
import type { SignInScope } from './scope.js';
import { isProved } from './statements.js';

/** Whom a person who signs in for the first time is taken to be. */
export type Candidate =
  | { readonly kind: 'refused'; readonly code: FaultCode }
  /** by a code that goes to the address, or in a session */
  | { readonly kind: 'prove' }
  /** a user of the paired directory waits for an approval of its own */
  | { readonly kind: 'waiting'; readonly scimUserId: string }
  | {
      readonly kind: 'member';
      readonly member: Member;
      readonly proof: LinkProof;
      /** the member left, and is bound to another subject */
      readonly makesNew?: boolean;
    }
  | {
      readonly kind: 'new';
      readonly proof: 'domain' | 'email_code';
      /** the member who left and is invited again */
      readonly former?: Member;
    };

/**
 * In this order: the member in whose session this way of signing in is added, the user of the paired directory, the member of an address
 * that the organization or the person has proved. Whether a proof is needed is decided before anybody is looked for, so that the answer
 * tells nothing of who is there.
 */
export async function findCandidate(
  scope: SignInScope,
  statement: IdentityStatement,
): Promise<Candidate> {
  const paired = await byPairedDirectory(scope, statement);
  if (scope.proofs.session) return bySession(scope, paired);
  if (paired) return paired;
  const { email } = statement;
  if (email === undefined) return { kind: 'refused', code: 'sign_in.address_missing' };
  if (await isLapsed(scope, email)) return { kind: 'refused', code: 'sign_in.domain_lapsed' };
  if (!(await isProved(scope, email))) return { kind: 'prove' };
  return byAddress(scope, email);
}

/** The domain is enforced and its proof is over: nobody new is bound by it, whatever else the person proves. */
async function isLapsed(scope: SignInScope, email: string): Promise<boolean> {
  const { signInEnforcement } = scope.organization;
  const isEnforced = signInEnforcement?.domains.includes(domainOf(email)) === true;
  return isEnforced && !(await isOfProvedDomain(scope, email));
}

/** The externalId that the connection reads from an attribute, at the directory that it is paired with. */
async function byPairedDirectory(
  scope: SignInScope,
  { externalId }: IdentityStatement,
): Promise<Candidate | undefined> {
  const { tx, members, connection, note } = scope;
  const { pairedWith } = connection;
  if (pairedWith === undefined || externalId === undefined) return undefined;
  const where = all(equals('connectionId', pairedWith), equals('externalId', externalId));
  const { records } = await tx.scimUsers.find({ where, limit: 2 });
  const [user] = records;
  if (!user || records.length > 1) return undefined;
  if (user.organizationId !== connection.organizationId) return undefined;
  note('person.paired', `the user ${user.id} of the paired directory has the externalId`);
  if (user.memberId === '') return { kind: 'waiting', scimUserId: user.id };
  const member = await members.get(user.memberId);
  return member && memberCandidate(scope, member, 'directory');
}

/** Who adds a way of signing in is the member of the session, or nobody: not another one of the address, or of the directory. */
async function bySession(scope: SignInScope, paired: Candidate | undefined): Promise<Candidate> {
  const member = await memberOfSession(scope);
  if (!member) return { kind: 'refused', code: 'session.login_required' };
  const isOther = paired && !(paired.kind === 'member' && paired.member.id === member.id);
  if (isOther) return { kind: 'refused', code: 'sign_in.identity_taken' };
  return memberCandidate(scope, member, 'session');
}

/** The member in whose own session this way of signing in is added. */
export async function memberOfSession(scope: SignInScope): Promise<Member | undefined> {
  const { ctx, tx, organization, proofs } = scope;
  const session = await tx.sessions.get(proofs.session?.id ?? '');
  if (!session) return undefined;
  const now = ctx.clock.now();
  if (endOfSession(session, now)) return undefined;
  const member = await tx.members.first(
    all(
      equals('accountId', session.accountId),
      equals('organizationId', organization.id),
      equals('status', 'active'),
    ),
  );
  const by = await tx.connections.get(session.connectionId ?? '');
  // a session that does not open the organization, of another one's provider say, adds nothing here
  const asked = { organization, member, connection: by, now };
  return refusalOfSession(session, asked) ? undefined : member;
}

async function byAddress(scope: SignInScope, email: string): Promise<Candidate> {
  const { proofs, note } = scope;
  const isByCode = proofs.email !== undefined && addressKey(proofs.email) === addressKey(email);
  const proof = isByCode ? 'email_code' : 'domain';
  note('address.proved', isByCode ? 'by a code' : 'the organization has proved its domain');
  const [first] = await membersOfAddress(scope, email);
  if (first && first.status !== 'left') return memberCandidate(scope, first, proof);
  const invited = await pendingInvitation(scope, email);
  if (!invited && !(await isJustInTime(scope))) {
    return { kind: 'refused', code: 'sign_in.not_admitted' };
  }
  if (!first) return { kind: 'new', proof };
  const isBound = await hasIdentity(scope, first);
  if (invited) return { kind: 'new', proof, ...(!isBound && { former: first }) };
  return { kind: 'member', member: first, proof, makesNew: isBound };
}

/**
 * A member who is there already. Who has another way of signing in here proves that both are one person: an address may have been given
 * to another one.
 */
async function memberCandidate(
  scope: SignInScope,
  member: Member,
  proof: LinkProof,
): Promise<Candidate> {
  if (member.status !== 'active') return { kind: 'refused', code: 'sign_in.deactivated' };
  const isOwnWord = proof === 'session' || proof === 'email_code';
  if (!isOwnWord && (await hasIdentity(scope, member))) return { kind: 'prove' };
  return { kind: 'member', member, proof };
}

async function hasIdentity(
  { tx, connection }: SignInScope,
  { accountId }: Member,
): Promise<boolean> {
  if (accountId === undefined) return false;
  const found = await identitiesOfAccount(tx, connection.organizationId, accountId);
  return found.length > 0;
}

async function pendingInvitation(
  { ctx, tx, organization }: SignInScope,
  email: string,
): Promise<Invitation | undefined> {
  const found = await tx.invitations.first(
    all(equals('organizationId', organization.id), equals('pendingKey', addressKey(email))),
  );
  return found && found.expiresAt > instant(ctx.clock.now()) ? found : undefined;
}

/** Whether a person who is no member becomes one: as the connection says, else while no directory over SCIM does that. */
export async function isJustInTime({ tx, connection }: SignInScope): Promise<boolean> {
  const { justInTime, organizationId } = connection;
  if (justInTime !== undefined) return justInTime === 'on';
  const where = all(equals('organizationId', organizationId), equals('status', 'active'));
  const active = await findAll(tx.connections, where);
  return !active.some(({ kind }) => kind === 'scim');
}
