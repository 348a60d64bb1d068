import { nextVersion } from '#core/index.js';
import { instant, isFault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type IdentityStatement,
  type Readers,
  type SignInConnection,
  type SignInFlow,
  type Store,
  type Writers,
} from '#store/index.js';
import { noteUse, type Use } from './used-messages.js';

interface Deps {
  readonly store: Store;
}

/** A checked answer of a provider to one request. */
export interface CheckedAnswer {
  readonly flowId: string;
  readonly connection: SignInConnection;
  /** by which the same one sent twice is known */
  readonly hash: string;
  readonly use: Use;
  readonly statement: IdentityStatement;
}

export type StoredAnswer =
  | 'answered'
  /** it was stored before: the same message, from a form that was sent twice */
  | 'repeated'
  | 'request_answered'
  | 'request_unknown'
  | 'configuration_changed'
  | 'connection_unusable'
  | 'assertion_replayed';

/** The flow of a request of that connection; undefined when there is none, or its time is over. */
export async function findFlowOfRequest(
  reading: Pick<Readers, 'signInFlows'>,
  ctx: Context,
  { connectionId, requestId }: { readonly connectionId: string; readonly requestId: string },
): Promise<SignInFlow | undefined> {
  const where = all(equals('connectionId', connectionId), equals('requestId', requestId));
  return live(ctx, await reading.signInFlows.first(where));
}

/** The flow that a RelayState names, if it is one of that connection. */
export async function findFlowOfConnection(
  reading: Pick<Readers, 'signInFlows'>,
  ctx: Context,
  { connectionId, flowId }: { readonly connectionId: string; readonly flowId: string },
): Promise<SignInFlow | undefined> {
  const flow = live(ctx, await reading.signInFlows.get(flowId));
  return flow?.connectionId === connectionId ? flow : undefined;
}

function live(ctx: Context, flow: SignInFlow | undefined): SignInFlow | undefined {
  return flow && flow.expiresAt > instant(ctx.clock.now()) ? flow : undefined;
}

/**
 * Takes the request, notes the assertion as used and keeps the statement, in one transaction: whichever process is second finds what the
 * first has written. Members are not touched before the browser comes back with the flow's cookie.
 */
export async function storeAnswer(
  { store }: Deps,
  ctx: Context,
  answer: CheckedAnswer,
): Promise<StoredAnswer> {
  try {
    return await store.transaction(answer.connection.organizationId, (tx) =>
      writeAnswer(tx, ctx, answer),
    );
  } catch (error) {
    if (!isFault(error, 'record.exists', 'record.stale')) throw error;
    const flow = await store.read.signInFlows.get(answer.flowId);
    return flow?.answerHash === answer.hash ? 'repeated' : 'assertion_replayed';
  }
}

async function writeAnswer(
  tx: Writers,
  ctx: Context,
  { flowId, connection, hash, use, statement }: CheckedAnswer,
): Promise<StoredAnswer> {
  const flow = live(ctx, await tx.signInFlows.get(flowId));
  if (flow?.connectionId !== connection.id) return 'request_unknown';
  if (flow.answerHash === hash) return 'repeated';
  if (flow.status !== 'begun') return 'request_answered';
  const current = await tx.connections.get(connection.id);
  if (!isForSignIn(current)) return 'connection_unusable';
  if (current.configuration !== flow.configuration) return 'configuration_changed';
  if (!isUsable(current, flow)) return 'connection_unusable';
  await noteUse({ ctx, tx }, use);
  const { refusal: _before, ...rest } = flow;
  const answered = nextVersion<SignInFlow>(ctx, rest, {
    status: 'answered',
    answerHash: hash,
    statement,
  });
  await tx.signInFlows.update(answered);
  return 'answered';
}

/** A connection that is not active yet takes answers to test sign-ins, and no others. */
export function isUsable(connection: SignInConnection, { purpose }: Pick<SignInFlow, 'purpose'>) {
  return connection.status === 'active' || (connection.status === 'disabled' && purpose === 'test');
}

export interface FlowRefusal {
  readonly flowId: string;
  readonly code: string;
  readonly attemptId: string;
  /** of an answer whose signature was good: the request is over. Whoever else posts cannot end it. */
  readonly verifiedHash?: string;
}

/** What the page at the end tells. A request that was answered stays so. */
export async function storeRefusal(
  { store }: Deps,
  ctx: Context,
  { flowId, code, attemptId, verifiedHash }: FlowRefusal,
): Promise<void> {
  await store.transaction(flowId, async (tx) => {
    const flow = await tx.signInFlows.get(flowId);
    if (flow?.status !== 'begun') return;
    if (verifiedHash === undefined && flow.refusal?.code === code) return;
    const refused = nextVersion<SignInFlow>(ctx, flow, {
      refusal: { code, attemptId },
      ...(verifiedHash !== undefined && { status: 'refused', answerHash: verifiedHash }),
    });
    await tx.signInFlows.update(refused);
  });
}

/** Our LogoutRequest was answered: once. */
export function finishLogout({ store }: Deps, ctx: Context, flowId: string): Promise<boolean> {
  return store.transaction(flowId, async (tx) => {
    const flow = live(ctx, await tx.signInFlows.get(flowId));
    if (flow?.purpose !== 'logout' || flow.status !== 'begun') return false;
    await tx.signInFlows.update(nextVersion<SignInFlow>(ctx, flow, { status: 'finished' }));
    return true;
  });
}
