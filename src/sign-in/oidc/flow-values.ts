import { createHmac } from 'node:crypto';

/** What one request carries and its answer must fit. */
export interface FlowValues {
  /** the flow's id, and what only its browser can make */
  readonly state: string;
  readonly nonce: string;
  /** of PKCE; it leaves with the exchange alone */
  readonly verifier: string;
}

/**
 * Made of the secret in the flow's cookie, and kept nowhere: an answer that another browser brings cannot be checked, and nobody who reads
 * the database can make one.
 */
export function flowValues(flowId: string, secret: string): FlowValues {
  const derive = (purpose: string): string =>
    createHmac('sha256', secret).update(`oidc ${purpose} ${flowId}`).digest('base64url');
  return {
    state: `${flowId}.${derive('state')}`,
    nonce: derive('nonce'),
    verifier: derive('verifier'),
  };
}

/** The flow that a `state` names. */
export function flowIdOf(state: string): string {
  return state.split('.')[0] ?? '';
}
