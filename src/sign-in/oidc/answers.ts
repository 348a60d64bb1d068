import { createHash } from 'node:crypto';
import type { Context } from '#kernel/index.js';
import { attributeNamesOf } from '#core/index.js';
import { instant } from '#kernel/index.js';
import type { IdentityStatement, OidcConnection, SignInFlow } from '#store/index.js';
import {
  newReception,
  note,
  refuseAnswer,
  requireAsked,
  type Reception,
  type RefusedAnswer,
} from '../answers/index.js';
import type { ProtocolDeps } from '../deps.js';
import { findFlowOfConnection, isUsable, storeAnswer } from '../flows/index.js';
import { ProviderRefusal } from '../refusals/index.js';
import { readClaims, type Claims } from './claims.js';
import type { ClientDeps } from './client.js';
import { exchangeCode, readUserinfo, type Exchanged } from './exchange.js';
import { flowIdOf, flowValues, type FlowValues } from './flow-values.js';
import { SKEW_SECONDS, verifyToken } from './tokens.js';

/** What a browser brought to the redirect URI. */
export interface BroughtAnswer {
  /** as it came, without the question mark */
  readonly query: string;
  /** of the cookie of the flow that `state` names; undefined: this browser did not begin it */
  readonly secret: string | undefined;
}

/** Where the browser goes next; nobody is signed in yet. */
export type OidcReceived =
  { readonly outcome: 'answered' | 'repeated'; readonly flowId: string } | RefusedAnswer;

export type OidcDeps = ProtocolDeps & ClientDeps;

/** A code that was used is known for so long; providers end theirs within minutes. */
const CODE_KEPT_MS = 3_600_000;

/** Takes an answer. Never throws for what a provider or a stranger sends: each refusal has its code. */
export async function receiveAnswer(
  deps: OidcDeps,
  ctx: Context,
  connection: OidcConnection,
  brought: BroughtAnswer,
): Promise<OidcReceived> {
  const reception = newReception();
  try {
    return await receive(deps, ctx, { connection, brought, reception });
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    // the same answer was taken a moment ago, by another request of this browser
    const { flow, hash } = reception;
    const now = flow && (await deps.store.read.signInFlows.get(flow.id));
    if (now?.answerHash !== undefined && now.answerHash === hash) {
      return { outcome: 'repeated', flowId: now.id };
    }
    return refuseAnswer(deps, ctx, { connection, reception, refusal: error });
  }
}

interface Reading {
  readonly connection: OidcConnection;
  readonly brought: BroughtAnswer;
  readonly reception: Reception;
}

/** Nothing is asked of the provider before it is known that this browser began the sign-in, here, and that it is still open. */
async function receive(deps: OidcDeps, ctx: Context, reading: Reading): Promise<OidcReceived> {
  const { connection, brought, reception } = reading;
  const { query, secret } = brought;
  const state = new URLSearchParams(query).get('state') ?? '';
  const ids = { connectionId: connection.id, flowId: flowIdOf(state) };
  const flow = await findFlowOfConnection(deps.store.read, ctx, ids);
  if (!flow) throw new ProviderRefusal('request_unknown');
  const values = secret === undefined ? undefined : flowValues(flow.id, secret);
  if (!values || values.state !== state || flow.requestId !== state) {
    throw new ProviderRefusal('answer_foreign');
  }
  reception.flow = flow;
  reception.hash = createHash('sha256').update(query).digest('hex');
  note(reception, 'read', 'an answer to a request of this browser');
  if (flow.answerHash === reception.hash) return { outcome: 'repeated', flowId: flow.id };
  if (flow.status !== 'begun') throw new ProviderRefusal('request_answered');
  if (flow.configuration !== connection.configuration) {
    throw new ProviderRefusal('configuration_changed');
  }
  if (!isUsable(connection, flow)) throw new ProviderRefusal('connection_unusable');
  return take(deps, ctx, { ...reading, flow, values, hash: reception.hash });
}

interface Taking extends Reading {
  readonly flow: SignInFlow;
  readonly values: FlowValues;
  readonly hash: string;
}

async function take(deps: OidcDeps, ctx: Context, taking: Taking): Promise<OidcReceived> {
  const { connection, brought, reception, flow, values, hash } = taking;
  const exchanged = await exchangeCode(deps, ctx, connection, { query: brought.query, values });
  note(reception, 'exchanged', 'the code for tokens');
  const { idToken: token } = exchanged;
  const verified = await verifyToken(deps, ctx, connection, { token, turn: 'sign_in' });
  reception.verified = true;
  note(reception, 'verified', 'the ID token');
  const claims = await completeClaims(exchanged, verified.claims, connection, reception);
  const now = ctx.clock.now();
  const statement = readClaims({ claims, idToken: token }, connection, now);
  requireFresh(statement, connection, flow, now);
  const code = new URLSearchParams(brought.query).get('code') ?? '';
  const id = createHash('sha256').update(code).digest('hex');
  const use = { connectionId: connection.id, kind: 'code', id, until: now + CODE_KEPT_MS };
  const stored = await storeAnswer(deps, ctx, {
    flowId: flow.id,
    connection,
    hash,
    use,
    statement,
  });
  if (stored === 'answered' || stored === 'repeated') return { outcome: stored, flowId: flow.id };
  if (stored === 'request_answered') reception.verified = false;
  throw new ProviderRefusal(stored === 'assertion_replayed' ? 'code_used' : stored);
}

/** What the ID token leaves out is asked of UserInfo. What the token says, signed, goes before. */
async function completeClaims(
  exchanged: Exchanged,
  claims: Claims,
  connection: OidcConnection,
  reception: Reception,
): Promise<Claims> {
  const { email = 'email', groups = 'groups', name = 'name' } = attributeNamesOf(connection);
  const isWhole = [email, groups, name].every((one) => claims[one] !== undefined);
  if (isWhole || connection.provider?.userinfoEndpoint === undefined) return claims;
  const more = await readUserinfo(exchanged, String(claims['sub']));
  note(reception, 'userinfo', 'read for what the ID token leaves out');
  return { ...more, ...claims };
}

/** How long ago the person may have signed in at the provider. Refusals `authn_context_weak`, `authn_stale`. */
function requireFresh(
  statement: IdentityStatement,
  { maxAge }: OidcConnection,
  flow: SignInFlow,
  now: number,
): void {
  requireAsked(statement, flow, SKEW_SECONDS * 1_000);
  if (maxAge === undefined) return;
  const { authenticatedAt = 'none' } = statement;
  const earliest = instant(now - (maxAge + SKEW_SECONDS) * 1_000);
  if (authenticatedAt !== 'none' && authenticatedAt >= earliest) return;
  const figures = { providerSays: authenticatedAt, ownClock: instant(now), maxAge };
  throw new ProviderRefusal('authn_stale', figures);
}
