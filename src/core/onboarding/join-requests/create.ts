import { addressKey, Fault, isFault, readText, type Context } from '#kernel/index.js';
import { all, equals, type JoinRequest } from '#store/index.js';
import {
  firstVersion,
  type OrganizationScope,
  type CoreDeps,
  inOrganization,
  requirePreset,
} from '#core/tenancy/index.js';
import { throwInvalidField } from '#core/entitlements/index.js';
import { requireFeature } from '#core/access/index.js';
import { formerMember, personNamesOf } from '#core/members/index.js';
import { appendRequestEntry } from './decisions.js';
import { readPerson, type SignedInPerson, verifiedDomainOf } from './enrolment.js';

export interface NewJoinRequest extends SignedInPerson {
  readonly message?: string;
}

/**
 * Asks to join. Faults `invitation.unverified`, `join_request.closed`, `join_request.pending`, `member.exists`, `plan.required`, and
 * `invitation.pending`: a person with a pending invitation needs no request.
 */
export async function createJoinRequest(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  { accountId, message: requestedMessage, ...person }: NewJoinRequest,
): Promise<JoinRequest> {
  const { name, email, emailVerified, ...names } = readPerson(person);
  if (!emailVerified) throw new Fault('invitation.unverified');
  const message =
    requestedMessage === undefined ? undefined : readText(requestedMessage, 'message', 1_000);
  const emailKey = addressKey(email);
  const request = firstVersion<JoinRequest>(ctx, {
    organizationId,
    name,
    ...personNamesOf(names),
    email,
    emailKey,
    status: 'pending',
    pendingKey: emailKey,
    ...(accountId !== undefined && { accountId }),
    ...(message !== undefined && { message }),
  });
  try {
    return await inOrganization(deps, ctx, organizationId, async (scope) => {
      requireFeature(deps.presets, scope.organization, 'members');
      await requireOpenTo(scope, email);
      await requireOwnAccount(scope, request);
      await requireNotMemberOrInvited(scope, emailKey);
      if (scope.hooks.concern('before_join_request')) {
        const proposed = { email, name, ...(message !== undefined && { message }) };
        const object = { kind: 'join-request', name: email };
        scope.hooks.ask({ point: 'before_join_request', object, version: 0, proposed });
      }
      await scope.tx.joinRequests.insert(request);
      await appendRequestEntry(scope, 'join_request.created', request);
      return request;
    });
  } catch (error) {
    if (isFault(error, 'record.exists')) throw new Fault('join_request.pending');
    throw error;
  }
}

/** Who may request to join: everyone, addresses of a domain that suggests it, or no one. Fault `join_request.closed`. */
async function requireOpenTo({ tx, presets, organization }: OrganizationScope, email: string) {
  const policy =
    organization.policies?.joinRequests ??
    requirePreset(presets, organization).joinRequests ??
    'domains';
  if (policy === 'open') return;
  const domain = policy === 'closed' ? undefined : await verifiedDomainOf(tx, email);
  if (domain?.organizationId === organization.id && domain.enrolment !== 'manual') return;
  throw new Fault('join_request.closed');
}

/** The account must have the address that asks. Fault `request.invalid`. */
async function requireOwnAccount(
  { tx }: OrganizationScope,
  { accountId, emailKey }: JoinRequest,
): Promise<void> {
  if (accountId === undefined) return;
  const account = await tx.accounts.get(accountId);
  if (account?.emailKey !== emailKey)
    throwInvalidField('accountId', 'is no account of this address');
}

/** Faults `member.exists`, `invitation.pending`. */
async function requireNotMemberOrInvited(
  scope: OrganizationScope,
  emailKey: string,
): Promise<void> {
  const { ctx, tx, organization } = scope;
  await formerMember(scope, emailKey);
  const invitation = await tx.invitations.first(
    all(equals('organizationId', organization.id), equals('pendingKey', emailKey)),
  );
  if (invitation && Date.parse(invitation.expiresAt) > ctx.clock.now()) {
    throw new Fault('invitation.pending', { id: invitation.id });
  }
}
