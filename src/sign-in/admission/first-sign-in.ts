import {
  attachAtSignIn,
  createAtSignIn,
  linkAtSignIn,
  requestOfUser,
  setAccount,
} from '#core/index.js';
import { newId } from '#kernel/index.js';
import {
  all,
  equals,
  type Account,
  type IdentityStatement,
  type Member,
  type ScimUser,
  type SignInIdentity,
} from '#store/index.js';
import { applyStatement, noteUnreadableGroups } from './applying.js';
import { findCandidate, type Candidate } from './candidates.js';
import { askAgain } from './configurations.js';
import { askAboutStatement } from './hooked-statements.js';
import { insertIdentity } from './identities.js';
import { refused, waiting, type Decision } from './results.js';
import type { SignInScope } from './scope.js';
import { countedEmail, directoryUserOf, localeOf, personOf, statedUserOf } from './statements.js';

/** A subject that is nobody's yet, and the user that waits for an approval, where one does. */
export interface FirstSignIn {
  readonly key: string;
  readonly statement: IdentityStatement;
  readonly waitingUser: ScimUser | undefined;
}

export async function decideFirstSignIn(scope: SignInScope, first: FirstSignIn): Promise<Decision> {
  const { statement, waitingUser } = first;
  const request = waitingUser && (await requestOfUser(scope, waitingUser.id));
  const { configuration } = scope.connection;
  const isAsked = request?.status === 'pending' && request.configuration === configuration;
  if (isAsked && !scope.proofs.session) return waiting(request);
  if (request?.status === 'rejected') return refused('sign_in.rejected');
  const candidate = await findCandidate(scope, statement);
  switch (candidate.kind) {
    case 'refused':
      return refused(candidate.code);
    case 'prove':
      return statement.email === undefined
        ? refused('sign_in.address_missing')
        : { outcome: 'prove', code: 'sign_in.proof_needed', email: statement.email };
    case 'waiting': {
      const own = await requestOfUser(scope, candidate.scimUserId);
      return own?.status === 'pending' ? waiting(own) : refused('sign_in.rejected');
    }
    case 'member':
      return linkMember(scope, first, candidate);
    case 'new':
      return createPerson(scope, first, candidate);
  }
}

async function linkMember(
  scope: SignInScope,
  first: FirstSignIn,
  { member, proof, makesNew = false }: Extract<Candidate, { kind: 'member' }>,
): Promise<Decision> {
  const { connection, proofs, note } = scope;
  const { statement } = first;
  const own = makesNew ? undefined : await userOfMember(scope, member);
  const id = own?.id ?? first.waitingUser?.id ?? newId();
  const approved = proof === 'session' && proofs.steppedUp === true && member.standing === 'owner';
  const email = await countedEmail(scope, statement, member.email);
  const user = directoryUserOf(statement, { id, email });
  const link = await linkAtSignIn(scope, connection, user, {
    member,
    proof,
    approved,
    makesNew,
    accountId: async () => (await accountFor(scope, statement)).id,
  });
  note(`link.${link.decision}`, link.why);
  if (link.member) {
    const settled = { ...first, member: link.member, proof, id, isNew: false };
    return settle(scope, settled);
  }
  if (!first.waitingUser) {
    const said = statedUserOf(statement, { key: first.key, email });
    await scope.people.insert(scope, said, { id, memberId: '' });
  }
  const request = await requestOfUser(scope, id);
  return request?.status === 'pending' ? waiting(request) : refused('sign_in.rejected');
}

async function createPerson(
  scope: SignInScope,
  first: FirstSignIn,
  { proof, former }: Extract<Candidate, { kind: 'new' }>,
): Promise<Decision> {
  const { connection, note } = scope;
  const { waitingUser } = first;
  const statement = askAboutStatement(scope, first.statement);
  const id = waitingUser?.id ?? newId();
  const accountId = former?.accountId ?? (await accountFor(scope, statement)).id;
  const user = directoryUserOf(statement, { id, email: statement.email });
  const member = await createAtSignIn(scope, connection, user, { accountId, former });
  note('member.created', `member ${member.id}: nobody of the organization has the address`);
  return settle(scope, { ...first, statement, member, proof, id, isNew: true });
}

/** The user of this connection that stands for the member: a second subject of one person shares it. */
function userOfMember(
  { tx, connection }: SignInScope,
  { id }: Member,
): Promise<ScimUser | undefined> {
  return tx.scimUsers.first(all(equals('memberId', id), equals('connectionId', connection.id)));
}

/** The account of the code or session, else a new one without an address: no account is found by what a provider says. */
async function accountFor(scope: SignInScope, statement: IdentityStatement): Promise<Account> {
  const { tx, proofs } = scope;
  const { accountId = proofs.session?.accountId } = proofs;
  const known = accountId === undefined ? undefined : await tx.accounts.get(accountId);
  if (known) return known;
  const { photoUrl: _photo, email: _email, ...names } = personOf(statement, statement.email);
  const locale = localeOf(statement);
  return scope.createAccount(scope, { ...names, ...(locale !== undefined && { locale }) });
}

/** Of an approval: the user stands for the member, and the subject is not bound yet. */
export async function bindApproved(
  scope: SignInScope,
  first: FirstSignIn & { readonly user: ScimUser },
): Promise<Decision> {
  const { statement, user } = first;
  const found = await scope.members.get(user.memberId);
  if (found?.status !== 'active') return refused('sign_in.deactivated');
  const { session } = scope.proofs;
  if (session && session.accountId !== found.accountId) return refused('sign_in.identity_taken');
  const open = await askAgain(scope, { user, member: found }, statement);
  if (open) return open;
  const member =
    found.accountId === undefined
      ? await setAccount(scope, found, (await accountFor(scope, statement)).id)
      : found;
  return settle(scope, { ...first, member, proof: 'approval', id: user.id, isNew: false });
}

interface Settling extends FirstSignIn {
  readonly member: Member;
  readonly proof: SignInIdentity['provedBy'];
  /** of the user that keeps what was said */
  readonly id: string;
  readonly isNew: boolean;
}

/** The subject is the member's from now on, and the member follows what was said. */
async function settle(scope: SignInScope, settling: Settling): Promise<Decision> {
  const { tx, people } = scope;
  const { key, statement, member, proof, id, isNew } = settling;
  const email = await countedEmail(scope, statement, member.email);
  const said = statedUserOf(statement, { key, email });
  const before = await tx.scimUsers.get(id);
  const written = before
    ? await people.write(scope, before, said)
    : await people.insert(scope, said, { id, memberId: member.id });
  await attachAtSignIn(scope, written, member);
  const user = { ...written, memberId: member.id };
  const applied = await applyStatement(scope, statement, {
    member,
    user,
    event: 'created',
    isSaidAnew: true,
    isNew,
  });
  const account = await tx.accounts.get(member.accountId ?? '');
  if (!account) throw new Error('A member who signs in has an account.');
  const binding = { key, member, accountId: account.id, scimUserId: user.id, provedBy: proof };
  const identity = await insertIdentity(scope, statement, binding);
  await noteUnreadableGroups(scope, identity, applied, Array.isArray(statement.groups));
  return { outcome: 'admitted', account, member: applied.member, identity, isNew };
}
