import { askAgainAtSignIn, requestOfMember } from '#core/index.js';
import type {
  IdentityStatement,
  Member,
  SignInConnection,
  ScimUser,
  SignInIdentity,
} from '#store/index.js';
import { memberOfSession } from './candidates.js';
import { refused, waiting, type Refused, type Waiting } from './results.js';
import type { SignInScope } from './scope.js';
import { directoryUserOf, emailOfUser } from './statements.js';

/** Whether the person was let in, or bound, with the connection as it is. */
export function isOfConfiguration(
  { configuration, configuredAt }: SignInConnection,
  identity: Pick<SignInIdentity, 'configuration' | 'createdAt'>,
): boolean {
  if (identity.configuration !== undefined) return identity.configuration === configuration;
  return configuredAt === undefined || identity.createdAt > configuredAt;
}

interface Bound {
  readonly user: ScimUser;
  readonly member: Member;
}

/**
 * Who changes a connection can say that anybody signed in. So members beyond the reach of who changed it are asked for anew, unless an
 * approval was of the connection as it is. Undefined: the person is let in.
 */
export async function askAgain(
  scope: SignInScope,
  { user, member }: Bound,
  statement: IdentityStatement,
): Promise<Waiting | Refused | undefined> {
  const { connection, proofs, note } = scope;
  const own = (await memberOfSession(scope))?.id === member.id;
  const approved = own && proofs.steppedUp === true && member.standing === 'owner';
  const request = (await requestOfMember(scope, connection, member))?.request;
  const isAsked =
    request?.scimUserId === user.id && request.configuration === connection.configuration;
  if (isAsked && request.status === 'approved') return undefined;
  if (isAsked && request.status === 'pending' && !own) return waiting(request);
  if (isAsked && request.status === 'rejected' && !approved) return refused('sign_in.rejected');
  const said = directoryUserOf(statement, { id: user.id, email: emailOfUser(user) });
  const bound = { member, isOwnWord: own, approved };
  const asked = await askAgainAtSignIn(scope, connection, said, bound);
  if (!asked) return undefined;
  note('connection.changed', asked.why);
  return waiting(asked.request);
}
