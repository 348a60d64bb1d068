import { askToComeBack, requestOfUser } from '#core/index.js';
import type { IdentityStatement, Member, ScimUser, SignInIdentity } from '#store/index.js';
import { applyStatement, noteUnreadableGroups, writeSeenUser } from './applying.js';
import { isJustInTime } from './candidates.js';
import { askAboutStatement } from './hooked-statements.js';
import { askAgain, isOfConfiguration } from './configurations.js';
import { appendIdentityEntry, seenFields, writeIdentity } from './identities.js';
import { refused, waiting, type Decision } from './results.js';
import type { SignInScope } from './scope.js';
import { directoryUserOf, emailOfUser } from './statements.js';

/** A subject that signed in before: it is the same person, whatever address the provider says now. */
export async function decideKnownIdentity(
  scope: SignInScope,
  identity: SignInIdentity,
  statement: IdentityStatement,
): Promise<Decision> {
  const { tx, members, proofs } = scope;
  const { session } = proofs;
  if (session && session.accountId !== identity.accountId) return refused('sign_in.identity_taken');
  const user = await tx.scimUsers.get(identity.scimUserId);
  if (!user) return refused('sign_in.not_admitted');
  if (user.memberId === '') return decideWaiting(scope, user);
  const member = await members.get(user.memberId);
  if (!member) return refused('sign_in.not_admitted');
  if (member.status === 'suspended') return refused('sign_in.deactivated');
  if (member.status === 'left') return comeBack(scope, { identity, user, member }, statement);
  const isKnown = isOfConfiguration(scope.connection, identity);
  const open = isKnown ? undefined : await askAgain(scope, { user, member }, statement);
  return open ?? letIn(scope, { identity, user, member }, statement);
}

interface Known {
  readonly identity: SignInIdentity;
  readonly user: ScimUser;
  readonly member: Member;
}

async function letIn(
  scope: SignInScope,
  { identity, user, member }: Known,
  said: IdentityStatement,
): Promise<Decision> {
  const { tx } = scope;
  const statement = askAboutStatement(scope, said, member);
  const seen = await writeSeenUser(scope, statement, { user, member, identity });
  const applied = await applyStatement(scope, statement, {
    member,
    user: seen,
    event: 'changed',
    isSaidAnew: seen !== user,
    isNew: false,
  });
  const followed = await followMember(scope, identity, member);
  const { email: _email, name: _name, ...rest } = followed;
  const written = await writeIdentity(scope, rest, seenFields(scope, statement));
  const isSaid = Array.isArray(statement.groups);
  const noted = await noteUnreadableGroups(scope, written, applied, isSaid);
  const account = await tx.accounts.get(noted.accountId);
  if (!account) return refused('sign_in.not_admitted');
  return { outcome: 'admitted', account, member: applied.member, identity: noted, isNew: false };
}

/** A member who was merged into another one is that one now, with the account of that one. */
async function followMember(
  scope: SignInScope,
  identity: SignInIdentity,
  member: Member,
): Promise<SignInIdentity> {
  const { accountId } = member;
  if (accountId === undefined || accountId === identity.accountId) return identity;
  const moved = { ...identity, accountId };
  await appendIdentityEntry(scope, 'sign_in.identity_moved', { identity: moved, member });
  return moved;
}

async function decideWaiting(scope: SignInScope, { id }: ScimUser): Promise<Decision> {
  const request = await requestOfUser(scope, id);
  return request?.status === 'pending' ? waiting(request) : refused('sign_in.rejected');
}

/** Who was removed, or left, comes back by an approval: a sign-in alone undoes no removal. */
async function comeBack(
  scope: SignInScope,
  { user, member }: Known,
  statement: IdentityStatement,
): Promise<Decision> {
  if (!(await isJustInTime(scope))) return refused('sign_in.not_admitted');
  const said = directoryUserOf(statement, { id: user.id, email: emailOfUser(user) });
  return waiting(await askToComeBack(scope, scope.connection, said, member));
}
