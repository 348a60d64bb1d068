import { inOrganization, requireEnforcedWay, type OrganizationScope } from '#core/index.js';
import { Fault, FULL_AUTHORITY, isFault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type IdentityStatement,
  type Member,
  type SignInConnection,
} from '#store/index.js';
import type { SignInDeps } from '../deps.js';
import { bindApproved, decideFirstSignIn } from './first-sign-in.js';
import { memberOfSession } from './candidates.js';
import { findIdentity, identityKey } from './identities.js';
import { decideKnownIdentity } from './known-identity.js';
import { appendDecision, refused, type AdmissionResult, type Decision } from './results.js';
import type { Proofs, SignInScope } from './scope.js';

export type Admission = ReturnType<typeof createAdmission>;

type AdmissionDeps = Pick<SignInDeps, 'core' | 'provisioning'>;

/** Whom an identity provider's statement lets in, as what, and why not. */
export function createAdmission(deps: AdmissionDeps) {
  return {
    admit: (
      ctx: Context,
      connection: SignInConnection,
      statement: IdentityStatement,
      proofs: Proofs = {},
    ): Promise<AdmissionResult> => admit(deps, ctx, { connection, statement, proofs }),
  };
}

interface SignIn {
  readonly connection: SignInConnection;
  readonly statement: IdentityStatement;
  readonly proofs: Proofs;
}

/** Refusals by rules that hold for every way in: nothing of the sign-in is kept. */
const REFUSALS = [
  'connection.disabled',
  'organization.disabled',
  'organization.deleted',
  'organization.missing',
  'seat.none_free',
  'limit.members',
  'plan.required',
  'sign_in.enforced',
  'hook.denied',
  'hook.failed',
  'hook.loop',
] as const;

/**
 * Decides one verified statement, in one transaction of the connection's organization, and says so in its journal. The same statement
 * again is decided again. Other faults are outages.
 */
async function admit(
  deps: AdmissionDeps,
  caller: Context,
  signIn: SignIn,
): Promise<AdmissionResult> {
  const { connection, statement } = signIn;
  const ctx = contextOf(caller, connection);
  const work = async (scope: OrganizationScope): Promise<AdmissionResult> => {
    const trace: { step: string; detail: string }[] = [];
    const own = await signInScope(deps, scope, signIn, (step, detail) => {
      trace.push({ step, detail });
    });
    // a way that is closed binds nobody, and tells nothing of who is there
    if (statement.email !== undefined) {
      requireEnforcedWay(own.organization, statement.email, own.connection.id);
    }
    const decision = await decide(own, statement);
    const member = await memberOf(own, decision);
    if (member) requireEnforcedWay(own.organization, member.email, own.connection.id);
    await appendDecision(own, statement, decision);
    return { ...decision, trace };
  };
  try {
    return await inOrganization(deps.core.deps, ctx, connection.organizationId, work);
  } catch (error) {
    if (!(error instanceof Fault) || !isFault(error, ...REFUSALS)) throw error;
    const { code, details } = error;
    const decision = { outcome: 'refused', code, details } as const;
    await noteRefusal(deps, ctx, signIn, decision);
    return { ...decision, trace: [{ step: 'refused', detail: error.message }] };
  }
}

/** What follows from a sign-in is the word of the connection, as over SCIM. */
function contextOf(ctx: Context, { id, name }: SignInConnection): Context {
  const actor = { kind: 'connection', id, name, credentialId: '' } as const;
  return { ...ctx, actor, authority: FULL_AUTHORITY };
}

/** Fault `connection.disabled`. */
async function signInScope(
  { core, provisioning }: AdmissionDeps,
  scope: OrganizationScope,
  { connection: { id }, proofs }: SignIn,
  note: SignInScope['note'],
): Promise<SignInScope> {
  const connection = await scope.connections.get(id);
  const isOpen =
    connection?.status === 'active' || (proofs.isTest && connection?.status === 'disabled');
  if (!isForSignIn(connection) || !isOpen) throw new Fault('connection.disabled');
  const { people } = provisioning;
  const createAccount = core.accounts.createIn;
  return { ...scope, connection, proofs, note, people, createAccount };
}

async function decide(scope: SignInScope, statement: IdentityStatement): Promise<Decision> {
  const { tx, connection, proofs } = scope;
  // before a connection is active nobody but an owner is bound to it
  const isOwners = (await memberOfSession(scope))?.standing === 'owner';
  if (proofs.isTest && !(isOwners && proofs.steppedUp)) return refused('sign_in.not_admitted');
  const key = identityKey(connection.id, statement);
  const identity = await findIdentity(tx, key);
  if (identity) return decideKnownIdentity(scope, identity, statement);
  const where = all(equals('connectionId', connection.id), equals('userNameKey', key));
  const user = await tx.scimUsers.first(where);
  if (user && user.memberId !== '') {
    return bindApproved(scope, { key, statement, waitingUser: undefined, user });
  }
  return decideFirstSignIn(scope, { key, statement, waitingUser: user });
}

/** Whom the decision lets in, or asks an approval for. */
async function memberOf(scope: SignInScope, decision: Decision): Promise<Member | undefined> {
  if (decision.outcome === 'admitted') return decision.member;
  if (decision.outcome !== 'waiting') return undefined;
  return scope.members.get(decision.linkRequest.memberId);
}

/** In a transaction of its own, where the organization can still keep a journal. */
async function noteRefusal(
  deps: AdmissionDeps,
  ctx: Context,
  { connection, statement }: SignIn,
  decision: Decision,
): Promise<void> {
  try {
    await inOrganization(deps.core.deps, ctx, connection.organizationId, (scope) =>
      appendDecision({ ...scope, connection }, statement, decision),
    );
  } catch (error) {
    if (!isFault(error, 'organization.disabled', 'organization.deleted', 'organization.missing')) {
      throw error;
    }
  }
}
