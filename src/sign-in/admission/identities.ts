import { createHash } from 'node:crypto';
import { connectionTallyKey, findAll, firstVersion, nextVersion } from '#core/index.js';
import { instant } from '#kernel/index.js';
import {
  equals,
  type IdentityStatement,
  type Member,
  type Readers,
  type SignInIdentity,
} from '#store/index.js';
import type { SignInScope } from './scope.js';

/** One subject of one issuer at one connection, whatever their lengths and letters. */
export function identityKey(
  connectionId: string,
  { issuer, subject }: Pick<IdentityStatement, 'issuer' | 'subject'>,
): string {
  const text = JSON.stringify([connectionId, issuer, subject]);
  return createHash('sha256').update(text).digest('hex');
}

export function findIdentity(
  { signInIdentities }: Pick<Readers, 'signInIdentities'>,
  key: string,
): Promise<SignInIdentity | undefined> {
  return signInIdentities.first(equals('key', key));
}

/** Those of one organization by which an account signs in: of all that it has, since a person may be in many organizations. */
export async function identitiesOfAccount(
  { signInIdentities }: Pick<Readers, 'signInIdentities'>,
  organizationId: string,
  accountId: string,
): Promise<SignInIdentity[]> {
  const ofAccount = await findAll(signInIdentities, equals('accountId', accountId));
  return ofAccount.filter((one) => one.organizationId === organizationId);
}

/** What the provider said last, beside what it decides. */
export function seenFields(scope: SignInScope, { email, name }: IdentityStatement) {
  const now = instant(scope.ctx.clock.now());
  return {
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    configuration: scope.connection.configuration,
    lastSignInAt: now,
    lastSignInOn: now.slice(0, 10),
  };
}

interface Binding extends Pick<SignInIdentity, 'accountId' | 'scimUserId' | 'provedBy'> {
  readonly key: string;
  readonly member: Member;
}

/** From now on the subject is the account. */
export async function insertIdentity(
  scope: SignInScope,
  statement: IdentityStatement,
  { member, ...binding }: Binding,
): Promise<SignInIdentity> {
  const { ctx, tx, connection } = scope;
  const { issuer, subject } = statement;
  const identity = firstVersion<SignInIdentity>(ctx, {
    organizationId: connection.organizationId,
    connectionId: connection.id,
    issuer,
    subject,
    ...binding,
    ...seenFields(scope, statement),
  });
  await tx.signInIdentities.insert(identity);
  await appendIdentityEntry(scope, 'sign_in.identity_added', { identity, member });
  return identity;
}

export async function writeIdentity(
  { ctx, tx }: Pick<SignInScope, 'ctx' | 'tx'>,
  before: SignInIdentity,
  change: Partial<SignInIdentity>,
): Promise<SignInIdentity> {
  const after = nextVersion<SignInIdentity>(ctx, before, change);
  await tx.signInIdentities.update(after);
  return after;
}

/** With what is counted of it. */
export async function removeIdentityRecord(
  { tx }: Pick<SignInScope, 'tx'>,
  { id, connectionId, groupsUnreadable }: SignInIdentity,
): Promise<void> {
  await tx.signInIdentities.remove(id);
  if (groupsUnreadable !== true) return;
  await tx.tallies.adjust(connectionTallyKey('groups-unreadable', connectionId), -1);
}

export async function appendIdentityEntry(
  { journal, connections }: Pick<SignInScope, 'journal' | 'connections'>,
  type: string,
  {
    identity,
    member,
  }: { readonly identity: SignInIdentity; readonly member: Pick<Member, 'id' | 'name'> },
): Promise<void> {
  const { id, connectionId, issuer, subject, provedBy, accountId } = identity;
  const connection = await connections.get(connectionId);
  await journal.append({
    type,
    target: { kind: 'member', id: member.id, name: member.name },
    after: {
      identityId: id,
      connectionId,
      connection: connection?.name,
      issuer,
      subject,
      provedBy,
      accountId,
    },
  });
}
