import { timingSafeEqual } from 'node:crypto';
import { instant, isFault, randomText, type Context } from '#kernel/index.js';
import { removeOldUses } from './used-messages.js';
import { compare, type SignInFlow, type Store, type Writers } from '#store/index.js';
import {
  firstVersion,
  hashOfToken,
  nextVersion,
  removeSome,
  type SweepResult,
} from '#core/index.js';

/** From the first page to the session. Codes end earlier; a provider's own sign-in page may take the whole of it. */
const FLOW_MINUTES = 15;
const MINUTE_MS = 60_000;

/** How long a flow that is over is kept. */
const KEPT_MS = 86_400_000;

const SECRET_LENGTH = 43;
const MAX_FLOWS_PER_RUN = 500;
const MAX_ATTEMPTS = 4;

/** What is known when a sign-in begins. */
export type NewFlow = Pick<SignInFlow, 'purpose'> &
  Partial<
    Pick<
      SignInFlow,
      | 'returnTo'
      | 'organizationId'
      | 'connectionId'
      | 'configuration'
      | 'asked'
      | 'requestId'
      | 'email'
      | 'emailKey'
      | 'sessionId'
      | 'confirmsFactors'
      | 'challenge'
      | 'invitationTokenHash'
    >
  >;

export type FlowChange = Partial<
  Pick<
    SignInFlow,
    | 'status'
    | 'statement'
    | 'refusal'
    | 'answerHash'
    | 'asked'
    | 'requestId'
    | 'configuration'
    | 'connectionId'
    | 'organizationId'
    | 'sessionId'
    | 'failures'
    | 'email'
    | 'emailKey'
  >
>;

/** Sign-ins under way. A flow is used with the secret that only its browser has. */
export interface Flows {
  /** `secret` goes into the flow's own cookie and is kept nowhere. */
  begin(
    ctx: Context,
    flow: NewFlow,
  ): Promise<{ readonly flow: SignInFlow; readonly secret: string }>;
  /** The flow of this browser, while it lasts; undefined for another browser's, an ended and an unknown one. */
  open(ctx: Context, id: string, secret: string | undefined): Promise<SignInFlow | undefined>;
  /** What is still known of a flow of this browser that is over: where it would have led. */
  past(
    ctx: Context,
    id: string,
    secret: string,
  ): Promise<Pick<SignInFlow, 'returnTo' | 'organizationId'> | undefined>;
  /** By its id alone: for what a provider posts, which has no cookie. */
  find(ctx: Context, id: string): Promise<SignInFlow | undefined>;
  /** Writes what `change` makes of the flow as it is now; undefined leaves it. Undefined when the flow is over. */
  update(
    ctx: Context,
    id: string,
    change: (
      flow: SignInFlow,
      tx: Writers,
    ) => Promise<FlowChange | undefined> | FlowChange | undefined,
  ): Promise<SignInFlow | undefined>;
  /** For a job: removes flows whose time is over, a bounded part. */
  removeOld(ctx: Context): Promise<SweepResult>;
  /** For a job: removes assertions and logout requests that are too old to be taken again, a bounded part. */
  removeOldUses(ctx: Context): Promise<SweepResult>;
}

export function createFlows({ store }: { readonly store: Store }): Flows {
  return {
    async begin(ctx, input) {
      const secret = randomText(SECRET_LENGTH);
      const flow = firstVersion<SignInFlow>(ctx, {
        ...input,
        secretHash: hashOfToken(secret),
        status: 'begun',
        expiresAt: instant(ctx.clock.now() + FLOW_MINUTES * MINUTE_MS),
      });
      await store.transaction(flow.id, (tx) => tx.signInFlows.insert(flow));
      return { flow, secret };
    },
    async open(ctx, id, secret) {
      const flow = secret === undefined ? undefined : await ownFlow(store, id, secret);
      return flow && isLive(ctx, flow) ? flow : undefined;
    },
    past: (_ctx, id, secret) => ownFlow(store, id, secret),
    async find(ctx, id) {
      const flow = await store.read.signInFlows.get(id);
      return flow && isLive(ctx, flow) ? flow : undefined;
    },
    update: (ctx, id, change) => updateFlow(store, ctx, id, change),
    removeOld: (ctx) => {
      // a day later: until then the page of a sign-in that is over knows where it led
      const before = instant(ctx.clock.now() - KEPT_MS);
      const due = { where: compare('expiresAt', 'le', before), limit: MAX_FLOWS_PER_RUN };
      return removeSome(store, 'sign-in-flows', 'signInFlows', due);
    },
    removeOldUses: (ctx) => removeOldUses({ store }, ctx),
  };
}

/** In the caller's transaction: whether the flow still asks that, of the session where there is one. It does so once. */
export async function takeChallenge(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  asked: {
    readonly flowId: string;
    readonly challenge: string | undefined;
    /** absent: of a sign-in, which has no session yet */
    readonly sessionId: string | undefined;
  },
): Promise<boolean> {
  const flow = await tx.signInFlows.get(asked.flowId);
  if (flow?.status !== 'begun' || !isLive(ctx, flow)) return false;
  if (flow.challenge === undefined || flow.challenge !== asked.challenge) return false;
  if (flow.sessionId !== asked.sessionId) return false;
  await tx.signInFlows.update(nextVersion<SignInFlow>(ctx, flow, { status: 'finished' }));
  return true;
}

async function ownFlow(store: Store, id: string, secret: string): Promise<SignInFlow | undefined> {
  const flow = await store.read.signInFlows.get(id);
  if (!flow) return undefined;
  const isOwn = timingSafeEqual(Buffer.from(flow.secretHash), Buffer.from(hashOfToken(secret)));
  return isOwn ? flow : undefined;
}

async function updateFlow(
  store: Store,
  ctx: Context,
  id: string,
  change: Parameters<Flows['update']>[2],
): Promise<SignInFlow | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.transaction(id, async (tx) => {
        const before = await tx.signInFlows.get(id);
        if (!before || !isLive(ctx, before)) return undefined;
        const changed = await change(before, tx);
        if (changed === undefined) return before;
        const after = nextVersion<SignInFlow>(ctx, before, changed);
        await tx.signInFlows.update(after);
        return after;
      });
    } catch (error) {
      if (!isFault(error, 'record.exists', 'record.stale') || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function isLive({ clock }: Context, { expiresAt, createdAt }: SignInFlow): boolean {
  const now = clock.now();
  // made in the future by more than its life: the clock was set back, and its end cannot be told
  return Date.parse(expiresAt) > now && Date.parse(createdAt) <= now + FLOW_MINUTES * MINUTE_MS;
}
