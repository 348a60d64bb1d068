import * as openid from 'openid-client';
import type { Context } from '#kernel/index.js';
import type { IdentityStatement, OidcConnection, SignInFlow } from '#store/index.js';
import { tryUse } from '../flows/index.js';
import type { BegunRequest } from '../requests.js';
import { noteRefusal, ProviderRefusal, type RefusalCode } from '../refusals/index.js';
import { addressesOf } from './addresses.js';
import type { OidcDeps } from './answers.js';
import { clientFor } from './client.js';
import { SKEW_SECONDS, verifyToken } from './tokens.js';

/** A logout token is taken for so long after it was issued. */
const FRESH_SECONDS = 5 * 60;

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

export type BackChannelResult =
  | { readonly outcome: 'ended'; readonly count: number }
  | { readonly outcome: 'refused'; readonly code: RefusalCode };

/** The address that ends the provider's own session and leads back. Undefined: the provider has none. */
export async function logoutRequest(
  deps: OidcDeps,
  ctx: Context,
  connection: OidcConnection,
  { subject, flow }: { readonly subject: Subject; readonly flow: Pick<SignInFlow, 'id'> },
): Promise<BegunRequest | undefined> {
  if (connection.provider?.endSessionEndpoint === undefined) return undefined;
  const { signedOut } = addressesOf(connection, connection.issuedFor);
  const url = openid.buildEndSessionUrl(await clientFor(deps, ctx, connection), {
    post_logout_redirect_uri: signedOut,
    state: flow.id,
    ...(subject.idToken !== undefined && { id_token_hint: subject.idToken }),
  });
  return { requestId: flow.id, message: { binding: 'redirect', url: url.href } };
}

type Subject = NonNullable<IdentityStatement['logout']>;

/**
 * Takes a logout token that the provider posts (OpenID Connect Back-Channel Logout 1.0). Sessions are found in the store, and are over for
 * every process when this resolves.
 */
export async function receiveBackChannelLogout(
  deps: OidcDeps,
  ctx: Context,
  connection: OidcConnection,
  token: string | undefined,
): Promise<BackChannelResult> {
  let verified = false;
  try {
    if (token === undefined || token === '') throw new ProviderRefusal('message_missing');
    const { claims } = await verifyToken(deps, ctx, connection, { token, turn: 'logout' });
    verified = true;
    const { subject, sid, id } = readLogoutClaims(claims, ctx.clock.now());
    const until = ctx.clock.now() + (FRESH_SECONDS + 2 * SKEW_SECONDS) * 1_000;
    const use = { connectionId: connection.id, kind: 'logout', id, until };
    if (!(await tryUse(deps, ctx, use))) throw new ProviderRefusal('logout_replayed');
    const ended = await deps.core.sessions.endByLogout(ctx, connection, {
      ...(subject !== undefined && { nameId: subject }),
      ...(sid !== undefined && { sessionIndexes: [sid] }),
    });
    return { outcome: 'ended', count: ended.length };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const refused = { connection, purpose: 'logout', verified, refusal: error, trace: [] } as const;
    await noteRefusal(deps, ctx, refused);
    return { outcome: 'refused', code: error.code };
  }
}

interface LogoutClaims {
  readonly subject: string | undefined;
  readonly sid: string | undefined;
  readonly id: string;
}

/** Section 2.6: the event, no nonce (an ID token is no logout token), who or which session, an id of its own, of now. */
function readLogoutClaims(claims: Readonly<Record<string, unknown>>, now: number): LogoutClaims {
  const { events, nonce, jti, iat, sub, sid } = claims;
  const isEvent = typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT);
  if (!isEvent || nonce !== undefined) {
    throw new ProviderRefusal('token_unreadable', { claim: isEvent ? 'nonce' : 'events' });
  }
  const subject = typeof sub === 'string' && sub !== '' ? sub : undefined;
  const session = typeof sid === 'string' && sid !== '' ? sid : undefined;
  if (typeof jti !== 'string' || (subject === undefined && session === undefined)) {
    throw new ProviderRefusal('logout_subject_missing');
  }
  const age = now / 1_000 - Number(iat);
  if (!(age <= FRESH_SECONDS + SKEW_SECONDS && age >= -SKEW_SECONDS)) {
    throw new ProviderRefusal('logout_expired', {
      providerSays: String(iat),
      ownClock: new Date(now).toISOString(),
    });
  }
  return { subject, sid: session, id: jti };
}
