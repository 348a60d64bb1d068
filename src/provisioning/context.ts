import { setImmediate as nextTurn } from 'node:timers/promises';
import { ScimError, type RequestSubject, type ScimContext } from '@muster/scim';
import type { Session } from '#core/index.js';
import { FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { Exchange, Scope } from '#store/index.js';
import { truncate } from './redaction.js';

/** What happened during one request, gathered for the exchange log. */
export interface ExchangeDraft {
  operation: string;
  resourceType?: string;
  resourceId?: string;
  /** for whom the user stands whom the request is about, where it was looked for */
  memberId?: string;
  readonly userAgent?: string;
  /** of an operation of a bulk job: how many were recorded before it */
  readonly place?: number;
  /** operations of a bulk job that were recorded, each as an exchange of its own */
  recorded: number;
  difference?: NonNullable<Exchange['difference']>;
  readonly trace: { step: string; detail: string }[];
}

/** One SCIM request of one connection. */
export interface ProvisioningContext extends Context, ScimContext {
  readonly session: Session;
  readonly exchange: ExchangeDraft;
  note(step: string, detail: string): void;
}

/** Steps beyond this many are counted, not kept: a push of 10,000 unknown members is one story, not 10,000. */
const MAX_TRACE_STEP_COUNT = 100;

/** Details name what clients sent, and they may send much. */
const MAX_TRACE_DETAIL_LENGTH = 1_000;

/** Our own ids have 36 characters; what clients take for one may have any number. */
const MAX_ID_LENGTH = 100;

/** After this a bulk job begins no more operations: each of a thousand may be a dear one. */
const MAX_BULK_MS = 60_000;

export function startExchange(
  ctx: Context,
  session: Session,
  userAgent?: string,
): ProvisioningContext {
  const exchange = newDraft(userAgent);
  const { connection, credential } = session;
  const deadline = ctx.clock.now() + MAX_BULK_MS;
  // spelled out: spreading would cost more than all the rest
  return {
    traceId: ctx.traceId,
    clock: ctx.clock,
    log: ctx.log,
    session,
    exchange,
    actor: {
      kind: 'connection',
      id: connection.id,
      name: connection.name,
      credentialId: credential.id,
    },
    authority: FULL_AUTHORITY,
    ...(credential.expiresAt !== undefined && { admittedUntil: credential.expiresAt }),
    ...(ctx.hookDepth !== undefined && { hookDepth: ctx.hookDepth }),
    compatibility: connection.compatibility,
    note: (step, detail) => note(exchange, step, detail),
    identify: (subject) => identify(exchange, subject),
    pause: () => nextTurn(),
    exhausted: () => ctx.clock.now() > deadline,
    authorize(resourceType, access) {
      const scope = `${resourceType.toLowerCase()}s:${access}` as Scope;
      if (credential.scopes.includes(scope)) return;
      throw new ScimError(403, `The token lacks the scope ${scope}; create one that has it`);
    },
  };
}

/** One operation of a bulk job: the request's context with an exchange of its own. */
export function startBulkOperation(ctx: ProvisioningContext): ProvisioningContext {
  const exchange = { ...newDraft(ctx.exchange.userAgent), place: ctx.exchange.recorded };
  return {
    ...ctx,
    exchange,
    note: (step, detail) => note(exchange, step, detail),
    identify: (subject) => identify(exchange, subject),
  };
}

function newDraft(userAgent: string | undefined): ExchangeDraft {
  const draft: ExchangeDraft = { operation: 'request', recorded: 0, trace: [] };
  return userAgent === undefined ? draft : { ...draft, userAgent };
}

/** Names the exchange before its request is read, so that a refused one is found like any other. */
function identify(exchange: ExchangeDraft, { operation, resourceType, id }: RequestSubject): void {
  if (resourceType !== undefined) exchange.resourceType = resourceType;
  if (operation !== undefined) {
    exchange.operation = resourceType ? `${resourceType.toLowerCase()}.${operation}` : operation;
  }
  // what a client takes for an id: no line of the log, and nothing that must not be in one
  if (id !== undefined) exchange.resourceId = truncate(id, MAX_ID_LENGTH);
}

/** Writes a step of the decision trace. */
export function note(exchange: ExchangeDraft, step: string, detail: string): void {
  const { trace } = exchange;
  if (trace.length < MAX_TRACE_STEP_COUNT)
    trace.push({ step, detail: truncate(detail, MAX_TRACE_DETAIL_LENGTH) });
  else if (trace.length === MAX_TRACE_STEP_COUNT)
    trace.push({ step: 'trace.cut', detail: 'more followed' });
}
