import type { Context } from '#kernel/index.js';
import type { SamlConnection } from '#store/index.js';
import type { ProtocolDeps } from '../../deps.js';
import { findFlowOfRequest, finishLogout, tryUse } from '../../flows/index.js';
import { addressesOf } from '../addresses.js';
import type { SamlKeys } from '../../keys/index.js';
import { refetchMetadata } from '../metadata/fetch.js';
import { NS, STATUS } from '../names.js';
import { noteRefusal, ProviderRefusal, type RefusalCode } from '../../refusals/index.js';
import type { OutgoingMessage } from '../../requests.js';
import { FRESH_MS, SKEW_MS, timeOf } from '../responses/times.js';
import { attributeOf, childOf, childrenOf, textOf } from '../xml.js';
import { readLogoutMessage, type LogoutInput, type LogoutMessage } from './messages.js';
import { logoutResponse } from './send.js';

/** What became of a logout message. */
export type ReceivedLogout =
  /** sessions were ended, or there were none; the answer goes back by the browser, where the provider takes one */
  | { readonly outcome: 'ended'; readonly count: number; readonly answer?: OutgoingMessage }
  /** our own request was answered */
  | { readonly outcome: 'finished'; readonly flowId: string }
  /** `flowId`: of the sign-out under way that it belongs to */
  | { readonly outcome: 'refused'; readonly code: RefusalCode; readonly flowId?: string };

export interface LogoutDeps extends ProtocolDeps {
  readonly keys: SamlKeys;
}

/**
 * Takes a logout message of the provider, by redirect or by form. Only what is signed counts, and only from the bytes that were signed;
 * sessions are found in the store, and are over for every process when this resolves.
 */
export async function receiveLogout(
  deps: LogoutDeps,
  ctx: Context,
  connection: SamlConnection,
  input: LogoutInput,
): Promise<ReceivedLogout> {
  let verified = false;
  try {
    const { message, connection: current } = await verifyTwice(deps, ctx, connection, input);
    verified = true;
    requireMeant(deps, ctx, current, message);
    if (message.kind === 'LogoutResponse') return await takeResponse(deps, ctx, current, message);
    return await takeRequest(deps, ctx, current, message);
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const refused = { connection, purpose: 'logout', verified, refusal: error, trace: [] } as const;
    await noteRefusal(deps, ctx, refused);
    return { outcome: 'refused', code: error.code };
  }
}

/** As for answers: an unknown key brings about one fetch of the pinned metadata in five minutes. */
async function verifyTwice(
  deps: LogoutDeps,
  ctx: Context,
  connection: SamlConnection,
  input: LogoutInput,
): Promise<{ readonly message: LogoutMessage; readonly connection: SamlConnection }> {
  const read = (from: SamlConnection): LogoutMessage => {
    if (!from.provider) throw new ProviderRefusal('connection_unusable', { reason: 'no metadata' });
    return readLogoutMessage(input, from.provider);
  };
  try {
    return { message: read(connection), connection };
  } catch (error) {
    if (!(error instanceof ProviderRefusal) || error.code !== 'signature_key') throw error;
    const fetched = await refetchMetadata(deps, ctx, connection);
    if (!fetched) throw error;
    return { message: read(fetched), connection: fetched };
  }
}

/** From the provider, to us, of now. Refusals `issuer_wrong`, `destination_wrong`, `logout_expired`. */
function requireMeant(
  deps: LogoutDeps,
  ctx: Context,
  connection: SamlConnection,
  { root }: LogoutMessage,
): void {
  const issuer = textOf(childOf(root, NS.assertion, 'Issuer'));
  const expected = connection.provider?.entityId ?? '';
  if (issuer !== expected) {
    throw new ProviderRefusal('issuer_wrong', { expected, received: issuer.slice(0, 500) });
  }
  const addresses = [connection.issuedFor, deps.baseUrl()].map(
    (url) => addressesOf(connection, url).logout,
  );
  const destination = attributeOf(root, 'Destination');
  if (destination !== undefined && !addresses.includes(destination)) {
    const received = destination.slice(0, 500);
    throw new ProviderRefusal('destination_wrong', { expected: addresses[0] ?? '', received });
  }
  const now = ctx.clock.now();
  const issued = timeOf(attributeOf(root, 'IssueInstant'), 'IssueInstant');
  const end = timeOf(attributeOf(root, 'NotOnOrAfter'), 'NotOnOrAfter') ?? Infinity;
  const isLate = issued === undefined || now - SKEW_MS >= Math.min(issued + FRESH_MS, end);
  if (isLate || now + SKEW_MS < issued) {
    throw new ProviderRefusal('logout_expired', {
      providerSays: attributeOf(root, 'IssueInstant') ?? 'none',
      ownClock: new Date(now).toISOString(),
    });
  }
}

async function takeRequest(
  deps: LogoutDeps,
  ctx: Context,
  connection: SamlConnection,
  { root, relayState }: LogoutMessage,
): Promise<ReceivedLogout> {
  const id = attributeOf(root, 'ID');
  const element = childOf(root, NS.assertion, 'NameID');
  const nameId = element?.textContent ?? '';
  if (id === undefined || nameId.trim() === '') throw new ProviderRefusal('logout_subject_missing');
  const until = ctx.clock.now() + FRESH_MS + 2 * SKEW_MS;
  const use = { connectionId: connection.id, kind: 'logout', id, until };
  if (!(await tryUse(deps, ctx, use))) throw new ProviderRefusal('logout_replayed');
  const nameQualifier = attributeOf(element, 'NameQualifier');
  const spNameQualifier = attributeOf(element, 'SPNameQualifier');
  const sessionIndexes = childrenOf(root, NS.protocol, 'SessionIndex').map(textOf);
  const ended = await deps.core.sessions.endByLogout(ctx, connection, {
    nameId,
    ...(nameQualifier !== undefined && { nameQualifier }),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
    sessionIndexes,
  });
  const addresses = addressesOf(connection, connection.issuedFor);
  const keys = await deps.keys.open(ctx, connection);
  const input = { connection, addresses, keys };
  const answer = await logoutResponse(input, id, { relayState, success: true });
  return { outcome: 'ended', count: ended.length, ...(answer && { answer }) };
}

/** Our request is answered once, whatever the answer says: the session here was over before it left. */
async function takeResponse(
  deps: LogoutDeps,
  ctx: Context,
  connection: SamlConnection,
  { root }: LogoutMessage,
): Promise<ReceivedLogout> {
  const requestId = attributeOf(root, 'InResponseTo') ?? '';
  const ids = { connectionId: connection.id, requestId };
  const flow = await findFlowOfRequest(deps.store.read, ctx, ids);
  if (!flow || !(await finishLogout(deps, ctx, flow.id)))
    throw new ProviderRefusal('logout_unknown');
  const status = childOf(root, NS.protocol, 'Status');
  const code = attributeOf(status && childOf(status, NS.protocol, 'StatusCode'), 'Value') ?? 'none';
  if (code !== `${STATUS}Success`) {
    const details = { status: code.replace(STATUS, '').slice(0, 100) };
    const refusal = new ProviderRefusal('logout_failed', details);
    await noteRefusal(deps, ctx, {
      connection,
      purpose: 'logout',
      verified: true,
      refusal,
      trace: [],
    });
    return { outcome: 'refused', code: refusal.code, flowId: flow.id };
  }
  return { outcome: 'finished', flowId: flow.id };
}
