import {
  endSessionsOfIdentity,
  inOrganization,
  listPage,
  type ListQuery,
  recomputeGroupGrants,
  requireManageableMember,
  requestOfUser,
  requireOwn,
  tenantReaders,
  withdrawLinkRequest,
  type OrganizationScope,
} from '#core/index.js';
import { Fault, type Context, type Page } from '#kernel/index.js';
import type { StatedPeople } from '#provisioning/index.js';
import {
  all,
  equals,
  type IdentityStatement,
  type SignInConnection,
  type SignInIdentity,
} from '#store/index.js';
import type { SignInDeps } from '../deps.js';
import {
  appendIdentityEntry,
  removeIdentityRecord,
  findIdentity,
  identityKey,
} from './identities.js';

export interface IdentityTarget {
  readonly organizationId: string;
  readonly memberId: string;
  readonly identityId: string;
}

/** By which subjects of which providers a member signs in. */
export function createIdentities({
  core,
  provisioning,
  store,
}: Pick<SignInDeps, 'core' | 'provisioning' | 'store'>) {
  return {
    /** The account that signs in by what this statement says at this connection. Undefined: nobody does yet. */
    async accountOf(
      _ctx: Context,
      { id }: Pick<SignInConnection, 'id'>,
      statement: IdentityStatement,
    ): Promise<string | undefined> {
      const identity = await findIdentity(store.read, identityKey(id, statement));
      return identity?.accountId;
    },
    /** In the order of their binding. Members see their own. Faults `member.missing`, `permission.missing`. */
    async list(
      ctx: Context,
      organizationId: string,
      memberId: string,
      query: ListQuery,
    ): Promise<Page<SignInIdentity>> {
      requireOwn(ctx, 'members:read', memberId);
      const member = await tenantReaders(store.read, organizationId).members.require(memberId);
      const where = all(
        // of a member without an account there are none
        equals('accountId', member.accountId ?? ''),
        equals('organizationId', organizationId),
      );
      return listPage(store.read.signInIdentities, where, query);
    },
    /**
     * The subject is nobody's any more, its sessions end, and what its provider's groups gave is over; the member stays. Faults
     * `member.missing`, `sign_in.identity_missing`, `permission.escalation`.
     */
    remove: (ctx: Context, target: IdentityTarget): Promise<void> =>
      inOrganization(core.deps, ctx, target.organizationId, (scope) =>
        removeIdentity(scope, provisioning.people, target),
      ),
  };
}

async function removeIdentity(
  scope: OrganizationScope,
  people: StatedPeople,
  { organizationId, memberId, identityId }: IdentityTarget,
): Promise<void> {
  const { tx } = scope;
  const member = await scope.members.require(memberId);
  const identity = await tx.signInIdentities.get(identityId);
  const isOwn =
    identity?.organizationId === organizationId && identity.accountId === member.accountId;
  if (!identity || !isOwn) throw new Fault('sign_in.identity_missing', { id: identityId });
  if (scope.ctx.authority.memberId !== member.id) await requireManageableMember(scope, member);
  await removeIdentityRecord(scope, identity);
  await endSessionsOfIdentity(scope, identity);
  await appendIdentityEntry(scope, 'sign_in.identity_removed', { identity, member });
  const other = await tx.signInIdentities.first(equals('scimUserId', identity.scimUserId));
  const user = await tx.scimUsers.get(identity.scimUserId);
  if (other) {
    // the user that both shared is found by its key: from now on by the one that stays
    if (user?.userNameKey === identity.key) await people.rename(scope, user, other.key);
    return;
  }
  const connection = await scope.connections.get(identity.connectionId);
  const request = user && (await requestOfUser(scope, user.id));
  if (request) await withdrawLinkRequest(scope, request);
  if (user && connection) await people.remove({ ...scope, connection }, user);
  await recomputeGroupGrants(scope, member);
}
