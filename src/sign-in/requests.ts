import type { SignInFlow } from '#store/index.js';

/** How a message leaves by the browser: an address to go to, or a form to post. */
export type OutgoingMessage =
  | { readonly binding: 'redirect'; readonly url: string }
  | {
      readonly binding: 'post';
      readonly url: string;
      readonly fields: Readonly<Record<string, string>>;
    };

/** A request that has not left yet. The flow keeps its id before it does. */
export interface BegunRequest {
  /** ID of the AuthnRequest, or `state` */
  readonly requestId: string;
  readonly message: OutgoingMessage;
}

/** What a sign-in asks of the provider, in the words of none of the protocols. */
export interface ProtocolRequest {
  readonly flow: Pick<SignInFlow, 'id' | 'purpose'>;
  /** of the flow's cookie */
  readonly secret: string;
  /** ask for a fresh sign-in */
  readonly forceAuthn?: boolean;
  /** AuthnContextClassRef or `acr` that is asked for, several with spaces between them; never by default */
  readonly authnContext?: string;
  /** of the person, as they typed it: a hint */
  readonly email?: string;
}
