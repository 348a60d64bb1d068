import type { Context } from '#kernel/index.js';
import type { SignInConnection, SignInFlow } from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import { storeRefusal } from '../flows/index.js';
import { noteRefusal, type ProviderRefusal, type RefusalCode } from '../refusals/index.js';

/** One answer on its way: what is known of it so far, for its refusal. */
export interface Reception {
  flow: SignInFlow | undefined;
  /** its signature was good: it came from the provider */
  verified: boolean;
  hash: string | undefined;
  readonly trace: { readonly step: string; readonly detail: string }[];
}

export function newReception(): Reception {
  return { flow: undefined, verified: false, hash: undefined, trace: [] };
}

export function note({ trace }: Reception, step: string, detail: string): void {
  trace.push({ step, detail });
}

/** An answer that was not taken: where the browser goes, and why. */
export interface RefusedAnswer {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  readonly flowId?: string;
}

interface Refusing {
  readonly connection: SignInConnection;
  readonly reception: Reception;
  readonly refusal: ProviderRefusal;
}

/** Keeps a refusal in the log of the connection and, for the page at the end, in the flow. */
export async function refuseAnswer(
  deps: Pick<ProtocolDeps, 'core' | 'attempts' | 'store'>,
  ctx: Context,
  { connection, reception, refusal }: Refusing,
): Promise<RefusedAnswer> {
  const { flow, verified, hash, trace } = reception;
  const { code } = refusal;
  note(reception, 'refused', code);
  const attemptId = await noteRefusal(deps, ctx, {
    connection,
    purpose: flow?.purpose ?? 'sign_in',
    verified,
    refusal,
    trace,
  });
  if (!flow) return { outcome: 'refused', code };
  await storeRefusal(deps, ctx, {
    flowId: flow.id,
    code,
    attemptId,
    ...(verified && hash !== undefined && { verifiedHash: hash }),
  });
  return { outcome: 'refused', code, flowId: flow.id };
}
