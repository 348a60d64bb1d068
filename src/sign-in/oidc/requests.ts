import * as openid from 'openid-client';
import { contextsOf } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { OidcConnection } from '#store/index.js';
import type { BegunRequest, ProtocolRequest } from '../requests.js';
import { addressesOf } from './addresses.js';
import { clientFor, requireReady, type ClientDeps } from './client.js';
import { flowValues } from './flow-values.js';

const STANDARD_SCOPES = ['openid', 'email', 'profile'];

/** Okta sends groups for a scope of that name alone. */
const PRESET_SCOPES: Partial<Record<OidcConnection['preset'], readonly string[]>> = {
  okta: ['groups'],
};

/** The address that a sign-in leaves for: code with PKCE, state and nonce. Refusals `connection_unusable`, `client_refused`. */
export async function authorizationRequest(
  deps: ClientDeps,
  ctx: Context,
  connection: OidcConnection,
  { flow, secret, forceAuthn, authnContext, email }: ProtocolRequest,
): Promise<BegunRequest> {
  const { hostedDomains = [], maxAge } = connection;
  const values = flowValues(flow.id, secret);
  const isFresh = forceAuthn === true || connection.forceAuthn === true;
  const age = isFresh ? 0 : maxAge;
  const [domain] = hostedDomains;
  const url = openid.buildAuthorizationUrl(await clientFor(deps, ctx, connection), {
    redirect_uri: addressesOf(connection, connection.issuedFor).redirect,
    scope: scopesOf(connection).join(' '),
    state: values.state,
    nonce: values.nonce,
    ...(isWithPkce(ctx, connection) && {
      code_challenge: await openid.calculatePKCECodeChallenge(values.verifier),
      code_challenge_method: 'S256',
    }),
    ...(isFresh && { prompt: 'login' }),
    ...(age !== undefined && { max_age: String(age) }),
    ...(authnContext !== undefined && contextOf(connection, authnContext)),
    ...(email !== undefined && { login_hint: email }),
    // a hint only: what counts is the claim
    ...(domain !== undefined && hostedDomains.length === 1 && { hd: domain }),
  });
  return { requestId: values.state, message: { binding: 'redirect', url: url.href } };
}

/** Entra takes its authentication contexts as a claim that is asked for, and answers them as one (`acrs`). */
function contextOf({ preset }: OidcConnection, authnContext: string): Record<string, string> {
  if (preset !== 'entra') return { acr_values: authnContext };
  const [value, ...others] = contextsOf(authnContext);
  const wanted = others.length === 0 ? { value } : { values: [value, ...others] };
  return { claims: JSON.stringify({ id_token: { acrs: { essential: true, ...wanted } } }) };
}

function scopesOf({ preset, scopes }: OidcConnection): readonly string[] {
  const wanted = scopes ?? [...STANDARD_SCOPES, ...(PRESET_SCOPES[preset] ?? [])];
  return [...new Set(['openid', ...wanted])];
}

/** Always, but for a provider that an administrator has named and whose discovery does not say that it takes it. */
export function isWithPkce(ctx: Context, connection: OidcConnection): boolean {
  const { takesPkce } = requireReady(connection).provider;
  if (takesPkce || connection.withoutPkce !== true) return true;
  ctx.log.warn({ connection: connection.id }, 'a sign-in is made without PKCE');
  return false;
}
