import { lastSigningEnd } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { IdentityStatement, SamlConnection, SignInFlow } from '#store/index.js';
import { newReception, note, refuseAnswer, requireAsked } from '../../answers/index.js';
import type { Reception, RefusedAnswer } from '../../answers/index.js';
import type { ProtocolDeps } from '../../deps.js';
import {
  findFlowOfConnection,
  findFlowOfRequest,
  isUsable,
  storeAnswer,
} from '../../flows/index.js';
import { addressesOf } from '../addresses.js';
import type { SamlKeys } from '../../keys/index.js';
import { refetchMetadata } from '../metadata/fetch.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { checkAssertion, type CheckedAssertion } from './assertion.js';
import { readEnvelope, type Envelope } from './envelope.js';
import { readStatement } from './statement.js';
import type { VerifyResponse } from './strategy.js';
import { SKEW_MS } from './times.js';
import { verifiedAssertion } from './verification.js';

/** What was posted to the address for answers. */
export interface ResponseForm {
  readonly SAMLResponse?: string | undefined;
  readonly RelayState?: string | undefined;
}

/** Where the browser goes next; nobody is signed in yet. */
export type Received =
  /** to the end of the flow: its cookie says whether this browser began it */
  | { readonly outcome: 'answered' | 'repeated'; readonly flowId: string }
  | RefusedAnswer
  /** the sign-in began at the provider and the connection allows it: a request of our own follows */
  | { readonly outcome: 'begin'; readonly relayState?: string };

export interface ReceiveDeps extends ProtocolDeps {
  readonly keys: SamlKeys;
  readonly verify: VerifyResponse;
}

/** Takes an answer. Never throws for what a provider or a stranger sends: each refusal has its code. */
export async function receiveResponse(
  deps: ReceiveDeps,
  ctx: Context,
  connection: SamlConnection,
  form: ResponseForm,
): Promise<Received> {
  const reception = newReception();
  try {
    return await receive(deps, ctx, { connection, form, reception });
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    return refuseAnswer(deps, ctx, { connection, reception, refusal: error });
  }
}

interface Reading {
  readonly connection: SamlConnection;
  readonly form: ResponseForm;
  readonly reception: Reception;
}

async function receive(deps: ReceiveDeps, ctx: Context, reading: Reading): Promise<Received> {
  const { connection, form, reception } = reading;
  const { read } = deps.store;
  const connectionId = connection.id;
  const relayed = form.RelayState;
  if (relayed !== undefined && relayed.length <= 80) {
    const ids = { connectionId, flowId: relayed };
    reception.flow = await findFlowOfConnection(read, ctx, ids);
  }
  const envelope = readEnvelope(form.SAMLResponse);
  reception.hash = envelope.hash;
  const { inResponseTo: requestId } = envelope;
  note(reception, 'read', `response to ${requestId ?? 'no request'}`);
  if (requestId === undefined) return unsolicited(connection, relayed);
  const flow = await findFlowOfRequest(read, ctx, { connectionId, requestId });
  if (!flow) throw new ProviderRefusal('request_unknown');
  reception.flow = flow;
  // the same message once more, from a form that was sent twice or a way back in the browser
  if (flow.answerHash === envelope.hash) return { outcome: 'repeated', flowId: flow.id };
  if (flow.status !== 'begun') throw new ProviderRefusal('request_answered');
  if (flow.configuration !== connection.configuration) {
    throw new ProviderRefusal('configuration_changed');
  }
  if (!isUsable(connection, flow)) throw new ProviderRefusal('connection_unusable');
  return take(deps, ctx, { ...reading, envelope, flow, requestId });
}

interface Taking extends Reading {
  readonly envelope: Envelope;
  readonly flow: SignInFlow;
  readonly requestId: string;
}

async function take(deps: ReceiveDeps, ctx: Context, taking: Taking): Promise<Received> {
  const { envelope, flow, reception } = taking;
  const { assertion, connection } = await verifyTwice(deps, ctx, taking);
  reception.verified = true;
  note(reception, 'verified', envelope.isResponseSigned ? 'response' : 'assertion');
  const now = ctx.clock.now();
  warnOfEnd(ctx, connection, reception);
  const checked = checkAssertion(assertion, envelope, expectedOf(deps, connection, taking, now));
  note(reception, 'checked', `assertion ${checked.id}`);
  const statement = readStatement(assertion, connection, now);
  requireAsked(statement, flow, SKEW_MS);
  const stored = await storeAnswer(deps, ctx, answerOf({ taking, connection, checked, statement }));
  if (stored === 'answered' || stored === 'repeated') {
    return { outcome: stored, flowId: flow.id };
  }
  // another message took the request meanwhile: what that one brought stays
  if (stored === 'request_answered') reception.verified = false;
  throw new ProviderRefusal(stored);
}

/** The end of a certificate ends no trust in its key, which is pinned; administrators are told by the daily look at connections. */
function warnOfEnd(ctx: Context, { id, provider }: SamlConnection, reception: Reception): void {
  const end = (provider && lastSigningEnd(provider)) ?? '';
  if (end >= instant(ctx.clock.now())) return;
  note(reception, 'warned', `the certificate ended at ${end}`);
  ctx.log.warn({ connection: id, end }, 'the certificate of the identity provider is past its end');
}

/** Of an opted-in connection what began at the provider begins anew here; everywhere else it is refused. */
function unsolicited(connection: SamlConnection, relayState: string | undefined): Received {
  if (connection.unsolicited !== true || connection.status !== 'active') {
    throw new ProviderRefusal('unsolicited');
  }
  return { outcome: 'begin', ...(relayState !== undefined && { relayState }) };
}

/** A key that is not known may be a new one: the pinned metadata are fetched, at most once in five minutes, and it is tried again. */
async function verifyTwice(
  deps: ReceiveDeps,
  ctx: Context,
  { connection, envelope, reception }: Taking,
): Promise<{ readonly assertion: Element; readonly connection: SamlConnection }> {
  const addresses = addressesOf(connection, connection.issuedFor);
  const keys = await deps.keys.open(ctx, connection);
  try {
    const input = { connection, addresses, keys };
    return { assertion: await verifiedAssertion(deps.verify, envelope, input), connection };
  } catch (error) {
    if (!(error instanceof ProviderRefusal) || error.code !== 'signature_key') throw error;
    const fetched = await refetchMetadata(deps, ctx, connection);
    note(reception, 'metadata', fetched ? 'fetched for an unknown key' : 'nothing new');
    if (!fetched) throw error;
    const input = { connection: fetched, addresses, keys };
    const assertion = await verifiedAssertion(deps.verify, envelope, input);
    return { assertion, connection: fetched };
  }
}

function expectedOf(
  deps: ReceiveDeps,
  connection: SamlConnection,
  { requestId }: Taking,
  now: number,
) {
  const own = addressesOf(connection, connection.issuedFor);
  const current = addressesOf(connection, deps.baseUrl());
  return {
    issuer: connection.provider?.entityId ?? '',
    audience: own.entityId,
    recipients: [...new Set([own.acs, current.acs])],
    requestId,
    now,
  };
}

function answerOf({
  taking: { envelope, flow },
  connection,
  checked,
  statement,
}: {
  readonly taking: Taking;
  readonly connection: SamlConnection;
  readonly checked: CheckedAssertion;
  readonly statement: IdentityStatement;
}) {
  const use = {
    connectionId: connection.id,
    kind: 'assertion',
    id: checked.id,
    until: checked.keepUntil,
  };
  return { flowId: flow.id, connection, hash: envelope.hash, use, statement };
}
