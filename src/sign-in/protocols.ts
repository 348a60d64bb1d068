import type { Context } from '#kernel/index.js';
import {
  isForSignIn,
  type IdentityStatement,
  type SignInConnection,
  type SignInFlow,
  type Store,
} from '#store/index.js';
import type { Flows } from './flows/index.js';
import type { Oidc } from './oidc/index.js';
import type { BegunRequest, OutgoingMessage, ProtocolRequest } from './requests.js';
import type { Saml } from './saml/index.js';

interface Deps {
  readonly store: Store;
  readonly saml: Saml;
  readonly oidc: Oidc;
  readonly flows: Flows;
}

/** Providers, each spoken to in its own protocol: who begins a sign-in need not know which. */
export interface Protocols {
  /** The connection of an address of ours, in an active organization; undefined when there is none. */
  find(connectionId: string): Promise<SignInConnection | undefined>;
  /**
   * A request for a sign-in, which asks for what the connection asks for; its flow knows it before it leaves. @throws ProviderRefusal
   * `connection_unusable`
   */
  begin(
    ctx: Context,
    connection: SignInConnection,
    request: Omit<ProtocolRequest, 'authnContext'>,
  ): Promise<OutgoingMessage>;
  /**
   * A request that ends the provider's session, naming the person as the provider did, of a flow of purpose `logout`. Undefined: the
   * provider has no address for it. @throws ProviderRefusal `connection_unusable`
   */
  beginLogout(
    ctx: Context,
    connection: SignInConnection,
    logout: {
      readonly subject: NonNullable<IdentityStatement['logout']>;
      readonly flow: Pick<SignInFlow, 'id'>;
    },
  ): Promise<OutgoingMessage | undefined>;
  /** Whether the provider has an address where its own session ends. */
  hasLogout(connection: SignInConnection): boolean;
  /** Reads again what the provider says of itself. Undefined: the connection is not fed by a URL, or is gone. */
  refresh(ctx: Context, connection: SignInConnection): Promise<SignInConnection | undefined>;
}

export function createProtocols({ store: { read }, saml, oidc, flows }: Deps): Protocols {
  const leave = async (
    ctx: Context,
    { id }: Pick<SignInFlow, 'id'>,
    { requestId, message }: BegunRequest,
    asked?: SignInFlow['asked'],
  ): Promise<OutgoingMessage> => {
    // kept before the request leaves: the answer is found by it, and must show what was asked for
    await flows.update(ctx, id, () => ({ requestId, ...(asked && { asked }) }));
    return message;
  };
  return {
    async find(connectionId) {
      const connection = await read.connections.get(connectionId);
      if (!isForSignIn(connection) || connection.status === 'deleting') return undefined;
      const organization = await read.organizations.get(connection.organizationId);
      return organization?.status === 'active' ? connection : undefined;
    },
    async begin(ctx, connection, request) {
      const { flow } = request;
      const asked = askedOf(connection, request);
      const begun =
        connection.kind === 'oidc'
          ? await oidc.begin(ctx, connection, { ...request, ...asked })
          : await saml.begin(ctx, connection, { ...asked, relayState: flow.id });
      return leave(ctx, flow, begun, asked);
    },
    async beginLogout(ctx, connection, { subject, flow }) {
      const begun =
        connection.kind === 'oidc'
          ? await oidc.beginLogout(ctx, connection, { subject, flow })
          : await saml.beginLogout(ctx, connection, subject, flow.id);
      return begun && leave(ctx, flow, begun);
    },
    hasLogout: (connection) =>
      connection.kind === 'oidc'
        ? connection.provider?.endSessionEndpoint !== undefined
        : (connection.provider?.logout ?? []).length > 0,
    refresh: (ctx, connection) =>
      connection.kind === 'oidc'
        ? oidc.refresh(ctx, connection)
        : saml.refreshMetadata(ctx, connection),
  };
}

/** What the answer to a request has to show: what the connection asks for at a sign-in or a step-up, and a fresh sign-in if asked. */
function askedOf(
  { signInContext, stepUpContext, forceAuthn }: SignInConnection,
  { flow, forceAuthn: isFresh }: Pick<ProtocolRequest, 'flow' | 'forceAuthn'>,
): NonNullable<SignInFlow['asked']> {
  const context = flow.purpose === 'step_up' ? (stepUpContext ?? signInContext) : signInContext;
  return {
    ...((isFresh === true || forceAuthn === true) && { forceAuthn: true }),
    ...(context !== undefined && { authnContext: context }),
  };
}
