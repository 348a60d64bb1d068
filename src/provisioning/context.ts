import { ScimError, type ScimContext } from '@muster/scim';
import type { Session } from '#core/index.js';
import { UNLIMITED, type Context } from '#kernel/index.js';
import type { Exchange, Scope } from '#store/index.js';
import { cut } from './redaction.js';

/** What happened during one request, gathered for the exchange log. */
export interface Account {
  operation: string;
  resourceType?: string;
  resourceId?: string;
  difference?: NonNullable<Exchange['difference']>;
  readonly trace: { step: string; detail: string }[];
}

/** One SCIM request of one connection. */
export interface ProvisioningContext extends Context, ScimContext {
  readonly session: Session;
  readonly account: Account;
}

/** Steps beyond this many are counted, not kept: a push of 10,000 unknown members is one story, not 10,000. */
const MAX_STEPS = 100;

/** Details name what clients sent, and they may send much. */
const MAX_DETAIL = 1_000;

/** After this a bulk job begins no more operations: each of a thousand may be a dear one. */
const LONGEST_MS = 60_000;

export function beginExchange(ctx: Context, session: Session): ProvisioningContext {
  const account: Account = { operation: 'request', trace: [] };
  const { connection, credential } = session;
  const end = ctx.clock.now() + LONGEST_MS;
  // spelled out: spreading would cost more than all the rest
  return {
    traceId: ctx.traceId,
    clock: ctx.clock,
    log: ctx.log,
    session,
    account,
    actor: {
      kind: 'connection',
      id: connection.id,
      name: connection.name,
      credentialId: credential.id,
    },
    authority: UNLIMITED,
    compatibility: connection.compatibility,
    note: (step, detail) => note(account, step, detail),
    exhausted: () => ctx.clock.now() > end,
    authorize(resourceType, access) {
      const scope = `${resourceType.toLowerCase()}s:${access}` as Scope;
      if (credential.scopes.includes(scope)) return;
      throw new ScimError(403, `The token lacks the scope ${scope}; create one that has it`);
    },
  };
}

/** Writes a step of the decision trace. */
export function note(account: Account, step: string, detail: string): void {
  const { trace } = account;
  if (trace.length < MAX_STEPS) trace.push({ step, detail: cut(detail, MAX_DETAIL) });
  else if (trace.length === MAX_STEPS) trace.push({ step: 'trace.cut', detail: 'more followed' });
}
