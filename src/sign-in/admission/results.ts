import type { Fault, FaultCode } from '#kernel/index.js';
import type {
  Account,
  IdentityStatement,
  LinkRequest,
  Member,
  SignInIdentity,
} from '#store/index.js';
import type { SignInScope } from './scope.js';

export interface Admitted {
  readonly outcome: 'admitted';
  readonly account: Account;
  readonly member: Member;
  readonly identity: SignInIdentity;
  /** the member came to be by this sign-in */
  readonly isNew: boolean;
}

/** An owner or administrator decides about the link. */
export interface Waiting {
  readonly outcome: 'waiting';
  readonly code: 'sign_in.waiting';
  readonly linkRequest: LinkRequest;
}

/** A code to the address, or a session in which this way of signing in is added, goes on with the same statement. */
export interface ProofNeeded {
  readonly outcome: 'prove';
  readonly code: 'sign_in.proof_needed';
  readonly email: string;
}

export interface Refused {
  readonly outcome: 'refused';
  /** its message is what the page says */
  readonly code: FaultCode;
  readonly details?: Fault['details'];
}

export type Decision = Admitted | Waiting | ProofNeeded | Refused;

export type AdmissionResult = Decision & {
  /** what was decided, and why, in order */
  readonly trace: readonly { readonly step: string; readonly detail: string }[];
};

export const refused = (code: FaultCode): Refused => ({ outcome: 'refused', code });

export const waiting = (linkRequest: LinkRequest): Waiting => ({
  outcome: 'waiting',
  code: 'sign_in.waiting',
  linkRequest,
});

/** One entry for each verified sign-in. Who was not let in is named by what the provider said. */
export async function appendDecision(
  { journal, connection }: Pick<SignInScope, 'journal' | 'connection'>,
  { issuer, subject, email }: IdentityStatement,
  decision: Decision,
): Promise<void> {
  const where = { connectionId: connection.id, connection: connection.name };
  if (decision.outcome === 'admitted') {
    const { member, identity, isNew } = decision;
    return journal.append({
      type: 'sign_in.admitted',
      target: { kind: 'member', id: member.id, name: member.name },
      after: { ...where, identityId: identity.id, ...(isNew && { isNew }) },
    });
  }
  const { code } = decision;
  const said = { code, issuer, subject, email };
  if (decision.outcome === 'waiting') {
    const { id, name } = decision.linkRequest;
    return journal.append({
      type: 'sign_in.waiting',
      target: { kind: 'link-request', id, name },
      after: { ...where, ...said },
    });
  }
  return journal.append({
    type: 'sign_in.refused',
    target: { kind: 'connection', id: connection.id, name: connection.name },
    after: { ...where, ...said },
  });
}
