import { askAgainAtSignIn, requestOfMember } from '#core/index.js';
import type {
  IdentityStatement,
  LinkRequest,
  Member,
  SignInConnection,
  ScimUser,
  SignInIdentity,
} from '#store/index.js';
import { memberOfSession } from './candidates.js';
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
): Promise<LinkRequest | undefined> {
  const { connection, proofs, note } = scope;
  const request = (await requestOfMember(scope, connection, member))?.request;
  const isApproved = request?.status === 'approved' && request.scimUserId === user.id;
  if (isApproved && request.configuration === connection.configuration) return undefined;
  const isOwnWord = (await memberOfSession(scope))?.id === member.id;
  const approved = isOwnWord && proofs.steppedUp === true && member.standing === 'owner';
  const said = directoryUserOf(statement, { id: user.id, email: emailOfUser(user) });
  const bound = { member, isOwnWord, approved };
  const asked = await askAgainAtSignIn(scope, connection, said, bound);
  if (asked) note('connection.changed', asked.why);
  return asked?.request;
}
